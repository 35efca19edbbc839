"""A small stage for the board: say what the feed reports and what the supervisor does."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from msgspec.structs import replace

from jru_tui.board.board import Board
from jru_tui.board.call_views import Call
from jru_tui.board.commands import Command, Undo
from jru_tui.board.decisions.actor import Actor
from jru_tui.board.decisions.decide import Refusal, decide
from jru_tui.board.events import (
    CallReported,
    CommandAnswered,
    Commanded,
    Event,
    Fact,
    Relisted,
    Source,
    Unlisted,
    VehicleReported,
)
from jru_tui.board.records import CallRecord, Place, ResponseRecord, VehicleRecord
from jru_tui.board.rules import Rules
from jru_tui.board.views import Change, Vehicle

Sent = Callable[..., ResponseRecord]
"""Makes a response of a vehicle from the times of its stages."""


def at(clock: str) -> datetime:
    """A time of Friday 30 October 2020 in UTC; after midnight when it starts with 0."""
    day = 31 if clock.startswith("0") else 30
    return datetime.fromisoformat(
        f"2020-10-{day}T{clock}+00:00" if len(clock) > 5 else f"2020-10-{day}T{clock}:00+00:00"
    )


class Stage:
    """A board with short ways to make things happen on it, and to read it."""

    at = staticmethod(at)

    def __init__(self, rules: Rules | None = None) -> None:
        self.board = Board(rules or Rules())
        self._events = 0

    def apply(
        self, fact: Fact, when: datetime, source: Source = "feed", by: str = "SC 1"
    ) -> Change:
        self._events += 1
        session = "s1" if source == "supervisor" else ""
        event = Event(f"e{self._events}", when, when, source, fact, by, session)
        return self.board.apply(event)

    def call(self, call_id: str, opened: str = "18:00", **more: Any) -> Change:
        more.setdefault("where", Place("Sea Street, Herne Bay", 51.3703, 1.1203))
        record = CallRecord(call_id, at(opened), **more)
        return self.apply(CallReported(record), record.as_of)

    def vehicle(
        self, vehicle: str, status: str, since: str, call: str | None = None, **more: Any
    ) -> Change:
        more.setdefault("name", f"{vehicle[:3]} {vehicle[3:]}")
        record = VehicleRecord(vehicle, status, at(since), call=call, **more)
        return self.apply(VehicleReported(record), record.status_at)

    def unlist(self, call_id: str, when: str) -> Change:
        return self.apply(Unlisted("call", call_id), at(when))

    def relist(self, call_id: str, when: str) -> Change:
        return self.apply(Relisted("call", call_id), at(when))

    def do(self, command: Command, when: str, *, post: bool = False, by: str = "SC 1") -> Change:
        """Give a command, `post` to dispatch as well; an undo as after its dialog."""
        if isinstance(command, Undo):
            command = replace(command, confirmed=True)
        decided = decide(self.board, command, self.actor(when, by))
        assert isinstance(decided, Commanded), decided
        return self.apply(replace(decided, post=post), at(when), "supervisor", by)

    def actor(self, when: str, by: str = "SC 1", session: str = "s1") -> Actor:
        """Somebody at the board; without more, whoever gives the commands of `do`."""
        return Actor(by, session, at(when))

    def refused(self, command: Command) -> str:
        decided = decide(self.board, command)
        assert isinstance(decided, Refusal), decided
        return decided.reason

    def undo(self, when: str) -> Change:
        last = self.board.last_order()
        return self.do(Undo(last.id if last else ""), when)

    @property
    def last_id(self) -> str:
        """Of the newest event."""
        return f"e{self._events}"

    def answer(self, command_id: str, when: str, reason: str) -> Change:
        return self.apply(CommandAnswered(command_id, accepted=False, reason=reason), at(when))

    def view(self, call_id: str) -> Call:
        return self.board.calls[call_id]

    def unit(self, vehicle: str) -> Vehicle:
        return self.board.vehicles[vehicle]

    def log(self, call_id: str) -> list[str]:
        return [line.text for line in self.board.log(call=call_id)]


def response(vehicle: str, **times: str) -> ResponseRecord:
    """A feed's response with its times as clock strings."""
    return ResponseRecord(vehicle, **{f"{step}_at": at(time) for step, time in times.items()})


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
def make_stage() -> type[Stage]:
    return Stage


@pytest.fixture
def sent() -> Sent:
    return response
