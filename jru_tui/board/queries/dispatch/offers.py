"""An offer in full: the pair, its arrival, and what speaks for and against it."""

from collections.abc import Iterator

from jru_tui.board.geometry import vector_km
from jru_tui.board.queries.dispatch.approaches import Approach, Pair, unable
from jru_tui.board.queries.dispatch.arrival import arrival_of, forecast
from jru_tui.board.queries.dispatch.crews import CLINICAL, OFFICER, spelt
from jru_tui.board.queries.dispatch.demands import Demand, DemandKind
from jru_tui.board.queries.dispatch.models import Offer
from jru_tui.board.queries.dispatch.reasons import Action, Drawback
from jru_tui.board.queries.dispatch.resources import Resource
from jru_tui.board.queries.dispatch.situation import Situation
from jru_tui.board.queries.dispatch.solver.pairs import overruns, pair
from jru_tui.board.queries.dispatch.targets import urgent_code


def offer_of(situation: Situation, demand: Demand, index: int) -> Offer:
    """Build the offer of one vehicle for one demand, but for what it costs elsewhere.

    Args:
        situation: the board.
        demand: what it is needed for.
        index: the vehicle, by its place among the resources.
    """
    resource = situation.resources[index]
    travel_s = situation.travel(demand)[index]
    found = pair(situation, demand, resource, travel_s)
    # One that cannot come is shown with the way that it would have.
    shown = found or _unsent(resource, travel_s)
    arrival = arrival_of(situation, demand, resource, shown)
    vehicle = resource.vehicle
    has, lacks = _needs(demand, resource)
    left = None if shown.way.action is Action.ON_ITS_WAY else resource.call
    return Offer(
        call=demand.call.id if demand.call is not None else "",
        vehicle=vehicle.id,
        name=vehicle.name,
        status=vehicle.status,
        action=None if found is None else found.way.action,
        unable=unable(resource, demand),
        arrival=arrival,
        first=shown.way.first,
        leaves="" if left is None else left.id,
        leaves_code="" if left is None else urgent_code(left, situation.rules),
        clear_s=int(resource.clear.seconds) if shown.way.action is Action.WHEN_CLEAR else 0,
        km=_km(demand, resource),
        targets=forecast(demand, arrival, shown.sure_s),
        has=has,
        lacks=lacks,
        drawbacks=tuple(_drawbacks(demand, resource, shown)),
        support=demand.kind is DemandKind.SUPPORT,
        points=shown.points,
    )


def _unsent(resource: Resource, travel_s: float) -> Pair:
    turnout = resource.turnout
    seconds = int(turnout.seconds + travel_s + 0.5)
    return Pair(Approach(Action.SEND, turnout, 0.0), seconds, 0.0, seconds)


def _km(demand: Demand, resource: Resource) -> float | None:
    start, goal = resource.whereabouts.location.vector, demand.goal.vector
    return None if start is None or goal is None else vector_km(start, goal)


def _needs(demand: Demand, resource: Resource) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Part the needs of a call into those that the crew meets and the others."""
    needs = demand.call.needs if demand.call is not None else ()
    if not resource.vehicle.crew:
        return (), needs
    if demand.kind is DemandKind.SUPPORT:  # it goes for these: also for those that nobody wrote
        stated = tuple(map(spelt, needs))
        needs = (*needs, *(need for need in demand.needs if need not in stated))
    has = tuple(need for need in needs if spelt(need) in resource.skills)
    return has, tuple(need for need in needs if need not in has)


def _drawbacks(demand: Demand, resource: Resource, shown: Pair) -> Iterator[Drawback]:
    if shown.way.action is not Action.ON_ITS_WAY:
        yield from resource.drawbacks
        if demand.kind is not DemandKind.EMERGENCY and overruns(resource, shown.seconds):
            yield Drawback.SHIFT_ENDS
        areas = resource.whereabouts.location.areas
        if areas and demand.goal.areas and areas.isdisjoint(demand.goal.areas):
            yield Drawback.OTHER_AREA
    known = resource.officers is not None
    if known and OFFICER in demand.needs and not resource.officers:
        yield Drawback.NO_OFFICER
    elif demand.dangerous and resource.lone:
        yield Drawback.LONE_OFFICER if resource.officers else Drawback.NO_OFFICER
    stated = map(spelt, demand.call.needs) if demand.call is not None else ()
    if known and CLINICAL in demand.needs and CLINICAL not in (*stated, *resource.skills):
        yield Drawback.NO_CLINICIAN
    if demand.call is not None and demand.call.needs and not resource.vehicle.crew:
        yield Drawback.CREW_UNKNOWN
