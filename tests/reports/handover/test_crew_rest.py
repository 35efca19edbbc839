"""The handover says what rest a crew is owed, and who cannot begin the next shift in time."""

from datetime import datetime, timedelta

from jru_tui.board import Board, Checks, Rules
from jru_tui.reports import make_handover
from tests.board.conftest import Stage, at
from tests.board.queries.test_duties import FRIDAY, HOUR, report, shift


def watched(board: Board, now: datetime, name: str = "JRU 2") -> tuple[str, ...]:
    page = make_handover(board, None, now, stale=False, marking="OFFICIAL")
    [watch] = [vehicle.watch for vehicle in page.vehicles if vehicle.name == name]
    return watch


def on_again(stage: Stage, rest: float) -> None:
    """A crew that had so many hours between two duties, and is on now."""
    shift(stage, "JRU1", FRIDAY - (rest + 8) * HOUR)
    report(stage, "JRU2", "available", FRIDAY)


def test_who_was_short_of_rest_is_owed_the_difference(stage: Stage) -> None:
    on_again(stage, 8.5)
    assert watched(stage.board, FRIDAY + HOUR) == (
        "SC 71377 is owed 2 h 30 of rest: 8 h 30 since the last duty",
        "Para 3092 is owed 2 h 30 of rest: 8 h 30 since the last duty",
    )


def test_of_who_was_rested_nothing_is_said(stage: Stage) -> None:
    on_again(stage, 11)
    assert watched(stage.board, FRIDAY + HOUR) == ()


def test_who_works_far_beyond_the_shift_cannot_begin_the_next_one(stage: Stage) -> None:
    report(stage, "JRU2", "available", FRIDAY)
    early, late = FRIDAY + 12 * HOUR, FRIDAY + 14 * HOUR
    assert watched(stage.board, early) == ()
    assert watched(stage.board, late) == (
        "11 h 00 of rest end at 19:00, after the next shift begins",
    )


def test_a_force_without_that_rule_says_nothing() -> None:
    stage = Stage(Rules(checks=Checks(rest_hours=0)))
    on_again(stage, 2)
    assert watched(stage.board, at("18:00") + timedelta(hours=14)) == ()
