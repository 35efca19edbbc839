"""Reports that cannot quite be: shown, never dropped, nothing made up. Ids as in the catalogue."""

from datetime import timedelta
from typing import Any

import pytest

from jru_tui.board.call_commands import Assign, Close
from jru_tui.board.projection.calls.call_state import CallState
from jru_tui.board.projection.calls.call_view_builder import CallViewBuilder
from jru_tui.board.projection.calls.urgency import police_clock
from jru_tui.board.queries.dispatch.dispatcher import Dispatcher
from jru_tui.board.records import ResponseRecord
from jru_tui.board.rules import Rules
from tests.board.conftest import Sent, Stage
from tests.narrowing import present


def test_an_unknown_call_sign_is_shown_on_its_call_and_not_offered(
    stage: Stage, sent: Sent
) -> None:
    """REC-14."""
    stage.vehicle("JRU1", "available", "17:50")
    stage.call("K1", "18:00", responses=(sent("GN21", allocated="18:01"),))
    assert [each.vehicle for each in stage.view("K1").on_it] == ["GN21"]
    advice = Dispatcher(stage.board, stage.at("18:05")).advise("K1")
    offered = [offer.vehicle for offer in advice.offers]
    assert offered == ["JRU1"]
    assert "GN21" in stage.refused(Assign("K1", "GN21"))


def test_a_vehicle_that_is_renamed_is_the_same_vehicle(stage: Stage, sent: Sent) -> None:
    """REC-15: identity is the id, not the call sign."""
    stage.vehicle("V7", "at_scene", "18:05", "K1", name="JRU 1")
    stage.call("K1", "18:00", responses=(sent("V7", allocated="18:01", at_scene="18:05"),))
    stage.vehicle("V7", "available", "18:30", name="JRU 9")
    stage.vehicle("V8", "available", "18:31", name="JRU 1")
    assert (stage.unit("V7").name, stage.unit("V8").name) == ("JRU 9", "JRU 1")
    assert stage.board.total("V7").attended == 1
    assert stage.board.total("V8").attended == 0


def test_a_call_that_leaps_to_its_end_has_unknown_times_and_not_zero(stage: Stage) -> None:
    """REC-17."""
    stage.call("K1", "18:00", grade="G1")
    stage.call("K1", "18:00", version=2, state="closed", closed_at=stage.at("18:40"), grade="G1")
    call = stage.view("K1")
    assert (call.state, call.first_arrival_at, call.responses) == ("closed", None, ())
    assert present(police_clock(call, Rules(), stage.at("19:00"))).state == "none"


def test_an_arrival_before_the_call_is_no_target_met(stage: Stage, sent: Sent) -> None:
    """REC-20."""
    stage.vehicle("JRU1", "available", "17:50")
    stage.call("K1", "18:00", grade="G1", responses=(sent("JRU1", at_scene="17:57"),))
    clock = present(police_clock(stage.view("K1"), Rules(), stage.at("18:30")))
    assert (clock.state, clock.elapsed_s) == ("none", None)


def test_a_year_is_no_time_to_wait_and_none_to_arrive_in(stage: Stage) -> None:
    """REC-20."""
    stage.call("K1", "18:00", grade="G1")
    now = stage.at("18:30") + timedelta(days=400)
    clock = present(police_clock(stage.view("K1"), Rules(), now))
    assert (clock.state, clock.elapsed_s) == ("red", None)
    late = ResponseRecord("JRU1", at_scene_at=stage.at("18:00") + timedelta(days=400))
    stage.call("K2", "18:00", grade="G1", responses=(late,))
    clock = present(police_clock(stage.view("K2"), Rules(), stage.at("18:30")))
    assert (clock.state, clock.elapsed_s) == ("none", None)


def on_it(stage: Stage) -> list[tuple[str, Any]]:
    return [(each.vehicle, each.on_at) for each in stage.view("K1").on_it]


@pytest.mark.parametrize("status", ["committed", "escort", "emergency", "AT HOSPITAL"])
@pytest.mark.parametrize("inferred", [False, True])
def test_a_vehicle_without_a_stage_is_on_the_call_that_it_names(
    stage: Stage, status: str, inferred: bool
) -> None:
    stage.call("K1", "18:00")
    stage.vehicle("JRU1", status, "18:05", "K1", inferred=inferred)
    assert on_it(stage) == [("JRU1", stage.at("18:05"))]
    assert stage.view("K1").responses[0].allocated_at is None
    stage.vehicle("JRU1", "available", "18:40")
    assert on_it(stage) == []


