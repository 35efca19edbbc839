"""A snapshot of the board at one moment, for counting in the background."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from jru_tui.board.call_views import Call
from jru_tui.board.projection.orders import Sending
from jru_tui.board.projection.tallies import Key, contribution
from jru_tui.board.rules import Rules
from jru_tui.board.shifts import Shift, shift_at
from jru_tui.board.views import Tally, Vehicle


class Views(Mapping[str, Call]):
    """Views of calls, those that lie in the archive read one by one as they are gone through."""

    def __init__(
        self, ids: Sequence[str], recent: Mapping[str, Call], read: Callable[[str], Call | None]
    ) -> None:
        """Give the views of some calls.

        Args:
            ids: of the calls.
            recent: the views in memory, by id.
            read: reads one from the archive; None where it has none.
        """
        self._ids = ids
        self._held = recent
        self._read = read

    def __getitem__(self, key: str) -> Call:
        found = self._held.get(key) or self._read(key)
        if found is None:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


class BoardSnapshot(Struct, frozen=True):
    """A frozen copy of what a report counts, readable from any thread.

    Attributes:
        rules: the words and figures of the field.
        calls: the calls that concern what is counted, by id, the oldest first.
        vehicles: every vehicle that the feed ever listed, by id.
        ours: ids of the unit's own vehicles, and not of a patrol or an ambulance.
        sendings: decisions to send a vehicle of which it is kept who was offered, oldest first.
    """

    rules: Rules
    calls: Mapping[str, Call]
    vehicles: Mapping[str, Vehicle]
    ours: frozenset[str]
    sendings: Sequence[Sending] = ()

    def credits_of(self, call: Call) -> Mapping[Key, Tally]:
        """List what a call is counted for, by tally: every figure of a report comes from here."""
        return contribution(call, self.rules, self.ours)

    def shifts(self) -> Sequence[Shift]:
        """Every shift in which one of the calls was opened, reached or closed, oldest first."""
        starts: set[datetime] = set()
        for call in self.calls.values():
            touched = (call.opened_at, call.closed_at)
            starts |= {shift_at(self.rules.hours, at).starts_at for at in touched if at}
            credited = self.credits_of(call)
            starts |= {start for period, start, _ in credited if period == "shift" and start}
        return [shift_at(self.rules.hours, start) for start in sorted(starts)]
