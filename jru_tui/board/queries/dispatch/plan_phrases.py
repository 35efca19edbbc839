"""The plan in plain words: decisions, last moments, what is missed and what would help."""

from datetime import datetime

from jru_tui.board.formatting import clock, join_words, span, whole_minutes
from jru_tui.board.queries.dispatch.models import Act, Advice, Deadline, Offer, Plan, Shortfall
from jru_tui.board.queries.dispatch.phrases import (
    arrival_words,
    drawback_words,
    named,
    need_words,
    target_words,
)
from jru_tui.board.queries.dispatch.reasons import CallMark, Drawback
from jru_tui.board.rules import Rules
from jru_tui.board.shifts import local_time

_MOST_NAMED = 3
"""Calls that a sentence names; of more it says how many."""

_MARKS = {
    CallMark.NOT_GRADED: "not graded: look at it",
    CallMark.ODD_CODE: "its code is not in the settings: look at it",
    CallMark.NO_PLACE: "no coordinates: arrivals are guesses",
    CallMark.DUPLICATE: "linked as a duplicate: the plan sends nobody",
    CallMark.GRAVER_DUPLICATE: "a duplicate of it is more urgent, and counts: regrade this one",
    CallMark.NO_ATTENDANCE: "graded for no attendance: the plan sends nobody",
    CallMark.RIGHT_CARE: "right care: police do not attend, so the plan sends nobody",
    CallMark.DECIDE_AGAIN: "more urgent since it was left to others: decide right care again",
    CallMark.UNLISTED: "no longer listed: it may be over",
    CallMark.DISPUTED: "in dispute: settle that first",
    CallMark.NOT_MOVING: "allocated, but not moving",
    CallMark.SILENT: "the vehicle on its way should be there by now: ask by radio",
    CallMark.COMING_UNLISTED: "the vehicle on its way has left the feed: ask by radio",
    CallMark.LATE: "the vehicle on its way will be late",
    CallMark.LOST: "a target has passed",
    CallMark.WAITS_FOR_CLEAR: "waits for a vehicle to be clear",
    CallMark.NEXT_CALL: "kept for a vehicle, as its next call",
    CallMark.NEEDS_UNMET: "nobody brings what it needs",
    CallMark.OTHER_SERVICE: "another service is on its way",
}


def act_words(act: Act) -> str:
    """Say one decision: `JRU 3 to K-1037, JRU 2 takes K-1036: both in time`."""
    first, *others = act.moves
    goal = f"the officer of {act.emergency_name}" if act.emergency else first.call
    parts = [f"{first.name} to {goal}{' as well' if first.support else ''}"]
    parts += [f"{move.name} {_joins(move)}" for move in others]
    return f"{', '.join(parts)}{_outcome(act)}"


def _joins(move: Offer) -> str:
    """Say what a further vehicle does: `takes K-1036`, or `too (has doctor)`."""
    if not move.support:
        return f"takes {move.call}"
    parts = [f"has {', '.join(move.has)}".replace("_", " ")] if move.has else []
    if Drawback.BEFORE_OFFICERS in move.drawbacks:
        parts.append(drawback_words(move, Drawback.BEFORE_OFFICERS))
    return f"too ({'; '.join(parts)})" if parts else "too"


def meanwhile_words(advice: Advice) -> str:
    """Say whom to send while the best vehicle is not clear: `meanwhile send JRU 2, 35 min`."""
    offer = advice.meanwhile
    return f"meanwhile send {offer.name}, {arrival_words(offer.arrival)}" if offer else ""


def deadline_words(deadline: Deadline, rules: Rules, now: datetime) -> str:
    """The last moment: `send by 22:51 for G1`; half a day ahead with its day.

    Args:
        deadline: the last moment, and the target that it is for.
        rules: the rules of the field.
        now: the present moment, UTC.
    """
    return f"send by {deadline_time(deadline, rules, now)} for {deadline.code}"


