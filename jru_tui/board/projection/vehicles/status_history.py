"""The history of one vehicle in the order of its own time: presses, bookings, and their spans."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice, pairwise, takewhile
from operator import attrgetter, itemgetter

from msgspec import Struct

from jru_tui.board.archived_history import History, day_of
from jru_tui.board.call_views import End, Response
from jru_tui.board.projection.calls.response_times import FactSource, StepFact
from jru_tui.board.rules import EMERGENCY, OFF_CALLS, OFF_DUTY, STAGES
from jru_tui.board.storage import END_OF_TIME, Storage
from jru_tui.board.views import StatusSpan

_TELLS_THE_STAGE = frozenset((*STAGES, *OFF_CALLS))
_SUPERVISOR = FactSource.SUPERVISOR
_MAY_BE_ANYWHERE = frozenset((*STAGES, EMERGENCY))


class Press(Struct, frozen=True, array_like=True):
    """A press: a vehicle came into a status.

    Attributes:
        at: when, by its crew's or the supervisor's own time.
        source: whose word it is; of two at one moment the supervisor's comes last.
        sequence: a number that grows with each event; of two at one moment the later one counts.
        call: the call that it was on from then, empty for none.
        order: the id of the command that booked it, empty for what a crew pressed.
    """

    at: datetime
    source: FactSource
    sequence: int
    status: str
    call: str = ""
    order: str = ""


def newest_if(
    backwards: Iterable[Press], without: Collection[str], added: Iterable[Press]
) -> Press | None:
    """Return the press that would be the newest without some orders, and with other presses.

    Args:
        backwards: the presses of a vehicle, the newest first.
        without: the ids of the orders.
        added: the other presses.
    """
    left = next((press for press in backwards if press.order not in without), None)
    return max((*added, *([left] if left is not None else [])), key=_place, default=None)


class StatusHistory:
    """The statuses of one vehicle in order of time, each kept once."""

    __slots__ = ("_presses",)

    def __init__(self, storage: Storage, vehicle: str) -> None:
        self._presses: History[Press] = storage.history(
            "press", vehicle, Press, key=_place, day=day_of
        )

    def add(self, press: Press) -> None:
        """Put a press in its place; a late one does not move the newer ones.

        Of two that are told for one moment the one that was told last counts, also where it is
        told again: a crew that was free, at its meal and free again within a minute is free.
        """
        items = self._presses.items
        if items and items[-1].at < press.at:
            self._presses.append(press)
        else:
            self._put(press)

    def _put(self, press: Press) -> None:
        """Put a press in its place that is not behind all others in memory."""
        identity, there = _identity(press), self.at(press.at)
        if there and _identity(there[-1]) == identity:
            return
        self._take_out(
            lambda other: other.at == press.at and _identity(other) == identity, press.at
        )
        self._presses.add(press)

    def remove(self, press: Press) -> None:
        """Take out what a crew pressed, whenever it was heard: it was counted from a wrong time."""
        identity = _identity(press)
        self._take_out(
            lambda other: other.at == press.at and _identity(other) == identity, press.at
        )

    def drop(self, order: str, at: datetime) -> None:
        """Take out what a command had booked at that moment: it was undone or withdrawn."""
        self._take_out(lambda press: press.order == order, at)

    def presses(self) -> Sequence[Press]:
        """List every press, oldest first."""
        return self._presses.all()

    def backwards(self) -> Iterator[Press]:
        """List everything, newest first."""
        return self._presses.backwards()

    def since(self, moment: datetime) -> Iterator[Press]:
        """Yield all presses from that moment on, oldest first."""
        for index in range(self._from(moment), len(self._presses.items)):
            yield self._presses.items[index]

    def began_at(self, press: Press) -> datetime:
        """Find when the vehicle came into the status that a press repeats, or came into by it."""
        same = takewhile(
            lambda other: other.at >= press.at or other.status == press.status,
            self._presses.backwards(),
        )
        return min((same_press.at for same_press in same), default=press.at)

    def recent(self, since: datetime) -> Sequence[Press]:
        """List the presses of that day and later, read from the archive for this once.

        Where there is none, or none so old, the newest that is older comes first.
        """
        return self._presses.recent(since)

    def between(self, start: datetime, end: datetime = END_OF_TIME) -> Sequence[Press]:
        """The last press before `start`, if there is one, and all from then on before `end`."""
        if self._presses.is_past(end.toordinal()):
            # Of a past shift: what came since then stays where it is.
            found = self._presses.between(start.toordinal(), end.toordinal())
            chosen = [press for press in found if start <= press.at < end]
            return [*islice(self._earlier(start), 1), *chosen]
        first = self._presses.index_from((start,), start.toordinal())
        items = self._presses.items
        before = items[first - 1 : first] if first else [*islice(self._earlier(start), 1)]
        return [*before, *takewhile(lambda press: press.at < end, self.since(start))]

    def at(self, moment: datetime) -> Sequence[Press]:
        """The presses of that very moment, the one that counts last."""
        return [*takewhile(lambda press: press.at == moment, self.since(moment))]

    def rivals(self) -> tuple[str, ...]:
        """Other statuses that the crew is told to have pressed at the moment of the newest one."""
        newest = self.newest()
        if newest is None or newest.source is FactSource.SUPERVISOR:
            return ()
        statuses = (press.status for press in self.at(newest.at))
        return tuple(dict.fromkeys(status for status in statuses if status != newest.status))

    def changed_from(self) -> int | None:
        """The first day whose presses have changed since the last checkpoint, as an ordinal."""
        return self._presses.changed_from()

    def status_at(self, moment: datetime) -> str:
        """The status that held just before that moment; empty where none was pressed by then."""
        before = next(self._earlier(moment), None)
        return before.status if before is not None else ""

    def newest(self) -> Press | None:
        """The newest press; of two at one moment, the supervisor's."""
        return self._presses.last()

    def before(self, number: int) -> Press | None:
        """The newest press of those that were known before the event of that number."""
        known = (press for press in self._presses.backwards() if press.sequence < number)
        return next(known, None)

    def steps(
        self, call: str, opened_at: datetime, over_at: datetime = END_OF_TIME
    ) -> list[StepFact]:
        """List the stages of this vehicle's response to one call that its presses tell.

        Args:
            call: the call's id.
            opened_at: when it was opened.
            over_at: when the call was closed and all that others tell of its way there is over:
                that ends it. Where its crew presses the call no more from then on, the ends that
                it presses later are left out; there may be a night of them.
        """
        presses = self._presses.items[self._from(opened_at) :]
        over = bisect_left(presses, over_at, key=_at)
        if all(press.call != call for press in islice(presses, over, None)):
            del presses[bisect_right(presses, over_at, over, key=_at) :]
        facts: list[StepFact] = []
        elsewhere: list[Press] = []
        back = False
        for press in presses:
            if press.call == call:
                fact = _stage(press)
                if fact is not None:
                    # What it pressed elsewhere in the same moment was before it was sent here.
                    facts += (_end(other) for other in elsewhere if other.at < press.at)
                    facts.append(fact)
                    elsewhere.clear()
                    back = press.at >= over_at
            elif press.source is FactSource.INFERRED:
                continue
            elif press.call or press.status not in _MAY_BE_ANYWHERE:
                # A stage or an emergency that names no call tells nothing about this one.
                elsewhere.append(press)
        return facts + [_end(press) for press in elsewhere if back or press.at <= over_at]

    def _take_out(self, condition: Callable[[Press], bool], since: datetime) -> None:
        """Remove those of the presses from a moment on that `condition` says."""
        first = self._from(since)
        for index in range(len(self._presses.items) - 1, first - 1, -1):
            if condition(self._presses.items[index]):
                self._presses.take_out(index)

    def _from(self, moment: datetime) -> int:
        return self._presses.index_from((moment,), moment.toordinal())

    def _earlier(self, moment: datetime) -> Iterator[Press]:
        """The presses before a moment, the newest first."""
        return self._presses.earlier((moment,), moment.toordinal())


