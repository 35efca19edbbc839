"""Timers that mean something, over a whole shift, across midnight and across the clock change."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec import structs

from jru_tui.board.call_commands import Assign, BackUp, Close, EndBackUp, Reopen, StandDown
from jru_tui.board.commands import Acknowledge, Check, Command, Dismiss, Note, SetStatus, Strike
from jru_tui.board.events import VehicleReported
from jru_tui.board.queries.alerts import Alert, alerts, check_clock
from jru_tui.board.queries.vehicle_alerts import checks_due
from jru_tui.board.records import NoteRecord, VehicleRecord
from jru_tui.board.rules import Checks, Rules
from tests.board.conftest import Sent, Stage
from tests.narrowing import present

ELSEWHERE = frozenset({"not_sent", "unconfirmed", "not_mobile", "left", "duplicate"})
"""Kinds that have tests of their own: `test_nobody_was_told.py`, `test_left_calls.py`."""


def found(stage: Stage, when: str, *, stale: bool = False) -> list[Alert]:
    every = alerts(stage.board, stage.at(when), stale=stale)
    return [alert for alert in every if alert.kind not in ELSEWHERE]


def now(stage: Stage, when: str, *, stale: bool = False) -> list[str]:
    return [alert.text for alert in found(stage, when, stale=stale)]


def only(stage: Stage, when: str) -> Alert:
    (alert,) = found(stage, when)
    return alert


def at_scene(stage: Stage, grade: str = "G2") -> None:
    stage.call("K1", "18:00", grade=grade)
    stage.vehicle("JRU1", "at_scene", "18:10", "K1")


def test_a_check_is_due_after_half_an_hour_at_scene_and_after_twenty_minutes_on_a_g1(
    stage: Stage, make_stage: type[Stage]
) -> None:
    at_scene(stage)
    assert now(stage, "18:39") == []
    assert now(stage, "18:40") == ["JRU 1 welfare check due, last heard 30 min ago"]
    urgent = make_stage()
    at_scene(urgent, "G1")
    assert now(urgent, "18:29") == []
    assert only(urgent, "18:30").since == urgent.at("18:30")


def test_a_second_missed_interval_escalates(stage: Stage) -> None:
    at_scene(stage)
    first, second = only(stage, "18:45"), only(stage, "19:10")
    assert (first.grave, second.grave) == (False, True)
    assert second.text == "JRU 1 no contact, last heard 60 min ago"
    assert first.key != second.key


def test_the_crews_to_ask_are_those_of_which_a_check_is_due(stage: Stage) -> None:
    at_scene(stage, "G1")
    stage.call("K2", "18:00", grade="G2")
    stage.vehicle("JRU2", "at_scene", "18:10", "K2")
    stage.vehicle("JRU3", "available", "18:00")
    for when, due in (("18:29", []), ("18:30", ["JRU1"]), ("18:40", ["JRU1", "JRU2"])):
        assert [vehicle.id for vehicle in checks_due(stage.board, stage.at(when))] == due
        clocks = {
            id_: check_clock(stage.board, unit, stage.at(when))
            for id_, unit in stage.board.vehicles.items()
        }
        assert [id_ for id_, clock in clocks.items() if clock and clock.missed] == due


def test_nobody_is_to_be_asked_where_no_status_has_a_check(make_stage: type[Stage]) -> None:
    stage = make_stage(Rules(checks=Checks(minutes={}, grades={})))
    at_scene(stage)
    assert checks_due(stage.board, stage.at("23:00")) == []


@pytest.mark.parametrize("status", ["available", "standby", "refreshments", "off_duty", "on_duty"])
def test_no_check_where_the_crew_is_at_the_station_or_off_duty(stage: Stage, status: str) -> None:
    stage.vehicle("JRU1", status, "18:00")
    assert check_clock(stage.board, stage.unit("JRU1"), stage.at("23:00")) is None


@pytest.mark.parametrize(
    "contact",
    [
        Check("JRU1"),
        Check("JRU1", reason="seen at the station"),
        Note("all well, waiting for the ambulance", vehicle="JRU1"),
        SetStatus("JRU1", "committed"),
    ],
)
def test_any_genuine_contact_resets_it(stage: Stage, contact: Command) -> None:
    at_scene(stage)
    stage.do(contact, "18:35")
    assert now(stage, "19:04") == []
    assert len(now(stage, "19:05")) == 1


def test_a_note_about_the_call_alone_is_no_contact_with_the_crew(stage: Stage) -> None:
    at_scene(stage)
    stage.do(Note("caller is his brother", call="K1"), "18:35")
    assert len(now(stage, "18:40")) == 1


def test_an_undone_check_was_no_contact(stage: Stage) -> None:
    at_scene(stage)
    stage.do(Check("JRU1"), "18:35")
    stage.undo("18:36")
    assert len(now(stage, "18:40")) == 1


def test_a_timer_dies_with_the_state_that_set_it(stage: Stage) -> None:
    at_scene(stage)
    assert len(now(stage, "18:45")) == 1
    stage.vehicle("JRU1", "available", "18:46")
    assert now(stage, "21:00") == []


def test_a_reopened_call_brings_no_old_timer_back(stage: Stage) -> None:
    at_scene(stage)
    stage.do(Close("K1", "resolved"), "18:45")
    stage.do(Reopen("K1"), "18:46")
    assert [text for text in now(stage, "18:50") if "welfare" in text] == []
    stage.do(Assign("K1", "JRU1"), "18:50")
    assert [text for text in now(stage, "19:15") if "welfare" in text] == []


def test_a_stale_feed_silences_everything_but_emergencies(stage: Stage) -> None:
    at_scene(stage)
    stage.call("K2", "18:00", grade="G1")
    stage.vehicle("JRU2", "emergency", "18:30")
    assert len(now(stage, "19:30")) > 2
    assert now(stage, "19:30", stale=True) == ["JRU 2 EMERGENCY"]


def test_a_check_across_midnight_and_across_the_clock_change(make_stage: type[Stage]) -> None:
    stage = make_stage()
    stage.call("K1", "23:40")
    stage.vehicle("JRU1", "at_scene", "23:45", "K1")
    assert only(stage, "00:15").since == stage.at("00:15")
    october = make_stage()
    before = datetime(
        2020, 10, 25, 0, 50, tzinfo=UTC
    )  # 01:50 BST, ten minutes before the hour repeats
    october.vehicle("JRU1", "at_scene", "18:00")
    held = october.unit("JRU1")
    clock = check_clock(
        october.board,
        structs.replace(held, contact_at=before),
        before + timedelta(minutes=29),
    )
    assert clock is not None
    assert clock.missed == 0
    assert clock.due_at == datetime(2020, 10, 25, 1, 20, tzinfo=UTC)


def test_an_emergency_that_was_booked_by_mistake_is_undone_also_when_acknowledged(
    stage: Stage,
) -> None:
    stage.vehicle("JRU1", "available", "18:00")
    stage.do(SetStatus("JRU1", "emergency"), "18:10")
    stage.do(Acknowledge("JRU1"), "18:11")
    stage.undo("18:12")
    assert stage.unit("JRU1").status == "available"
    assert alerts(stage.board, stage.at("18:13"), stale=False) == ()


def test_an_emergency_stays_until_it_is_cleared_also_when_acknowledged(stage: Stage) -> None:
    at_scene(stage)
    stage.vehicle("JRU1", "emergency", "18:20")
    alert = only(stage, "18:21")
    assert (alert.kind, alert.text, alert.grave) == ("emergency", "JRU 1 EMERGENCY on K1", True)
    assert not alert.acknowledged
    stage.do(Acknowledge("JRU1"), "18:22")
    assert only(stage, "18:23").acknowledged
    assert "already" in stage.refused(Acknowledge("JRU1"))
    stage.vehicle("JRU1", "at_scene", "18:30", "K1")
    assert now(stage, "18:31") == []
    stage.vehicle("JRU1", "emergency", "18:40")
    assert not only(stage, "18:41").acknowledged


def test_a_dismissed_alert_is_gone_with_its_reason_and_an_undo_brings_it_back(stage: Stage) -> None:
    at_scene(stage)
    alert = only(stage, "18:41")
    assert stage.refused(Dismiss(alert.key, " ")) == "give a reason: it goes in the log"
    stage.do(Dismiss(alert.key, "they are in the hospital", vehicle="JRU1"), "18:41")
    assert now(stage, "18:42") == []
    assert "JRU 1 welfare check dismissed: they are in the hospital" in [
        line.text for line in stage.board.log(vehicle="JRU1")
    ]
    stage.undo("18:43")
    assert len(now(stage, "18:44")) == 1


def test_a_call_past_its_target_is_told_once_by_its_most_pressing_clock(stage: Stage) -> None:
    stage.call("K1", "18:00", grade="G1", category="C2")
    assert now(stage, "18:15") == []
    assert now(stage, "18:16") == ["K1 past its G1 target of 15 min"]
    stage.vehicle("JRU1", "at_scene", "18:20", "K1")
    assert now(stage, "18:21") == []


def test_back_up_that_does_not_come_is_told_until_it_is_there(stage: Stage) -> None:
    at_scene(stage)
    stage.do(BackUp("K1", "ambulance", count=2), "18:12")
    (asked,) = stage.view("K1").back_up
    assert asked.outstanding
    assert now(stage, "18:31") == []
    assert now(stage, "18:33") == ["K1 has waited for back-up since 18:12: 2 ambulances"]
    stage.do(EndBackUp("K1", asked.id, "at_scene"), "18:34")
    assert not stage.view("K1").back_up[0].outstanding
    assert now(stage, "18:35") == []
    assert "outstanding" in stage.refused(EndBackUp("K1", asked.id, "cancelled"))


def test_a_vehicle_that_was_sent_after_the_shift_is_not_kept_from_going_home(stage: Stage) -> None:
    stage.call("K1", "02:10")
    stage.vehicle("JRU1", "allocated", "02:11", "K1")
    assert now(stage, "02:12") == []


def test_a_vehicle_still_on_a_call_after_the_shift(stage: Stage) -> None:
    stage.call("K1", "01:30")
    stage.vehicle("JRU1", "at_scene", "01:50", "K1")
    assert now(stage, "01:59") == []
    assert now(stage, "02:05") == ["JRU 1 still on K1 after the shift's end"]


def test_five_hours_on_duty_without_refreshments(stage: Stage) -> None:
    stage.vehicle("JRU1", "available", "18:00")
    assert now(stage, "22:59") == []
    assert now(stage, "23:00") == ["JRU 1 has had no refreshments in 5 hours"]
    stage.vehicle("JRU1", "refreshments", "23:05")
    assert now(stage, "23:30") == []
    stage.vehicle("JRU1", "available", "23:35")
    assert now(stage, "01:00") == []


def test_the_intervals_are_settings(make_stage: type[Stage]) -> None:
    stage = make_stage(Rules(checks=Checks(minutes={"available": 5}, meal_hours=0)))
    stage.vehicle("JRU1", "available", "18:00")
    assert only(stage, "18:05").kind == "check"


def test_an_emergency_cannot_be_dismissed(stage: Stage) -> None:
    stage.vehicle("JRU1", "emergency", "18:10")
    said = stage.refused(Dismiss("emergency:JRU1:2020-10-30T18:10:00+00:00", "a mistake"))
    assert said == "an emergency cannot be dismissed: acknowledge it, then book a status"


def test_a_target_that_was_dismissed_is_told_again_when_nobody_is_on_the_way(
    stage: Stage,
) -> None:
    stage.call("K1", "18:00", grade="G1")
    stage.vehicle("JRU1", "available", "18:00")
    stage.do(Assign("K1", "JRU1"), "18:30")
    stage.do(Dismiss(only(stage, "18:31").key, "JRU 1 is a minute away", call="K1"), "18:31")
    assert now(stage, "18:32") == []
    stage.do(StandDown("K1", "JRU1"), "18:33")
    assert now(stage, "18:34") == ["K1 past its G1 target of 15 min"]
    stage.do(Dismiss(only(stage, "18:34").key, "MD07 goes", call="K1"), "18:35")
    stage.do(Close("K1", "advice"), "18:40")
    stage.do(Reopen("K1"), "18:50")
    assert now(stage, "18:51") == ["K1 past its G1 target of 15 min"]


@pytest.mark.parametrize(
    ("presses", "due"),
    [
        ((("on_duty", "17:45"), ("available", "17:58")), "22:45"),
        ((("available", "17:30"),), "22:30"),
        ((("available", "18:01"),), "23:01"),
        ((("available", "17:00"), ("refreshments", "19:00"), ("available", "19:20")), "00:20"),
        ((("available", "17:00"), ("off_duty", "17:30"), ("available", "18:10")), "23:10"),
    ],
)
def test_a_meal_counts_from_booking_on_also_before_the_shift(
    stage: Stage, presses: tuple[tuple[str, str], ...], due: str
) -> None:
    for status, at in presses:
        stage.vehicle("JRU1", status, at)
    moment = stage.at(due)
    said = "JRU 1 has had no refreshments in 5 hours"
    told = [
        [alert.text for alert in alerts(stage.board, moment - timedelta(seconds=each), stale=False)]
        for each in (1, 0)
    ]
    assert told == [[], [said]]


def test_a_crew_that_never_booked_off_counts_from_the_shifts_start(stage: Stage) -> None:
    record = stage.at("18:00") - timedelta(days=3)
    stage.vehicle("JRU1", "available", "18:00")
    stage.apply(VehicleReported(VehicleRecord("JRU2", "standby", record, "JRU 2")), record)
    assert now(stage, "22:59") == []
    assert now(stage, "23:00") == ["JRU 1 and JRU 2 have had no refreshments in 5 hours"]


def hungry(stage: Stage, *vehicles: str) -> None:
    for vehicle in vehicles:
        stage.vehicle(vehicle, "available", "18:00")


def test_meals_that_are_owed_are_one_alert_however_many_crews_wait_for_theirs(stage: Stage) -> None:
    hungry(stage, *(f"JRU{number}" for number in range(1, 13)))
    alert = only(stage, "23:00")
    assert alert.text == ("JRU 1, JRU 2, JRU 3 and 9 more have had no refreshments in 5 hours")
    assert len(alert.vehicles) == 12
    assert alert.vehicle is None


def test_dismissing_it_is_for_those_crews_and_no_other(stage: Stage) -> None:
    hungry(stage, "JRU1", "JRU2")
    stage.do(only(stage, "23:00").dismissal("both eat at midnight"), "23:01")
    assert now(stage, "23:02") == []
    stage.vehicle("JRU3", "available", "18:05")
    assert now(stage, "23:06") == ["JRU 3 has had no refreshments in 5 hours"]
    feed_log = [line.text for line in stage.board.log()]
    assert "JRU 1 and 1 more meal break dismissed: both eat at midnight" in feed_log
    stage.undo("23:07")
    assert now(stage, "23:08") == ["JRU 1, JRU 2 and JRU 3 have had no refreshments in 5 hours"]


def test_a_crew_that_was_dismissed_alone_is_not_told_with_the_others(stage: Stage) -> None:
    hungry(stage, "JRU1")
    stage.do(only(stage, "23:00").dismissal("ate early"), "23:01")
    hungry(stage, "JRU2")
    assert now(stage, "23:02") == ["JRU 2 has had no refreshments in 5 hours"]


def test_a_struck_note_was_no_contact(stage: Stage) -> None:
    at_scene(stage)
    before = stage.unit("JRU1").contact_at
    stage.do(Note("all well", vehicle="JRU1"), "18:20")
    note = present(stage.board.last_order()).id
    assert stage.unit("JRU1").contact_at == stage.at("18:20")
    stage.do(Strike(note, vehicle="JRU1"), "18:25")
    assert stage.unit("JRU1").contact_at == before
    stage.undo("18:26")
    assert stage.unit("JRU1").contact_at == stage.at("18:20")


def test_a_dismissed_wait_is_told_again_when_whoever_was_sent_has_left(
    stage: Stage, sent: Sent
) -> None:
    stage.vehicle("JRU2", "available", "18:00")
    stage.call("K1", "18:00", grade="G1")
    stage.do(Dismiss(only(stage, "18:20").key, "JRU 2 will take it", call="K1"), "18:20")
    assert now(stage, "18:21") == []
    assert "overdue G1 dismissed: JRU 2 will take it" in stage.log("K1")
    stage.call("K1", "18:00", grade="G1", responses=(sent("JRU2", allocated="18:22"),))
    cleared = (sent("JRU2", allocated="18:22", clear="18:30"),)
    stage.call("K1", "18:00", grade="G1", responses=cleared, updated_at=stage.at("18:30"))
    assert now(stage, "18:31") == ["K1 past its G1 target of 15 min"]


def test_an_id_with_colons_is_no_other_alert(stage: Stage) -> None:
    """What one alert is dismissed for hides no other, whatever the ids are made of."""
    stage.vehicle("JRU1", "at_scene", "18:00", "K1")
    stage.vehicle("JRU1:2020-10-30T18:00:00+00:00", "at_scene", "18:00", "K1")
    stage.call("K1", "17:00")
    found = alerts(stage.board, stage.at("18:31"), stale=False)
    assert [each.kind for each in found] == ["check", "check"]
    stage.do(Dismiss(found[1].key, "on the radio", vehicle=found[1].vehicle or ""), "18:31")
    left = alerts(stage.board, stage.at("18:31"), stale=False)
    assert [each.vehicle for each in left] == [found[0].vehicle]
    line = stage.board.log(vehicle=found[1].vehicle)[-1]
    name = stage.unit(found[1].vehicle or "").name
    assert line.text == f"{name} welfare check dismissed: on the radio"


def test_an_alert_that_an_old_journal_dismissed_stays_dismissed(stage: Stage) -> None:
    at_scene(stage)
    key = only(stage, "18:40").key
    stage.do(Dismiss(":".join(key), "on the radio", vehicle="JRU1"), "18:41")
    assert now(stage, "18:42") == []
    assert stage.board.log(vehicle="JRU1")[-1].text == "JRU 1 welfare check dismissed: on the radio"


def test_a_note_is_struck_on_its_own_call_alone(stage: Stage) -> None:
    for call, note in (("K1", "2:3"), ("K1:2", "3")):
        stage.call(call, "18:00", notes=(NoteRecord(note, stage.at("18:01"), "", "seen"),))
    line = next(line for line in stage.board.log(call="K1") if line.is_note)
    stage.do(Strike(line.id, call="K1"), "18:05")
    struck = {
        call: [bool(line.struck) for line in stage.board.log(call=call) if line.is_note]
        for call in ("K1", "K1:2")
    }
    assert struck == {"K1": [True], "K1:2": [False]}


def test_a_vehicle_that_is_called_like_a_note_makes_none(stage: Stage) -> None:
    stage.vehicle("JRU1", "available", "18:00", name="note: 1")
    stage.do(SetStatus("JRU1", "standby"), "18:01")
    assert stage.board.log(vehicle="JRU1")[-1].text == "note: 1 on standby"
    line = stage.board.log(vehicle="JRU1")[-1]
    assert stage.refused(Strike(line.id, vehicle="JRU1")) == "there is no such note"
