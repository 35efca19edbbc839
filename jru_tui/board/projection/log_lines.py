"""Log lines that follow from the records: openings, notes, stages, closings and statuses.

They stand once however often the feed repeats them, as nothing of them is written down.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import lru_cache

from jru_tui.board.call_commands import Reopen
from jru_tui.board.call_views import Call, Response, shown
from jru_tui.board.commands import Command, Note
from jru_tui.board.events import Source
from jru_tui.board.projection.phrases import CommandPhrases, emergency_over_words
from jru_tui.board.projection.store import BoardStore
from jru_tui.board.projection.vehicles.crews import crew_changes
from jru_tui.board.projection.vehicles.status_history import Press
from jru_tui.board.projection.vehicles.vehicle_state import VehicleState
from jru_tui.board.records import CallRecord, NoteRecord
from jru_tui.board.rules import EMERGENCY, STAGES, Rules
from jru_tui.board.shifts import Shift
from jru_tui.board.storage import END_OF_TIME
from jru_tui.board.views import AFTER_A_CALL, EntryKind, LogEntry


class LogLines:
    """A builder of log lines.

    Args:
        rules: the words for statuses and outcomes.
        store: what is known of calls and vehicles.
        wording: the names of vehicles.
    """

    def __init__(self, rules: Rules, store: BoardStore, wording: CommandPhrases) -> None:
        self._rules = rules
        self._store = store
        self._wording = wording

    def opening_lines(self, call: Call, without: Container[str]) -> Iterator[LogEntry]:
        """A call's opening and its notes, without the notes of these ids."""
        if not call.by_hand:
            yield LogEntry(
                call.opened_at, "feed", "", "call opened", call=call.id, kind=EntryKind.OPENED
            )
        yield from (note_line(call.id, note) for note in call.notes if note.id not in without)

    def closing_lines(self, call: Call) -> Iterator[LogEntry]:
        """A call's closing, and the emergencies of its vehicles."""
        record = self._store.call_record(call.id)
        closing = self.closing(record) if record is not None else None
        if closing is not None:
            yield closing
        yield from self._in_danger(call)

    def closing(self, record: CallRecord) -> LogEntry | None:
        """The closing that the feed tells of; None while it says that the call is open."""
        if record.state != "closed":
            return None
        text = f"closed, {self._rules.outcome_label(record.outcome)}"
        at = record.closed_at or record.as_of
        return LogEntry(at, "feed", "", text, call=record.id, stage="closed")

    def stages(
        self,
        call: str,
        response: Response,
        known: Container[datetime],
        booked: Mapping[datetime, str],
    ) -> Iterator[LogEntry]:
        """A vehicle's stages on a call, and how that ended.

        Args:
            call: its id.
            response: the vehicle's way.
            known: times at which the log of the call has a line of the supervisor's already.
            booked: when the supervisor booked something for the vehicle, and who did.
        """
        stages = [(stage, self._rules.status(stage).label) for stage in STAGES]
        ending = _ending(response, self._wording.call_name(response.next_call))
        for step, label in (*stages, ("clear", ending)):
            at = getattr(response, f"{step}_at")
            if at is not None and at not in known and label:
                text = f"{self._wording.name(response.vehicle)} {label}"
                source: Source = "supervisor" if at in booked else "feed"
                by = booked.get(at, "")
                yield LogEntry(
                    at, source, by, text, call=call, vehicle=response.vehicle, stage=step
                )

    def press_lines(
        self, vehicle: str, presses: Iterable[Press], *, stages: bool = True
    ) -> Iterator[LogEntry]:
        """Yield what a crew pressed.

        Args:
            vehicle: its id.
            presses: in the order of their time.
            stages: also those that the log of its call tells anyway.
        """
        before: Press | None = None
        for press in presses:
            over = before if before is not None and before.status == EMERGENCY else None
            danger = press.status == EMERGENCY or over is not None
            before = press
            is_stage = bool(press.call) and press.status in STAGES
            if not press.order and (danger or stages or not is_stage):
                label = self._rules.status(press.status).label
                if over is not None and press.status != EMERGENCY:
                    label = emergency_over_words(label)
                # A line about a call stands under the call: the vehicle is in its words.
                call = press.call or (over.call if over else "") or None
                text = f"{self._wording.name(vehicle)} {label}" if call else label
                yield LogEntry(
                    press.at, "feed", "", text, call=call, vehicle=vehicle, stage=press.status
                )

    def crew_lines(
        self,
        vehicle: str,
        entry: VehicleState,
        since: datetime | None,
        until: datetime | None = None,
    ) -> Iterator[LogEntry]:
        """Yield what the feed said of a vehicle's crew; with `since` at least all from then on.

        Args:
            vehicle: its id.
            entry: its state.
            since: a moment, UTC; None for everything.
            until: the moment that all of it is before; None for no such moment.
        """
        for at, changes in crew_changes(entry.crews, since, until):
            yield LogEntry(at, "feed", "", f"crew: {changes}", vehicle=vehicle)

    def _in_danger(self, call: Call) -> Iterator[LogEntry]:
        """The emergencies of its vehicles on a call, and when each was over."""
        end = END_OF_TIME
        if call.closed_at is not None:
            end = call.closed_at + AFTER_A_CALL + timedelta.resolution
        for vehicle in sorted(self._store.calls[call.id].vehicles):
            timeline = self._store.timelines.get(vehicle)
            history = timeline.between(call.opened_at, end) if timeline is not None else ()
            presses = [press for press in history if press.at >= call.opened_at]
            if any(press.status == EMERGENCY for press in presses):
                lines = self.press_lines(vehicle, presses, stages=False)
                yield from (line for line in lines if line.call == call.id)


