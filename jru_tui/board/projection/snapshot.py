"""The board as it stood at one moment, to be counted away from the keys while the board goes on."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from jru_tui.board.projection.sendings import Sending
from jru_tui.board.projection.tallies import Key
from jru_tui.board.rules import Rules
from jru_tui.board.shifts import Shift, shift_at
from jru_tui.board.views import Call, Tally, Vehicle


class BoardSnapshot(Struct, frozen=True):
    """A frozen copy of what a report counts, readable from any thread.

    Attributes:
        rules: the words and figures of the field.
        calls: every call, by id.
        vehicles: every vehicle that the feed ever listed, by id.
        ours: ids of the unit's own vehicles, and not of a patrol or an ambulance.
        credits: what each call is counted for, by tally: every figure of a report comes from here.
        sendings: decisions to send a vehicle of which it is kept who was offered, oldest first.
    """

    rules: Rules
    calls: Mapping[str, Call]
    vehicles: Mapping[str, Vehicle]
    ours: frozenset[str]
    credits: Mapping[str, Mapping[Key, Tally]]
    sendings: Sequence[Sending] = ()

    def shifts(self) -> Sequence[Shift]:
        """Every shift in which a call was opened, reached or closed, oldest first."""
        starts = set(self.calls_by_shift())
        for credited in self.credits.values():
            starts |= {start for what, start, _ in credited if what == "shift" and start}
        return [shift_at(self.rules.hours, start) for start in sorted(starts)]

    def calls_by_shift(self) -> Mapping[datetime, list[Call]]:
        """The calls that were opened or closed in each shift, by its start, oldest first."""
        found: dict[datetime, list[Call]] = {}
        for call in sorted(self.calls.values(), key=lambda call: (call.opened_at, call.id)):
            touched = (call.opened_at, call.closed_at)
            for start in {shift_at(self.rules.hours, at).starts_at for at in touched if at}:
                found.setdefault(start, []).append(call)
        return found
