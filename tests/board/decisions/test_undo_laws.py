"""Whatever happened before, an undo never does by the way what would hurt somebody."""

from datetime import UTC, datetime, timedelta
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from jru_tui.board.board import Board
from jru_tui.board.call_commands import Assign, Close, Reopen, StandDown
from jru_tui.board.commands import Command, SetStatus, Settle, Undo
from jru_tui.board.decisions.actor import Actor
from jru_tui.board.decisions.commands import decide_command
from jru_tui.board.decisions.decide import decide
from jru_tui.board.events import CallReported, Commanded, Event, Fact, Source, VehicleReported
from jru_tui.board.records import CallRecord, VehicleRecord
from jru_tui.board.rules import Rules
from jru_tui.board.views import Vehicle

START = datetime(2020, 10, 30, 19, tzinfo=UTC)
CALLS, VEHICLES = ("K1", "K2"), ("JRU1", "JRU2")
PRESSED = ("available", "en_route", "at_scene", "committed", "emergency")
BOOKED = ("available", "en_route", "at_scene", "refreshments", "emergency")

Press = tuple[Literal["press"], str, str, str | None, int]
Closing = tuple[Literal["feed closes"], str, bool]
Given = tuple[Literal["command"], Command, bool]
Undone = tuple[Literal["undo"], int, bool]
Step = Press | Closing | Given | Undone
presses = st.tuples(
    st.just("press"),
    st.sampled_from(VEHICLES),
    st.sampled_from(PRESSED),
    st.none() | st.sampled_from(CALLS),
    st.integers(0, 90),
)
closings = st.tuples(st.just("feed closes"), st.sampled_from(CALLS), st.booleans())
commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(Assign, st.sampled_from(CALLS), st.sampled_from(VEHICLES), st.just("a reason")),
    st.builds(StandDown, st.sampled_from(CALLS), st.sampled_from(VEHICLES)),
    st.builds(Close, st.sampled_from(CALLS), st.just("advice")),
    st.builds(Reopen, st.sampled_from(CALLS)),
    st.builds(SetStatus, st.sampled_from(VEHICLES), st.sampled_from(BOOKED)),
    st.builds(Settle, st.just(""), st.sampled_from(("feed", "supervisor"))),
)
given_commands = st.tuples(st.just("command"), commands, st.booleans())
undos = st.tuples(st.just("undo"), st.integers(0, 40), st.booleans())
histories = st.lists(
    st.one_of(presses, closings, given_commands, given_commands, undos), max_size=14
)


