"""Skills of a crew: by role, and by each member's own; and how many of it are officers."""

from collections.abc import Iterable

from jru_tui.board.records import CrewMember
from jru_tui.board.rules import Rules

SAFE_CREW = 2
"""Officers who should go where there is danger: see `DispatchRules.lone_officer_minutes`."""
_CLINICAL = "clinical"


def officers_in(crew: Iterable[CrewMember], rules: Rules) -> int:
    """Count the officers of a crew: all but those whose role is a clinical one."""
    return sum(_CLINICAL not in rules.role_skills.get(member.role, ()) for member in crew)


def skills_of(crew: Iterable[CrewMember], rules: Rules) -> frozenset[str]:
    """Collect the roles and skills of a crew, in one spelling."""
    roles = rules.role_skills
    return frozenset(
        spelt(tag)
        for member in crew
        for tag in (member.role, *member.skills, *roles.get(member.role, ()))
    )


def spelt(tag: str) -> str:
    """A skill or a need in one spelling, so that `Mental health` meets `mental_health`."""
    return tag.strip().replace("_", " ").casefold()