def _stage(press: Press) -> StepFact | None:
    """The stage that a press on a call tells; None where it tells of none."""
    if press.status not in _TELLS_THE_STAGE:
        # Committed, or a word that no table names: at what stage is not said.
        return StepFact(press.at, "on", press.source)
    if press.source is FactSource.INFERRED or press.status not in STAGES:
        return None
    return StepFact(press.at, press.status, press.source)


def _end(press: Press) -> StepFact:
    """The end of a way to a call, by a press that names none or another one."""
    off_duty = press.status in OFF_DUTY
    end: End = "sent_on" if press.call else "off_duty" if off_duty else "clear"
    return StepFact(press.at, "clear", press.source, end=end, next_call=press.call)


def _identity(press: Press) -> tuple[FactSource, str, str, str]:
    """Return the sort key of a press by its content, whenever it was received."""
    return press.source, press.status, press.call, press.order


def _place(press: Press) -> tuple[datetime, bool, int]:
    return press.at, press.source is _SUPERVISOR, press.sequence


_SAME_MOMENT = timedelta(minutes=2)
"""A crew that clears a call and presses its next status does both within this time."""

Turn = tuple[datetime, str, str | None]
"""From when on, in which status, on which call."""

_at = attrgetter("at")
_when = itemgetter(0)


