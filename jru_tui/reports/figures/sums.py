"""Sums of what the board's tallies credit each call with, shift by shift and over all of them.

This is the one place of a report where anything is mutable; `figures` makes values of it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from jru_tui.board import (
    BoardSnapshot,
    Call,
    Clock,
    Instead,
    Shift,
    Tally,
    ambulance_clock,
    arrivals,
    is_attended,
    police_clock,
    shift_at,
)
from jru_tui.reports.figures.measures import MEASURES, Measure, credible, times_of

BABY_BORN = "baby_born"
"""The flag of a call at which a baby was born."""

Vehicle = str | None
"""A vehicle's id; None for the unit as a whole."""

Progress = Callable[[float], None]
"""Hears how much of something long is done, from 0 to 1. What it raises ends the work."""

_STEP = 500
"""After so many calls it is told again: some 20 ms."""


def silent(_done: float) -> None:
    """Ignore progress."""


class Sums:
    """Sums of what was attended, saved and spared, with every single duration."""

    def __init__(self) -> None:
        self.tally = Tally()
        self.ambulances = 0
        self.patrols = 0
        self.babies = 0
        self.times: dict[Measure, list[timedelta]] = {measure: [] for measure in MEASURES}

    def spare(self, call: Call) -> None:
        """Count what an attended call spared, and whether a baby was born at it."""
        self.ambulances += call.ambulance_spared
        self.patrols += call.patrol_spared
        self.babies += BABY_BORN in call.flags


class TargetCount:
    """First arrivals against one target; `clock` is any of its clocks."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.met = 0
        self.missed = 0
        self.times: list[timedelta] = []


class ShiftCounts:
    """The counts over some shifts.

    Attributes:
        whole: over all of the shifts, by vehicle; a call counts once in each.
        types, outcomes, origins: attended calls by their codes.
        hours: attended calls by the wall-clock hour of the unit's first arrival in these shifts.
        targets: by the code of the grade or category.
        right_care: decisions who attends a call, by who does in place of the police.
        reached_before: how often a call counts as attended in a shift that was first reached in an
            earlier one.
    """

    def __init__(
        self, snapshot: BoardSnapshot, shifts: Sequence[Shift], progress: Progress = silent
    ) -> None:
        """Count over some shifts.

        Args:
            snapshot: the board that they are counted on.
            shifts: the shifts.
            progress: hears now and then how far that has come, from 0 to 1.
        """
        self.whole: defaultdict[Vehicle, Sums] = defaultdict(Sums)
        self.types: Counter[str | None] = Counter()
        self.outcomes: Counter[str | None] = Counter()
        self.origins: Counter[str | None] = Counter()
        self.hours: Counter[int] = Counter()
        self.targets: dict[str, TargetCount] = {}
        self.right_care: Counter[Instead] = Counter()
        self.reached_before = 0
        self._snapshot = snapshot
        self._rules = snapshot.rules
        self._zone = ZoneInfo(snapshot.rules.hours.zone)
        self._shifts: dict[datetime, defaultdict[Vehicle, Sums]] = {
            shift.starts_at: defaultdict(Sums) for shift in shifts
        }
        self._from = min(shift.starts_at for shift in shifts)
        self._until = max(shift.next_starts_at for shift in shifts)
        for number, call in enumerate(snapshot.calls.values()):
            if number % _STEP == 0:
                progress(number / len(snapshot.calls))
            self._credit(call)
            self._time(call)
            self._decide(call)

    def of(self, shift: Shift) -> Mapping[Vehicle, Sums]:
        """The sums of one of the shifts, by vehicle."""
        return self._shifts[shift.starts_at]

    def _credit(self, call: Call) -> None:
        counted: set[Vehicle] = set()
        for (period, start, vehicle), tally in self._snapshot.credits_of(call).items():
            if period != "shift" or start not in self._shifts:
                continue
            again = vehicle in counted
            counted.add(vehicle)
            sums = self._shifts[start][vehicle]
            sums.tally += tally
            whole = self.whole[vehicle]
            whole.tally += Tally(0, tally.minutes, tally.pence) if again else tally
        if None in counted:
            self._describe(call)

    def _describe(self, call: Call) -> None:
        """An attended call: what it was, what it spared, and how its clocks stood."""
        self.types[call.type] += 1
        self.outcomes[call.outcome] += 1
        self.origins[call.origin] += 1
        here = [shift for _, at in self._arrivals(call) if (shift := self._shift(at)) is not None]
        first_here = next(at for _, at in self._arrivals(call) if self._shift(at) is not None)
        self.hours[first_here.astimezone(self._zone).hour] += 1
        first, at = next(self._arrivals(call))
        shift = self._shift(at)
        self.reached_before += len({id(sums) for sums in here if sums is not shift})
        if shift is None:
            # It was reached in an earlier shift, and what it spared stands there.
            return
        for sums in (shift[first], shift[None], self.whole[first], self.whole[None]):
            sums.spare(call)
        for clock in (police_clock(call, self._rules, at), ambulance_clock(call, self._rules, at)):
            if clock is not None and call.first_arrival_at is not None:
                self._measure(clock, call.first_arrival_at - call.opened_at)

    def _measure(self, clock: Clock, time: timedelta) -> None:
        target = self.targets.setdefault(clock.code, TargetCount(clock))
        target.times.append(time)
        if credible(time):
            target.met += clock.state == "met"
            target.missed += clock.state == "missed"

    def _time(self, call: Call) -> None:
        counts = is_attended(call, self._rules)
        for took in times_of(call, self._snapshot.ours):
            if not counts and took.measure != "turnout":
                # Nobody arrived at it by its outcome, whatever was booked.
                continue
            shift = self._shift(took.ended_at)
            if shift is not None:
                for sums in (shift[took.vehicle], self.whole[took.vehicle]):
                    sums.times[took.measure].append(took.time)

    def _decide(self, call: Call) -> None:
        """Count the decision who attends a call, in the shift in which it was made."""
        if call.right_care is not None and self._shift(call.right_care.at) is not None:
            self.right_care[call.right_care.instead] += 1

    def _arrivals(self, call: Call) -> Iterator[tuple[str, datetime]]:
        return iter(arrivals(call, self._snapshot.ours).items())

    def _shift(self, moment: datetime) -> defaultdict[Vehicle, Sums] | None:
        if not self._from <= moment < self._until:
            # Most of a long journal lies outside the shifts that are asked for.
            return None
        return self._shifts.get(shift_at(self._rules.hours, moment).starts_at)
