"""The calls of each vehicle: those that still concern it, and when each of the others ended.

A command may be given, undone or settled for a moment that has gone by; the calls that were over
before that moment are none of its business, however many there are.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from operator import attrgetter

from msgspec import Struct

from jru_tui.board.archived_history import History, day_of
from jru_tui.board.call_views import Call
from jru_tui.board.storage import Shelf, Storage, about_its_key


class End(Struct, frozen=True, array_like=True):
    """The end of a call, and when that was."""

    at: datetime
    call: str


class CallEndIndex:
    """The calls that ended, by vehicle, the first to end first."""

    def __init__(self, storage: Storage) -> None:
        self._ends: Shelf[datetime] = storage.shelf("call.ended", datetime, about_its_key)
        self._of: dict[str, History[End]] = {}
        self._storage = storage

    def put(self, call: str, vehicles: Iterable[str], ended_at: datetime | None) -> None:
        """Note when a call of these vehicles ended; None while it is open.

        Args:
            call: its id.
            vehicles: ids of those that were on it.
            ended_at: when, UTC; None while it is open.
        """
        before = self._ends.get(call)
        if ended_at is not None:
            self._ends[call] = ended_at
        elif before is not None:
            self._ends.pop(call)
        for vehicle in vehicles:
            ends = self.of(vehicle)
            if before is not None and before != ended_at:
                _drop(ends, End(before, call))
            if ended_at is not None and _index_of(ends, End(ended_at, call)) is None:
                ends.add(End(ended_at, call))

    def since(self, vehicle: str, moment: datetime) -> Sequence[str]:
        """A vehicle's calls that ended at that moment or later."""
        ends = self.of(vehicle)
        first = ends.index_from((moment,), moment.toordinal())
        return [end.call for end in ends.items[first:]]

    def before(self, vehicle: str, moment: datetime) -> Iterator[tuple[datetime, str]]:
        """The ends of a vehicle's calls before that moment, with their ids, the newest first."""
        earlier = self.of(vehicle).before((moment,), moment.toordinal())
        return ((end.at, end.call) for end in earlier)

    def all(self, vehicle: str) -> list[str]:
        """Every call of a vehicle that ended."""
        return [end.call for end in self.of(vehicle).all()]

    def forget(self) -> None:
        """Let the archive hold what is known of calls."""
        self._ends.clear()

    def of(self, vehicle: str) -> History[End]:
        """The ends of a vehicle's calls."""
        if vehicle not in self._of:
            self._of[vehicle] = self._storage.history("end", vehicle, End, key=_place, day=day_of)
        return self._of[vehicle]


_place = attrgetter("at", "call")


def _index_of(ends: History[End], end: End) -> int | None:
    index = ends.index_from(_place(end), day_of(end))
    return index if index < len(ends.items) and ends.items[index] == end else None


def _drop(ends: History[End], end: End) -> None:
    index = _index_of(ends, end)
    if index is not None:
        ends.take_out(index)


class VehicleCallIndex:
    """An index of calls by vehicle, as ids. A call is listed once anybody names it with one."""

    def __init__(self, storage: Storage) -> None:
        self._live: dict[str, set[str]] = {}
        self._ended = CallEndIndex(storage)

    def live(self, vehicle: str) -> Iterable[str]:
        """Ids of the calls that still concern a vehicle: open, unconfirmed or in dispute."""
        return self._live.get(vehicle, ())

    def since(self, vehicle: str, moment: datetime) -> Iterator[str]:
        """Ids of a vehicle's calls that concern it, or ended at that moment or later."""
        seen = {*self.live(vehicle)}
        yield from sorted(seen)
        yield from (call for call in self._ended.since(vehicle, moment) if call not in seen)

    def ended_since(self, vehicle: str, moment: datetime) -> Sequence[str]:
        """Ids of a vehicle's calls that ended at that moment or later."""
        return self._ended.since(vehicle, moment)

    def before(self, vehicle: str, moment: datetime) -> Iterator[tuple[datetime, str]]:
        """The ends of a vehicle's calls before that moment, with their ids, the newest first."""
        return self._ended.before(vehicle, moment)

    def all(self, vehicle: str) -> set[str]:
        """Ids of every call that a vehicle was ever put on, and that was ever reported."""
        return {*self.live(vehicle), *self._ended.all(vehicle)}

    def concerns(self, is_known: Callable[[str], bool]) -> dict[str, tuple[str, ...]]:
        """Ids of the calls that concern each vehicle, as far as they are known."""
        found = {}
        for vehicle, live in self._live.items():
            known = tuple(call for call in sorted(live) if is_known(call))
            if known:
                found[vehicle] = known
        return found

    def put_down(self, concerns: Mapping[str, Iterable[str]]) -> None:
        """Have it known again which calls concern which vehicles."""
        self._live = {vehicle: {*live} for vehicle, live in concerns.items()}

    def forget(self) -> None:
        """Let the archive hold the calls that ended."""
        self._ended.forget()

    def name(self, vehicle: str, call_id: str) -> None:
        """Add a call to those that concern a vehicle."""
        self._live.setdefault(vehicle, set()).add(call_id)

    def put(self, call: Call, vehicles: Iterable[str]) -> None:
        """Note from a call's view whether it still concerns its vehicles, and when it ended.

        What the feed neither confirms nor lists any more is over.
        """
        doubtful = bool(call.unconfirmed) and call.unlisted_at is None
        concerns = call.open or doubtful or call.dispute is not None or bool(call.on_it)
        ends = [response.clear_at for response in call.responses if response.clear_at is not None]
        ended_at = None if call.closed_at is None else max((call.closed_at, *ends))
        self._ended.put(call.id, vehicles, ended_at)
        for vehicle in vehicles:
            live = self._live.setdefault(vehicle, set())
            if concerns:
                live.add(call.id)
            else:
                live.discard(call.id)
