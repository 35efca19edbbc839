"""Tallies of calls attended and what they saved: per shift, per weekend, in total, by vehicle.

The rules are the field's: a vehicle attended a call when it was at scene for it, once for each
vehicle and call, in the shift in which it arrived. A total counts a call once, however many
vehicles came, and several vehicles on one call save once: the first to arrive has it in its tally.
"""

from collections.abc import Container, Iterator, Mapping
from datetime import datetime
from functools import lru_cache

from jru_tui.board.call_views import Call
from jru_tui.board.rules import Rules
from jru_tui.board.shifts import Period, Shift, period_of, shift_at
from jru_tui.board.storage import Shelf, Storage
from jru_tui.board.views import Tally

Span = datetime | None
Key = tuple[str, Span, str | None]
"""What is counted (`shift`, `period`, `total`), when it started, and for whom (None: the unit)."""

_NOTHING = Tally()


def savings_of(call: Call, rules: Rules) -> tuple[int, int]:
    """Minutes and pence that one attended call saves; they go together, in proportion."""
    minutes = rules.savings.minutes if call.minutes is None else call.minutes
    if minutes == rules.savings.minutes:
        return minutes, rules.savings.pence
    if rules.savings.minutes == 0:
        return minutes, 0
    # Half a penny rounds up, in whole numbers only.
    pence = (2 * minutes * rules.savings.pence + rules.savings.minutes) // (
        2 * rules.savings.minutes
    )
    return minutes, pence


def is_attended(call: Call, rules: Rules) -> bool:
    """Test whether an outcome counts as attendance: not when stood down, not for a duplicate."""
    known = rules.outcomes.get(call.outcome or "")
    return known is None or known.attended


def arrivals(call: Call, ours: Container[str]) -> dict[str, datetime]:
    """Map the unit's own vehicles to their first arrival for the call, the earliest first."""
    first: dict[str, datetime] = {}
    for response in call.responses:
        if response.at_scene_at is None or response.vehicle not in ours:
            continue
        if response.vehicle not in first or response.at_scene_at < first[response.vehicle]:
            first[response.vehicle] = response.at_scene_at
    return dict(sorted(first.items(), key=lambda item: (item[1], item[0])))


def contribution(call: Call, rules: Rules, ours: Container[str]) -> dict[Key, Tally]:
    """Return what one call adds to every tally that it touches.

    Args:
        call: the call that it concerns.
        rules: the rules of the field.
        ours: the ids of own vehicles.
    """
    found: dict[Key, Tally] = {}
    if not is_attended(call, rules):
        return found
    minutes, pence = savings_of(call, rules)
    for nth, (vehicle, at) in enumerate(arrivals(call, ours).items()):
        tally = Tally(1, minutes, pence) if nth == 0 else Tally(1)
        for scope, start in _spans(rules, at):
            found[scope, start, vehicle] = tally
            found.setdefault((scope, start, None), tally)
    return found


def _spans(rules: Rules, at: datetime) -> Iterator[tuple[str, Span]]:
    shift = shift_at(rules.hours, at)
    yield "shift", shift.starts_at
    yield "period", period_of(rules.hours, shift).starts_at
    yield "total", None


class Tallies:
    """The sums, kept up call by call: a changed call takes its old credits out, the new ones in."""

    def __init__(self, rules: Rules, storage: Storage) -> None:
        self._rules = rules
        self._sums: Shelf[dict[str, Tally]] = storage.shelf("tally", dict[str, Tally])
        """By what is counted and when it started, and then by vehicle; the unit has no name."""

    def count(self, old: Mapping[Key, Tally], new: Mapping[Key, Tally]) -> None:
        """Take out what a call added (see `contribution`), and add what it adds now."""
        if new == old:
            return
        for sign, credited in ((-1, old), (1, new)):
            for (scope, start, vehicle), tally in credited.items():
                sums = self._sums.setdefault(_place(scope, start), {})
                before = sums.get(vehicle or "", _NOTHING)
                sums[vehicle or ""] = before + tally if sign > 0 else before - tally

    def shift(self, shift: Shift, vehicle: str | None) -> Tally:
        """Return one shift's tally, for one vehicle or the unit."""
        return self._of("shift", shift.starts_at, vehicle)

    def period(self, period: Period, vehicle: str | None) -> Tally:
        """Return one period's tally, for one vehicle or the unit."""
        return self._of("period", period.starts_at, vehicle)

    def total(self, vehicle: str | None) -> Tally:
        """The tally of everything the journal holds."""
        return self._of("total", None, vehicle)

    def keep_only(self, recent: datetime) -> None:
        """Let the archive hold what started before that moment; but not the total."""
        first = recent.isoformat()
        self._sums.keep_only(lambda place, _: place.partition(" ")[2] >= first or place == _TOTAL)

    def _of(self, scope: str, start: Span, vehicle: str | None) -> Tally:
        sums: Mapping[str, Tally] = self._sums.get(_place(scope, start), {})
        return sums.get(vehicle or "", _NOTHING)


_TOTAL = "total "


@lru_cache(maxsize=64)
def _place(scope: str, start: Span) -> str:
    return f"{scope} {start.isoformat() if start else ''}"
