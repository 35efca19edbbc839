"""A line for the log of a call or of a vehicle."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, Static

from jru_tui.board import Call, Note, Vehicle
from jru_tui.tui.commands.context import Context
from jru_tui.tui.dialogs.dialog import Dialog, TextBox, about
from jru_tui.tui.widgets.hint_bar import Hint


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
            return self.asked.board.calls.get(subject.id) or subject
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

    def body(self) -> ComposeResult:
        """Compose what it is about, and the line."""
        yield Static(self._about(), id="about")
        yield TextBox(max_length=500, placeholder="stays in the log; undo strikes it through")

    def _about(self) -> Content:
        subject = self._subjects[0]
        if isinstance(subject, Call):
            return about(subject, self.asked)
        status = self.asked.board.rules.status(subject.status)
        return Content.assemble((subject.name, "bold"), f"  {status.glyph} {status.label}")

    def action_other_subject(self) -> None:
        """Write about the other one."""
        self._subjects.reverse()
        self.query_one("#frame").border_title = self.heading()
        self.query_one("#about", Static).update(self._about())
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
