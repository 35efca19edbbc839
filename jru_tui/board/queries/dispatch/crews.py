"""Crews as a plan sees them: their skills, how many are officers, the end of their duty."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from jru_tui.board.board import Board
from jru_tui.board.queries.refreshments import EATING, meal_due, refreshments_of
from jru_tui.board.records import CrewMember
from jru_tui.board.rules import Rules
from jru_tui.board.shifts import shift_at
from jru_tui.board.views import Vehicle

SAFE_CREW = 2
"""Officers who should go where there is danger: see `DispatchRules.lone_officer_minutes`."""


CLINICAL = "clinical"
OFFICER = "officer"


def officers_in(crew: Iterable[CrewMember], rules: Rules) -> int:
    """Count the officers of a crew: all but those whose role is a clinical one."""
    return sum(CLINICAL not in rules.role_skills.get(member.role, ()) for member in crew)


def skills_of(crew: Sequence[CrewMember], rules: Rules) -> frozenset[str]:
    """Collect the roles and skills of a crew, in one spelling; `officer` for whoever is one."""
    roles = rules.role_skills
    tags = [
        tag for member in crew for tag in (member.role, *member.skills, *roles.get(member.role, ()))
    ]
    return frozenset(map(spelt, (*tags, *((OFFICER,) if officers_in(crew, rules) else ()))))


def spelt(tag: str) -> str:
    """A skill or a need in one spelling, so that `Mental health` meets `mental_health`."""
    return tag.strip().replace("_", " ").casefold()


def duty_ends_at(board: Board, vehicle: Vehicle, now: datetime) -> datetime:
    """Return the end of a crew's duty; of one that is off duty the unit's shift's.

    Args:
        board: the board as it stands.
        vehicle: the vehicle that it concerns.
        now: the present moment, UTC.
    """
    duty = refreshments_of(board, vehicle, now)
    return shift_at(board.rules.hours, now).ends_at if duty is None else duty.ends_at


def meal_was_broken(board: Board, vehicle: Vehicle, now: datetime) -> bool:
    """Return True if a crew at refreshments had its last ones cut short.

    Args:
        board: the board as it stands.
        vehicle: the vehicle that it concerns.
        now: the present moment, UTC.
    """
    if vehicle.status != EATING:
        return False
    duty = refreshments_of(board, vehicle, now)
    return duty is not None and duty.cut_short


def meal_is_owed(board: Board, vehicle: Vehicle, now: datetime) -> bool:
    """Return True if a crew has gone too long without refreshments.

    Args:
        board: the board as it stands.
        vehicle: the vehicle that it concerns.
        now: the present moment, UTC.
    """
    due = meal_due(board, vehicle, now)
    return due is not None and due <= now
