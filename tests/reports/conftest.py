"""A Friday night with three vehicles, folded from events as the feed would bring them."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from jru_tui.board.board import Board
from jru_tui.board.events import CallReported, Event, Fact, RecordRefused, VehicleReported
from jru_tui.board.records import CallRecord, Place, ResponseRecord, VehicleRecord
from jru_tui.board.rules import Rules
from tests.board.conftest import Sent, Stage, response


def at(clock: str, day: int = 30) -> datetime:
    """A moment of that day of October 2020, which is GMT from the 25th on."""
    hour, minute = clock.split(":")
    return datetime(2020, 10, day, int(hour), int(minute), tzinfo=UTC)


def fold(facts: Sequence[Fact], moment: datetime) -> Board:
    """The board that those facts make."""
    board = Board(Rules())
    for number, fact in enumerate(facts):
        board.apply(Event(str(number), moment, moment, "feed", fact))
    return board


@pytest.fixture
def friday() -> Board:
    """22:47: one call at scene, one waiting, one closed by two vehicles, one record set aside."""
    facts: list[Fact] = [
        VehicleReported(VehicleRecord("JRU1", "at_scene", at("22:30"), name="JRU 1", call="K-3")),
        VehicleReported(VehicleRecord("JRU2", "available", at("21:10"), name="JRU 2")),
        CallReported(
            CallRecord(
                id="K-1",
                opened_at=at("20:00"),
                state="closed",
                closed_at=at("21:10"),
                outcome="resolved",
                grade="G2",
                type="fall",
                responses=(
                    ResponseRecord("JRU1", at("20:02"), at("20:03"), at("20:10"), at("21:00")),
                    ResponseRecord("JRU2", at("20:04"), at("20:05"), at("20:20"), at("21:10")),
                ),
            )
        ),
        CallReported(
            CallRecord(
                id="K-3",
                opened_at=at("22:10"),
                category="C2",
                type="collapse",
                where=Place(text="High Street, Gillingham"),
                responses=(ResponseRecord("JRU1", at("22:12"), at("22:13"), at("22:30")),),
            )
        ),
        CallReported(
            CallRecord(id="K-4", opened_at=at("22:38"), grade="G1", category="C9", type="drone")
        ),
        RecordRefused("call", "K-5", "it has no time"),
    ]
    return fold(facts, at("22:47"))


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
def sent() -> Sent:
    return response