def deadline_time(deadline: Deadline, rules: Rules, now: datetime) -> str:
    """The time of a last moment: `22:51`; half a day ahead with its day, `Wed 20:25`.

    Args:
        deadline: the last moment.
        rules: the rules of the field.
        now: the present moment, UTC.
    """
    day = f"{local_time(rules.hours, deadline.at):%a} " if deadline.needs_day(now) else ""
    return f"{day}{clock(deadline.at, rules.hours.zone)}"


def shortfall_words(short: Shortfall) -> str:
    """A target that is missed, by how much, and what would help.

    `K-1037 (G1): JRU 2 would be 4 min late; ask for a patrol`.
    """
    called = named(short.call, short.code)
    late = span(whole_minutes(short.late_s))
    if short.hoped:
        text = f"{short.name} may not be clear in time"
    elif short.vehicle:
        text = f"{short.name} {'is' if short.coming else 'would be'} {late} late"
    elif short.lost:
        text = f"{_nobody(short)}, {late} past its target"
    else:
        text = f"{_nobody(short)} in time"
    return f"{called}: {text}" + (f"; {ask_words(short)}" if short.ask else "")


def late_words(short: Shortfall) -> str:
    """Say that a target is missed: `JRU 2 would be 4 min late for G1`."""
    late = span(whole_minutes(short.late_s))
    if short.hoped:
        return f"{short.name} may not be clear in time for {short.code}"
    if short.vehicle:
        return f"{short.name} {'is' if short.coming else 'would be'} {late} late for {short.code}"
    if short.lost:
        return f"{_nobody(short)}, {late} after {short.code} target"
    return f"no JRU vehicle reaches {short.code} in time"


def _nobody(short: Shortfall) -> str:
    """Say that nobody comes; that nobody would, where somebody still is on the way."""
    return "nobody would come" if short.diverted else "nobody comes"


def ask_words(short: Shortfall) -> str:
    """Say what would help: `ask for a patrol`; empty where it has been asked for."""
    return f"ask for {_help(short)}" if short.ask else ""


def passed_over_words(plan: Plan, call: str) -> str:
    """Say that a call is left for another, though its target has passed."""
    return f"{call} has passed its target{_taken_words(plan)}" if call in plan.passed_over else ""


def all_passed_over_words(plan: Plan, call: str) -> str:
    """Say which calls are left for another: `K-1, K-2, K-3 and 97 more have passed their targets`.

    Args:
        plan: the plan that leaves them.
        call: named first, if it is one of them.
    """
    passed = sorted(plan.passed_over, key=lambda other: other != call)
    if len(passed) <= 1:
        return passed_over_words(plan, *passed) if passed else ""
    more = len(passed) - _MOST_NAMED
    text = join_words([*passed[:_MOST_NAMED], *([f"{more} more"] if more > 0 else [])])
    return f"{text} have passed their targets{_taken_words(plan)}"


def _taken_words(plan: Plan) -> str:
    """Say which call is taken first, and why: `: K-2 can still be met`, or `is reached sooner`."""
    taken = next((act.moves[0] for act in plan.acts if not act.emergency), None)
    if taken is None:
        return ""
    met = any(target.meets for target in taken.targets)
    return f": {taken.call} {'can still be met' if met else 'is reached sooner'}"


def mark_words(mark: CallMark) -> str:
    """Say a mark of a call: `not graded: look at it`."""
    return _MARKS[mark]


def _outcome(act: Act) -> str:
    """Say whether the calls are met, `: both in time`, or what a further vehicle brings."""
    moves = [move for move in act.moves if not move.support]
    late = [move for move in moves if any(not target.meets for target in move.targets)]
    if not moves:
        brings = need_words(act.moves[0])
        return f": {brings}" if brings else ""
    late_targets = [(move.call, target_words(move.targets)) for move in late]
    parts = [
        words if len(moves) == 1 else f"{call} {words}" for call, words in late_targets if words
    ]
    if parts:
        return f": {'; '.join(parts)}"
    if not all(any(target.is_known for target in move.targets) for move in moves):
        return ""  # nothing says what would be in time
    several = {1: "", 2: "both "}.get(len(moves), "all ")
    return f": {several}in time"


def _help(short: Shortfall) -> str:
    return "an ambulance" if short.ask == "ambulance" else "a patrol"