@pytest.mark.parametrize("status", ["available", "refreshments", "off_duty"])
def test_a_vehicle_that_is_free_is_not_on_the_call_that_it_names(stage: Stage, status: str) -> None:
    stage.call("K1", "18:00")
    stage.vehicle("JRU1", status, "18:05", "K1")
    assert on_it(stage) == []


def test_a_response_without_times_is_on_the_call_until_a_stage_is_told(
    stage: Stage, sent: Sent
) -> None:
    stage.call("K1", "18:00", responses=(sent("JRU1"),))
    assert on_it(stage) == [("JRU1", stage.at("18:00"))]
    stage.vehicle("JRU1", "en_route", "18:09", "K1")
    (response,) = stage.view("K1").responses
    assert (response.on_at, response.allocated_at) == (None, None)
    assert response.en_route_at == stage.at("18:09")


def test_a_vehicle_that_comes_back_without_a_stage_is_on_the_call_again(
    stage: Stage, sent: Sent
) -> None:
    stage.call("K1", "18:00", responses=(sent("JRU1", en_route="18:02", clear="18:10"),))
    stage.vehicle("JRU1", "available", "18:10")
    assert on_it(stage) == []
    stage.vehicle("JRU1", "committed", "18:20", "K1")
    assert on_it(stage) == [("JRU1", stage.at("18:20"))]
    stage.vehicle("JRU1", "at_scene", "18:25", "K1")
    (response,) = stage.view("K1").on_it
    assert (response.on_at, response.at_scene_at) == (None, stage.at("18:25"))


def test_papers_after_the_end_put_nobody_on_a_call_again(stage: Stage, sent: Sent) -> None:
    way = (sent("JRU1", at_scene="18:05", clear="18:20"),)
    ended = {"state": "closed", "closed_at": stage.at("18:20"), "outcome": "resolved"}
    stage.call("K1", "18:00", responses=way, **ended)
    stage.vehicle("JRU1", "committed", "18:21", "K1")
    assert on_it(stage) == []
    stage.vehicle("JRU1", "at_scene", "18:25", "K1")
    assert on_it(stage) == [("JRU1", None)]
    stage.vehicle("JRU1", "available", "18:40")
    assert on_it(stage) == []


def test_closing_ends_a_response_without_times(stage: Stage, sent: Sent) -> None:
    stage.call("K1", "18:00", responses=(sent("JRU1"),))
    stage.do(Close("K1", "resolved"), "18:30")
    (response,) = stage.view("K1").responses
    assert response.clear_at == stage.at("18:30")
    assert stage.board.total("JRU1").attended == 0


