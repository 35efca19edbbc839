"""Recommendations in plain words. Every word follows from a field; nothing is decided here.

Parts of a line are made one by one, so that a screen can colour them: a target that is missed is
said to be (`4 min after G1 target`), not only shown in red.
"""

from collections.abc import Iterator, Sequence

from jru_tui.board.formatting import minutes_between, span, whole_minutes
from jru_tui.board.queries.dispatch.models import (
    Arrival,
    Consequence,
    Offer,
    TargetForecast,
)
from jru_tui.board.queries.dispatch.reasons import (
    Action,
    ArrivalSource,
    Drawback,
    Precondition,
    Unable,
)
from jru_tui.board.rules import STATUSES, WAITS, Rules

_JUST = 0.7
"""A target that is met less often than this is met only just."""
_HOUR_S = 3_600
_LONGEST_CLOCK_S = 2 * _HOUR_S
"""A target beyond this is not said in minutes."""

_UNABLE = {
    Unable.ON_THIS_CALL: "on this call",
    Unable.NO_CREW: "no crew on it",
    Unable.DISPUTED: "in dispute: settle that first",
    Unable.CLAIMED_TWICE: "claimed by two calls",
    Unable.EMERGENCY: "EMERGENCY",
    Unable.NOT_SAVED: "order not yet saved",
}
_SOURCES = {
    ArrivalSource.DISTANCE: "by distance",
    ArrivalSource.JOURNEYS: "by journeys",
    ArrivalSource.TABLE: "by table",
    ArrivalSource.ROUTE: "by route",
    ArrivalSource.FEED: "by feed",
    ArrivalSource.AREA: "by area",
}
_FIRST = {
    Precondition.GIVE_REASON: "give a reason",
    Precondition.STAND_DOWN: "stand it down first",
    Precondition.ASK_POSITION: "ask by radio where it is",
    Precondition.ASK_LISTED: "ask by radio whether it is on duty",
    Precondition.ASK_CLEAR: "ask by radio when it is clear",
}
_DRAWBACKS = {
    Drawback.SHIFT_ENDS: "its shift ends",
    Drawback.MEAL_OWED: "owed a meal",
    Drawback.MEAL_BROKEN: "its last meal was broken too",
    Drawback.OTHER_AREA: "from another area",
    Drawback.POSITION_AHEAD: "its position's clock is wrong",
    Drawback.POSITION_UNKNOWN: "position unknown",
    Drawback.UNLISTED: "no longer listed",
    Drawback.AWAITS_AMBULANCE: "waits there for an ambulance",
    Drawback.BEFORE_OFFICERS: "there before the officers: agree where they meet",
    Drawback.CREW_UNKNOWN: "crew not known",
    Drawback.LONE_OFFICER: "officer alone",
    Drawback.NO_OFFICER: "no officer on it",
    Drawback.NO_CLINICIAN: "no paramedic on it",
}


def precondition_words(precondition: Precondition) -> str:
    """Say a step to be done first: `ask by radio where it is`."""
    return _FIRST[precondition]


def arrival_words(arrival: Arrival) -> str:
    """Say an arrival, and the minutes that hold it in four of five cases: `8 min (6-11)`.

    An arrival that is only guessed is `~20 min`.
    """
    if arrival.source is ArrivalSource.SCENE:
        return "there"
    if arrival.guessed:
        return f"~{whole_minutes(arrival.seconds)} min"
    return minutes_between(arrival.seconds, arrival.low, arrival.high)


def source_word(arrival: Arrival) -> str:
    """Say where a prediction is from, as `docs/settings.md` has it: `by distance`; empty there."""
    return "" if arrival.source is ArrivalSource.SCENE else _SOURCES[arrival.source]


def target_words(targets: Sequence[TargetForecast]) -> str:
    """Say the outcome for each clock: `meets G1`, `meets C2, 4 min after G1 target`.

    `may meet G1`: if the vehicle is clear when it is expected to be.
    """
    known = [target for target in targets if target.is_known]
    met = [target.code for target in known if target.meets and not target.hoped]
    just = any(target.chance < _JUST for target in known if target.meets and not target.hoped)
    parts = [f"{'just ' if just else ''}meets {_and(met)}"] if met else []
    hoped = [target.code for target in known if target.hoped]
    parts += [f"may meet {_and(hoped)}"] if hoped else []
    parts += [
        f"{span(whole_minutes(target.late_s))} after {target.code} target"
        for target in known
        if not target.meets
    ]
    return ", ".join(parts)


def cost_words(offer: Offer) -> str:
    """Say the outcome for other calls: `leaves K-1036 (G2), which JRU 2 reaches in 41 of 60`."""
    parts = list(_leaving(offer))
    parts += [_other(change) for change in offer.elsewhere if not change.loses]
    if offer.kept_for and not any(change.call == offer.kept_for for change in offer.elsewhere):
        goal = _officer(offer.kept_for_officer) if offer.kept_for_officer else offer.kept_for
        parts.append(f"is kept for {goal}")
    return "; ".join(parts)


