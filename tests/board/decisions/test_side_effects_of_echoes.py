"""A feed that shows a command, or anything that has no bearing on it, changes no shown effect.

A command whose effects are not those that were shown is refused (`so look again`). A supervisor who
polls each second would lose a key each time if an echo alone made the difference.
"""

from collections.abc import Callable

import pytest

from jru_tui.board.call_commands import Assign, BackUp, Close, Regrade, StandDown
from jru_tui.board.commands import Request, SetStatus, Undo
from jru_tui.board.decisions.compound_decisions import effects_of
from jru_tui.board.records import NoteRecord, Position, ResponseRecord
from tests.board.conftest import Stage


@pytest.fixture
def sent(stage: Stage) -> Stage:
    """JRU 1 is free, and JRU 2 was sent to K1 from here, which asked for an ambulance as well."""
    stage.call("K1", "18:00", grade="G1", version=1)
    stage.call("K2", "18:01", grade="G2", version=1)
    stage.vehicle("JRU1", "available", "17:00")
    stage.vehicle("JRU2", "available", "17:00")
    stage.do(BackUp("K1", "ambulance"), "18:01", post=True)
    stage.do(Assign("K1", "JRU2"), "18:02", post=True)
    return stage


def echo(stage: Stage) -> None:
    allocated = ResponseRecord("JRU2", allocated_at=stage.at("18:02"))
    stage.call("K1", "18:00", grade="G1", version=2, responses=(allocated,))
    stage.vehicle("JRU2", "allocated", "18:02", "K1")


def change_what_has_no_bearing(stage: Stage) -> None:
    note = NoteRecord("n1", stage.at("18:03"), "", "he waits at the door")
    stage.call("K1", "18:00", grade="G1", version=3, notes=(note,))
    stage.call("K2", "18:01", grade="G3", version=2, flags=("knife",))
    stage.call("K9", "18:03", grade="G1", version=1)
    position = Position(51.3, 1.1, stage.at("18:03"))
    stage.vehicle("JRU1", "standby", "18:03")
    stage.vehicle("JRU2", "allocated", "18:02", "K1", position=position)


def move_on(stage: Stage) -> None:
    stage.vehicle("JRU2", "at_scene", "18:03", "K1")


ASKED: dict[str, Request] = {
    "stand down": StandDown("K1", "JRU2"),
    "divert": Assign("K2", "JRU2", "nearer"),
    "close": Close("K1", "stood_down"),
    "status": SetStatus("JRU2", "available"),
    "regrade": Regrade("K1", "G2", ""),
}


@pytest.mark.parametrize("happens", [echo, change_what_has_no_bearing])
@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
def test_neither_changes_an_effect(
    sent: Stage, asked: Request, happens: Callable[[Stage], None]
) -> None:
    shown = effects_of(sent.board, asked)
    assert shown
    happens(sent)
    assert effects_of(sent.board, asked) == shown


def test_nor_does_a_poll_that_of_an_undo_once_the_feed_has_shown_the_command(sent: Stage) -> None:
    undo = Undo(sent.last_id, confirmed=True)
    before = effects_of(sent.board, undo)
    echo(sent)
    shown = effects_of(sent.board, undo)
    assert shown != before  # from now on the vehicle stays allocated until dispatch obeys
    change_what_has_no_bearing(sent)
    assert effects_of(sent.board, undo) == shown


@pytest.mark.parametrize("asked", [ASKED["stand down"], ASKED["divert"], ASKED["status"]])
def test_a_crew_that_has_reached_the_scene_does(sent: Stage, asked: Request) -> None:
    shown = effects_of(sent.board, asked)
    move_on(sent)
    assert effects_of(sent.board, asked) != shown


def test_an_undo_says_that_a_call_waits_again_only_where_it_will(sent: Stage) -> None:
    undo = Undo(sent.last_id, confirmed=True)
    assert "K1 waits again" in effects_of(sent.board, undo)
    echo(sent)
    assert effects_of(sent.board, undo) == ("the feed still shows JRU 2 allocated, on K1",)
    sent.do(undo, "18:04", post=True)
    assert not sent.board.calls["K1"].waiting
