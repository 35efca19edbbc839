"""What is counted, for whom, and in which shift."""

from datetime import timedelta

import pytest

from jru_tui.board.call_commands import Close, Reopen
from jru_tui.board.records import ResponseRecord
from jru_tui.board.rules import Rules, Savings
from jru_tui.board.shifts import period_at, shift_at
from jru_tui.board.views import Tally
from tests.board.conftest import Sent, Stage


def tally(stage: Stage, vehicle: str | None = None, when: str = "20:00") -> Tally:
    return stage.board.tally(shift_at(stage.board.rules.hours, stage.at(when)), vehicle)


def test_a_vehicle_attended_when_it_was_at_scene(stage: Stage, sent: Sent) -> None:
    stage.vehicle("JRU1", "available", "18:00")
    stage.call("K1", responses=(sent("JRU1", allocated="18:01", en_route="18:02"),), version=1)
    assert tally(stage) == Tally()
    stage.call("K1", responses=(sent("JRU1", allocated="18:01", at_scene="18:10"),), version=2)
    assert tally(stage) == Tally(1, 30, 2500)
    assert tally(stage, "JRU1") == Tally(1, 30, 2500)


def test_two_vehicles_at_one_call_count_it_each_but_the_unit_counts_and_saves_once(
    stage: Stage, sent: Sent
) -> None:
    for vehicle in ("JRU1", "JRU2"):
        stage.vehicle(vehicle, "available", "18:00")
    both = (sent("JRU1", at_scene="18:12"), sent("JRU2", at_scene="18:10"))
    stage.call("K1", responses=both)
    assert tally(stage) == Tally(1, 30, 2500)
    assert tally(stage, "JRU2") == Tally(1, 30, 2500)
    assert tally(stage, "JRU1") == Tally(1, 0, 0)


def test_a_patrol_that_is_not_the_units_is_not_counted(stage: Stage, sent: Sent) -> None:
    stage.call("K1", responses=(sent("GN21", at_scene="18:12"),))
    assert tally(stage) == Tally()
    assert not stage.view("K1").waiting


def test_a_vehicle_that_is_listed_later_counts_what_it_had_attended(
    stage: Stage, sent: Sent
) -> None:
    stage.call("K1", responses=(sent("JRU1", at_scene="18:12", clear="18:40"),))
    stage.vehicle("JRU1", "available", "18:40")
    assert tally(stage, "JRU1").attended == 1


@pytest.mark.parametrize("outcome", ["stood_down", "duplicate"])
def test_a_call_stood_down_from_or_a_duplicate_was_not_attended(
    stage: Stage, sent: Sent, outcome: str
) -> None:
    stage.vehicle("JRU1", "available", "18:00")
    stage.call(
        "K1",
        responses=(sent("JRU1", at_scene="18:12", clear="18:13"),),
        state="closed",
        closed_at=stage.at("18:14"),
        outcome=outcome,
    )
    assert tally(stage) == Tally()


def test_an_arrival_after_midnight_belongs_to_the_shift_that_started_before_it(
    stage: Stage, sent: Sent
) -> None:
    stage.vehicle("JRU1", "available", "18:00")
    stage.call("K1", "23:50", responses=(sent("JRU1", at_scene="00:10"),))
    assert tally(stage, when="23:59").attended == 1
    period = period_at(stage.board.rules.hours, stage.at("01:00"))
    assert stage.board.period_tally(period, "JRU1").attended == 1
    assert stage.board.total() == Tally(1, 30, 2500)


@pytest.mark.parametrize(
    ("minutes", "saved"),
    [
        (None, Tally(1, 30, 2500)),
        (0, Tally(1, 0, 0)),
        (45, Tally(1, 45, 3750)),
        (1, Tally(1, 1, 83)),
    ],
)
def test_minutes_and_pounds_go_together(
    stage: Stage, sent: Sent, minutes: int | None, saved: Tally
) -> None:
    stage.vehicle("JRU1", "at_scene", "18:10", "K1")
    stage.call("K1", responses=(sent("JRU1", at_scene="18:10"),))
    stage.do(Close("K1", "resolved", minutes=minutes), "18:40")
    assert tally(stage) == saved


def test_the_figures_come_from_the_rules(make_stage: type[Stage], sent: Sent) -> None:
    stage = make_stage(Rules(savings=Savings(minutes=20, pence=1999)))
    stage.vehicle("JRU1", "available", "18:00")
    stage.call("K1", responses=(sent("JRU1", at_scene="18:10"),))
    assert tally(stage) == Tally(1, 20, 1999)


