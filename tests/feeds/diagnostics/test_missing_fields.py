"""What a document does not give is told with what it costs, and not more than that."""

from datetime import UTC, datetime, timedelta

from jru_tui.board.board import Board
from jru_tui.board.events import CallReported, Event, Fact, VehicleReported
from jru_tui.board.records import CallRecord, VehicleRecord
from jru_tui.board.rules import Rules
from jru_tui.board.shifts import shift_at
from jru_tui.feeds.diagnostics.missing_fields import missing_fields
from jru_tui.feeds.models import FeedReading

NOW = datetime(2020, 10, 30, 22, 0, tzinfo=UTC)
WAITS = CallRecord("K-1", NOW)
THERE = VehicleRecord("JRU1", "at_scene", NOW + timedelta(minutes=5), call="K-1")
UNCOUNTED = "no at-scene times: attended calls cannot be counted, and no arrival stops a clock"


def told(vehicle: VehicleRecord) -> list[str]:
    listed = frozenset({WAITS.id}), frozenset({vehicle.id})
    reading = FeedReading(NOW, True, (WAITS,), (vehicle,), *listed)
    return [lack.words for lack in missing_fields(reading)]


def test_a_vehicle_that_says_that_it_is_at_scene_is_counted_and_nothing_else_is_said() -> None:
    board = Board(Rules())
    facts: list[Fact] = [VehicleReported(THERE), CallReported(WAITS)]
    for number, fact in enumerate(facts):
        board.apply(Event(str(number), THERE.status_at, NOW, "feed", fact))
    assert board.tally(shift_at(board.rules.hours, NOW)).attended == 1
    assert UNCOUNTED not in told(THERE)
    assert any(
        each.startswith("at-scene times only as statuses of vehicles") for each in told(THERE)
    )


def test_without_any_arrival_attended_calls_cannot_be_counted() -> None:
    assert UNCOUNTED in told(VehicleRecord("JRU1", "en_route", NOW, call="K-1"))
    assert UNCOUNTED in told(VehicleRecord("JRU1", "at_scene", NOW))
