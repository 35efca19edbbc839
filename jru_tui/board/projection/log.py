"""The logs: what the feed, the supervisor and the program said, in words, newest last.

Stages, notes and closing are read off a call's view, so that they stand once however often the
feed repeats them; only what a view does not hold is written down (see `log_writer`). A command that
was taken back stays in the log, marked undone; a note that was struck through says by whom and
when.
"""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from operator import attrgetter

from msgspec import structs

from jru_tui.board.archive import SEPARATOR
from jru_tui.board.archived_history import History, day_of
from jru_tui.board.call_views import Call, Response
from jru_tui.board.commands import Command
from jru_tui.board.projection.command_history import CommandHistory
from jru_tui.board.projection.log_lines import (
    LogLines,
    list_carried_over,
)
from jru_tui.board.projection.posted_notes import PostedNotes
from jru_tui.board.projection.shift_index import ShiftIndex
from jru_tui.board.projection.store import BoardStore
from jru_tui.board.shifts import Shift
from jru_tui.board.storage import Lookup, Shelf, Storage, about_its_key
from jru_tui.board.views import LogEntry

_REFUSED = "not accepted by dispatch"
_UNCLEAR = "not confirmed by dispatch"
_SETTLED = "settled for the feed"


class LogBook:
    """The logs of calls and vehicles, and the log of everything else.

    Attributes:
        refusals: what the dispatch system refused since the board was opened, oldest first; these
            lines stand in a log, too.
        posted: the notes that were posted to dispatch.

    Args:
        lines: words what the records say.
        calls: every call as it is shown, by id.
        open_calls: those that are open.
        store: what the feed and the supervisor said.
        commands: the commands that were given, by id.
        standing: the history of commands.
        shifts: the shifts by what happened in them.
        storage: holds the archive that older lines go to.
    """

    def __init__(
        self,
        lines: LogLines,
        *,
        calls: Lookup[Call],
        open_calls: Iterable[Call],
        store: BoardStore,
        commands: Lookup[Command],
        standing: CommandHistory,
        shifts: ShiftIndex,
        storage: Storage,
    ) -> None:
        self._lines = lines
        self._calls = calls
        self._open = open_calls
        self._store = store
        self._commands = commands
        self._standing = standing
        self._shifts = shifts
        self._storage = storage
        self._by_call: Shelf[list[LogEntry]] = storage.shelf(
            "call.line", list[LogEntry], about_its_key
        )
        self._by_vehicle: dict[str, History[LogEntry]] = {}
        self._general = self._history("")
        self._strikes: Shelf[list[LogEntry]] = storage.shelf("strike", list[LogEntry])
        self.posted = PostedNotes(storage, commands)
        self._unclear: Shelf[bool] = storage.shelf("unclear", bool)
        self.refusals: list[LogEntry] = []

    def write(self, line: LogEntry) -> None:
        """Add a line to the logs that it belongs to."""
        if line.call is not None:
            self._by_call.setdefault(line.call, []).append(line)
            self._shifts.written(line.call, line.at)
        if line.vehicle is not None:
            self.of(line.vehicle).add(line)
        if line.call is None and line.vehicle is None:
            self._general.add(line)

    def strike(self, call: str, note: str, line: LogEntry) -> None:
        """Strike a note through.

        Args:
            call: the call that it is on.
            note: its id.
            line: says who did it, and when.
        """
        self._strikes.setdefault(self._note_key(call, note), []).append(line)

    def refuse(self, line: LogEntry, command: str, *, unclear: bool) -> None:
        """Add the line that a command came to nothing.

        Args:
            line: says why.
            command: its id.
            unclear: whether it arrived is not known.
        """
        if unclear:
            self._unclear[command] = True
        self.refusals.append(line)
        self.write(line)

    def of_call(self, call_id: str) -> Sequence[LogEntry]:
        """List everything about one call, oldest first."""
        call = self._calls.get(call_id)
        if call is None:
            return ()
        lines = [*self._read_off(call)]
        known = {(line.at, line.id, line.full) for line in lines}
        # What is told again stands once: a note that came back, a closing.
        lines += [
            line
            for line in self.written_lines(call_id)
            if (line.at, line.id, line.full) not in known
        ]
        return sorted(map(self._marked, lines), key=lambda line: line.at)

    def written_lines(self, call_id: str) -> Sequence[LogEntry]:
        """The lines of a call that its view does not tell, as they were written."""
        return self._by_call.get(call_id, ())

    def of_vehicle(self, vehicle: str, since: datetime | None = None) -> Sequence[LogEntry]:
        """List all about one vehicle, oldest first; with `since` what happened from then on."""
        lines = _from(self.of(vehicle), since)
        entry = self._store.vehicles.get(vehicle)
        if entry is not None:
            timeline = entry.timeline
            presses = timeline.presses() if since is None else timeline.between(since)
            lines += self._lines.press_lines(vehicle, presses)
            lines += self._lines.crew_lines(vehicle, entry, since)
        if since is not None:
            lines = [line for line in lines if line.at >= since]
        return sorted(map(self._marked, lines), key=lambda line: line.at)

    def of_feed(self, since: datetime | None = None) -> Sequence[LogEntry]:
        """List when the feed came and went, shifts changed hands, and things were exported."""
        return [self._marked(line) for line in _from(self._general, since)]

    def last_of_feed(self) -> LogEntry | None:
        """The newest line that is about neither a call nor a vehicle."""
        line = self._general.last()
        return None if line is None else self._marked(line)

    def of(self, vehicle: str) -> History[LogEntry]:
        """The lines that are about a vehicle."""
        if vehicle not in self._by_vehicle:
            self._by_vehicle[vehicle] = self._history(vehicle)
        return self._by_vehicle[vehicle]

    def forget(self, hot: AbstractSet[str]) -> None:
        """Let the archive hold the lines of calls that are not hot."""
        self._by_call.keep_only(lambda call_id, _: call_id in hot)
        self._strikes.clear()
        self._unclear.clear()
        self.posted.forget(hot)

    def _history(self, vehicle: str) -> History[LogEntry]:
        history: History[LogEntry] = self._storage.history(
            "said", vehicle, LogEntry, key=_at, day=day_of
        )
        return history

    def of_shift(self, shift: Shift) -> Sequence[LogEntry]:
        """List everything of one shift, oldest first: calls, vehicles, and the rest."""
        first, last = shift.starts_at.toordinal(), shift.next_starts_at.toordinal()
        lines = [*map(self._marked, self._general.between(first, last))]
        calls = self._calls_of(shift)
        lines += list_carried_over(shift, calls)
        for call in calls:
            lines += self.of_call(call.id)
        for vehicle, entry in self._store.vehicles.items():
            # What is about a call as well stands in the call's own log.
            entries = [line for line in self.of(vehicle).between(first, last) if not line.call]
            lines += map(self._marked, entries)
            presses = entry.timeline.between(shift.starts_at, shift.next_starts_at)
            lines += self._lines.press_lines(vehicle, presses, stages=False)
            lines += self._lines.crew_lines(vehicle, entry, shift.starts_at, shift.next_starts_at)
        # An emergency on a call stands in the logs of both.
        lines = [line for line in dict.fromkeys(lines) if line.at in shift]
        return sorted(lines, key=lambda line: line.at)

    def _read_off(self, call: Call) -> Iterator[LogEntry]:
        """Yield what the views of a call and of its vehicles tell."""
        own = self.posted.echoes(call.id, call.notes)
        # What the supervisor booked has a line of its own already, if not always in this log.
        lines_read = _booked(self.written_lines(call.id))
        yield from self._lines.opening_lines(call, without=own)
        for response in call.responses:
            booked = _booked(_through(self.of(response.vehicle), call.opened_at, response))
            yield from self._lines.stages(call.id, response, lines_read, booked)
        yield from self._lines.closing_lines(call)

    def _calls_of(self, shift: Shift) -> list[Call]:
        """The calls that may have a line in a shift, and those that were open when it began."""
        ids = {*self._shifts.calls(shift.starts_at), *(call.id for call in self._open)}
        calls = [call for call_id in ids if (call := self._calls.get(call_id)) is not None]
        return sorted(calls, key=lambda call: (call.opened_at, call.id))

    def _marked(self, line: LogEntry) -> LogEntry:
        """A line as it stands now: taken back, struck through, or as it was."""
        if not line.id:
            return line
        if self._standing.is_taken_back(line.id):
            return self._taken_back(line)
        for strike in self._strikes.get(self._note_key(line.call or "", line.id), ()):
            if not self._standing.is_taken_back(strike.id):
                struck = f"struck by {strike.by or 'the supervisor'}"
                return structs.replace(line, struck=struck, struck_at=strike.at)
        return line

    def _note_key(self, call: str, note: str) -> str:
        """A note by its call and its id; one of the supervisor's by its id, wherever it stands."""
        return f"{'' if note in self._commands else call}{SEPARATOR}{note}"

    def _taken_back(self, line: LogEntry) -> LogEntry:
        """A command that does not stand, and who saw to that if it was not an undo."""
        if line.id in self._standing.turned_down:
            refused_at = self._standing.turned_down[line.id]
            reason = _UNCLEAR if line.id in self._unclear else _REFUSED
            return structs.replace(line, undone=True, struck=reason, struck_at=refused_at)
        if line.id in self._standing.settled_away:
            settled_at = self._standing.settled_away[line.id]
            return structs.replace(line, undone=True, struck=_SETTLED, struck_at=settled_at)
        return structs.replace(line, undone=True)


_at = attrgetter("at")


def _from(history: History[LogEntry], since: datetime | None) -> list[LogEntry]:
    """The lines of a history from that moment on; all of them without one."""
    if since is None:
        return [*history.all()]
    first = history.index_from(since, since.toordinal())
    return history.items[first:]


def _through(history: History[LogEntry], since: datetime, response: Response) -> Iterable[LogEntry]:
    """The lines of a history from a moment on, at least to the end of a response."""
    stages = (response.allocated_at, response.en_route_at, response.at_scene_at)
    over_at = max(at for at in (*stages, response.clear_at, since) if at is not None)
    first, last = since.toordinal(), over_at.toordinal()
    if not history.is_past(last):
        return _from(history, since)
    return (line for line in history.between(first, last) if line.at >= since)


def _booked(lines: Iterable[LogEntry]) -> dict[datetime, str]:
    """Map the times of the supervisor's bookings to who booked."""
    return {line.at: line.by for line in lines if line.source == "supervisor"}