def vehicle_spans(
    timeline: StatusHistory | None,
    legs: Iterable[tuple[str, Response]],
    start: datetime,
    end: datetime,
) -> tuple[StatusSpan, ...]:
    """The statuses between `start` and `end`, in order, without gaps once the first is known.

    What crews pressed and the stages of their calls tell the same story; where the board started
    in mid-shift only the calls tell it.

    Args:
        timeline: the vehicle's presses; None where there are none.
        legs: its responses, each with the id of its call.
        start: the first moment, UTC.
        end: the last moment, UTC.
    """
    ways = [*legs]
    freed = [leg.clear_at for _, leg in ways if leg.clear_at is not None]
    first = min(start, max((at for at in freed if at < start), default=start)) - _SAME_MOMENT
    presses = timeline.between(first, end + _SAME_MOMENT) if timeline else ()
    turns = [*_pressed(presses, start), *_turns_of(ways, presses, start)]
    turns.sort(key=_when)
    return tuple(_cut(turns, start, end))


def _cut(turns: Sequence[Turn], start: datetime, end: datetime) -> Iterator[StatusSpan]:
    """The turns as spans; two that follow one another with the same status are one."""
    status, call, since = "", None, start
    for (at, this, on), (until, _, _) in pairwise([*turns, (end, "", None)]):
        if until <= start or at >= end or until <= at:
            continue
        if status and (this, on) != (status, call):
            yield StatusSpan(status, since, at, call)
        if (this, on) != (status, call):
            status, call, since = this, on, max(at, start)
    if status:
        yield StatusSpan(status, since, None, call)


def _pressed(presses: Sequence[Press], start: datetime) -> Iterator[Turn]:
    """Yield the presses since a start, and the last one before it."""
    first = max(0, bisect_left(presses, start, key=_at) - 1)
    for press in presses[first:]:
        yield press.at, press.status, press.call or None


def _turns_of(
    legs: Iterable[tuple[str, Response]], presses: Sequence[Press], start: datetime
) -> list[Turn]:
    """The stages since then, and when the vehicle last became free before."""
    turns: list[Turn] = []
    free: datetime | None = None
    for call, leg in legs:
        cleared = leg.clear_at
        if cleared is not None and cleared < start:
            free = cleared if free is None else max(free, cleared)
            continue
        for at, stage in (
            (leg.allocated_at, "allocated"),
            (leg.en_route_at, "en_route"),
            (leg.at_scene_at, "at_scene"),
        ):
            # What ended as it began was never so.
            if at is not None and (cleared is None or at < cleared):
                turns.append((at, stage, call))
        if cleared is not None and not _is_pressed(cleared, presses):
            turns.append((cleared, "available", None))
    if free is not None and not _is_pressed(free, presses):
        # First, so that what it was sent to at that very moment counts.
        turns.insert(0, (free, "available", None))
    return turns


def _is_pressed(cleared: datetime, presses: Sequence[Press]) -> bool:
    """Test whether the crew itself reported what it did once it was free."""
    after = bisect_left(presses, cleared - _SAME_MOMENT, key=_at)
    return after < len(presses) and presses[after].at <= cleared + _SAME_MOMENT
