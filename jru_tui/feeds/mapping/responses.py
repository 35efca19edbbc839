"""A vehicle's way to one call: its ladder of stage times, and what follows from it.

A leg without `clear_at` means that the vehicle is still on the call, as in `jru/1`, until the call
is closed: closing frees the vehicle. So a vehicle's present status is the last stage of the open
leg that moved last; with none open it is available since the last clear or closing.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from jru_tui.board import EMERGENCY, OFF_CALLS
from jru_tui.feeds.mapping.times import iso

STAGES = ("allocated_at", "en_route_at", "at_scene_at", "committed_at", "clear_at")
"""The rungs, in the order in which they are climbed."""
_STATUS = {
    "allocated_at": "allocated",
    "en_route_at": "en_route",
    "at_scene_at": "at_scene",
    "committed_at": "committed",
    "clear_at": "available",
}
STAGE_OF = {status: stage for stage, status in _STATUS.items()}
"""The rung that a status stands for, where it is one."""
_REACHED = frozenset(("at_scene_at", "committed_at"))
"""Rungs that nobody climbs without having been sent."""
_TOO_LATE = timedelta(minutes=5)
"""How long after it was clear a crew may still press that it had arrived."""
_AFTER_A_CALL = frozenset((*OFF_CALLS, EMERGENCY))
"""Words that say what a vehicle does whatever becomes of its call."""


LegKey = tuple[str, datetime | None]
"""A vehicle, and when its sending began."""


class ResponseLeg(Struct, frozen=True):
    """A vehicle on a call.

    Attributes:
        eta_at: when it is expected, for the wire; as it came where that is no time.
        status: a word that the document gives besides the times.
        is_own: the vehicle is one of the unit's own; what is not stands on its call alone.
        is_closed: the call is over, and so is the vehicle's way to it, also without a clear.
        closed_at: when that was, if it is known.
    """

    vehicle: str
    name: str
    call: str
    allocated_at: datetime | None = None
    en_route_at: datetime | None = None
    at_scene_at: datetime | None = None
    committed_at: datetime | None = None
    clear_at: datetime | None = None
    eta_at: str | None = None
    status: str | None = None
    status_at: datetime | None = None
    is_own: bool = True
    is_closed: bool = False
    closed_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Test whether the vehicle has left the call."""
        return self.is_closed or self.clear_at is not None or self.status == "available"

    @property
    def key(self) -> "LegKey":
        """The vehicle and the beginning of a sending: no other one to the same call has both."""
        return self.vehicle, self.began_at

    def undoes(self, other: "ResponseLeg") -> bool:
        """Tell whether it lacks the newest time that another has: it is older, or corrected."""
        reached, before = self.reached(), other.reached()
        return before is not None and (reached is None or reached[0] < before[0])

    @property
    def ended_at(self) -> datetime | None:
        """Return when it was clear of the call.

        Or when the call was closed if nobody booked that.
        """
        return self.clear_at or self.closed_at

    @property
    def began_at(self) -> datetime | None:
        """The earliest time that is known of it."""
        times = (getattr(self, stage) for stage in STAGES)
        return min((time for time in times if time is not None), default=None)

    def reached(self) -> tuple[datetime, int] | None:
        """The newest stage: when, and which rung; None where no time is known."""
        times = [getattr(self, stage) for stage in STAGES]
        return max(((t, rung) for rung, t in enumerate(times) if t is not None), default=None)

    def response(self) -> dict[str, Any]:
        """The leg as an entry of a call's `responses`."""
        out: dict[str, Any] = {"vehicle": self.vehicle}
        for stage in STAGES:
            time = getattr(self, stage)
            if time is not None and stage != "committed_at":
                out[stage] = iso(time)
        if self.eta_at is not None:
            out["eta_at"] = self.eta_at
        return out


class PresentStatus(Struct, frozen=True):
    """A vehicle's status, since when, and the call that it is on.

    `pressed`: a status word with a time of its own says so. The next document has only the next
    word, so this one counts as what the crew pressed and not as what the stages tell anyway.
    """

    status: str
    since: datetime | None
    call: str | None
    pressed: bool = False

    @property
    def inferred(self) -> bool:
        """Test whether its time follows from the stages."""
        return self.since is not None and not self.pressed


def list_ways(leg: ResponseLeg, events: Iterable[tuple[datetime, str]]) -> list[ResponseLeg]:
    """The ways of a leg's vehicle that statuses tell of, oldest first.

    What follows a clear is another sending, but for an arrival that was missing until then and
    follows at once: that was pressed too late, and the vehicle is free all the same. A stage
    that is reached again, without a clear before it, is a status word of its own time; a status
    that is no stage tells nothing of the way.
    """
    out, reached = [leg], ""
    for at, status in events:
        stage = STAGE_OF.get(status)
        if stage is None or status == reached:
            continue
        reached = status
        if out[-1].clear_at is not None and not _came_late(out[-1], stage, at):
            out.append(leg)
        if getattr(out[-1], stage) is None:
            out[-1] = replace(out[-1], status=None, status_at=None, **{stage: at})
        else:
            out[-1] = replace(out[-1], status=status, status_at=at)
    return out


