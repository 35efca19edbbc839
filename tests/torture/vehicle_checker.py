"""The vehicles of a journal, as its commands send them: none is taken from somebody unseen.

It shares nothing with the board's own fold: what stands is told over from the start each time.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

import msgspec

from jru_tui.board import (
    Assign,
    Close,
    Command,
    CommandAnswered,
    Commanded,
    Event,
    SetStatus,
    StandDown,
    Undo,
    VehicleReported,
)


def doubly_sent(events: Sequence[Event]) -> list[str]:
    """The vehicles that are sent to a call while they are on another one by somebody else.

    Nobody else may divert a vehicle but with a reason that names the call that it leaves: so much
    was seen of it then.
    """
    fleet = Fleet()
    for event in events:
        match event.fact:
            case VehicleReported(vehicle=vehicle) if vehicle.call is None:
                fleet.free(vehicle.id)
            case Commanded(command=command):
                fleet.command(event.id, command, event.by)
            case CommandAnswered(command=which, accepted=False):
                fleet.refuse(which)
    return fleet.found


class Step(NamedTuple):
    """A command that stands, or a vehicle that its crew said to be free.

    Attributes:
        number: its place among others.
        command: what it does.
        by: who gave it; empty for a crew.
    """

    number: int
    command: Command
    by: str


class Fleet:
    """The vehicles, as the commands that stand send them.

    Attributes:
        on: for each vehicle that is on a call the call, and who sent it.
        found: the vehicles that were sent to two calls by two people.
    """

    def __init__(self) -> None:
        self.on: Mapping[str, tuple[str, str]] = {}
        self.found: list[str] = []
        self._steps: dict[str, Step] = {}
        self._undone: dict[str, tuple[str, Step]] = {}
        self._again: dict[str, str] = {}
        self._number = 0

    def command(self, id_: str, command: Command, by: str) -> None:
        """Carry a command out, and find the vehicles that it takes from somebody else.

        Args:
            id_: of its event.
            command: the command.
            by: who gave it.
        """
        before = self.on
        given = self._undo(id_, command.undoes, by) if isinstance(command, Undo) else command
        if not isinstance(command, Undo):
            self._put(id_, command, by)
        self.on = self._tell_over()
        for vehicle, (call, sender) in before.items():
            now, _ = self.on.get(vehicle, (call, sender))
            if now != call and sender != by and not _diverts(given, vehicle, call):
                self.found.append(f"{vehicle} was sent to {now} by {by}, from {call} by {sender}")

    def free(self, vehicle: str) -> None:
        """Have a vehicle on no call: its crew said so."""
        self._put(f"crew {self._number}", StandDown("", vehicle), "")
        self.on = self._tell_over()

    def refuse(self, id_: str) -> None:
        """Take back what the dispatch system did not take: a command, or an undo of one."""
        self._steps.pop(self._again.get(id_, id_), None)
        if id_ in self._undone:
            undone, step = self._undone.pop(id_)
            self._steps[undone] = step
        self.on = self._tell_over()

    def _put(self, id_: str, command: Command, by: str) -> None:
        self._number += 1
        self._steps[id_] = Step(self._number, command, by)

    def _undo(self, id_: str, undoes: str, by: str) -> Command | None:
        """Take a command back, or an undo; give what is carried out by that, None for nothing.

        A stand-down that is taken back sends its vehicle there.
        """
        if undoes in self._undone:
            self._steps.pop(undoes, None)
            undone, step = self._undone.pop(undoes)
            self._again[id_] = undone
            self._put(undone, step.command, by)
            return step.command
        if undoes not in self._steps:
            return None
        step = self._steps.pop(undoes)
        self._undone[id_] = undoes, step
        if not isinstance(step.command, StandDown):
            return None
        sent = Assign(step.command.call, step.command.vehicle)
        self._put(id_, sent, by)
        return sent

    def _tell_over(self) -> dict[str, tuple[str, str]]:
        """Give the calls that the vehicles are on, by all that stands."""
        on: dict[str, tuple[str, str]] = {}
        for _, command, by in sorted(self._steps.values(), key=attrgetter("number")):
            match command:
                case Assign(call=call, vehicle=vehicle):
                    on[vehicle] = call, by
                case StandDown(vehicle=vehicle) | SetStatus(vehicle=vehicle, call=""):
                    on.pop(vehicle, None)
                case SetStatus(vehicle=vehicle, status="committed_deployable"):
                    on.pop(vehicle, None)  # by its own word anybody may send it elsewhere
                case Close(call=closed):
                    on = {unit: sent for unit, sent in on.items() if sent[0] != closed}
        return on


def _diverts(command: Command | None, vehicle: str, call: str) -> bool:
    """Test whether a command sends a vehicle elsewhere for a reason that names the call it left."""
    return (
        isinstance(command, Assign)
        and command.vehicle == vehicle
        and re.search(rf"\b{re.escape(call)}\b", command.reason) is not None
    )


def events_about(kept: Iterable[tuple[int, Event]], words: str) -> Iterator[str]:
    """The lines of a journal about each vehicle that is named in some words, with positions."""
    vehicles = {*re.findall(r"\bJRU\d+", words)}
    told: set[str] = set()
    for position, event in kept:
        fact = msgspec.json.encode(event.fact).decode()
        names = {*re.findall(r'"([^"]+)"', fact)}
        is_closing = isinstance(event.fact, Commanded) and isinstance(event.fact.command, Close)
        if is_closing or (
            isinstance(event.fact, Commanded | CommandAnswered | VehicleReported)
            and names & (vehicles | told)
        ):
            told.add(event.id)
            yield f"{position} {event.recorded_at:%H:%M:%S.%f} {event.by} {event.id}: {fact}"
