"""What another board has done a moment ago is said once, and in words."""

from datetime import UTC, datetime, timedelta

import pytest

from jru_tui.board.board import Board
from jru_tui.board.call_commands import Assign, Close, Reopen, StandDown
from jru_tui.board.commands import Command, Note, SetStatus
from jru_tui.board.decisions.refusal import Refusal
from jru_tui.board.events import CallReported, Commanded, Event, Fact, VehicleReported
from jru_tui.board.records import CallRecord, VehicleRecord
from jru_tui.board.rules import Rules
from jru_tui.desk.other_commands import OtherCommands

NOW = datetime(2020, 10, 30, 22, tzinfo=UTC)
MINE = "my session"


@pytest.fixture
def board() -> Board:
    board = Board(Rules())
    facts: tuple[Fact, ...] = (
        CallReported(CallRecord("K-1036", NOW, grade="G1")),
        VehicleReported(VehicleRecord("JRU3", "available", NOW, "JRU 3")),
    )
    board.fold([Event(f"e{n}", NOW, NOW, "feed", fact) for n, fact in enumerate(facts)])
    return board


def given(command: Command, session: str = "theirs", by: str = "70002") -> Event:
    return Event("c1", NOW, NOW, "supervisor", Commanded(command), by=by, session=session)


def heard(*events: Event) -> OtherCommands:
    others = OtherCommands(MINE)
    others.add(events, NOW)
    return others


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (Assign("K-1036", "JRU3"), "70002 assigned JRU 3 to K-1036"),
        (StandDown("K-1036", "JRU3"), "70002 stood JRU 3 down from K-1036"),
        (Close("K-1036", "resolved"), "70002 closed K-1036"),
        (Reopen("K-1036"), "70002 gave “reopened” at K-1036"),
        (SetStatus("JRU3", "available"), "70002 gave “JRU 3 available”"),
    ],
)
def test_each_command_has_its_words(board: Board, command: Command, said: str) -> None:
    refused = heard(given(command)).refuse(board, Assign("K-1036", "JRU3"), NOW)
    assert refused is not None
    assert refused.reason.startswith(said)
    assert refused.reason.endswith("just now: look again")


@pytest.mark.parametrize(
    ("seconds", "ago"), [(0, "just now"), (1, "a second ago"), (2, "two seconds ago")]
)
def test_it_says_how_long_ago(board: Board, seconds: int, ago: str) -> None:
    others = heard(given(Assign("K-1036", "JRU3")))
    refused = others.refuse(board, Close("K-1036", "resolved"), NOW + timedelta(seconds=seconds))
    assert refused == Refusal(f"70002 assigned JRU 3 to K-1036 {ago}: look again")


def test_it_is_said_once(board: Board) -> None:
    others = heard(given(Assign("K-1036", "JRU3")))
    assert others.refuse(board, Close("K-1036", "resolved"), NOW) is not None
    assert others.refuse(board, Close("K-1036", "resolved"), NOW) is None


def test_whoever_has_no_name_is_somebody_else(board: Board) -> None:
    refused = heard(given(Close("K-1036", "resolved"), by="")).refuse(board, Reopen("K-1036"), NOW)
    assert refused == Refusal("somebody else closed K-1036 just now: look again")


@pytest.mark.parametrize(
    ("theirs", "mine", "seconds"),
    [
        (Assign("K-1036", "JRU3"), Assign("K-1037", "JRU1"), 0),
        (Note("Gate", call="K-1036"), Close("K-1036", "resolved"), 0),
        (Assign("K-1036", "JRU3"), Note("Gate", call="K-1036"), 0),
        (Assign("K-1036", "JRU3"), Close("K-1036", "resolved"), 4),
    ],
)
def test_what_does_not_depend_on_it_is_not_held_up(
    board: Board, theirs: Command, mine: Command, seconds: int
) -> None:
    others = heard(given(theirs))
    assert others.refuse(board, mine, NOW + timedelta(seconds=seconds)) is None


def test_ones_own_commands_are_not_somebody_elses(board: Board) -> None:
    others = heard(given(Assign("K-1036", "JRU3"), session=MINE))
    assert others.refuse(board, Close("K-1036", "resolved"), NOW) is None
