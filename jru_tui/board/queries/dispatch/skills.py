"""Skills of a crew: by role, and by each member's own."""

from collections.abc import Iterable

from jru_tui.board.records import CrewMember
from jru_tui.board.rules import Rules


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
