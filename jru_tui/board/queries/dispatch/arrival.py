"""The predicted arrival of one vehicle at one call, with its interval."""

from math import exp, hypot, log

from jru_tui.board.queries.dispatch.approaches import Pair
from jru_tui.board.queries.dispatch.demands import Demand
from jru_tui.board.queries.dispatch.models import Arrival, TargetForecast
from jru_tui.board.queries.dispatch.reasons import ArrivalSource
from jru_tui.board.queries.dispatch.resources import Resource
from jru_tui.board.queries.dispatch.situation import Situation
from jru_tui.board.queries.dispatch.targets import RunningTarget
from jru_tui.board.queries.dispatch.travel_times.calibration import Centiles
from jru_tui.board.queries.dispatch.travel_times.lognormal import Z90, normal_share

_GUESS = Centiles(0.35, 2.2)
"""Of a way of which one end is only known by its area."""
_ESTIMATE = Centiles(0.8, 1.3)
"""Of what a feed expects."""
_DRIFT_SPREAD = 0.77
"""How much wider the logarithm becomes where a vehicle may be anywhere around its old position."""
_LEAST_S = 60
"""No interval is narrower on either side than this, or than a third of the way."""


def arrival_of(situation: Situation, demand: Demand, resource: Resource, found: Pair) -> Arrival:
    """Predict an arrival, with the times between which it lies in four of five cases.

    Args:
        situation: the board and all that is predicted for it.
        demand: the call or officer that needs a vehicle.
        resource: the vehicle as it stands.
        found: the cheapest way for it.
    """
    if found.estimated:
        return _around(found.seconds, found.seconds, _ESTIMATE, ArrivalSource.FEED)
    if not found.seconds:
        return Arrival(0, 0, 0, ArrivalSource.SCENE)
    before = found.way.before
    way_s = max(0.0, found.seconds - before.seconds)
    source, centiles = _source(situation, demand, resource, way_s)
    expected = situation.model.calibration.arrival(way_s, centiles, before)
    return Arrival(
        found.seconds,
        int(expected.low),
        int(expected.high + 0.5),
        source,
        resource.whereabouts.age_s,
    )


def forecast(demand: Demand, arrival: Arrival, sure_s: int) -> tuple[TargetForecast, ...]:
    """Predict each running clock of a call at an arrival.

    Args:
        demand: the call.
        arrival: when the vehicle is there.
        sure_s: in how many seconds it is there if it is clear late; the same where it is clear.
    """
    return tuple(_forecast(target, arrival, sure_s) for target in demand.targets)


def _forecast(target: RunningTarget, arrival: Arrival, sure_s: int) -> TargetForecast:
    return TargetForecast(
        code=target.code,
        service=target.service,
        target_s=target.target_s,
        at_s=target.target_s - target.left_s + arrival.seconds,
        meets=arrival.seconds <= target.left_s,
        hoped=arrival.seconds <= target.left_s < sure_s,
        lost=target.left_s < 0,
        chance=chance(arrival, target.left_s),
        is_known=target.is_known,
    )


def chance(arrival: Arrival, left_s: int) -> float:
    """Return the probability of an arrival within the time left, by its interval on that side."""
    if left_s < 0:
        return 0.0
    off = left_s - arrival.seconds
    side = arrival.high - arrival.seconds if off >= 0 else arrival.seconds - arrival.low
    return normal_share(Z90 * off / side) if side else float(off >= 0)


def _source(
    situation: Situation, demand: Demand, resource: Resource, way_s: float
) -> tuple[ArrivalSource, Centiles]:
    start, goal, now = resource.whereabouts.location, demand.goal, situation.now
    source = situation.model.source(start, goal, now)
    if source is None:
        return ArrivalSource.AREA, _GUESS
    low, high = source.centiles(start, goal, now)
    if resource.whereabouts.km_off and way_s:
        drift_s = resource.whereabouts.km_off * 3_600 / situation.rules.average_kmh
        wider = _DRIFT_SPREAD * min(1.0, drift_s / way_s)
        low, high = exp(-hypot(log(low), wider)), exp(hypot(log(high), wider))
    return source.word, Centiles(low, high)


def _around(seconds: int, way_s: float, centiles: Centiles, source: ArrivalSource) -> Arrival:
    least = min(_LEAST_S, way_s / 3)
    low = seconds - max(least, way_s * (1 - centiles.low))
    high = seconds + max(least, way_s * (centiles.high - 1))
    return Arrival(seconds, max(0, int(low)), int(high + 0.5), source)
