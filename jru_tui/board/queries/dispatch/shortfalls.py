"""Targets that are not met even by the best plan, by how much, and what would help."""

from collections.abc import Iterator

from jru_tui.board.queries.dispatch.demands import Demand
from jru_tui.board.queries.dispatch.models import Offer, Shortfall, TargetForecast
from jru_tui.board.queries.dispatch.reasons import Action, Help, Service
from jru_tui.board.queries.dispatch.targets import RunningTarget

_HELP: dict[Service, Help] = {"police": "patrol", "ambulance": "ambulance"}


def shortfalls(demand: Demand, offer: Offer | None) -> Iterator[Shortfall]:
    """List the targets that a call misses.

    Args:
        demand: the call.
        offer: the vehicle that the plan has for it; None for nobody of the unit.
    """
    hoped = {(target.service, target.code) for target in _hoped(offer)}
    for target in demand.targets:
        late_s = _late_s(demand, target, offer)
        waits = (target.service, target.code) in hoped
        if (late_s is None and not waits) or not target.judged:
            continue
        yield Shortfall(
            call=demand.id,
            code=target.code,
            service=target.service,
            late_s=late_s or 0,
            lost=target.left_s < 0,
            vehicle=offer.vehicle if offer is not None else "",
            name=offer.name if offer is not None else "",
            coming=offer is not None and offer.action is Action.ON_ITS_WAY,
            ask=_ask(demand, target),
            hoped=waits,
            taken=offer is None and bool(demand.coming),
        )


def _hoped(offer: Offer | None) -> Iterator[TargetForecast]:
    """Yield the targets that a vehicle meets only if it is clear when it is expected to be."""
    yield from (target for target in (offer.targets if offer is not None else ()) if target.hoped)


def _late_s(demand: Demand, target: RunningTarget, offer: Offer | None) -> int | None:
    """Seconds past the target when somebody comes, or now if nobody does; None where it is met."""
    if offer is not None:
        seconds = offer.arrival.seconds
    elif demand.outside_s is not None:
        seconds = int(demand.outside_s)
    elif target.pressing:
        return max(0, -target.left_s)
    else:
        return None
    return seconds - target.left_s if seconds > target.left_s else None


def _ask(demand: Demand, target: RunningTarget) -> Help | None:
    """The help that this service would send, unless it has been asked for."""
    assert demand.call is not None
    what = _HELP[target.service]
    asked = any(help_.what == what and help_.outstanding for help_ in demand.call.back_up)
    return None if asked else what
