"""A closing frees whom nobody but the supervisor had sent; a crew that says otherwise is heard."""

import pytest

from jru_tui.board.call_commands import Assign, Close
from jru_tui.board.commands import SetStatus, Settle
from tests.board.conftest import Sent, Stage
from tests.narrowing import present

ENDED = {"state": "closed", "outcome": "resolved"}


def assigned(stage: Stage) -> None:
    stage.vehicle("JRU1", "available", "18:00")
    stage.call("K1", "18:05", version=1)
    stage.do(Assign("K1", "JRU1"), "18:10")


def closed_by_feed(stage: Stage, when: str = "18:30", version: int = 2) -> None:
    at = stage.at(when)
    stage.call("K1", "18:05", version=version, closed_at=at, updated_at=at, **ENDED)


def test_a_call_closed_by_the_feed_frees_whom_only_the_supervisor_had_sent(stage: Stage) -> None:
    assigned(stage)
    closed_by_feed(stage)
    unit = stage.unit("JRU1")
    assert (unit.status, unit.since, unit.call) == ("available", stage.at("18:30"), None)
    assert (unit.unconfirmed, stage.view("K1").on_it) == ((), ())
    refused = stage.refused(SetStatus("JRU1", "en_route", "K1"))
    assert refused == "K1 is closed: reopen it first"
    stage.call("K2", "18:31")
    stage.do(Assign("K2", "JRU1"), "18:32")
    assert stage.unit("JRU1").call == "K2"


def test_it_stays_free_when_the_feed_opens_the_call_again(stage: Stage) -> None:
    assigned(stage)
    closed_by_feed(stage)
    stage.call("K1", "18:05", version=3, updated_at=stage.at("18:40"))
    assert stage.view("K1").waiting
    assert (stage.unit("JRU1").status, stage.unit("JRU1").call) == ("available", None)


def test_whom_the_feed_lists_is_on_it_again_when_it_opens_the_call_again(
    stage: Stage, sent: Sent
) -> None:
    way = {"responses": (sent("JRU1", allocated="18:10"),)}
    stage.vehicle("JRU1", "allocated", "18:10", "K1")
    stage.call("K1", "18:05", version=1, **way)
    closed = {"version": 2, "closed_at": stage.at("18:30"), "updated_at": stage.at("18:30")}
    stage.call("K1", "18:05", **closed, **way, **ENDED)
    assert stage.view("K1").on_it == ()
    stage.call("K1", "18:05", version=3, updated_at=stage.at("18:31"), **way)
    assert [each.vehicle for each in stage.view("K1").on_it] == ["JRU1"]


def test_of_whom_its_crew_says_that_it_is_there_only_the_crew_says_that_it_left(
    stage: Stage,
) -> None:
    stage.call("K1", "18:05", version=1)
    stage.vehicle("JRU1", "at_scene", "18:20", "K1")
    closed_by_feed(stage)
    assert (stage.unit("JRU1").status, stage.unit("JRU1").call) == ("at_scene", "K1")
    stage.vehicle("JRU1", "available", "18:35")
    assert (stage.unit("JRU1").status, stage.unit("JRU1").call) == ("available", None)


def test_a_closing_that_is_upheld_frees_its_vehicles_from_then_on(stage: Stage) -> None:
    stage.vehicle("JRU1", "at_scene", "18:10", "K1")
    stage.call("K1", "18:05", version=1)
    stage.do(Close("K1", "resolved"), "18:20")
    stage.vehicle("JRU1", "at_scene", "18:25", "K1")
    stage.call("K1", "18:05", version=2, updated_at=stage.at("18:30"))
    stage.do(Settle(present(stage.view("K1").dispute).command, "supervisor"), "18:35")
    unit = stage.unit("JRU1")
    assert (unit.status, unit.since, unit.call) == ("available", stage.at("18:35"), None)
    assert (stage.view("K1").dispute, stage.view("K1").on_it) == (None, ())
    stage.undo("18:36")
    assert stage.view("K1").dispute is not None
    assert (stage.unit("JRU1").status, stage.unit("JRU1").call) == ("at_scene", "K1")


@pytest.mark.parametrize("status", ["committed", "at_scene", "escort", "AT HOSPITAL"])
def test_a_crew_that_is_on_a_call_closed_here_disputes_the_closing(
    stage: Stage, status: str
) -> None:
    stage.vehicle("JRU1", "at_scene", "18:10", "K1")
    stage.call("K1", "18:05", version=1)
    stage.do(Close("K1", "resolved"), "18:20")
    stage.vehicle("JRU1", status, "18:25", "K1")
    dispute = present(stage.view("K1").dispute)
    label = stage.board.rules.status(status).label
    assert (dispute.ours, dispute.theirs) == ("closed, resolved", f"JRU 1 {label}")
    assert dispute.feed_at == stage.at("18:25")
    assert "K1" in [call.id for call in stage.board.open_calls()]
    stage.vehicle("JRU1", "available", "18:40")
    assert stage.view("K1").dispute is None


def test_what_a_crew_presses_after_the_feed_closed_the_call_too_is_its_papers(stage: Stage) -> None:
    stage.vehicle("JRU1", "at_scene", "18:10", "K1")
    stage.call("K1", "18:05", version=1)
    stage.do(Close("K1", "resolved"), "18:20")
    stage.vehicle("JRU1", "committed", "18:25", "K1")
    closed_by_feed(stage)
    assert stage.view("K1").dispute is None


def test_a_crew_whose_closing_is_upheld_disputes_it_only_with_a_newer_press(stage: Stage) -> None:
    stage.vehicle("JRU1", "at_scene", "18:10", "K1")
    stage.call("K1", "18:05", version=1)
    stage.do(Close("K1", "resolved"), "18:20")
    stage.vehicle("JRU1", "committed", "18:25", "K1")
    stage.do(Settle(present(stage.view("K1").dispute).command, "supervisor"), "18:30")
    assert stage.view("K1").dispute is None
    assert stage.unit("JRU1").status == "available"
    stage.vehicle("JRU1", "at_scene", "18:40", "K1")
    assert present(stage.view("K1").dispute).theirs == "JRU 1 at scene"
