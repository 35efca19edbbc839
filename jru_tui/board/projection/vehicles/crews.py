"""Crews of a vehicle, now and earlier: the feed's, and the members that the supervisor logged.

The feed's list is the authority on whom it names. Somebody whom it never named was logged on by
the supervisor and stays, until the feed names another crew altogether, or none.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice

from msgspec import Struct, structs

from jru_tui.board.archive import SEPARATOR
from jru_tui.board.archived_history import History, day_of
from jru_tui.board.commands import Crew
from jru_tui.board.records import CrewMember
from jru_tui.board.rules import OFF_DUTY
from jru_tui.board.storage import Shelf, Storage
from jru_tui.board.views import CrewPeriod, Vehicle

Members = tuple[CrewMember, ...]


class CrewStep(Struct, frozen=True, array_like=True):
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

    Args:
        storage: holds the archive that older crews go to.
        vehicle: whose crews they are.
        index: told of each crew: says where somebody is aboard.
    """

    __slots__ = ("_index", "_steps", "_vehicle")

    def __init__(self, storage: Storage, vehicle: str, index: "CrewIndex") -> None:
        self._vehicle = vehicle
        self._index = index
        self._steps: History[CrewStep] = storage.history(
            "crew", vehicle, CrewStep, key=_place, day=day_of
        )

    @property
    def now(self) -> Members:
        """The crew as it stands: the feed's newest, and what was logged since it changed."""
        last = self._steps.last()
        return last.crew if last is not None else ()

    def report(self, at: datetime, crew: Members) -> None:
        """Store a list of the feed, in force from `at` on."""
        self._index.add(crew, self._vehicle)
        self._put(CrewStep(at, "", crew))

    def log(self, at: datetime, order: str, command: Crew) -> None:
        """Store that the supervisor logged somebody on or off, by the command with the id `order`.

        Args:
            at: from when on it counts.
            order: the id of the command's event.
            command: who, and whether on or off.
        """
        if command.on:
            self._index.add((CrewMember(command.role, command.member),), self._vehicle)
        self._put(CrewStep(at, order, command))

    def drop(self, at: datetime, order: str) -> None:
        """Remove a command that counted from `at` and does not stand any more."""
        first = self._steps.index_from((at, True), at.toordinal())
        for index in range(first, len(self._steps.items)):
            if self._steps.items[index].order == order:
                self._steps.take_out(index)
                self._lead_on(index)
                return

    def steps(
        self, since: datetime | None = None, until: datetime | None = None
    ) -> Sequence[CrewStep]:
        """Every step, oldest first; with `since` those that tell who was on since then.

        That goes back to where everybody who was on at that moment came on.

        Args:
            since: a moment, UTC; None for the first.
            until: the moment that all of them are before; None for no such moment.
        """
        if since is None:
            return self._steps.all()
        found: list[CrewStep] = []
        looked_for: set[str] | None = None
        steps = self._steps
        end = None if until is None else ((until, False), until.toordinal())
        for step in steps.backwards() if end is None else steps.earlier(*end):
            aboard = {member.id for member in step.crew}
            if looked_for is not None and not looked_for & aboard:
                break
            found.append(step)
            if step.at < since:
                looked_for = aboard if looked_for is None else looked_for & aboard
                if not looked_for:
                    break
        return found[::-1]

    def recent(self, since: datetime) -> Sequence[CrewStep]:
        """List the steps of that day and later, oldest first; read from the archive for this once.

        Where there is none, or none so old, the newest that is older comes first.
        """
        return self._steps.recent(since)

    def _put(self, step: CrewStep) -> None:
        self._lead_on(self._steps.add(step))

    def _lead_on(self, first: int) -> None:
        """Derive the crews again from the step at that index on."""
        steps = self._steps
        count = len(steps.items) - first
        # The last of those that stay as they are may have to be read from the archive.
        before = next(islice(steps.backwards(), count, None), None)
        for index in range(len(steps.items) - count, len(steps.items)):
            before = _after(before, steps.items[index])
            steps.put(index, before)


