"""The index of calls by shift, so that a shift is read without looking at all others.

A call concerns every shift from its opening to its closing and the hours behind it, and those in
which something was pressed for it or written about it.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache

from jru_tui.board.call_views import Call
from jru_tui.board.projection.tallies import Key
from jru_tui.board.records import CallRecord
from jru_tui.board.rules import Rules
from jru_tui.board.shifts import Shift, shift_at
from jru_tui.board.storage import LAST, Shelf, Storage
from jru_tui.board.views import AFTER_A_CALL, Tally

CONCERNED, LISTED, COUNTED = 0, 1, 2
"""How a call concerns a shift: anyhow; opened or closed in it; counted in its tally."""

_LONGEST = 400
"""Shifts that are noted between a call's opening and its closing: more is a wrong date."""


class ShiftIndex:
    """Ids of calls by the start of a shift. A call that is open may be missing."""

    def __init__(self, rules: Rules, storage: Storage) -> None:
        self._hours = rules.hours
        self._calls: Shelf[dict[str, int]] = storage.shelf("shift", dict[str, int])

    def calls(self, starts_at: datetime, how: int = CONCERNED) -> list[str]:
        """The calls that concern the shift that starts then; with `how` only those that do so."""
        found: Mapping[str, int] = self._calls.peek(_place(starts_at)) or {}
        return [call for call, bits in found.items() if bits & how == how]

    def starts(self, since: datetime | None, before: datetime | None) -> Iterator[datetime]:
        """Give the starts of shifts in which a call was opened, closed or counted, in order.

        Args:
            since: only those from that moment on; None for all.
            before: only those before that moment; None for all.
        """
        first = _place(since) if since is not None else ""
        last = _place(before) if before is not None else LAST
        for place in self._calls.scan(first, last):
            if any((self._calls.peek(place) or {}).values()):
                yield datetime.fromisoformat(place)

    def starts_backwards(self) -> Iterator[datetime]:
        """Give the same of all shifts, the newest first, each read as it is asked for."""
        for place in self._calls.backwards():
            if any((self._calls.peek(place) or {}).values()):
                yield datetime.fromisoformat(place)

    def update(
        self,
        record: CallRecord | None,
        call: Call,
        before: Mapping[datetime, int],
        now: Mapping[datetime, int],
    ) -> None:
        """Note which shifts a call concerns.

        Args:
            record: the feed's word of it; None for one that was opened by hand.
            call: its view.
            before: how it concerned which shifts before; see `bits`.
            now: the same as it stands now.
        """
        for start in before.keys() - now.keys():
            self._calls[_place(start)][call.id] = CONCERNED
        for start, how in now.items():
            self._calls.setdefault(_place(start), {})[call.id] = how
        self._note(call.id, self._times(record, call))
        if call.closed_at is not None:
            self._note(call.id, self._through(call.opened_at, call.closed_at + AFTER_A_CALL))

    def written(self, call: str, at: datetime) -> None:
        """Note that something was written about a call at a moment."""
        self._calls.setdefault(_place(shift_at(self._hours, at).starts_at), {}).setdefault(
            call, CONCERNED
        )

    def bits(self, call: Call, credits_: Mapping[Key, Tally]) -> dict[datetime, int]:
        """Tell how a call concerns the shifts in which it was opened, closed or counted.

        Args:
            call: its view.
            credits_: what it adds to which tallies.
        """
        found: dict[datetime, int] = {}
        for at in (call.opened_at, call.closed_at):
            if at is not None:
                found[shift_at(self._hours, at).starts_at] = LISTED
        for period, start, _ in credits_:
            if period == "shift" and start is not None:
                found[start] = found.get(start, CONCERNED) | COUNTED
        return found

    def keep_only(self, recent: datetime) -> None:
        """Let the archive hold what started before that moment."""
        first = _place(recent)
        self._calls.keep_only(lambda place, _: place >= first)

    def _note(self, call: str, times: Iterable[datetime]) -> None:
        shift: Shift | None = None
        for at in times:
            if shift is None or at not in shift:
                shift = shift_at(self._hours, at)
                self._calls.setdefault(_place(shift.starts_at), {}).setdefault(call, CONCERNED)

    def _times(self, record: CallRecord | None, call: Call) -> Iterator[datetime]:
        yield call.opened_at
        yield call.as_of
        if record is not None and record.closed_at is not None:
            yield record.closed_at
        yield from (note.at for note in call.notes)
        for response in call.responses:
            for at in (
                response.allocated_at,
                response.en_route_at,
                response.at_scene_at,
                response.clear_at,
                response.on_at,
            ):
                if at is not None:
                    yield at

    def _through(self, opened_at: datetime, until: datetime) -> Iterator[datetime]:
        """A moment of each shift between the two."""
        at = opened_at
        for _ in range(_LONGEST):
            if at > until:
                return
            yield at
            at = shift_at(self._hours, at).next_starts_at


@lru_cache(maxsize=64)
def _place(starts_at: datetime) -> str:
    return starts_at.isoformat()
