"""Who is on a vehicle, and was: the feed's crews, and the members that the supervisor logged."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from jru_tui.board.commands import Crew
from jru_tui.board.orders import Order
from jru_tui.board.records import CrewMember
from jru_tui.board.views import Spell

Crews = Sequence[tuple[datetime, tuple[CrewMember, ...]]]
"""Every crew that the feed named, and from when."""

Step = tuple[datetime, tuple[CrewMember, ...]]


def crew_now(crews: Crews, orders: Iterable[Order]) -> tuple[CrewMember, ...]:
    """The crew as it stands: the feed's newest, and what was logged since it changed."""
    steps = _steps(crews, orders)
    return steps[-1][1] if steps else ()


def crew_spells(crews: Crews, orders: Iterable[Order]) -> tuple[Spell, ...]:
    """Who was on from when to when, in the order of logging on."""
    spells: list[Spell] = []
    on: dict[str, tuple[CrewMember, datetime]] = {}
    for at, crew in _steps(crews, orders):
        named = {member.id: member for member in crew}
        gone = [member for member in on if member not in named]
        spells += [Spell(*on.pop(member), at) for member in gone]
        for member_id, member in named.items():
            on.setdefault(member_id, (member, at))
    spells += [Spell(member, since) for member, since in on.values()]
    return tuple(sorted(spells, key=lambda spell: spell.on_at))


def _steps(crews: Crews, orders: Iterable[Order]) -> list[Step]:
    """Every crew in the order of time. A crew that the feed names anew is the newer word."""
    logged = [(order.at, order.command) for order in orders if isinstance(order.command, Crew)]
    changes: list[tuple[datetime, int, tuple[CrewMember, ...] | Crew]] = [
        *((at, 0, crew) for at, crew in crews),
        *((at, 1, command) for at, command in logged),
    ]
    steps: list[Step] = []
    crew: tuple[CrewMember, ...] = ()
    for at, _, change in sorted(changes, key=lambda each: each[:2]):
        if isinstance(change, tuple):
            crew = change
        else:
            crew = tuple(member for member in crew if member.id != change.member)
            if change.on:
                crew = (*crew, CrewMember(change.role, change.member, change.skills))
        steps.append((at, crew))
    return steps