class History:
    """A board with everything that is done to it, and each undo that it allows held to the laws."""

    def __init__(self) -> None:
        self.board = Board(Rules())
        self.now = START + timedelta(hours=2)
        self.given: list[str] = []
        self.numbers: dict[str, int] = {}
        self.undone = 0
        self.at_once = 0
        self._events = 0
        for call in CALLS:
            self._report(CallReported(CallRecord(call, START)))
        for vehicle in VEHICLES:
            self._report(VehicleReported(VehicleRecord(vehicle, "available", START)))

    def happen(self, step: Step) -> None:
        self.now += timedelta(seconds=20)
        match step:
            case ("press", vehicle, status, call, seconds_ago):
                at = self.now - timedelta(seconds=seconds_ago)
                self._report(VehicleReported(VehicleRecord(vehicle, status, at, call=call)))
            case ("feed closes", call, closed):
                record = CallRecord(call, START, updated_at=self.now)
                if closed:
                    record = replace(record, state="closed", closed_at=self.now)
                self._report(CallReported(record))
            case ("command", command, post):
                self._command(command, post=post)
            case ("undo", number, confirmed):
                which = self.given[number % len(self.given)] if self.given else ""
                self._undo(Undo(which, confirmed=confirmed))

    def _report(self, fact: Fact) -> None:
        self._apply(fact, "feed")

    def _command(self, command: Command, *, post: bool) -> None:
        if isinstance(command, Settle):
            disputes = [call.dispute for call in self.board.open_calls() if call.dispute]
            if not disputes:
                return
            command = Settle(disputes[0].command, command.in_favour_of)
        decided = decide(self.board, command, self._actor)
        if isinstance(decided, Commanded):
            self._apply(Commanded(decided.command, post=post), "supervisor")

    @property
    def _actor(self) -> Actor:
        return Actor("me", "tonight", self.now)

    def _undo(self, undo: Undo) -> None:
        decided = decide(self.board, undo, self._actor)
        if not isinstance(decided, Commanded):
            return
        before = dict(self.board.vehicles)
        crews = {vehicle: self._said_since(vehicle, undo.undoes) for vehicle in VEHICLES}
        at_scene = {
            response.vehicle: call.id
            for call in self.board.open_calls()
            for response in call.on_it
            if response.stage == "at_scene" and before[response.vehicle].status == "at_scene"
        }
        self._apply(decided, "supervisor")
        self.undone += 1
        self.at_once += not undo.confirmed
        told = decided.told
        assert not (isinstance(told, SetStatus) and told.status == "emergency") or all(
            vehicle.status == "emergency"
            for vehicle in before.values()
            if vehicle.id == told.vehicle
        )
        assert not (isinstance(told, Close) and told.call in at_scene.values())
        for vehicle, was in before.items():
            now = self.board.vehicles[vehicle]
            assert now.status != "emergency" or was.status == "emergency"
            self._holds_for(vehicle, was, now, crews[vehicle], told)

    def _holds_for(
        self,
        vehicle: str,
        was: Vehicle,
        now: Vehicle,
        said: tuple[str, str] | None,
        told: Command | None,
    ) -> None:
        """What its crew has pressed since, where the board showed it, stands."""
        if (was.status, was.call or "") == said:
            # A press that names no call belongs to whichever open call the crew is on.
            assert said in {(now.status, now.call or ""), (now.status, "")}
            if was.status == "at_scene":
                assert getattr(told, "vehicle", "") != vehicle

    def _said_since(self, vehicle: str, command: str) -> tuple[str, str] | None:
        presses = self.board.store.timelines[vehicle].presses()
        newest = [press for press in presses if not press.order][-1]
        since = newest.sequence > self.numbers[command]
        return (newest.status, newest.call) if since else None

    def _apply(self, fact: Fact, source: Source) -> None:
        self._events += 1
        who = ("me", "tonight") if source == "supervisor" else ("", "")
        event = Event(f"e{self._events}", self.now, self.now, source, fact, *who)
        if isinstance(fact, Commanded):
            self.given.append(event.id)
        self.board.apply(event)
        self.numbers[event.id] = self.board.events


@given(histories)
def test_an_undo_raises_no_emergency_and_takes_no_crew_from_what_it_pressed(
    steps: list[Step],
) -> None:
    history = History()
    for step in steps:
        history.happen(step)


def test_the_law_sees_undos_of_both_kinds() -> None:
    """A law that never gets to what it is about holds nothing."""
    history = History()
    for step in (
        ("command", Assign("K1", "JRU1"), True),
        ("undo", 0, False),
        ("undo", 1, True),
        ("command", SetStatus("JRU2", "refreshments"), False),
        ("undo", 3, True),
    ):
        history.happen(step)
    assert (history.undone, history.at_once) == (3, 1)


def test_the_rule_it_replaces_breaks_the_law() -> None:
    """The control: the newest command could always be undone, whatever had followed."""
    history = History()
    history.happen(("press", "JRU1", "emergency", None, 0))
    history.happen(("command", SetStatus("JRU1", "available"), True))
    assert not isinstance(decide_command(history.board, Assign("K1", "JRU1")), Commanded)
    history._apply(Commanded(Undo(history.given[-1])), "supervisor")
    assert history.board.vehicles["JRU1"].status == "emergency"