def test_a_vehicle_report_alone_counts_where_the_feed_gives_no_responses(stage: Stage) -> None:
    stage.call("K1")
    stage.vehicle("JRU1", "en_route", "18:05", "K1")
    assert tally(stage) == Tally()
    stage.vehicle("JRU1", "at_scene", "18:15", "K1")
    assert tally(stage, "JRU1") == Tally(1, 30, 2500)
    stage.vehicle("JRU1", "available", "18:45")
    assert stage.view("K1").responses[0].clear_at == stage.at("18:45")
    assert stage.view("K1").to_close


def test_what_a_call_was_counted_for_is_what_the_tallies_hold(stage: Stage, sent: Sent) -> None:
    stage.vehicle("JRU1", "available", "18:00")
    stage.call("K1", responses=(sent("JRU1", at_scene="18:12"), sent("GN21", at_scene="18:05")))
    stage.call("K2", "18:20", responses=(sent("JRU1", at_scene="18:30"),))
    shift = shift_at(stage.board.rules.hours, stage.at("20:00"))
    snapshot = stage.board.snapshot()
    credited = {call.id: snapshot.credits_of(call) for call in snapshot.calls.values()}
    for vehicle in ("JRU1", None):
        counted = [credited[call]["shift", shift.starts_at, vehicle] for call in ("K1", "K2")]
        assert sum(counted, Tally()) == tally(stage, vehicle) == Tally(2, 60, 5000)
    assert credited.keys() == {"K1", "K2"}


def test_a_vehicle_is_the_units_once_the_feed_lists_it(stage: Stage) -> None:
    assert not stage.board.snapshot().ours
    stage.vehicle("JRU1", "available", "18:00")
    assert stage.board.snapshot().ours == {"JRU1"}


def test_a_still_board_stays_as_it_was(stage: Stage, sent: Sent) -> None:
    stage.vehicle("JRU1", "available", "18:00")
    stage.call("K1", responses=(sent("JRU1", at_scene="18:12"),))
    snapshot = stage.board.snapshot()
    before = snapshot.calls["K1"], snapshot.credits_of(snapshot.calls["K1"])
    stage.call("K1", version=9, responses=(sent("JRU1", at_scene="18:30", clear="19:00"),))
    stage.call("K2", "18:20", responses=(sent("JRU1", at_scene="19:30"),))
    stage.vehicle("JRU2", "available", "18:00")
    assert snapshot.calls.keys() == {"K1"}
    assert snapshot.vehicles.keys() == {"JRU1"}
    assert snapshot.ours == {"JRU1"}
    assert (snapshot.calls["K1"], snapshot.credits_of(snapshot.calls["K1"])) == before


def test_a_shift_is_known_by_what_was_opened_reached_or_closed_in_it(stage: Stage) -> None:
    day = timedelta(days=1)
    reached = ResponseRecord("JRU1", at_scene_at=stage.at("19:00") + day)
    stage.vehicle("JRU1", "available", "18:00")
    stage.call("K1", "18:00", responses=(reached,))
    stage.call("K2", "18:10", state="closed", closed_at=stage.at("19:00") + 2 * day)
    shifts = stage.board.past_shifts()
    assert stage.board.snapshot().shifts() == shifts
    named = {
        shift.starts_at - stage.at("18:00"): [call.id for call in stage.board.calls_of(shift)]
        for shift in shifts
    }
    assert named == {0 * day: ["K1", "K2"], day: [], 2 * day: ["K2"]}
    assert [call.id for call in stage.board.calls_in(shifts[1])] == ["K1", "K2"]


def test_what_a_closing_of_the_feed_spared_is_told_and_ours_counts_before_it(
    stage: Stage, sent: Sent
) -> None:
    stage.vehicle("JRU1", "available", "18:00")
    ways = (sent("JRU1", at_scene="18:12", clear="18:30"),)
    stage.call("K1", version=1, ambulance_spared=True, responses=ways)
    assert not stage.view("K1").ambulance_spared
    stage.call(
        "K1",
        version=2,
        ambulance_spared=True,
        responses=ways,
        state="closed",
        closed_at=stage.at("18:40"),
        outcome="resolved",
    )
    assert (stage.view("K1").ambulance_spared, stage.view("K1").patrol_spared) == (True, False)
    stage.do(Reopen("K1"), "18:50")
    assert not stage.view("K1").ambulance_spared
    stage.do(Close("K1", "resolved", patrol_spared=True), "18:55")
    assert (stage.view("K1").ambulance_spared, stage.view("K1").patrol_spared) == (False, True)
