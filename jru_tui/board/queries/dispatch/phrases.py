"""Recommendations in plain words. Every word follows from a field; nothing is decided here.

Parts of a line are made one by one, so that a screen can colour them: a target that is missed is
said to be (`4 min after G1 target`), not only shown in red.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from jru_tui.board.queries.dispatch.models import (
    Act,
    Action,
    Advice,
    Arrival,
    ArrivalSource,
    CallMark,
    Consequence,
    Drawback,
    Offer,
    Plan,
    Precondition,
    Shortfall,
    TargetForecast,
    Unable,
)
from jru_tui.board.rules import Rules
from jru_tui.board.shifts import local_time

_JUST = 0.7
"""A target that is met less often than this is met only just."""
_HOUR_S = 3_600
_TWO_HOURS_MIN = 120

_UNABLE = {
    Unable.ON_THIS_CALL: "on this call",
    Unable.NO_CREW: "no crew on it",
    Unable.DISPUTED: "in dispute: settle that first",
    Unable.CLAIMED_TWICE: "claimed by two calls",
    Unable.EMERGENCY: "EMERGENCY",
}
_FIRST = {
    Precondition.GIVE_REASON: "give a reason",
    Precondition.STAND_DOWN: "stand it down first",
    Precondition.ASK_POSITION: "ask by radio where it is",
    Precondition.ASK_LISTED: "ask by radio whether it is on",
    Precondition.ASK_CLEAR: "ask by radio when it is clear",
}
_DRAWBACKS = {
    Drawback.SHIFT_ENDS: "its shift ends",
    Drawback.MEAL_OWED: "a meal is owed",
    Drawback.OTHER_AREA: "of another area",
    Drawback.POSITION_AHEAD: "its position's clock is wrong",
    Drawback.POSITION_UNKNOWN: "position unknown",
    Drawback.UNLISTED: "no longer listed",
    Drawback.CREW_UNKNOWN: "crew not known",
}
_MARKS = {
    CallMark.NOT_GRADED: "not graded: have a look at it",
    CallMark.ODD_CODE: "its code is not known: have a look at it",
    CallMark.NO_PLACE: "no coordinates: arrivals are guessed by area",
    CallMark.DUPLICATE: "linked as a duplicate: nobody is planned for it",
    CallMark.NO_ATTENDANCE: "graded for no attendance: nobody is planned for it",
    CallMark.UNLISTED: "no longer listed: it may be over",
    CallMark.DISPUTED: "in dispute: settle that first",
    CallMark.NOT_MOVING: "told, and not moving",
    CallMark.LATE: "who is on the way will be late",
    CallMark.LOST: "a target has passed",
    CallMark.WAITS_FOR_CLEAR: "waits for a vehicle to be clear",
    CallMark.NEEDS_UNMET: "nobody brings what it needs",
    CallMark.OTHER_SERVICE: "another service is on its way",
}


def mark_words(mark: CallMark) -> str:
    """What to know of a call: `not graded: have a look at it`."""
    return _MARKS[mark]


def precondition_words(precondition: Precondition) -> str:
    """What has to be done first: `ask by radio where it is`."""
    return _FIRST[precondition]


def arrival_words(arrival: Arrival) -> str:
    """When, and between which minutes in four of five cases: `8 min (6-11)`.

    An arrival that is only guessed is `~20 min`.
    """
    if arrival.source is ArrivalSource.SCENE:
        return "there"
    if arrival.guessed:
        return f"~{minutes(arrival.seconds)} min"
    low, high = max(1, arrival.low // 60), minutes(arrival.high)
    return f"{minutes(arrival.seconds)} min ({low}-{high})"


def target_words(targets: Sequence[TargetForecast]) -> str:
    """What becomes of each clock: `meets G1`, `meets C2, 4 min after G1 target`."""
    judged = [target for target in targets if target.judged]
    met = [target.code for target in judged if target.meets]
    just = any(target.chance < _JUST for target in judged if target.meets)
    parts = [f"{'just ' if just else ''}meets {_and(met)}"] if met else []
    parts += [
        f"{_span(target.late_s)} after {target.code} target"
        for target in judged
        if not target.meets
    ]
    return ", ".join(parts)


def cost_words(offer: Offer) -> str:
    """What becomes of other calls: `leaves K-1036 (G2), which JRU 2 reaches in 41 of 60`."""
    parts = list(_leaving(offer))
    parts += [_other(each) for each in offer.elsewhere if not each.loses]
    if offer.kept_for and not any(each.call == offer.kept_for for each in offer.elsewhere):
        parts.append(f"is kept for {offer.kept_for}")
    return "; ".join(parts)


def need_words(offer: Offer) -> str:
    """What the crew brings and lacks of what the call needs: `has clinical, lacks doctor`."""
    parts = [f"has {', '.join(offer.has)}" if offer.has else ""]
    if Drawback.CREW_UNKNOWN not in offer.drawbacks and offer.lacks:
        parts.append(f"lacks {', '.join(offer.lacks)}")
    return ", ".join(filter(None, parts)).replace("_", " ")


def drawback_words(offer: Offer) -> str:
    """What else speaks against it: `position 5 h old, its shift ends`."""
    parts = []
    for drawback in offer.drawbacks:
        if drawback is Drawback.POSITION_OLD:
            parts.append(f"position {_age(offer.arrival.position_age_s or 0)} old")
        else:
            parts.append(_DRAWBACKS[drawback])
    return ", ".join(parts)


def unable_words(offer: Offer, rules: Rules) -> str:
    """Why a vehicle cannot be sent: `no crew on it`, `at scene K-1035 (G1)`."""
    if offer.unable is None:
        return ""
    if offer.unable in _UNABLE:
        return _UNABLE[offer.unable]
    label = rules.status(offer.status).label
    return f"{label} {_named(offer.leaves, offer.leaves_code)}" if offer.leaves else label


def offer_words(offer: Offer, rules: Rules) -> str:
    """The whole offer in a line, with what has to be done first."""
    if not offer.possible:
        return f"{offer.name}  {unable_words(offer, rules)}"
    first = ", ".join(_FIRST[step] for step in offer.first)
    head = [offer.name, arrival_words(offer.arrival), target_words(offer.targets)]
    tail = [cost_words(offer), need_words(offer), drawback_words(offer), first]
    said = "  ".join(filter(None, head))
    return "  · ".join(filter(None, (said, *tail)))


def act_words(act: Act) -> str:
    """One decision: `JRU 3 to K-1037, JRU 2 takes K-1036: both in time`."""
    first, *others = act.moves
    goal = f"the officer of {act.emergency_name}" if act.emergency else first.call
    parts = [f"{first.name} to {goal}"]
    parts += [f"{move.name} {'too' if move.support else 'takes ' + move.call}" for move in others]
    return f"{', '.join(parts)}{_outcome(act)}"


def send_by_words(advice: Advice, rules: Rules) -> str:
    """The last moment: `send by 22:51 for G1`; empty where there is none."""
    if advice.send_by is None:
        return ""
    return f"send by {clock(advice.send_by, rules)} for {advice.send_by_code}"


def shortfall_words(short: Shortfall) -> str:
    """A target that is missed, by how much, and what would help.

    `K-1037 (G1): JRU 2 is 4 min late; ask for a patrol`.
    """
    named = _named(short.call, short.code)
    late = _span(short.late_s)
    if short.vehicle:
        said = f"{short.name} is {late} late"
    elif short.lost:
        said = f"nobody comes, {late} past its target"
    else:
        said = "nobody comes in time"
    return f"{named}: {said}" + (f"; ask for {_help(short)}" if short.ask else "")


def passed_over_words(plan: Plan, call: str) -> str:
    """Why a call is left for another: `K-1036 has passed its target: K-1037 goes first`."""
    taken = next((act.moves[0].call for act in plan.acts if not act.emergency), "")
    others = f": {taken} can still be met, or is much nearer" if taken else ""
    return f"{call} has passed its target{others}" if call in plan.passed_over else ""


def back_up_words(short: Shortfall) -> str:
    """The words that go with a request for back-up: why it is asked for."""
    if not short.vehicle:
        return f"no JRU vehicle reaches {short.code} in time"
    return f"{short.name} would be {_span(short.late_s)} late for {short.code}"


def reason_words(offer: Offer) -> str:
    """A reason for sending a vehicle that needs one, ready to be edited."""
    why = {
        Action.DEPLOY: "deployable",
        Action.BREAK_MEAL: "meal broken",
        Action.DIVERT: f"diverted from {_named(offer.leaves, offer.leaves_code)}",
        Action.STAND_DOWN: f"stood down from {_named(offer.leaves, offer.leaves_code)}",
    }.get(offer.action or Action.SEND, "")
    when = f"{minutes(offer.arrival.seconds)} min"
    return ", ".join(filter(None, (why, when, target_words(offer.targets))))


def minutes(seconds: float) -> int:
    """Whole minutes, rounded up, as a clock on the wall would have gone on; at least one."""
    return max(1, -int(-seconds // 60))


def clock(moment: datetime, rules: Rules) -> str:
    """A moment on the clock on the wall, `22:51`."""
    return f"{local_time(rules.hours, moment):%H:%M}"


def _leaving(offer: Offer) -> Iterator[str]:
    named = _named(offer.leaves, offer.leaves_code)
    match offer.action:
        case Action.BREAK_MEAL:
            yield "breaks its meal"
        case Action.DEPLOY:
            yield f"committed on {named}" if offer.leaves else "committed"
        case Action.STAND_DOWN:
            yield f"leaves the scene of {named}"
        case Action.WHEN_CLEAR:
            yield f"at scene {named}, clear in about {minutes(offer.clear_s)} min"
        case Action.DIVERT:
            lost = next((each for each in offer.elsewhere if each.loses), None)
            yield f"leaves {named}" + (f", {_then(lost)}" if lost is not None else "")


def _then(lost: Consequence) -> str:
    """What becomes of a call that a vehicle leaves."""
    if not lost.vehicle:
        return "which waits again"
    return f"which {lost.name} reaches{_in(lost)}"


def _other(consequence: Consequence) -> str:
    """What becomes of another call, for which the plan had this vehicle or one that moves up."""
    named = _named(consequence.call, consequence.code)
    if not consequence.vehicle:
        return f"{named} then has nobody"
    return f"{consequence.name} then takes {named}{_in(consequence)}"


def _in(consequence: Consequence) -> str:
    """Where the clock stands then: `in 41 of 60`; another than that of its code is named."""
    missed = [target for target in consequence.targets if not target.meets]
    told = [*missed, *consequence.targets]
    named = [target for target in told if target.code == consequence.code]
    target = next(iter((*(each for each in named if each in missed), *told)), None)
    if target is None:
        return ""
    of = f" in {minutes(target.at_s)} of {target.target_s // 60}"
    return of if target.code == consequence.code else f"{of} for {target.code or 'no grade'}"


def _outcome(act: Act) -> str:
    moves = [move for move in act.moves if not move.support]
    late = [move for move in moves if not move.meets]
    if not all(move.targets for move in moves):
        return ""
    if len(moves) == 1 and late:
        return f": {target_words(moves[0].targets)}"
    if late:
        return f": {'; '.join(f'{move.call} {target_words(move.targets)}' for move in late)}"
    several = {1: "", 2: "both "}.get(len(moves), "all ")
    return f": {several}in time"


def _named(call: str, code: str) -> str:
    return f"{call} ({code})" if code else call


def _help(short: Shortfall) -> str:
    return "an ambulance" if short.ask == "ambulance" else "a patrol"


def _and(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _age(seconds: int) -> str:
    return f"{seconds // _HOUR_S} h" if seconds >= _HOUR_S else f"{seconds // 60} min"


def _span(seconds: int) -> str:
    whole = minutes(seconds)
    return f"{whole} min" if whole < _TWO_HOURS_MIN else f"{whole // 60} h {whole % 60:02}"
