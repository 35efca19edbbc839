"""Urgency of a call: two clocks on one call, and the order of the list.

Police grade and ambulance category are two judgements by two services; each has its own clock
from when the call was opened to the first arrival.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from msgspec import Struct

from jru_tui.board.call_views import Call
from jru_tui.board.rules import UNKNOWN_RANK, Grade, Rules

ClockState = Literal["calm", "amber", "red", "met", "missed", "none", "ahead"]

_AHEAD_S = 60
"""How far the feed's clock may run ahead of the board's without a word."""
_LONGEST_S = 30 * 24 * 3_600
"""No call waits for a month: a longer time is a wrong date."""


class Clock(Struct, frozen=True):
    """A clock of a call.

    Attributes:
        code: the grade or category, as it came.
        elapsed_s: whole seconds from opened to the first arrival, or to now; None where that cannot
            be true: an arrival before the call, or a month after; a call opened after now.
        target_s: the target, None where the code has none.
        state: running calm, amber or red; stopped met or missed; none without a target.
        running: whether it still runs.
    """

    code: str
    elapsed_s: int | None
    target_s: int | None
    state: ClockState
    running: bool


def police_clock(call: Call, rules: Rules, now: datetime) -> Clock | None:
    """The clock of the police grade; None when the call carries none.

    Args:
        call: the call that it concerns.
        rules: the rules of the field.
        now: the present moment, UTC.
    """
    return _clock(call, call.grade, rules.grades, rules, now)


def ambulance_clock(call: Call, rules: Rules, now: datetime) -> Clock | None:
    """The clock of the ambulance category; None when the call carries none.

    Args:
        call: the call that it concerns.
        rules: the rules of the field.
        now: the present moment, UTC.
    """
    return _clock(call, call.category, rules.categories, rules, now)


def _clock(
    call: Call, code: str | None, table: Mapping[str, Grade], rules: Rules, now: datetime
) -> Clock | None:
    if code is None:
        return None
    stop = call.first_arrival_at or call.closed_at
    elapsed = int(((stop or now) - call.opened_at).total_seconds())
    if stop is None and elapsed > -_AHEAD_S:
        elapsed = max(0, elapsed)  # the feed's clock runs a little ahead of ours
    known = table.get(code)
    target = None if known is None or known.target_minutes is None else known.target_minutes * 60
    if stop is None and elapsed < 0:
        # A clock was set, and nobody knows how long it waits.
        return Clock(code, 0, target, "ahead", running=True)
    # From opened to closed in one leap: when somebody came, if anybody did, is not known.
    leapt = call.closed_at is not None and not call.responses
    credible = elapsed if 0 <= elapsed <= _LONGEST_S and not leapt else None
    return Clock(code, credible, target, _state(call, elapsed, target, rules), running=stop is None)


def _state(call: Call, elapsed: int, target: int | None, rules: Rules) -> ClockState:
    if target is None:
        return "none"
    if call.first_arrival_at is not None:
        if not 0 <= elapsed <= _LONGEST_S:
            return "none"  # a slip of somebody's clock is no target met, and none missed
        return "met" if elapsed <= target else "missed"
    if call.closed_at is not None:
        return "none"
    if elapsed > target:
        return "red"
    return "amber" if elapsed >= target * rules.amber_from else "calm"


def rank(call: Call, rules: Rules) -> int:
    """Return the rank of a call, 0 first: the more urgent of the two judgements.

    A code that no table names, and a call that nobody has judged, come before everything.
    """
    return rank_of(call.grade, call.category, rules)


def rank_of(grade: str | None, category: str | None, rules: Rules) -> int:
    """Return the rank of two judgements, as `rank` does for a call.

    Args:
        grade: of the police; None for none.
        category: of the ambulance service; None for none.
        rules: how urgent each is.
    """
    ranks = [
        table[code].rank if code in table else UNKNOWN_RANK
        for code, table in ((grade, rules.grades), (category, rules.categories))
        if code is not None
    ]
    return min(ranks, default=UNKNOWN_RANK)


UrgencyKey = tuple[int, int, datetime, str]


def urgency_key(call: Call, rules: Rules) -> UrgencyKey:
    """Sorts open calls: what needs somebody first, then by rank, then the oldest, then by id.

    What needs somebody but is no longer listed by the feed comes after what is: it may be over.
    Duplicates come last: another call stands for them.
    It holds no running time, so a list never re-orders itself while somebody reads it.
    """
    if call.waiting or call.dispute is not None:
        group = 1 if call.unlisted_at is not None else 0
    else:
        group = 3 if call.linked_to and not call.on_it else 2
    return (group, rank(call, rules), call.opened_at, call.id)


def waiting_keys(rank: int) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    """Give the ranges of urgency keys that hold all calls which wait, down to that rank.

    A range begins with its first key, or before it, and ends before its second.
    """
    return ((0,), (0, rank + 1)), ((1,), (1, rank + 1))
