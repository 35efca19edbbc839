"""A shift with a few calls on a real board, and a small app that only runs commands."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from textual.app import ComposeResult
from textual.widgets import Label

from jru_tui.board.board import Board
from jru_tui.board.commands import Command
from jru_tui.board.decide import Refusal, decide
from jru_tui.board.events import CallReported, Event, Fact, VehicleReported
from jru_tui.board.records import (
    CallRecord,
    CrewMember,
    NoteRecord,
    Place,
    Position,
    ResponseRecord,
    VehicleRecord,
)
from jru_tui.board.rules import Rules
from jru_tui.tui.commands.app import BoardCommands
from jru_tui.tui.commands.context import Context
from jru_tui.tui.widgets.key_bar import KeyBar


def at(clock: str) -> datetime:
    """A moment of Friday 30 October 2020, when Kent was on GMT."""
    return datetime.fromisoformat(f"2020-10-30T{clock}").replace(tzinfo=UTC)


NOW = at("22:47:32")

VEHICLES = (
    VehicleRecord(
        "JRU1",
        "at_scene",
        at("22:24:22"),
        name="JRU 1",
        area="Medway & Swale",
        call="K-1031",
        position=Position(51.384, 0.527),
        crew=(CrewMember("officer", "SC 71204"), CrewMember("paramedic", "Para 4471")),
    ),
    VehicleRecord(
        "JRU2",
        "available",
        at("22:43:20"),
        name="JRU 2",
        area="Dartford & Gravesham",
        position=Position(51.446, 0.217),
    ),
    VehicleRecord(
        "JRU3",
        "en_route",
        at("22:40:47"),
        name="JRU 3",
        area="East Kent",
        call="K-1036",
        position=Position(51.331, 1.119),
    ),
)

CALLS = (
    CallRecord(
        "K-1031",
        at("22:18:10"),
        grade="G1",
        category="C2",
        type="assault",
        origin="police",
        where=Place("High Street, Chatham", 51.382, 0.526),
        flags=("alcohol",),
        responses=(ResponseRecord("JRU1", at("22:19:00"), at("22:20:10"), at("22:24:22")),),
    ),
    CallRecord(
        "K-1036",
        at("22:39:12"),
        grade="G2",
        category="C2",
        type="rtc",
        origin="ambulance",
        where=Place("A28 Sturry Road, Canterbury", 51.296, 1.109),
        responses=(ResponseRecord("JRU3", at("22:39:30"), at("22:40:47")),),
    ),
    CallRecord(
        "K-1037",
        at("22:38:02"),
        grade="G1",
        category="C2",
        type="concern_for_welfare",
        summary="Caller says the man next door has been shouting and now nothing is heard",
        origin="police",
        where=Place("Sea Street, Herne Bay", 51.371, 1.128),
        flags=("alcohol",),
        needs=("clinical",),
        notes=(NoteRecord("n1", at("22:41:17"), "control", "caller rang back"),),
    ),
    CallRecord(
        "K-1034",
        at("20:10:00"),
        state="closed",
        closed_at=at("21:20:00"),
        outcome="resolved",
        grade="G2",
        type="fall",
        where=Place("Station Road, Rainham"),
        responses=(
            ResponseRecord(
                "JRU1", at("20:11:00"), at("20:12:00"), at("20:21:02"), at("21:20:00")
            ),
        ),
    ),
)


class Harness(BoardCommands):
    """Runs commands on a real board; keeps what was given and told."""

    CSS = "Screen { layers: base; } KeyBar { dock: bottom; }"

    def __init__(self, board: Board, call: str | None, vehicle: str | None = None) -> None:
        super().__init__()
        self.board = board
        self.call = call
        self.vehicle = vehicle
        self.read_only = False
        self.given: list[Command] = []
        self.told: list[str] = []
        self._events = 1000

    def compose(self) -> ComposeResult:
        yield Label("the board", markup=False)
        yield KeyBar(self.commands)

    def on_mount(self) -> None:
        self.query_one(KeyBar).show(self.context())

    def context(self) -> Context:
        return Context(self.board, NOW, self.call, self.vehicle, self.read_only)

    def tell(self, sentence: str) -> None:
        self.told.append(sentence)

    def give(self, command: Command) -> None:
        self.given.append(command)

    def carry_out(self, command: Command) -> None:
        """Fold a command in, as the desk does."""
        fact = decide(self.board, command, NOW)
        assert not isinstance(fact, Refusal), fact.reason
        self._events += 1
        happens(self.board, fact, NOW, f"c{self._events}")


def happens(board: Board, fact: Fact, moment: datetime, event: str) -> None:
    """Fold one fact into a board."""
    source = "feed" if isinstance(fact, CallReported | VehicleReported) else "supervisor"
    board.apply(Event(event, moment, moment, source, fact))


@pytest.fixture
def board() -> Board:
    """The shift: K-1037 waits, JRU 2 is free, JRU 3 on its way, JRU 1 at scene."""
    board = Board(Rules())
    for number, call in enumerate(CALLS):
        happens(board, CallReported(call), call.as_of, f"k{number}")
    for number, vehicle in enumerate(VEHICLES):
        happens(board, VehicleReported(vehicle), vehicle.status_at, f"v{number}")
    return board


@pytest.fixture
def harness(board: Board) -> Callable[..., Harness]:
    """Makes an app with a call selected, and perhaps a vehicle in focus."""

    def make(call: str | None = "K-1037", vehicle: str | None = None) -> Harness:
        return Harness(board, call, vehicle)

    return make