def crew_spells(
    history: CrewHistory, since: datetime | None = None, until: datetime | None = None
) -> tuple[CrewPeriod, ...]:
    """List who was on and how long, in the order of logging on; with `since` those since then.

    Args:
        history: of the vehicle.
        since: see `CrewHistory.steps`.
        until: the same; who was on then has no end.
    """
    spells: list[CrewPeriod] = []
    on: dict[str, tuple[CrewMember, datetime]] = {}
    for step in history.steps(since, until):
        named = {member.id: member for member in step.crew}
        left = [member for member in on if member not in named]
        spells += [CrewPeriod(*on.pop(member), step.at) for member in left]
        for member_id, member in named.items():
            on.setdefault(member_id, (member, step.at))
    spells += [CrewPeriod(member, on_at) for member, on_at in on.values()]
    if since is not None:
        spells = [spell for spell in spells if spell.off_at is None or spell.off_at > since]
    return tuple(sorted(spells, key=lambda spell: spell.on_at))


def crew_changes(
    history: CrewHistory, since: datetime | None = None, until: datetime | None = None
) -> Iterator[tuple[datetime, str]]:
    """Yield each change of crew that the feed reported, with its time, in words.

    That may be somebody whom the supervisor logged on, when another crew takes over. With `since`
    the first of them may be of earlier, and say more than was new then: only later ones count.

    Args:
        history: of the vehicle.
        since: see `CrewHistory.steps`.
        until: the same.
    """
    before: Members = ()
    for step in history.steps(since, until):
        changes = [f"{member.role} {member.id} on" for member in _without(step.crew, before)]
        changes += [f"{member.role} {member.id} off" for member in _without(before, step.crew)]
        if changes and step.by_feed:
            yield step.at, ", ".join(changes)
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
    remaining = tuple(changed.get(member.id, member) for member in crew if member.id not in off)
    return (*remaining, *_without(_without(now, before), remaining))


def _without(crew: Sequence[CrewMember], others: Sequence[CrewMember]) -> Members:
    known = {member.id for member in others}
    return tuple(member for member in crew if member.id not in known)


class CrewIndex:
    """Vehicles that each member of a crew was ever aboard, whether that was taken back or not.

    It says where to look for a member's duties; what they were, the vehicles' own histories say.
    """

    def __init__(self, storage: Storage) -> None:
        self._vehicles: Shelf[tuple[str, ...]] = storage.shelf("aboard", tuple[str, ...])

    def add(self, members: Members, vehicle: str) -> None:
        """Note that these members were named for a vehicle."""
        for member in members:
            key, known = _person(member), self.vehicles(member)
            if vehicle not in known:
                self._vehicles[key] = tuple(sorted((*known, vehicle)))

    def vehicles(self, member: CrewMember) -> tuple[str, ...]:
        """Ids of the vehicles that a member was aboard, in their order."""
        return self._vehicles.get(_person(member), ())

    def forget(self) -> None:
        """Let the archive hold all of it."""
        self._vehicles.keep_only(lambda _key, _vehicles: False)


class AboardIndex:
    """An index of which vehicles each crew member is on; notices a member on two."""

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
            on = self._on.get(_spelt(member), set())
            on.discard(now.id)
            touched |= on
        for member in now.crew:
            on = self._on.setdefault(_spelt(member), set())
            touched |= on
            on.add(now.id)
        return touched - {now.id}

    def elsewhere(
        self, vehicle: Vehicle, vehicles: Mapping[str, Vehicle]
    ) -> tuple[tuple[CrewMember, tuple[str, ...]], ...]:
        """Find those of a crew who are on another vehicle as well, with the ids of these.

        A vehicle that is off the road has a crew on paper only.
        """
        found = []
        for member in vehicle.crew if vehicle.status not in OFF_DUTY else ():
            others = sorted(self._on.get(_spelt(member), set()) - {vehicle.id})
            there = tuple(one for one in others if vehicles[one].status not in OFF_DUTY)
            if there:
                found.append((member, there))
        return tuple(found)


def _spelt(member: CrewMember) -> tuple[str, str]:
    """The role and the number of a member, however somebody typed them: `SC 70912`, `sc70912`."""
    return member.role.casefold(), re.sub(r"[\W_]", "", member.id).casefold() or member.id


def _person(member: CrewMember) -> str:
    """The key of a member: two services may give out the same number."""
    return f"{member.role}{SEPARATOR}{member.id}"
