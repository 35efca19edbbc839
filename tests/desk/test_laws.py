"""Laws of the board: they hold for every history, not only for the examples.

A history is a made-up night: calls open and close, vehicles are sent, arrive and clear. The feed
shows the whole state in each document; the board polls only some of them.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from jru_tui.board.board import Board
from jru_tui.board.call_commands import Assign, Close, Reopen, StandDown
from jru_tui.board.commands import Command, Note, SetStatus, Undo
from jru_tui.board.decisions.decide import Refusal, decide
from jru_tui.board.events import Commanded, Event, Fact, Source
from jru_tui.board.projection.tallies import Tallies, contribution
from jru_tui.board.records import CallRecord, ResponseRecord, VehicleRecord
from jru_tui.board.rules import Rules
from jru_tui.board.shifts import period_at, shift_at
from jru_tui.board.storage import Storage
from jru_tui.board.views import Tally
from jru_tui.desk.document_diff import compare_document
from jru_tui.feeds.models import FeedReading

START = datetime(2020, 10, 30, 23, 0, tzinfo=UTC)
VEHICLES = ("JRU1", "JRU2")
CALLS = ("K1", "K2", "K3")
STEPS = ("en_route", "at_scene")


class Night:
    """A dispatch system in miniature: it keeps the rules, so that its documents make sense."""

    def __init__(self) -> None:
        self.now = START
        self.vehicles = {each: VehicleRecord(each, "available", START) for each in VEHICLES}
        self.calls: dict[str, CallRecord] = {}

    def step(self, minutes: int, which: int, what: int) -> FeedReading:
        self.now += timedelta(minutes=minutes)
        vehicle = self.vehicles[VEHICLES[which % len(VEHICLES)]]
        call_id = CALLS[what % len(CALLS)]
        call = self.calls.get(call_id)
        if call is None:
            self.calls[call_id] = CallRecord(call_id, self.now, version=1, grade="G2")
        elif vehicle.call is not None:
            self._move(vehicle)
        elif call.state == "open" and not any(
            each.vehicle == vehicle.id for each in call.responses
        ):
            self._send(vehicle, call)
        elif call.state == "open" and all(each.clear_at for each in call.responses):
            self._change(call, state="closed", closed_at=self.now, outcome="resolved")
        return self.document()

    def _send(self, vehicle: VehicleRecord, call: CallRecord) -> None:
        self.vehicles[vehicle.id] = structs.replace(
            vehicle, status="allocated", status_at=self.now, call=call.id
        )
        sent = ResponseRecord(vehicle.id, allocated_at=self.now)
        self._change(call, responses=(*call.responses, sent))

    def _move(self, vehicle: VehicleRecord) -> None:
        following = {"allocated": "en_route", "en_route": "at_scene", "at_scene": "available"}
        status = following[vehicle.status]
        call = self.calls[vehicle.call or ""]
        step = "clear_at" if status == "available" else f"{status}_at"
        self.vehicles[vehicle.id] = structs.replace(
            vehicle,
            status=status,
            status_at=self.now,
            call=None if status == "available" else vehicle.call,
        )
        moved = tuple(
            structs.replace(each, **{step: self.now}) if each.vehicle == vehicle.id else each
            for each in call.responses
        )
        self._change(call, responses=moved)

    def _change(self, call: CallRecord, **more: Any) -> None:
        version = (call.version or 0) + 1
        self.calls[call.id] = structs.replace(call, version=version, updated_at=self.now, **more)

    def document(self) -> FeedReading:
        return FeedReading(
            generated_at=self.now,
            complete=True,
            calls=tuple(self.calls.values()),
            vehicles=tuple(self.vehicles.values()),
            listed_calls=frozenset(self.calls),
            listed_vehicles=frozenset(self.vehicles),
        )


class Reader:
    """A board that takes documents and commands in, without a journal."""

    def __init__(self) -> None:
        self.board = Board(Rules())
        self.events: list[Event] = []

    def read(self, document: FeedReading) -> int:
        intake = compare_document(self.board, document, doubted_before=False)
        for when, fact in intake.facts:
            self.apply(fact, when)
        return len(intake.facts)

    def apply(self, fact: Fact, when: datetime, source: Source = "feed") -> None:
        event = Event(f"e{self.board.events}", when, when, source, fact)
        self.events.append(event)
        self.board.apply(event)

    def told(self) -> object:
        """Everything that a screen could show."""
        board = self.board
        return (
            dict(board.held_calls()),
            dict(board.vehicles),
            [call.id for call in board.open_calls()],
            tallies(board),
        )


def tallies(board: Board) -> list[Tally]:
    shift, period = shift_at(board.rules.hours, START), period_at(board.rules.hours, START)
    return [
        tally
        for vehicle in (None, *VEHICLES)
        for tally in (
            board.tally(shift, vehicle),
            board.period_tally(period, vehicle),
            board.total(vehicle),
        )
    ]


steps = st.lists(
    st.tuples(st.integers(1, 20), st.integers(0, 1), st.integers(0, 2)), min_size=1, max_size=40
)
commands = st.one_of(
    st.builds(Assign, st.sampled_from(CALLS), st.sampled_from(VEHICLES), st.just("a reason")),
    st.builds(StandDown, st.sampled_from(CALLS), st.sampled_from(VEHICLES)),
    st.builds(Close, st.sampled_from(CALLS), st.sampled_from(("resolved", "stood_down"))),
    st.builds(Reopen, st.sampled_from(CALLS)),
    st.builds(SetStatus, st.sampled_from(VEHICLES), st.sampled_from(("refreshments", *STEPS))),
    st.builds(Note, st.just("seen"), st.sampled_from(CALLS)),
    st.just(Undo("")),
)


@given(steps)
def test_reading_a_document_twice_changes_nothing(history: list[tuple[int, int, int]]) -> None:
    night, reader = Night(), Reader()
    for step in history:
        document = night.step(*step)
        reader.read(document)
        before = reader.told()
        assert reader.read(document) == 0
        assert reader.told() == before


@given(steps, st.data())
def test_any_split_of_a_history_into_polls_gives_the_same_tallies(
    history: list[tuple[int, int, int]], data: st.DataObject
) -> None:
    night = Night()
    documents = [night.step(*step) for step in history]
    polled = data.draw(st.lists(st.booleans(), min_size=len(history), max_size=len(history)))
    every, some = Reader(), Reader()
    for document, seen in zip(documents, polled, strict=True):
        every.read(document)
        if seen:
            some.read(document)
    every.read(documents[-1])
    some.read(documents[-1])
    assert tallies(some.board) == tallies(every.board)
    assert dict(some.board.vehicles) == dict(every.board.vehicles)
    assert {call.id: call.responses for call in some.board.call_views.values()} == {
        call.id: call.responses for call in every.board.call_views.values()
    }


@given(steps, st.lists(st.tuples(st.integers(0, 40), commands), max_size=12))
@settings(deadline=None)
def test_undoing_everything_gives_the_feeds_own_board(
    history: list[tuple[int, int, int]], orders: list[tuple[int, Command]]
) -> None:
    night, supervised, alone = Night(), Reader(), Reader()
    for nth, step in enumerate(history):
        document = night.step(*step)
        supervised.read(document)
        alone.read(document)
        for when, command in orders:
            if when == nth:
                obey(supervised, command, night.now + timedelta(seconds=1))
    for _ in orders:
        obey(supervised, Undo(""), night.now + timedelta(minutes=1))
    assert supervised.board.last_order() is None
    assert supervised.told() == alone.told()


@given(steps, st.lists(st.tuples(st.integers(0, 40), commands), max_size=12))
@settings(deadline=None)
def test_tallies_kept_call_by_call_are_those_of_a_fresh_count(
    history: list[tuple[int, int, int]], orders: list[tuple[int, Command]]
) -> None:
    reader = reader_of(history, orders)
    fresh = Tallies(reader.board.rules, Storage())
    for call in reader.board.snapshot().calls.values():
        fresh.count({}, contribution(call, reader.board.rules, reader.board.vehicles.keys()))
    shift = shift_at(reader.board.rules.hours, START)
    for vehicle in (None, *VEHICLES):
        assert fresh.shift(shift, vehicle) == reader.board.tally(shift, vehicle)
        assert fresh.total(vehicle) == reader.board.total(vehicle)


def reader_of(history: list[tuple[int, int, int]], orders: list[tuple[int, Command]]) -> Reader:
    """Read a night step by step, and give each command behind the step that it names."""
    night, reader = Night(), Reader()
    for nth, step in enumerate(history):
        reader.read(night.step(*step))
        for when, command in orders:
            if when == nth:
                obey(reader, command, night.now + timedelta(seconds=1))
    return reader


def obey(reader: Reader, command: Command, when: datetime) -> None:
    """Give a command if it may run, as the desk does; an undo also where the desk refuses it."""
    decided: Commanded | Refusal
    if isinstance(command, Undo):
        last = reader.board.last_order()
        decided = Commanded(Undo(last.id)) if last else Refusal("nothing to undo")
    else:
        decided = decide(reader.board, command)
    if isinstance(decided, Commanded):
        reader.apply(decided, when, "supervisor")


@given(steps, st.lists(st.tuples(st.integers(0, 40), commands), max_size=12))
@settings(deadline=None)
def test_folding_many_events_at_once_gives_the_board_of_one_by_one(
    history: list[tuple[int, int, int]], orders: list[tuple[int, Command]]
) -> None:
    reader = reader_of(history, orders)
    at_once = Reader()
    at_once.board.fold(reader.events)
    assert at_once.told() == reader.told()
    assert [line.text for line in at_once.board.log(call="K1")] == [
        line.text for line in reader.board.log(call="K1")
    ]
