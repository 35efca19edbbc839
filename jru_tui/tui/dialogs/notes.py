"""The dialogs of notes: one that writes a line into a log, one that strikes a line through."""

from collections.abc import Iterator
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input

from jru_tui.board import Call, LogEntry, Note, Vehicle
from jru_tui.tui.commands.context import Context, strikes
from jru_tui.tui.dialogs.dialog import Dialog, about, about_words
from jru_tui.tui.phrases import hms, is_named, log_author
from jru_tui.tui.widgets.boxes import TextBox
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint
from jru_tui.tui.widgets.word_flow import FlowItem


class NoteDialog(Dialog):
    """A dialog that asks for the words. Tab changes between a call and a vehicle in view."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "other_subject", "About", show=False)]

    def __init__(self, context: Context) -> None:
        """Write about the selected call first, else about the vehicle in focus."""
        super().__init__(context)
        self._subjects: list[Call | Vehicle] = [
            subject for subject in (context.selected, context.focused) if subject is not None
        ]

    @property
    def call_concerned(self) -> Call | None:
        """The call that the note is about, or that its vehicle is on."""
        subject = self._subjects[0]
        if isinstance(subject, Call):
            return self.context.board.calls.get(subject.id) or subject
        return self.call_of(subject)

    def heading(self) -> Content:
        """Return the subject of the note."""
        return Content(f"Note on {_named(self._subjects[0])}")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the line."""
        if len(self._subjects) > 1:
            other = ("tab", f"on {_named(self._subjects[1])} instead")
            return ("enter", "write it"), other, ("esc", "back")
        return ("enter", "write it"), ("esc", "back")

    def body(self) -> Iterator[FlowItem]:
        """Compose what it is about, and the line."""
        yield about_words(self._about())
        yield TextBox(max_length=500, placeholder="stays in the log; undo strikes it through")

    def _about(self) -> Content:
        subject = self._subjects[0]
        if isinstance(subject, Call):
            return about(subject, self.context)
        status = self.context.board.rules.status(subject.status)
        return Content.assemble((subject.name, "bold"), f"  {status.glyph} {status.label}")

    def action_other_subject(self) -> None:
        """Write about the other one."""
        self._subjects.reverse()
        self.query_one("#frame").border_title = self.heading()
        self.words("about").update(self._about())
        self.show_tags()
        self.show_hints()

    @on(Input.Submitted)
    def _write(self, event: Input.Submitted) -> None:
        text = self.typed(event)
        subject = self._subjects[0]
        if not text:
            self.refuse("a note needs words")
        elif isinstance(subject, Call):
            self.answer(Note(text, call=subject.id))
        else:
            self.answer(Note(text, vehicle=subject.id))


def _named(subject: Call | Vehicle) -> str:
    return subject.name


class StrikeDialog(Dialog):
    """A dialog that asks which note of the call or vehicle; the newest stands first."""

    def __init__(self, context: Context, note: str = "") -> None:
        """Ask about the notes that can be struck; the one of that id is chosen already."""
        super().__init__(context)
        self._strikes = strikes(context)
        ids = [line.id for line, _ in self._strikes]
        self._cursor = ids.index(note) if note in ids else 0

    @property
    def call_concerned(self) -> Call | None:
        """The call whose notes they are, or that the vehicle is on."""
        return self.context.selected or self.call_of(self.context.focused)

    def heading(self) -> Content:
        """Return the subject of the notes."""
        subject = self.context.selected or self.context.focused
        return Content(f"Strike through a note on {subject.name if subject else 'the log'}")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the list."""
        return ("enter", "strike through"), ("↑↓ 1-9", "choose"), ("esc", "back")

    def body(self) -> Iterator[FlowItem]:
        """The notes, with who wrote them."""
        yield about_words("It stays in the log, struck through.")
        yield ChoiceList([self._line(line) for line, _ in self._strikes], cursor=self._cursor)

    def _line(self, line: LogEntry) -> Choice:
        own_name = self.context.own_name
        author, _ = log_author(line, own_name)
        text = line.own_words
        if line.by and not is_named(line, own_name):
            text = f"{text} ({line.by})"
        return Choice(
            line.id,
            ((hms(line.at, self.context.board.rules), "dim"), (author, "accent"), (text, "text")),
        )

    @on(ChoiceList.Chosen)
    def _strike(self) -> None:
        self.answer(self._strikes[self.query_one(ChoiceList).cursor][1])
