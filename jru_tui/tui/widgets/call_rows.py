"""Rows of the call list in their order: open calls, a rule, closed ones; or what was found.

Rows are looked up one at a time, so a list of 100,000 calls costs what is on screen.
"""

from collections.abc import Iterator, Sequence

from jru_tui.board.projection.call_order import CallOrder
from jru_tui.board.rules import Rules
from jru_tui.board.views import Call
from jru_tui.tui import words
from jru_tui.tui.widgets.frame import Frame


class CallRows:
    """The rows of the list by number, and the number of each call."""

    def __init__(self, frame: Frame, search: str = "") -> None:
        self.open: Sequence[Call] = frame.board.open_calls()
        self.closed: Sequence[Call] = frame.board.closed_calls(frame.shift)
        if search:
            wanted = search.casefold().split()
            self.open = list(_found(self.open, wanted, frame))
            self.closed = list(_found(self.closed, wanted, frame))

    def __len__(self) -> int:
        return len(self.open) + (1 + len(self.closed) if self.closed else 0)

    @property
    def calls(self) -> int:
        """Count the calls, without the rule."""
        return len(self.open) + len(self.closed)

    def __getitem__(self, row: int) -> Call | None:
        """The call in a row; None in the row of the rule."""
        if row < len(self.open):
            return self.open[row]
        return None if row == len(self.open) else self.closed[row - len(self.open) - 1]

    def where(self, call_id: str) -> int | None:
        """The row of a call; None when it is not in the list."""
        at = _where(self.open, call_id)
        if at is not None:
            return at
        at = _where(self.closed, call_id)
        return None if at is None else len(self.open) + 1 + at

    def from_place(self, place: int) -> Call | None:
        """The call in a place, counted without the rule; the nearest call that there is."""
        if not self.calls:
            return None
        place = min(max(0, place), self.calls - 1)
        return self.open[place] if place < len(self.open) else self.closed[place - len(self.open)]

    def place_of(self, row: int) -> int:
        """The place of a row, counted without the rule."""
        return row if row < len(self.open) else row - 1


def _where(calls: Sequence[Call], call_id: str) -> int | None:
    if isinstance(calls, CallOrder):
        return calls.where(call_id)
    return next((at for at, call in enumerate(calls) if call.id == call_id), None)


def _found(calls: Sequence[Call], wanted: Sequence[str], frame: Frame) -> Iterator[Call]:
    for call in calls:
        text = _text(call, frame, frame.rules).casefold()
        if all(word in text for word in wanted):
            yield call


def _text(call: Call, frame: Frame, rules: Rules) -> str:
    parts = [call.id, call.grade, call.category, rules.type_label(call.type), call.summary]
    parts += [words.place(call.where, rules), *call.flags, call.outcome]
    parts += [frame.name(response.vehicle) for response in call.responses]
    parts += ["waiting"] if call.waiting else []
    return " ".join(part for part in parts if part)