def need_words(offer: Offer) -> str:
    """Say the needs that the crew meets and lacks: `has clinical, lacks doctor`."""
    parts = [f"has {', '.join(offer.has)}" if offer.has else ""]
    if Drawback.CREW_UNKNOWN not in offer.drawbacks and offer.lacks:
        parts.append(f"lacks {', '.join(offer.lacks)}")
    return ", ".join(filter(None, parts)).replace("_", " ")


def drawback_words(offer: Offer, only: Drawback | None = None) -> str:
    """Say the reasons against it: `position 5 h old, its shift ends`.

    Args:
        offer: the offer.
        only: one of them; None for all.
    """
    parts = []
    for drawback in offer.drawbacks if only is None else (only,):
        if drawback is Drawback.POSITION_OLD:
            parts.append(f"position {_age(offer.arrival.position_age_s or 0)} old")
        else:
            parts.append(_DRAWBACKS[drawback])
    return ", ".join(parts)


def unable_words(offer: Offer, rules: Rules) -> str:
    """Say the reason for not sending it: `no crew on it`, `at scene K-1035 (G1)`."""
    if offer.unable is None:
        return ""
    if offer.unable in _UNABLE:
        return _UNABLE[offer.unable]
    label = rules.status(offer.status).label
    return f"{label} {named(offer.leaves, offer.leaves_code)}" if offer.leaves else label


def reason_words(offer: Offer) -> str:
    """A reason for sending a vehicle that needs one, ready to be edited."""
    words = {
        Action.DEPLOY: "deployable",
        Action.BREAK_MEAL: "meal broken",
        Action.DIVERT: " from ".join(filter(None, ("diverted", _left(offer)))),
        Action.STAND_DOWN: " from ".join(filter(None, ("stood down", _left(offer)))),
    }.get(offer.action or Action.SEND, "")
    when = f"{whole_minutes(offer.arrival.seconds)} min"
    return ", ".join(filter(None, (words, when, target_words(offer.targets))))


def _left(offer: Offer) -> str:
    """Name the call that a vehicle leaves; empty for one that is not open, or not known."""
    return named(offer.leaves, offer.leaves_code)


def _leaving(offer: Offer) -> Iterator[str]:
    called = _left(offer)
    match offer.action:
        case Action.BREAK_MEAL:
            yield "breaks its meal"
        case Action.DEPLOY:
            yield f"committed on {called}, deployable" if offer.leaves else "committed, deployable"
        case Action.STAND_DOWN:
            yield f"leaves the scene of {called}" if called else "leaves a scene"
        case Action.WHEN_CLEAR:
            when = f"clear in about {whole_minutes(offer.clear_s)} min"
            if offer.status in WAITS:
                yield f"{when}, {STATUSES[offer.status].label}"
            elif called or offer.clear_s:
                yield f"{when}, {f'at scene {called}'.rstrip()}"
            else:
                yield "at scene, its call is closed"
        case Action.DIVERT:
            lost = next((change for change in offer.elsewhere if change.loses), None)
            if called:
                yield f"leaves {called}" + (f", {_then(lost)}" if lost is not None else "")
            else:
                yield "on its way, but not to an open call"


def _then(lost: Consequence) -> str:
    """Say the outcome for the call that a vehicle leaves."""
    if not lost.vehicle:
        return "which waits again"
    return f"which {lost.name} reaches{_in(lost)}"


def _other(consequence: Consequence) -> str:
    """Say the outcome for another call that the plan had this vehicle for, or one that moves up."""
    called = named(consequence.call, consequence.code)
    if consequence.officer:
        called = _officer(consequence.officer)
    if not consequence.vehicle:
        return f"{called} then has nobody"
    if consequence.officer:
        return f"{consequence.name} then goes to {called}"
    return f"{consequence.name} then takes {called}{_in(consequence)}"


def _officer(vehicle: str) -> str:
    return f"the officer of {vehicle}"


def _in(consequence: Consequence) -> str:
    """Say the clock at that moment: `in 41 of 60`, `23 min after its target`, or `in time`."""
    missed = [target for target in consequence.targets if not target.meets]
    shown = [*missed, *consequence.targets]
    own = [target for target in shown if target.code == consequence.code]
    target = next(iter((*(target for target in own if target in missed), *shown)), None)
    if target is None:
        return ""
    other = "" if target.code == consequence.code else target.code
    if not target.meets:
        return (
            f" {span(whole_minutes(target.late_s))} after its {f'{other} ' if other else ''}target"
        )
    met = f" in {whole_minutes(target.at_s)} of {target.target_s // 60}"
    if target.target_s > _LONGEST_CLOCK_S:
        met = " in time"
    return f"{met} for {other}" if other else met


def named(call: str, code: str) -> str:
    """Name a call with its code: `K-1036 (G2)`."""
    return f"{call} ({code})" if code else call


def _and(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _age(seconds: int) -> str:
    return f"{seconds // _HOUR_S} h" if seconds >= _HOUR_S else f"{seconds // 60} min"