def test_calls_that_are_over_are_not_told_again_and_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Closed by the supervisor and no longer listed: the feed never confirms that."""
    told: list[str] = []
    tell = CallViewBuilder.tell

    def counted(self: CallViewBuilder, entry: CallState) -> object:
        told.append(entry.record.id if entry.record else "")
        return tell(self, entry)

    monkeypatch.setattr(CallViewBuilder, "tell", counted)
    stage.vehicle("JRU1", "available", "17:59")
    most = []
    for minute in range(0, 50, 2):
        call = f"K{minute}"
        stage.call(call, f"18:{minute:02}")
        stage.do(Assign(call, "JRU1"), f"18:{minute:02}:10")
        stage.vehicle("JRU1", "at_scene", f"18:{minute:02}:20", call)
        stage.do(Close(call, "resolved"), f"18:{minute:02}:30")
        stage.unlist(call, f"18:{minute:02}:40")
        told.clear()
        stage.vehicle("JRU1", "available", f"18:{minute:02}:50")
        most.append(len(told))
    assert max(most) <= 1


def test_a_vehicle_sent_again_in_the_minute_of_its_clear_has_two_ways(
    stage: Stage, sent: Sent
) -> None:
    """Feeds that tell whole minutes: the first way ends before the second begins."""
    first = sent("JRU1", allocated="18:01", en_route="18:02", clear="18:10")
    again = sent("JRU1", allocated="18:10", en_route="18:12", at_scene="18:20", clear="18:20")
    last = sent("JRU1", allocated="18:20")
    stage.call("K1", "18:00", responses=(last, again, first))
    times = [
        (each.allocated_at, each.en_route_at, each.at_scene_at, each.clear_at)
        for each in stage.view("K1").responses
    ]
    at = stage.at
    assert times == [
        (at("18:01"), at("18:02"), None, at("18:10")),
        (at("18:10"), at("18:12"), at("18:20"), at("18:20")),
        (at("18:20"), None, None, None),
    ]
    ended = {"state": "closed", "closed_at": at("18:20"), "outcome": "resolved"}
    stage.call("K1", "18:00", version=2, responses=(first, again), **ended)
    assert [each.clear_at for each in stage.view("K1").responses] == [at("18:10"), at("18:20")]


def test_a_vehicle_that_goes_back_a_stage_took_nobody_knows_how_long_to_it(
    stage: Stage, sent: Sent
) -> None:
    """REC-17: at scene, and only then said to be en route."""
    way = sent("JRU1", allocated="18:01", at_scene="18:10")
    stage.call("K1", "18:00", grade="G1", responses=(way,))
    stage.vehicle("JRU1", "en_route", "18:14", "K1")
    (response,) = stage.view("K1").responses
    assert (response.en_route_at, response.at_scene_at) == (None, stage.at("18:10"))
    assert stage.board.vehicles["JRU1"].status == "en_route"


def test_a_way_that_ended_as_it_began_is_on_no_strip(stage: Stage, sent: Sent) -> None:
    stage.vehicle("JRU1", "available", "18:05")
    way = sent("JRU1", allocated="18:05", clear="18:05")
    stage.call("K1", "18:00", responses=(way,))
    spans = stage.board.spans("JRU1", stage.at("18:00"), stage.at("19:00"))
    assert [(span.status, span.start) for span in spans] == [("available", stage.at("18:05"))]


def times(stage: Stage) -> list[tuple[Any, ...]]:
    return [
        (each.allocated_at, each.at_scene_at, each.clear_at) for each in stage.view("K1").responses
    ]


@pytest.mark.parametrize("heard", range(8))
def test_a_clear_before_the_arrival_is_one_way_however_it_was_polled(
    stage: Stage, sent: Sent, heard: int
) -> None:
    """Whichever of the presses were heard in between, nobody is on the call."""
    at = stage.at
    stage.call("K1", "18:00", responses=(sent("JRU1", allocated="18:01"),), version=1)
    for bit, (status, when, call) in enumerate(
        (("allocated", "18:01", "K1"), ("at_scene", "18:09", "K1"), ("available", "18:07", None))
    ):
        if heard & 1 << bit:
            stage.vehicle("JRU1", status, when, call)
    slip = sent("JRU1", allocated="18:01", at_scene="18:09", clear="18:07")
    stage.call("K1", "18:00", responses=(slip,), version=2, updated_at=at("18:09"))
    assert stage.view("K1").on_it == ()
    assert times(stage) == [(at("18:01"), at("18:09"), at("18:07"))]
    stage.call("K2", "18:10")
    stage.vehicle("JRU1", "allocated", "18:20", "K2")
    assert times(stage) == [(at("18:01"), at("18:09"), at("18:07"))]


def test_a_slip_does_not_hide_the_next_sending(stage: Stage, sent: Sent) -> None:
    slip = sent("JRU1", allocated="18:01", at_scene="18:09", clear="18:07")
    again = sent("JRU1", allocated="18:08", at_scene="18:20")
    stage.call("K1", "18:00", responses=(slip, again))
    assert [each.at_scene_at for each in stage.view("K1").on_it] == [stage.at("18:20")]


def test_a_clear_before_everything_leaves_nobody_on_the_call(stage: Stage, sent: Sent) -> None:
    stage.call("K1", "18:00", responses=(sent("JRU1", allocated="18:05", clear="18:01"),))
    assert stage.view("K1").on_it == ()


@pytest.mark.parametrize("order", ["ABA", "AB", "BA", "ABAB"])
def test_of_two_statuses_of_one_time_the_later_document_counts(stage: Stage, order: str) -> None:
    words = {"A": "available", "B": "refreshments"}
    for letter in order:
        stage.vehicle("JRU1", words[letter], "18:00")
    last, other = words[order[-1]], words["B" if order[-1] == "A" else "A"]
    assert (stage.unit("JRU1").status, stage.unit("JRU1").rivals) == (last, (other,))
    stage.vehicle("JRU1", "standby", "18:10")
    assert stage.unit("JRU1").rivals == ()
