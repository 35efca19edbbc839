"""The lists of calls, kept in order: a changed call moves, nothing else is sorted again."""

from bisect import bisect_left, insort
from collections.abc import Sequence
from datetime import datetime
from typing import Any, overload

from jru_tui.board.call_views import Call
from jru_tui.board.projection.calls.urgency import urgency_key
from jru_tui.board.projection.shift_index import ShiftIndex
from jru_tui.board.rules import Rules
from jru_tui.board.shifts import Shift, shift_at
from jru_tui.board.storage import Lookup


class CallOrder(Sequence[Call]):
    """An order of calls by a key that does not change while the call does not.

    Looks up, adds and removes by bisection, so that 100,000 calls cost no more than ten.
    """

    def __init__(self, calls: Lookup[Call]) -> None:
        self._calls = calls
        self._order: list[Any] = []
        self._keys: dict[str, Any] = {}

    def put(self, call_id: str, key: Any) -> None:
        """Place a call by its key, wherever it was before. A key ends with the call's id."""
        if self._keys.get(call_id) == key:
            return
        self.remove(call_id)
        self._keys[call_id] = key
        insort(self._order, key)

    def remove(self, call_id: str) -> None:
        """Take a call out, if it is there."""
        key = self._keys.pop(call_id, None)
        if key is not None:
            del self._order[bisect_left(self._order, key)]

    def index_of(self, call_id: str) -> int | None:
        """The place of a call in the list, from 0; None if it is not there."""
        key = self._keys.get(call_id)
        return None if key is None else bisect_left(self._order, key)

    def between(self, first: Any, last: Any) -> Sequence[Call]:
        """The calls whose keys are not before `first`, and before `last`, in their order."""
        return self[bisect_left(self._order, first) : bisect_left(self._order, last)]

    def __contains__(self, call: object) -> bool:
        return isinstance(call, Call) and call.id in self._keys

    def __len__(self) -> int:
        return len(self._order)

    @overload
    def __getitem__(self, index: int) -> Call: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Call]: ...
    def __getitem__(self, index: int | slice) -> Call | Sequence[Call]:
        if isinstance(index, slice):
            return [self._calls[key[-1]] for key in self._order[index]]
        return self._calls[self._order[index][-1]]


class CallLists:
    """All calls, each in one list: the open ones, or those closed in a shift.

    Args:
        calls: the views of calls, by id.
        shifts: which calls concern which shift.
        rules: when a shift is, and what is more urgent.

    Attributes:
        open: those that are open, or in dispute over their closing; the most urgent first.
        unconfirmed: ids of those, open or closed, with a command that the feed does not show, as
            long as it lists them.
        awaiting_back_up: ids of those, open or closed, at which back-up has not arrived.
        linked: ids of the open ones that duplicate another.
        by_hand: ids of the open ones that the feed does not list, as they were opened by hand.
        disputed: ids of those, open or closed, with a command that the feed contradicts.
    """

    def __init__(self, calls: Lookup[Call], shifts: ShiftIndex, rules: Rules) -> None:
        self._calls = calls
        self._shifts = shifts
        self._rules = rules
        self._closed: dict[datetime, CallOrder] = {}
        self.open = CallOrder(calls)
        self.unconfirmed: dict[str, None] = {}
        self.awaiting_back_up: dict[str, None] = {}
        self.linked: dict[str, None] = {}
        self.by_hand: dict[str, None] = {}
        self.disputed: dict[str, None] = {}

    def closed(self, shift: Shift) -> CallOrder:
        """The calls closed in that shift, the newest first."""
        known = self._closed.get(shift.starts_at)
        if known is None:
            known = self._closed[shift.starts_at] = CallOrder(self._calls)
            for call_id in self._shifts.calls(shift.starts_at):
                call = self._calls.get(call_id)
                if call is not None and self._closed_in(call) == shift.starts_at:
                    self._put(call, known)
        return known

    def place(self, before: Call | None, call: Call) -> None:
        """Put a call into the list where it belongs now, and out of that where it belonged."""
        start = self._closed_in(call)
        was = self._closed_in(before) if before is not None else start
        if was != start:
            order = self.open if was is None else self._closed.get(was)
            if order is not None:
                order.remove(call.id)
        order = self.open if start is None else self._closed.get(start)
        if order is not None:
            self._put(call, order)
        self._note(call)

    def forget(self, hot: datetime) -> None:
        """Keep no list of a shift that started before that moment."""
        self._closed = {start: order for start, order in self._closed.items() if start >= hot}

    def _closed_in(self, call: Call) -> datetime | None:
        """The start of the shift in whose list a closed call stands; None for the open ones."""
        if call.closed_at is None or call.dispute is not None:
            return None
        return shift_at(self._rules.hours, call.closed_at).starts_at

    def _put(self, call: Call, order: CallOrder) -> None:
        if order is self.open:
            order.put(call.id, urgency_key(call, self._rules))
        elif call.closed_at is not None:
            order.put(call.id, (-call.closed_at.timestamp(), call.id))

    def _note(self, call: Call) -> None:
        # The feed dropped what was closed: it knows.
        dropped = not call.open and call.unlisted_at is not None
        _note(self.unconfirmed, call.id, belongs=bool(call.unconfirmed) and not dropped)
        due = any(request.outstanding for request in call.back_up)
        _note(self.awaiting_back_up, call.id, belongs=due)
        _note(self.disputed, call.id, belongs=call.dispute is not None)
        _note(self.by_hand, call.id, belongs=call.open and call.by_hand)
        _note(self.linked, call.id, belongs=call.open and bool(call.linked_to))


def _note(ids: dict[str, None], call_id: str, *, belongs: bool) -> None:
    if belongs:
        ids[call_id] = None
    else:
        ids.pop(call_id, None)
