"""The scenario that `make demo` opens: its first moment, and the lines of its supervisor."""

from pathlib import Path

import pytest

from jru_tui.board import Board, Call, Rules, missing_details, missing_words, shown_markers
from jru_tui.board.projection.calls.ambulance_waits import ambulance_waits
from jru_tui.board.queries.dispatch.dispatcher import Dispatcher
from jru_tui.board.queries.dispatch.plan_phrases import act_words, deadline_words
from jru_tui.cli.errors import CommandError
from jru_tui.cli.scenario_source import events_until, moment_in, scenario_for

SCENARIO = scenario_for("first_look")
NOW = moment_in(SCENARIO, None)


@pytest.fixture(scope="module")
def board() -> Board:
    opened = Board(Rules())
    opened.fold(events_until(SCENARIO, NOW))
    return opened


def test_a_swap_puts_a_g1_and_the_call_that_is_left_in_time(board: Board) -> None:
    first = Dispatcher(board, NOW).plan.acts[0]
    assert act_words(first) == "JRU 3 to K-2107, JRU 4 takes K-2106: both in time"


def test_the_g1_counts_down_and_the_marker_at_its_place_is_shown(board: Board) -> None:
    call = board.calls["K-2107"]
    deadline = Dispatcher(board, NOW).advise(call.id).deadline
    assert deadline is not None
    assert deadline_words(deadline, board.rules, NOW) == "send by 22:56 for G1"
    [marker] = shown_markers(call, NOW, board.rules)
    assert marker.text == "Man at 112 has threatened crews with a knife"


def test_a_call_is_kept_for_a_busy_car_and_another_has_no_place(board: Board) -> None:
    assert board.vehicles["JRU1"].next_calls == ("K-2105",)
    said = {call.id: missing_words(missing_details(call, board.rules)) for call in waiting(board)}
    assert said == {"K-2107": "", "K-2105": "", "K-2108": "missing: place"}


def test_a_crew_has_waited_half_an_hour_for_an_ambulance_that_dispatch_was_asked_for(
    board: Board,
) -> None:
    [wait] = ambulance_waits(board.calls["K-2104"])
    assert wait.vehicles == ("JRU1",)
    assert int((NOW - wait.request.at).total_seconds()) == 29 * 60 + 30
    order = board.order(wait.request.id)
    assert order is not None
    assert order.by == "SC 70001"
    assert not board.calls["K-2104"].unconfirmed


def waiting(board: Board) -> list[Call]:
    return [call for call in board.open_calls() if call.waiting]


def test_what_the_board_would_refuse_is_refused_with_the_file_and_the_line(tmp_path: Path) -> None:
    file = tmp_path / "own.feed"
    file.write_text(
        """title "T"
place "Base" 51.4 0.5 medway
vehicle JRU1 "JRU 1" "Medway" "Base"
shift Friday 30 October 2020 18:00-02:00
18:00 JRU1 available
18:01 A opens fall C3 ambulance "Base" "First"
18:02 supervisor keeps A for JRU1
"""
    )
    scenario = scenario_for(str(file))
    with pytest.raises(CommandError, match=r"own\.feed:7: the board refuses it: "):
        list(events_until(scenario, scenario.ends_at))


def test_before_its_moment_a_command_has_not_been_given() -> None:
    opened = Board(Rules())
    opened.fold(events_until(SCENARIO, moment_in(SCENARIO, "22:29")))
    assert opened.vehicles["JRU1"].next_calls == ()
    assert opened.markers() == ()
