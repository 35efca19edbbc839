"""Candidates for a call: every vehicle, the best first, each with its reason in words."""

from datetime import datetime
from math import ceil

from msgspec import Struct

from jru_tui.board.board import Board
from jru_tui.board.decisions.availability import availability, doing_words
from jru_tui.board.queries.dispatch.geometry import distance_km
from jru_tui.board.rules import Availability, Rules
from jru_tui.board.shifts import shift_at
from jru_tui.board.views import Call, Vehicle

_ORDER: dict[Availability, int] = {"free": 0, "conditional": 1, "busy": 2}


class Candidate(Struct, frozen=True):
    """A vehicle that could go, or could not, and why.

    Attributes:
        km: the straight distance to the call, None where either place is unknown.
        minutes: an estimate from that distance and the settings' average speed.
        reason: its status in words, with the call that it is on.
        skills: what the call needs that its crew brings or lacks, in words; empty for no needs.
    """

    vehicle: str
    name: str
    availability: Availability
    km: float | None
    minutes: int | None
    reason: str
    skills: str = ""


def who_could_go(board: Board, call_id: str, now: datetime) -> tuple[Candidate, ...]:
    """List all vehicles, the best first.

    By availability, then distance, then area, the skills that the call needs, and load in this
    shift: the later ones decide where the earlier ones are equal or unknown.

    Args:
        board: the board as it stands.
        call_id: the id of the call.
        now: the present moment, UTC.
    """
    call = board.calls[call_id]
    shift = shift_at(board.rules.hours, now)
    ranked = []
    for vehicle in board.vehicles.values():
        candidate = _candidate(board, vehicle, call)
        key = (
            _ORDER[candidate.availability],
            candidate.km if candidate.km is not None else float("inf"),
            not _same_area(board, vehicle, call),
            len(_lacking(board, vehicle, call)),
            board.tally(shift, vehicle.id).attended,
            vehicle.id,
        )
        ranked.append((key, candidate))
    return tuple(candidate for _, candidate in sorted(ranked, key=lambda pair: pair[0]))


def _candidate(board: Board, vehicle: Vehicle, call: Call) -> Candidate:
    km = distance_km(vehicle.position, call.where)
    minutes = estimated_minutes(km, board.rules)
    if any(response.vehicle == vehicle.id for response in call.on_it):
        return Candidate(vehicle.id, vehicle.name, "busy", km, minutes, "on this call")
    return Candidate(
        vehicle.id,
        vehicle.name,
        availability(board, vehicle),
        km,
        minutes,
        doing_words(board, vehicle),
        _skills(board, vehicle, call),
    )


def _skills(board: Board, vehicle: Vehicle, call: Call) -> str:
    lacking = _lacking(board, vehicle, call)
    met = [need for need in call.needs if need not in lacking]
    said = [
        f"has {', '.join(met)}" if met else "",
        f"lacks {', '.join(lacking)}" if lacking else "",
    ]
    return ", ".join(filter(None, said))


def _lacking(board: Board, vehicle: Vehicle, call: Call) -> list[str]:
    """List what the call needs and no member of the crew brings, by role or by skill."""
    roles = board.rules.role_skills
    has = {
        tag
        for member in vehicle.crew
        for tag in (member.role, *member.skills, *roles.get(member.role, ()))
    }
    return [need for need in call.needs if need not in has]


def _same_area(board: Board, vehicle: Vehicle, call: Call) -> bool:
    area = call.where.area
    return area is not None and board.rules.areas.get(area, area) == vehicle.area


def estimated_minutes(km: float | None, rules: Rules) -> int | None:
    """Estimate the minutes for a distance at the settings' average speed; at least one."""
    return None if km is None else max(1, ceil(km / rules.average_kmh * 60))
