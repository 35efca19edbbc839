"""Duties of a member of a crew: which one this is, and the rest before it."""

from datetime import datetime, timedelta

import pytest

from jru_tui.board.archive import MemoryArchive
from jru_tui.board.checkpoint import rely_on, restored_board, take_checkpoint
from jru_tui.board.commands import Crew
from jru_tui.board.events import VehicleReported
from jru_tui.board.queries.alerts import alerts
from jru_tui.board.queries.duties import Duty, duties_since, rest_before
from jru_tui.board.records import CrewMember, VehicleRecord
from jru_tui.board.rules import Checks, Rules
from tests.board.conftest import Stage, at

OFFICER, PARAMEDIC = CrewMember("officer", "SC 71377"), CrewMember("paramedic", "Para 3092")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
FRIDAY = at("18:00")
"""When the present shift starts."""


def report(
    stage: Stage,
    vehicle: str,
    status: str,
    when: datetime,
    crew: tuple[CrewMember, ...] = (OFFICER, PARAMEDIC),
) -> None:
    name = f"{vehicle[:3]} {vehicle[3:]}"
    record = VehicleRecord(vehicle, status, when, name=name, crew=crew)
    stage.apply(VehicleReported(record), when)


def shift(stage: Stage, vehicle: str, start: datetime, hours: float = 8) -> None:
    """A crew that is listed for good, on a vehicle that goes off duty."""
    report(stage, vehicle, "available", start)
    report(stage, vehicle, "off_duty", start + hours * HOUR)


def short(stage: Stage, now: datetime) -> list[str]:
    return [alert.text for alert in alerts(stage.board, now, stale=False) if alert.kind == "rest"]


def test_the_rest_before_a_duty_is_from_the_end_of_the_last_one(stage: Stage) -> None:
    shift(stage, "JRU2", FRIDAY - DAY)
    report(stage, "JRU2", "available", FRIDAY)
    found = rest_before(stage.board, OFFICER, FRIDAY + HOUR)
    assert found is not None
    assert (found.on_at, found.last_off_at) == (FRIDAY, FRIDAY - 16 * HOUR)
    assert found.rest == 16 * HOUR
    assert short(stage, FRIDAY + HOUR) == []


def test_it_counts_on_whatever_vehicle_either_was(stage: Stage) -> None:
    shift(stage, "JRU1", FRIDAY - 16 * HOUR)
    report(stage, "JRU2", "available", FRIDAY)
    assert short(stage, FRIDAY + HOUR) == [
        "JRU 2 short of rest: SC 71377 8 h 00 and Para 3092 8 h 00 of 11 h before this duty"
    ]
    assert short(stage, FRIDAY - 9 * HOUR) == []


def test_the_same_number_in_another_role_is_another_person(stage: Stage) -> None:
    shift(stage, "JRU1", FRIDAY - 16 * HOUR)
    report(stage, "JRU2", "available", FRIDAY, (CrewMember("paramedic", "SC 71377"),))
    assert short(stage, FRIDAY + HOUR) == []


def test_a_change_of_vehicle_or_a_breakdown_is_the_same_duty(stage: Stage) -> None:
    report(stage, "JRU1", "available", FRIDAY)
    report(stage, "JRU1", "out_of_service", FRIDAY + HOUR)
    report(stage, "JRU1", "out_of_service", FRIDAY + HOUR, ())
    report(stage, "JRU2", "available", FRIDAY + 2 * HOUR)
    assert duties_since(stage.board, OFFICER, FRIDAY - DAY, FRIDAY + 3 * HOUR) == [Duty(FRIDAY)]
    assert short(stage, FRIDAY + 3 * HOUR) == []


def test_the_supervisors_log_on_counts_and_its_undo_takes_it_back(stage: Stage) -> None:
    report(stage, "JRU1", "available", FRIDAY, ())
    stage.do(Crew("JRU1", "SC 71377"), "18:30")
    found = rest_before(stage.board, OFFICER, FRIDAY + HOUR)
    assert found is not None
    assert found.on_at == at("18:30")
    assert found.rest is None
    stage.undo("18:40")
    assert rest_before(stage.board, OFFICER, FRIDAY + HOUR) is None


@pytest.mark.parametrize(("days", "known"), [(1, True), (3, True), (15, True), (17, False)])
def test_it_is_looked_for_in_sixteen_days_also_in_an_archive(
    stage: Stage, days: int, known: bool
) -> None:
    shift(stage, "JRU1", FRIDAY - days * DAY)
    for before in range(min(days, 12) - 1, 0, -1):
        # Others of the unit go on, so that the board forgets the old days.
        report(stage, "JRU3", "available", FRIDAY - before * DAY, ())
    report(stage, "JRU2", "available", FRIDAY)
    archive = MemoryArchive()
    archive.write(take_checkpoint(stage.board))
    rely_on(stage.board, archive)
    restored = restored_board(stage.board.rules, archive)
    assert restored is not None
    for board in (stage.board, restored):
        found = rest_before(board, OFFICER, FRIDAY + HOUR)
        assert found is not None
        assert found.last_off_at == (FRIDAY - days * DAY + 8 * HOUR if known else None)


@pytest.mark.parametrize(("hours", "told"), [(11.0, True), (8.0, False), (0.0, False)])
def test_how_much_rest_is_due_is_a_setting(
    make_stage: type[Stage], hours: float, told: bool
) -> None:
    stage = make_stage(Rules(checks=Checks(rest_hours=hours)))
    shift(stage, "JRU1", FRIDAY - 16 * HOUR)
    report(stage, "JRU2", "available", FRIDAY)
    assert bool(short(stage, FRIDAY + HOUR)) is told


def test_dismissing_it_names_no_person_in_what_outlasts_a_purge(stage: Stage) -> None:
    shift(stage, "JRU1", FRIDAY - 16 * HOUR)
    report(stage, "JRU2", "available", FRIDAY)
    [alert] = [
        alert for alert in alerts(stage.board, FRIDAY + HOUR, stale=False) if alert.kind == "rest"
    ]
    assert not any("71377" in part for part in alert.key)
    stage.do(alert.dismissal("agreed by the duty officer"), "19:10")
    assert short(stage, FRIDAY + 2 * HOUR) == []
    said = [entry.text for entry in stage.board.log(vehicle="JRU2")]
    assert "JRU 2 short rest dismissed: agreed by the duty officer" in said
