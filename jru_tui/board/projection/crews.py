"""Crews of a vehicle, now and earlier: the feed's, and the members that the supervisor logged.

The feed's list is the authority on whom it names. Somebody whom it never named was logged on by
the supervisor and stays, until the feed names another crew altogether, or none.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct, structs

from jru_tui.board.commands import Crew
from jru_tui.board.records import CrewMember
from jru_tui.board.rules import OFF_DUTY
from jru_tui.board.views import CrewPeriod, Vehicle

Members = tuple[CrewMember, ...]


class CrewStep(Struct, frozen=True):
    """A change of a crew, and the crew that it led to.

    Attributes:
        at: from when on; of two steps at one moment the feed's comes first.
        order: the id of the supervisor's command; empty for a list of the feed.
        change: the feed's list, or the supervisor's command.
        crew: everybody who is on after it.
        fed: the feed's last list after it.
    """

    at: datetime
    order: str
    change: Members | Crew
    crew: Members = ()
    fed: Members = ()

    @property
    def by_feed(self) -> bool:
        """Test whether the feed said so."""
        return not self.order


class CrewHistory:
    """All crews of one vehicle in the order of time.

    Each step holds the crew that it led to, so the newest is known without the others, and a step
    at the end costs the same whatever came before it.
    """

    __slots__ = ("_steps",)

    def __init__(self) -> None:
        self._steps: list[CrewStep] = []

    @property
    def now(self) -> Members:
        """The crew as it stands: the feed's newest, and what was logged since it changed."""
        return self._steps[-1].crew if self._steps else ()

    def report(self, at: datetime, crew: Members) -> None:
        """Store a list of the feed, in force from `at` on."""
        self._put(CrewStep(at, "", crew))

    def log(self, at: datetime, order: str, command: Crew) -> None:
        """Store that the supervisor logged somebody on or off, by the command with the id `order`.

        Args:
            at: from when on it counts.
            order: the id of the command's event.
            command: who, and whether on or off.
        """
        self._put(CrewStep(at, order, command))

    def drop(self, order: str) -> None:
        """Remove a command that does not stand any more."""
        for index in range(len(self._steps) - 1, -1, -1):
            if self._steps[index].order == order:
                del self._steps[index]
                self._lead_on(index)
                return

    def steps(self) -> Sequence[CrewStep]:
        """Every step, oldest first."""
        return self._steps

    def _put(self, step: CrewStep) -> None:
        index = bisect_right(self._steps, _place(step), key=_place)
        self._steps.insert(index, step)
        self._lead_on(index)

    def _lead_on(self, first: int) -> None:
        """Derive the crews again from the step at that index on."""
        before = self._steps[first - 1] if first else None
        for index in range(first, len(self._steps)):
            before = self._steps[index] = _after(before, self._steps[index])


def crew_spells(history: CrewHistory) -> tuple[CrewPeriod, ...]:
    """List who was on from when to when, in the order of logging on."""
    spells: list[CrewPeriod] = []
    on: dict[str, tuple[CrewMember, datetime]] = {}
    for step in history.steps():
        named = {member.id: member for member in step.crew}
        gone = [member for member in on if member not in named]
        spells += [CrewPeriod(*on.pop(member), step.at) for member in gone]
        for member_id, member in named.items():
            on.setdefault(member_id, (member, step.at))
    spells += [CrewPeriod(member, since) for member, since in on.values()]
    return tuple(sorted(spells, key=lambda spell: spell.on_at))


def crew_changes(history: CrewHistory) -> Iterator[tuple[datetime, str]]:
    """Yield each change of crew that the feed reported, with its time, in words.

    That may be somebody whom the supervisor logged on, when another crew takes over.
    """
    before: Members = ()
    for step in history.steps():
        said = [f"{member.role} {member.id} on" for member in _without(step.crew, before)]
        said += [f"{member.role} {member.id} off" for member in _without(before, step.crew)]
        if said and step.by_feed:
            yield step.at, ", ".join(said)
        before = step.crew


def _place(step: CrewStep) -> tuple[datetime, bool]:
    return step.at, not step.by_feed


def _after(before: CrewStep | None, step: CrewStep) -> CrewStep:
    """The step with the crew that follows from the one before it."""
    crew, fed = (before.crew, before.fed) if before else ((), ())
    change = step.change
    if isinstance(change, tuple):
        return structs.replace(step, crew=_fed(crew, fed, change), fed=change)
    crew = tuple(member for member in crew if member.id != change.member)
    if change.on:
        crew = (*crew, CrewMember(change.role, change.member, change.skills))
    return structs.replace(step, crew=crew, fed=fed)


def _fed(crew: Members, before: Members, now: Members) -> Members:
    """The crew after the feed's list changed: only what changed in it is done to the crew."""
    if before and len(_without(before, now)) == len(before):
        return now  # nobody stayed: another crew, of another shift
    off = {member.id for member in _without(before, now)}
    changed = {member.id: member for member in now if member not in before}
    kept = tuple(changed.get(member.id, member) for member in crew if member.id not in off)
    return (*kept, *_without(_without(now, before), kept))


def _without(crew: Sequence[CrewMember], others: Sequence[CrewMember]) -> Members:
    known = {member.id for member in others}
    return tuple(member for member in crew if member.id not in known)


class Aboard:
    """Knows on which vehicles each member of a crew is. One on two of them is told."""

    def __init__(self) -> None:
        self._on: dict[tuple[str, str], set[str]] = {}

    def put(self, before: Vehicle | None, now: Vehicle) -> set[str]:
        """Note who is on a vehicle now.

        Returns:
            The other vehicles of which something else is to be told for it.
        """
        touched: set[str] = set()
        if before is not None and (before.crew, before.status) == (now.crew, now.status):
            return touched
        for member in before.crew if before is not None else ():
            on = self._on.get((member.role, member.id), set())
            on.discard(now.id)
            touched |= on
        for member in now.crew:
            on = self._on.setdefault((member.role, member.id), set())
            touched |= on
            on.add(now.id)
        return touched - {now.id}

    def elsewhere(
        self, vehicle: Vehicle, vehicles: Mapping[str, Vehicle]
    ) -> tuple[tuple[CrewMember, tuple[str, ...]], ...]:
        """Those of a crew who are on another vehicle as well, with the ids of these.

        A vehicle that is off the road has a crew on paper only.
        """
        found = []
        for member in vehicle.crew if vehicle.status not in OFF_DUTY else ():
            others = sorted(self._on.get((member.role, member.id), set()) - {vehicle.id})
            there = tuple(one for one in others if vehicles[one].status not in OFF_DUTY)
            if there:
                found.append((member, there))
        return tuple(found)
