"""A desk with a real journal, fed by hand."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from jru_tui.board.board import Board
from jru_tui.board.records import CallRecord, VehicleRecord
from jru_tui.board.rules import Rules
from jru_tui.desk.desk import Desk
from jru_tui.feeds.models import FeedReading
from jru_tui.journal.sqlite.journal import open_journal

NOW = datetime(2020, 10, 30, 22, 0, tzinfo=UTC)

MakeReading = Callable[..., FeedReading]
MakeCall = Callable[..., CallRecord]
MakeVehicle = Callable[..., VehicleRecord]


def document(
    *calls: CallRecord,
    vehicles: tuple[VehicleRecord, ...] = (),
    when: datetime = NOW,
    complete: bool = True,
    **more: Any,
) -> FeedReading:
    """A good document that lists just these records."""
    return FeedReading(
        generated_at=when,
        complete=complete,
        calls=calls,
        vehicles=vehicles,
        listed_calls=frozenset(call.id for call in calls),
        listed_vehicles=frozenset(vehicle.id for vehicle in vehicles),
        **more,
    )


def call(call_id: str, minutes: int = 0, **more: Any) -> CallRecord:
    """A call that was opened so many minutes after ten."""
    return CallRecord(call_id, NOW + timedelta(minutes=minutes), grade="G2", **more)


def vehicle(
    vehicle_id: str, status: str = "available", minutes: int = 0, **more: Any
) -> VehicleRecord:
    """A vehicle that came into this status so many minutes after ten."""
    return VehicleRecord(vehicle_id, status, NOW + timedelta(minutes=minutes), **more)


class Wall:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
async def desk(wall: Wall, tmp_path: Path) -> AsyncIterator[Desk]:
    async with await open_journal(tmp_path / "j" / "shift.db", by="SC 1", clock=wall) as journal:
        yield Desk(board=Board(Rules()), journal=journal, clock=wall, by="SC 1")


@pytest.fixture
def reading() -> MakeReading:
    return document


@pytest.fixture
def make_call() -> MakeCall:
    return call


@pytest.fixture
def make_vehicle() -> MakeVehicle:
    return vehicle
