"""The writer of the logs: what an event says that no view will tell any more, in words."""

from operator import attrgetter

from msgspec import structs

from jru_tui.board.call_commands import Assign
from jru_tui.board.commands import Command, Note, Strike
from jru_tui.board.events import (
    LOOKED,
    CommandAnswered,
    Commanded,
    Event,
    Exported,
    FeedChanged,
    Viewed,
)
from jru_tui.board.projection.command_history import GivenCommands
from jru_tui.board.projection.log import LogBook
from jru_tui.board.projection.log_lines import LogLines, change_words, kind_of, note_line
from jru_tui.board.projection.orders import calls_of, chosen_of, offered_words, vehicle_of
from jru_tui.board.projection.phrases import NOTE_LEAD, CommandPhrases, failure_words
from jru_tui.board.records import CallRecord
from jru_tui.board.views import EntryKind, LogEntry

_CHANGED = "changed by the feed"
_GONE = "no longer given by the feed"
_CHANGES = (
    ("grade", EntryKind.GRADED),
    ("category", EntryKind.GRADED),
    ("type", EntryKind.OTHER),
    ("place", EntryKind.OTHER),
)
_told = attrgetter("grade", "category", "type", "where.text")
"""What a record says of these."""


class LogWriter:
    """A writer of lines about reports, commands, refusals, looks and the feed.

    Args:
        book: the logs.
        lines: words what the records say.
        wording: words commands.
        commands: takes in every command.
    """

    def __init__(
        self, book: LogBook, lines: LogLines, wording: CommandPhrases, commands: GivenCommands
    ) -> None:
        self._book = book
        self._lines = lines
        self._wording = wording
        self._commands = commands
        self._gone_notes: dict[str, set[tuple[str, str]]] = {}

    def forget(self) -> None:
        """Let go of what is held ready for open calls."""
        self._gone_notes.clear()

    def write_report(
        self, event: Event, before: CallRecord | None, record: CallRecord, *, late: bool
    ) -> None:
        """Write down what a report changes that the newest view will not tell any more.

        Args:
            event: the event that brings it.
            before: the record before it; None for the first.
            record: the record as it is now.
            late: true if a newer record came first.
        """
        if late:
            self._book.write(LogEntry(event.at, "program", "", "late report kept", call=record.id))
            return
        if before is None:
            return
        for (subject, kind), old, new in zip(_CHANGES, _told(before), _told(record), strict=True):
            if old != new:
                text = change_words(subject, old, new)
                self._book.write(LogEntry(event.at, "feed", "", text, call=record.id, kind=kind))
        self._gone(event, before, record)
        if before.state == "closed" and record.state == "open":
            line = LogEntry(event.at, "feed", "", "reopened", call=record.id, stage="reopened")
            self._book.write(structs.replace(line, kind=EntryKind.REOPENED))

    def _gone(self, event: Event, before: CallRecord, record: CallRecord) -> None:
        """Write down the closing and the notes that a record does not tell of any more."""
        closing = self._lines.closing(before)
        if closing is not None and record.state == "open":
            self._book.write(closing)
        elif closing is not None and record.outcome != before.outcome:
            self._book.write(structs.replace(closing, struck=_CHANGED, struck_at=event.at))
        texts = {note.id: note.text for note in record.notes}
        own = self._book.posted.echoes(before.id, before.notes) if before.notes else ()
        for note in before.notes:
            if note.id in own or texts.get(note.id) == note.text:
                continue
            struck = _CHANGED if note.id in texts else _GONE
            line = structs.replace(note_line(record.id, note), struck=struck, struck_at=event.at)
            written = self._noted(record.id)
            if (line.id, line.full) not in written:
                written.add((line.id, line.full))
                self._book.write(line)
        if record.state == "closed":
            self._gone_notes.pop(record.id, None)

    def _noted(self, call_id: str) -> set[tuple[str, str]]:
        """The lines of a call by id and words, so that one that came back and went stands once.

        Held ready while the call is open: its log is not sought through for each note that goes.
        """
        if call_id not in self._gone_notes:
            lines = self._book.written_lines(call_id)
            self._gone_notes[call_id] = {(line.id, line.full) for line in lines}
        return self._gone_notes[call_id]

    def write_command(self, event: Event, command: Command) -> None:
        """Write down a command, in words, wherever it belongs."""
        self._commands.put(event.id, command)
        about = self._commands.about(command)
        line = LogEntry(
            event.at,
            "supervisor",
            event.by,
            self._wording.words(command) + self._offers(event),
            call=next(iter(calls_of(about)), None),
            vehicle=vehicle_of(about),
            id=event.id,
            kind=kind_of(command),
            lead=len(NOTE_LEAD) if type(command) is Note else 0,
        )
        self._book.posted.put(event, self._commands.effect_of(command))
        if type(command) is Strike:
            self._book.strike(command.call, command.note, line)
        self._book.write(line)

    def _offers(self, event: Event) -> str:
        """Say what was predicted of the vehicle that was sent, and who was offered first."""
        fact = event.fact
        if type(fact) is not Commanded or type(fact.command) is not Assign:
            return ""
        offers = fact.offers
        if not offers:
            return ""
        chosen = chosen_of(offers, fact.command.vehicle)
        first = offers[0]
        parts = [offered_words(chosen)] if chosen is not None else []
        if first is chosen:
            parts.append("first offer")
        else:
            name = self._wording.name(first.vehicle)
            parts.append(f"first offer {name}, {offered_words(first)}")
        return f" · {'; '.join(parts)}"

    def write_failure(self, event: Event, command: Command, answer: CommandAnswered) -> None:
        """Write down that a command came to nothing.

        Args:
            event: the event that brings it.
            command: the command that it concerns.
            answer: the answer of dispatch.
        """
        text = failure_words(self._wording.words(command), answer)
        about = self._commands.about(command)
        line = LogEntry(
            event.at,
            event.source,
            "",
            text,
            call=next(iter(calls_of(about)), None),
            vehicle=vehicle_of(about),
        )
        self._book.refuse(line, answer.command, unclear=answer.unclear)

    def write_access(self, event: Event) -> None:
        """Write down who opened a call in full, or took something out of the board."""
        match event.fact:
            case Viewed(call=call):
                line = LogEntry(event.at, "supervisor", event.by, "opened in full", call=call)
            case Exported(what=what, form=form, about=about):
                sentence = f"{what} of {about}" if about else what
                text = (
                    f"looked at the {what}" if form == LOOKED else f"exported {sentence} as {form}"
                )
                line = LogEntry(event.at, "supervisor", event.by, text)
            case _:
                return
        self._book.write(line)

    def write_listing(self, event: Event, subject: str, subject_id: str, *, again: bool) -> None:
        """Write down that the feed no longer lists something, or lists it again.

        Args:
            event: the event that brings it.
            subject: `call` or `vehicle`.
            subject_id: its id.
            again: true if it is listed again.
        """
        text = "listed again by the feed" if again else "no longer listed by the feed"
        line = LogEntry(event.at, "program", "", text)
        about = {"call": subject_id} if subject == "call" else {"vehicle": subject_id}
        self._book.write(structs.replace(line, **about))

    def feed_changed(self, event: Event) -> None:
        """Write down that the feed came or went."""
        assert isinstance(event.fact, FeedChanged)
        text = f"feed {event.fact.state}"
        if event.fact.reason:
            text += f": {event.fact.reason}"
        self._book.write(LogEntry(event.at, "program", "", text))
