"""The calls of each vehicle: those that still concern it, and those that ended."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from jru_tui.board.call_views import Call
from jru_tui.board.projection.calls.end_index import CallEndIndex
from jru_tui.board.storage import Storage


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