def _came_late(leg: ResponseLeg, stage: str, at: datetime) -> bool:
    """Test whether a stage was pressed just after the clear that ended the way to it."""
    was_sent = leg.allocated_at is not None or leg.en_route_at is not None
    missing = stage in _REACHED and getattr(leg, stage) is None
    assert leg.clear_at is not None, "asked of what is clear"
    return was_sent and missing and at - leg.clear_at <= _TOO_LATE


def split_sendings(legs: Iterable[ResponseLeg]) -> list[ResponseLeg]:
    """List one leg for each time that a vehicle was sent, in the order of first naming.

    What begins after the vehicle was clear is another sending. Anything else speaks of the same
    one: that came when it first did, and is clear when it is for good.
    """
    out: dict[str, list[ResponseLeg]] = {}
    named = list(legs)
    for leg in named:
        out.setdefault(leg.vehicle, [])
    for leg in sorted(named, key=began_key):
        sent = out[leg.vehicle]
        if sent and not _is_another(sent[-1], leg):
            sent[-1] = _both(sent[-1], leg)
        else:
            sent.append(leg)
    return [leg for sent in out.values() for leg in sent]


def began_key(leg: ResponseLeg) -> tuple[bool, float]:
    """Sort key of a leg: when it began (seconds since 1970), those without any time at the end."""
    return leg.began_at is None, leg.began_at.timestamp() if leg.began_at else 0.0


def _is_another(before: ResponseLeg, leg: ResponseLeg) -> bool:
    cleared, began = before.clear_at, leg.began_at
    if cleared is None or began is None or began == before.began_at:
        return False
    return cleared <= began


def present_status(legs: Sequence[ResponseLeg]) -> PresentStatus | None:
    """Find what one vehicle does now, by all its responses; None where they do not say."""
    newest = max(legs, key=_weight, default=None)
    if newest is None or (newest.status is None and newest.reached() is None):
        return None
    on = None if newest.is_over else newest.call
    if newest.is_closed and newest.clear_at is None and newest.status not in _AFTER_A_CALL:
        return PresentStatus("available", newest.closed_at, None)
    if newest.status is not None and (newest.status_at is not None or newest.reached() is None):
        pressed = newest.status_at
        since = _back_since(pressed, newest, legs) if pressed and on else pressed
        return PresentStatus(newest.status, since, on, pressed=pressed is not None)
    time, rung = newest.reached() or (None, 0)
    status, since = _STATUS[STAGES[rung]], time
    if newest.clear_at is not None:
        status, since = "available", newest.clear_at
    elif time is not None:
        since = _back_since(time, newest, legs)
    return PresentStatus(status, since, on)


def _back_since(time: datetime, newest: ResponseLeg, legs: Sequence[ResponseLeg]) -> datetime:
    """Return when a vehicle that had moved towards other calls came back to this one."""
    ends = [time]
    for leg in legs:
        moved = [getattr(leg, stage) for stage in STAGES[:-1]]
        if leg is not newest and leg.ended_at is not None:
            meanwhile = any(at is not None and at > time for at in moved)
            ends += [leg.ended_at] if meanwhile else []
    return max(ends)


def _weight(leg: ResponseLeg) -> tuple[bool, bool, float, float, int]:
    """A leg's weight among the vehicle's others: open ones first, then the one that moved last.

    A status word may be newer than all stages, as where a stage is reached for a second time. It
    may also be the same for all legs of the vehicle: then the stages tell.
    """
    at, rung = leg.reached() or (None, 0)
    moved = (leg.ended_at,) if leg.is_over and leg.ended_at is not None else (at, leg.status_at)
    says = at is not None or leg.status is not None
    last = max((time.timestamp() for time in moved if time is not None), default=0.0)
    return says, says and not leg.is_over, last, at.timestamp() if at else 0.0, rung


def _both(one: ResponseLeg, other: ResponseLeg) -> ResponseLeg:
    times = {stage: _first(getattr(one, stage), getattr(other, stage)) for stage in STAGES}
    is_open = one.clear_at is None or other.clear_at is None
    clears = [time for time in (one.clear_at, other.clear_at) if time is not None]
    eta_at = other.eta_at or one.eta_at
    return replace(one, **{**times, "clear_at": None if is_open else max(clears)}, eta_at=eta_at)


def _first(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((time for time in (one, other) if time is not None), default=None)
