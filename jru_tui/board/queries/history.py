"""Queries about what has happened: logs, statuses, crews, tallies."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta
from operator import attrgetter

from msgspec import structs

from jru_tui.board.call_views import Response
from jru_tui.board.projection.board_snapshot import BoardSnapshot, Views
from jru_tui.board.projection.orders import Order, sendings
from jru_tui.board.projection.shift_index import CONCERNED, LISTED
from jru_tui.board.projection.state import BoardState
from jru_tui.board.projection.vehicles.crews import crew_spells
from jru_tui.board.projection.vehicles.status_history import vehicle_spans
from jru_tui.board.records import CrewMember
from jru_tui.board.shifts import Period, Shift, shift_at, shift_on
from jru_tui.board.views import CrewPeriod, LogEntry, StatusSpan, Tally, Vehicle


class HistoryQueries(BoardState):
    """Queries about the past of a board."""

    def log(
        self,
        *,
        call: str | None = None,
        vehicle: str | None = None,
        since: datetime | None = None,
    ) -> Sequence[LogEntry]:
        """The log of one call or of one vehicle, oldest first; of the feed without either.

        Args:
            call: the id of a call.
            vehicle: the id of a vehicle, where no call is given.
            since: the moment, UTC, at which the log of a vehicle or of the feed begins.
        """
        if call is not None:
            return self.log_book.of_call(call)
        if vehicle is not None:
            return self.log_book.of_vehicle(vehicle, since)
        return self.log_book.of_feed(since)

    def full_log(self, call: str) -> Sequence[LogEntry]:
        """Return the log of a call with those of the calls that were merged into it, by name."""
        lines = self.log_book.of_call(call)
        view = self.calls.get(call)
        merged = view.merged if view is not None else ()
        if not merged:
            return lines
        others = [
            _of_merged(line, f"{self.call_names.name(other)}: ")
            for other in merged
            for line in self.log_book.of_call(other)
        ]
        return sorted((*others, *lines), key=lambda line: line.at)

    def last_of_feed(self) -> LogEntry | None:
        """The newest line of the log that is about neither a call nor a vehicle."""
        return self.log_book.last_of_feed()

    def shift_log(self, shift: Shift) -> Sequence[LogEntry]:
        """List everything that happened in a shift, oldest first."""
        return self.log_book.of_shift(shift)

    def refusals(self) -> Sequence[LogEntry]:
        """List the commands that the dispatch system refused, in words, oldest first."""
        return self.log_book.refusals

    def spans(self, vehicle: str, start: datetime, end: datetime) -> tuple[StatusSpan, ...]:
        """The statuses that a vehicle was in between two moments, in order.

        Args:
            vehicle: the vehicle that it concerns.
            start: the first moment, UTC.
            end: the last moment, UTC.
        """
        ids = [*self.store.vehicle_calls.since(vehicle, start)]
        free: datetime | None = None
        for ended_at, call_id in self.store.vehicle_calls.before(vehicle, start):
            # What it was cleared from last before that moment is what it was free from then.
            if free is not None and ended_at < free:
                break
            ids.append(call_id)
            for _, way in self._ways(vehicle, (call_id,)):
                if way.clear_at is not None and (free is None or way.clear_at > free):
                    free = way.clear_at
        return vehicle_spans(
            self.store.timelines.get(vehicle), self._ways(vehicle, ids), start, end
        )

    def _ways(self, vehicle: str, calls: Iterable[str]) -> Iterator[tuple[str, Response]]:
        """A vehicle's ways to these calls, each with the call's id."""
        for call_id in calls:
            call = self.call_views.get(call_id)
            for response in call.responses if call is not None else ():
                if response.vehicle == vehicle:
                    yield call_id, response

    def crew_spells(
        self, vehicle: str, since: datetime | None = None, until: datetime | None = None
    ) -> tuple[CrewPeriod, ...]:
        """List who was on a vehicle, in the order of logging on.

        Args:
            vehicle: its id.
            since: only those from that moment on, UTC; None for all.
            until: a moment, UTC, behind which nothing is looked at: who was on then has no end.
        """
        entry = self.store.vehicles.get(vehicle)
        return crew_spells(entry.crews, since, until) if entry else ()

    def elsewhere(self, vehicle: Vehicle) -> tuple[tuple[CrewMember, tuple[str, ...]], ...]:
        """Find those of a vehicle's crew who are on another one as well, with the ids of these."""
        return self.aboard.elsewhere(vehicle, self.vehicle_views)

    def past_shifts(self, first: date | None = None, last: date | None = None) -> Sequence[Shift]:
        """Every shift in which a call was opened, reached or closed, oldest first.

        Args:
            first: only those that start on that day or later; None for all.
            last: only those that start on that day or earlier; None for all.
        """
        hours = self.rules.hours
        since = before = None
        if first is not None and first.year > MINYEAR:  # no time of day is before the calendar
            since = shift_on(hours, first).starts_at
        if last is not None and last.year < MAXYEAR:
            before = shift_on(hours, last + timedelta(days=1)).starts_at
        return [shift_at(hours, start) for start in self.shift_index.starts(since, before)]

    def shifts_backwards(self) -> Iterator[Shift]:
        """Give the same shifts, the newest first, each read as it is asked for."""
        hours = self.rules.hours
        return (shift_at(hours, start) for start in self.shift_index.starts_backwards())

    def tally(self, shift: Shift, vehicle: str | None = None) -> Tally:
        """Return what was attended and saved in a shift, by one vehicle or by the unit."""
        return self.tallies.shift(shift, vehicle)

    def period_tally(self, period: Period, vehicle: str | None = None) -> Tally:
        """Return what was attended and saved in a weekend, by one vehicle or by the unit."""
        return self.tallies.period(period, vehicle)

    def total(self, vehicle: str | None = None) -> Tally:
        """Return what was attended and saved in all that the journal holds."""
        return self.tallies.total(vehicle)

    def snapshot(self, shifts: Iterable[Shift] | None = None) -> BoardSnapshot:
        """The board as it stands now, to be counted while it goes on.

        With `shifts` it holds the calls that concern these, and those that are open.
        """
        parts = self.snapshot_in_parts(shifts)
        while True:
            try:
                next(parts)
            except StopIteration as done:
                snapshot: BoardSnapshot = done.value
                return snapshot

    def snapshot_in_parts(
        self, shifts: Iterable[Shift] | None = None
    ) -> Generator[None, None, BoardSnapshot]:
        """The same, with a pause after some of what has to be read from the archive.

        What is in memory, and so may change meanwhile, is as it stands at the end.
        """
        ids: set[str] = set()
        orders: list[Order] = []
        for shift in self.past_shifts() if shifts is None else shifts:
            how = LISTED if shifts is None else CONCERNED
            new = {*self.shift_index.calls(shift.starts_at, how)} - ids
            ids |= {call_id for call_id in new if call_id in self.call_views}
            for call_id in new - self.call_views.keys():
                orders += self.store.orders_about(call_id)
            yield
        recent = dict(self.call_views)
        ids |= {call.id for call in self.call_lists.open}
        for call_id in ids & recent.keys():
            orders += self.store.orders_about(call_id)
        return BoardSnapshot(
            self.rules,
            Views(sorted(ids), recent, self.call_views.peek),
            self.vehicle_views.copy(),
            frozenset(self.ours),
            sendings(sorted({order.id: order for order in orders}.values(), key=_number)),
        )


_number = attrgetter("number")


def _of_merged(line: LogEntry, name: str) -> LogEntry:
    """An entry of a call that was merged, with the name of that call before it."""
    return structs.replace(
        line,
        text=f"{name}{line.text}",
        whole=f"{name}{line.whole}" if line.whole else "",
        lead=len(name) + line.lead,
    )
