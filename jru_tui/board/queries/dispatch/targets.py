"""The targets of a call that can still be met or missed, and what each of them counts."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from jru_tui.board.call_views import Call
from jru_tui.board.dispatch_rules import DispatchRules
from jru_tui.board.queries.dispatch.reasons import Service
from jru_tui.board.rules import Grade, Rules

_ALWAYS_PRESSING = 1
"""Down to this rank a target is at risk while nobody is on the way, however much is left of it."""
UNJUDGED_RANK = 1
"""Below what somebody has judged immediate, above all else."""


class RunningTarget(Struct, frozen=True):
    """A clock of a call that still runs, and what it costs to miss it.

    Attributes:
        code: the grade or category as it came; empty for a call that nobody has graded.
        service: whose judgement it is.
        target_s: the target.
        left_s: seconds that are left of it; below 0 where it has passed.
        late: points for a minute past it; 0 where it has passed and a graver one has, too.
        missed: points for missing it; 0 where it has passed already.
        pressing: whether it is at risk while nobody is on the way.
        is_known: whether a table names the code.
    """

    code: str
    service: Service
    target_s: int
    left_s: int
    late: float
    missed: float
    pressing: bool
    is_known: bool = True


class Judgement(Struct, frozen=True):
    """The word of one service on how urgent a call is, or that nobody has said so."""

    code: str
    service: Service
    grade: Grade | None
    late: float

    @property
    def rank(self) -> int:
        """The urgency, 0 first."""
        return UNJUDGED_RANK if self.grade is None else self.grade.rank

    @property
    def attend(self) -> bool:
        """Test whether somebody is sent."""
        return self.grade is None or self.grade.attend


def judgements(call: Call, rules: Rules) -> tuple[Judgement, ...]:
    """List the judgements of a call's urgency, by one service or both; an empty one for none."""
    found: list[Judgement] = []
    tables: tuple[tuple[str | None, Service, Mapping[str, Grade]], ...] = (
        (call.grade, "police", rules.grades),
        (call.category, "ambulance", rules.categories),
    )
    for code, service, table in tables:
        if code is not None:
            found.append(Judgement(code, service, table.get(code), _late(code, table, rules)))
    if not found:
        return (Judgement("", "police", None, rules.dispatch.unjudged),)
    return tuple(found)


def running_targets(
    call: Call, of_calls: tuple[Judgement, ...], rules: Rules, now: datetime, part: float
) -> Iterator[RunningTarget]:
    """Yield the clocks of a call that run now.

    Of two that have passed only the graver one counts on: a caller waits once, whoever has judged
    it. Counted twice it would keep a vehicle from an equally urgent call that can still be met.

    Args:
        call: the call.
        of_calls: its judgements.
        rules: the targets, and what missing them counts.
        now: the board's time.
        part: how much the call counts, 1 in full.
    """
    if call.first_arrival_at is not None:
        return
    targets = list(_targets(of_calls, elapsed(call, now), rules, part))
    passed = [target for target in targets if target.left_s < 0]
    gravest = max(passed, key=lambda target: target.late, default=None)
    for target in targets:
        counts = target.left_s >= 0 or target is gravest
        yield target if counts else replace(target, late=0.0)


def _targets(
    of_calls: tuple[Judgement, ...], elapsed_s: int, rules: Rules, part: float
) -> Iterator[RunningTarget]:
    """Yield the target of each judgement that has one, as if it were the only one."""
    weights = rules.dispatch
    for judgement in of_calls:
        target_s = _target_s(judgement, weights)
        if target_s is None or not judgement.attend:
            continue
        left_s = target_s - elapsed_s
        missed = weights.missed + weights.missed_minutes * judgement.late
        yield RunningTarget(
            code=judgement.code,
            service=judgement.service,
            target_s=target_s,
            left_s=left_s,
            late=judgement.late * part * overdue_factor(judgement.rank, weights),
            missed=missed * part if left_s >= 0 else 0.0,
            pressing=judgement.rank <= _ALWAYS_PRESSING or left_s <= weights.pressing_minutes * 60,
            is_known=judgement.grade is not None,
        )


def overdue_factor(rank: int, weights: DispatchRules) -> float:
    """Return how many times a minute past the target counts: more for the most urgent rank."""
    return weights.overdue if rank == 0 else 1.0


def elapsed(call: Call, now: datetime) -> int:
    """Whole seconds since a call was opened; 0 where a clock is wrong and it lies ahead."""
    return max(0, int((now - call.opened_at).total_seconds()))


def _target_s(judgement: Judgement, weights: DispatchRules) -> int | None:
    if judgement.grade is None:
        return weights.unjudged_minutes * 60
    minutes = judgement.grade.target_minutes
    return None if minutes is None else minutes * 60


def _late(code: str, table: Mapping[str, Grade], rules: Rules) -> float:
    """Points for a minute late: of the code or, where no weight names it, of its rank."""
    weights = rules.dispatch
    if code in weights.late:
        return weights.late[code]
    grade = table.get(code)
    if grade is None:
        return weights.unjudged
    known = {
        other.rank: weights.late[name]
        for names in (rules.categories, rules.grades)
        for name, other in names.items()
        if name in weights.late
    }
    # Of the next rank that has one, downwards first: nothing counts more than it was judged.
    below = [rank for rank in known if rank >= grade.rank]
    return known[min(below)] if below else min(known.values(), default=1)


def urgent_code(call: Call, rules: Rules) -> str:
    """The code of a call's most urgent judgement, as it came; empty where nobody has graded it."""
    return max(judgements(call, rules), key=lambda judgement: judgement.late).code
