"""Duties of a crew member: when this one began, and the rest before it.

A member is on duty while aboard a vehicle that is on duty itself. Nothing is counted on the side:
crews and statuses are read from the board's histories, newest first, and no further back than the
answer lies, so that an old journal costs no more than a new one.

Rest is by the Working Time Regulations 1998, regulation 10: 11 hours in a row in each 24.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from jru_tui.board.board import Board
from jru_tui.board.records import CrewMember
from jru_tui.board.rules import OFF_DUTY
from jru_tui.board.views import Vehicle

_SAME_DUTY = timedelta(hours=3)
"""Who is back within this time has changed vehicles, or theirs was off the road for a while."""
_RECENTLY, _LONG_AGO = timedelta(days=1), timedelta(days=16)
"""A duty that ended before the first of these is looked for as far back as the second."""


class Duty(Struct, frozen=True):
    """A member's duty.

    Attributes:
        on_at: when it began; as far back as was looked.
        off_at: when it ended; None while it goes on.
    """

    on_at: datetime
    off_at: datetime | None = None


class RestBefore(Struct, frozen=True):
    """A member's duty now, and the rest before it.

    Attributes:
        member: who.
        on_at: when this duty began.
        last_off_at: when the one before ended; None where the journal knows of none in 16 days.
    """

    member: CrewMember
    on_at: datetime
    last_off_at: datetime | None

    @property
    def rest(self) -> timedelta | None:
        """The time between the two duties; None where there is only one."""
        return None if self.last_off_at is None else self.on_at - self.last_off_at


def rest_before(board: Board, member: CrewMember, now: datetime) -> RestBefore | None:
    """Find a member's present duty and the end of the one before; None for who is not on duty.

    Args:
        board: the board as it stands.
        member: of a crew, by role and number.
        now: the present moment, UTC.
    """
    duties: Sequence[Duty] = ()
    for back in (_RECENTLY, _LONG_AGO):
        duties = duties_since(board, member, now - back, now)
        if len(duties) > 1:
            break
    if not duties or duties[-1].off_at is not None:
        return None
    before = duties[-2].off_at if len(duties) > 1 else None
    return RestBefore(member, duties[-1].on_at, before)


def short_rests(board: Board, vehicle: Vehicle, now: datetime) -> Iterator[RestBefore]:
    """Yield the members of a crew whose rest before this duty was shorter than it should be.

    Args:
        board: the board as it stands.
        vehicle: theirs.
        now: the present moment, UTC.
    """
    least = timedelta(hours=board.rules.checks.rest_hours)
    if not least or vehicle.status in OFF_DUTY:
        return
    for member in vehicle.crew:
        duties = duties_since(board, member, now - _RECENTLY, now)
        if len(duties) < 2 or duties[-1].off_at is not None:  # noqa: PLR2004 - one before this one
            continue
        found = RestBefore(member, duties[-1].on_at, duties[-2].off_at)
        if found.rest is not None and found.rest < least:
            yield found


def duties_since(
    board: Board, member: CrewMember, since: datetime, now: datetime
) -> Sequence[Duty]:
    """List a member's duties from a moment on, oldest first.

    Args:
        board: the board as it stands.
        member: of a crew, by role and number.
        since: the first moment, UTC.
        now: the present moment, UTC.
    """
    spells = sorted(
        (
            spell
            for vehicle in board.store.aboard.vehicles(member)
            for spell in _spells(board, vehicle, member, since, now)
        ),
        key=lambda spell: spell.on_at,
    )
    duties: list[Duty] = []
    for spell in spells:
        last = duties[-1] if duties else None
        if last is None or (last.off_at is not None and spell.on_at - last.off_at > _SAME_DUTY):
            duties.append(spell)
        elif last.off_at is not None:
            off_at = None if spell.off_at is None else max(last.off_at, spell.off_at)
            duties[-1] = Duty(last.on_at, off_at)
    return duties


def _spells(
    board: Board, vehicle: str, member: CrewMember, since: datetime, now: datetime
) -> Iterator[Duty]:
    """Yield the times for which a member was aboard a vehicle that was on duty, oldest first."""
    state = board.store.vehicles.get(vehicle)
    if state is None:
        return
    on_duty = [*_on_duty(board, vehicle, since, now)]
    for start, end in _aboard(board, vehicle, member, since):
        for begun, ended in on_duty:
            on_at = max(start, begun)
            off_at = min((at for at in (end, ended) if at is not None), default=None)
            if on_at <= now and (off_at is None or off_at > on_at):
                yield Duty(on_at, off_at)


Period = tuple[datetime, datetime | None]


def _aboard(board: Board, vehicle: str, member: CrewMember, since: datetime) -> Iterator[Period]:
    steps = board.store.vehicles[vehicle].crews.recent(since)
    wanted = (member.role, member.id)
    return _periods(
        (step.at, any((one.role, one.id) == wanted for one in step.crew)) for step in steps
    )


def _on_duty(board: Board, vehicle: str, since: datetime, now: datetime) -> Iterator[Period]:
    presses = board.store.timelines[vehicle].recent(since)
    return _periods(
        (press.at, press.status not in OFF_DUTY) for press in presses if press.at <= now
    )


def _periods(steps: Iterable[tuple[datetime, bool]]) -> Iterator[Period]:
    """Join times at which somebody was on, or off, to the periods on; None ends one that lasts."""
    begun: datetime | None = None
    for at, on in steps:
        if on and begun is None:
            begun = at
        elif not on and begun is not None:
            yield begun, at
            begun = None
    if begun is not None:
        yield begun, None
