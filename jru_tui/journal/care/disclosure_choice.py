"""The choice of the events that answer a request for a disclosure."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from jru_tui.board import (
    CallReported,
    CallSubjects,
    Close,
    Command,
    Commanded,
    Crew,
    EndMarker,
    Event,
    Link,
    MarkPlace,
    OpenCall,
    Place,
    Relocate,
    Reopen,
    Undo,
    Unlink,
    VehicleReported,
)


class DisclosureRequest(Struct, frozen=True):
    """A choice of events. Those about any of the subjects; all of them where none is named.

    Attributes:
        calls: ids of calls. Calls opened by hand that were merged with one of them count too.
        places: words, of which a call's place, or that of a marker, holds one.
        members: numbers of people who were on a crew or gave a command.
        since: the first moment, UTC; None from the beginning.
        until: the moment that is too late, UTC; None to the end.
    """

    calls: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


def choose_disclosed(
    events: Iterable[tuple[int, Event]], request: DisclosureRequest
) -> frozenset[int]:
    """Choose the positions of the events that answer a request.

    Args:
        events: all of the journal, with their positions.
        request: what is asked for.
    """
    subjects, markers, merges = CallSubjects(), _MarkedPlaces(request.places), _Merges()
    chosen = []
    calls = {*request.calls}
    for position, event in events:
        call = subjects.call_of(event)
        if call and _is_at(_place_of(event), request.places):
            calls.add(call)
        merges.add(event)
        about = {name for name in (call, _other_call(event)) if name}
        found = _has(event, request.members) or markers.has(event)
        chosen.append((position, event.recorded_at, about, found))
    calls |= merges.with_calls(calls)
    anything = not (request.calls or request.places or request.members)
    return frozenset(
        position
        for position, at, about, found in chosen
        if (request.since is None or at >= request.since)
        and (request.until is None or at < request.until)
        and (anything or found or not calls.isdisjoint(about))
    )


class _MarkedPlaces:
    """A finder of what is said of markers at places; takes events in the journal's order."""

    def __init__(self, places: tuple[str, ...]) -> None:
        self._places = places
        self._found: set[str] = set()

    def has(self, event: Event) -> bool:
        """Test whether an event is about a marker at one of the places."""
        match event.fact:
            case Commanded(command=MarkPlace(where=where)):
                found = _is_at(where, self._places)
            case Commanded(command=EndMarker(marker=given) | Undo(undoes=given)):
                found = given in self._found
            case _:
                return False
        if found:
            self._found.add(event.id)
        return found


class _Merges:
    """A finder of the calls opened by hand that are one with another call."""

    def __init__(self) -> None:
        self._given: dict[str, Command] = {}
        self._undos: dict[str, list[str]] = {}

    def add(self, event: Event) -> None:
        """Take an event in."""
        match event.fact:
            case Commanded(command=Undo(undoes=given)):
                self._undos.setdefault(given, []).append(event.id)
            case Commanded(command=Link() | Unlink() | Close() | Reopen() as command):
                self._given[event.id] = command

    def with_calls(self, calls: set[str]) -> set[str]:
        """Give the calls that are merged with these."""
        last: dict[str, Command] = {}
        for command_id, command in self._given.items():
            if self._stands(command_id):
                last[getattr(command, "call", "")] = command
        return {
            call
            for call, command in last.items()
            if isinstance(command, Link)
            and command.merged_from is not None
            and command.duplicate_of in calls
        }

    def _stands(self, command_id: str) -> bool:
        return not any(self._stands(undo) for undo in self._undos.get(command_id, ()))


def _place_of(event: Event) -> Place:
    match event.fact:
        case CallReported(call=record):
            return record.where
        case Commanded(command=OpenCall(where=where) | Relocate(where=where)):
            return where
        case _:
            return Place()


def _is_at(spot: Place, places: tuple[str, ...]) -> bool:
    place = (spot.text or "").casefold()
    return any(words.casefold() in place for words in places)


def _other_call(event: Event) -> str:
    """Return the call that a command says another one is; empty for none."""
    match event.fact:
        case Commanded(command=Link(duplicate_of=other) | Close(duplicate_of=other)):
            return other
        case _:
            return ""


def _has(event: Event, members: tuple[str, ...]) -> bool:
    if not members:
        return False
    match event.fact:
        case VehicleReported(vehicle=vehicle):
            return any(member.id in members for member in vehicle.crew)
        case Commanded(command=Crew(member=member)):
            return member in members or event.by in members
        case _:
            return event.by in members