def _ending(response: Response, next_call: str) -> str:
    """Say how a response ended; empty where the log of the call has a line for it.

    Nobody is said to be clear of a call of whom nobody said so.
    """
    match response.end:
        case "clear":
            return "clear"
        case "sent_on":
            return f"left for {next_call}"
        case "off_list":
            return "no longer on the call, according to the feed"
        case _:
            return ""


def _note_id(call_id: str, note_id: str) -> str:
    """The id of a note's entry among those of its call, and of no other; nobody takes it apart."""
    return f"{call_id}:{note_id}"


def note_line(call_id: str, note: NoteRecord) -> LogEntry:
    """A note as an entry; beside others a long one is cut, but no word of it leaves the log."""
    key = _note_id(call_id, note.id)
    text = shown(note.text)
    whole = "" if text == note.text else note.text
    return LogEntry(
        note.at, "feed", note.by, text, call=call_id, id=key, whole=whole, kind=EntryKind.NOTE
    )


_CHANGES = 512
"""Changes of fields whose words are held ready."""


def list_carried_over(shift: Shift, calls: Iterable[Call]) -> Iterator[LogEntry]:
    """Yield the entry of the calls of earlier shifts that were open when this one began."""
    carried = sorted(
        call.name
        for call in calls
        if call.opened_at < shift.starts_at
        and (call.closed_at is None or call.closed_at >= shift.starts_at)
    )
    if carried:
        text = f"open from before: {', '.join(carried)}"
        yield LogEntry(shift.starts_at, "program", "", text)


def kind_of(command: Command) -> EntryKind:
    """Return the kind of the entry that a command writes."""
    if type(command) is Note:
        return EntryKind.NOTE
    return EntryKind.REOPENED if type(command) is Reopen else EntryKind.OTHER


@lru_cache(maxsize=_CHANGES)
def change_words(subject: str, old: str, new: str) -> str:
    """Say what became of a field; a call that goes to and fro keeps the words once.

    Args:
        subject: the field, in words.
        old: its value before; empty for none.
        new: its value from now on; empty for none.
    """
    return f"{subject} {old or 'none'} → {new or 'none'}"
