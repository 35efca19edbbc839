"""Who is on a vehicle, and was: the feed's crews, and the members that the supervisor logged.

The feed's list is the authority on whom it names. Somebody whom it never named was logged on by
the supervisor and stays, until the feed names another crew altogether, or none.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from jru_tui.board.commands import Crew
from jru_tui.board.projection.orders import Order
from jru_tui.board.records import CrewMember
from jru_tui.board.views import Spell

Crews = Sequence[tuple[datetime, tuple[CrewMember, ...]]]
"""Every crew that the feed named, and from when."""

Step = tuple[datetime, tuple[CrewMember, ...], bool]
"""From when on, the crew, and whether the feed said so or the supervisor."""


def crew_now(crews: Crews, orders: Iterable[Order]) -> tuple[CrewMember, ...]:
    """The crew as it stands: the feed's newest, and what was logged since it changed."""
    steps = _steps(crews, orders)
    return steps[-1][1] if steps else ()


def crew_spells(crews: Crews, orders: Iterable[Order]) -> tuple[Spell, ...]:
    """Who was on from when to when, in the order of logging on."""
    spells: list[Spell] = []
    on: dict[str, tuple[CrewMember, datetime]] = {}
    for at, crew, _ in _steps(crews, orders):
        named = {member.id: member for member in crew}
        gone = [member for member in on if member not in named]
        spells += [Spell(*on.pop(member), at) for member in gone]
        for member_id, member in named.items():
            on.setdefault(member_id, (member, at))
    spells += [Spell(member, since) for member, since in on.values()]
    return tuple(sorted(spells, key=lambda spell: spell.on_at))


def crew_changes(crews: Crews, orders: Iterable[Order]) -> Iterator[tuple[datetime, str]]:
    """Who came on and who went off by the feed's word, in words, and when.

    That may be somebody whom the supervisor logged on, when another crew takes over.
    """
    before: tuple[CrewMember, ...] = ()
    for at, crew, by_feed in _steps(crews, orders):
        said = [f"{each.role} {each.id} on" for each in _without(crew, before)]
        said += [f"{each.role} {each.id} off" for each in _without(before, crew)]
        if said and by_feed:
            yield at, ", ".join(said)
        before = crew


def _steps(crews: Crews, orders: Iterable[Order]) -> list[Step]:
    """Every crew in the order of time."""
    logged = [(order.at, order.command) for order in orders if isinstance(order.command, Crew)]
    changes: list[tuple[datetime, int, tuple[CrewMember, ...] | Crew]] = [
        *((at, 0, crew) for at, crew in crews),
        *((at, 1, command) for at, command in logged),
    ]
    steps: list[Step] = []
    crew: tuple[CrewMember, ...] = ()
    fed: tuple[CrewMember, ...] = ()
    for at, _, change in sorted(changes, key=lambda each: each[:2]):
        if isinstance(change, tuple):
            crew = _fed(crew, fed, change)
            fed = change
        else:
            crew = tuple(member for member in crew if member.id != change.member)
            if change.on:
                crew = (*crew, CrewMember(change.role, change.member, change.skills))
        steps.append((at, crew, isinstance(change, tuple)))
    return steps


def _fed(
    crew: tuple[CrewMember, ...], before: tuple[CrewMember, ...], now: tuple[CrewMember, ...]
) -> tuple[CrewMember, ...]:
    """The crew after the feed's list changed: only what changed in it is done to the crew."""
    if before and len(_without(before, now)) == len(before):
        return now  # nobody stayed: another crew, of another shift
    off = {member.id for member in _without(before, now)}
    changed = {member.id: member for member in now if member not in before}
    kept = tuple(changed.get(each.id, each) for each in crew if each.id not in off)
    return (*kept, *_without(_without(now, before), kept))


def _without(crew: Sequence[CrewMember], others: Sequence[CrewMember]) -> tuple[CrewMember, ...]:
    known = {member.id for member in others}
    return tuple(member for member in crew if member.id not in known)
