"""The note that was wrong: it stays readable, struck through, with who struck it and when."""

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from jru_tui.board import Call, LogEntry
from jru_tui.tui.commands.context import Context, strikes
from jru_tui.tui.dialogs.dialog import Dialog
from jru_tui.tui.phrases import hms
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint


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
        return self.asked.selected or self.call_of(self.asked.focused)

    def heading(self) -> Content:
        """Return the subject of the notes."""
        subject = self.asked.selected or self.asked.focused
        return Content(f"Strike a note on {subject.name if subject else 'the log'} through")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the list."""
        return ("enter", "strike through"), ("↑↓ 1-9", "choose"), ("esc", "back")

    def body(self) -> ComposeResult:
        """The notes, with who wrote them."""
        yield Static("It stays in the log, struck through.", id="about")
        yield ChoiceList([self._line(line) for line, _ in self._strikes], cursor=self._cursor)

    def _line(self, line: LogEntry) -> Choice:
        who = "you" if line.source == "supervisor" else line.source
        text = line.text.removeprefix("note: ")
        if line.by:
            text = f"{text} ({line.by})"
        return Choice(
            line.id,
            ((hms(line.at, self.asked.board.rules), "dim"), (who, "accent"), (text, "text")),
        )

    @on(ChoiceList.Chosen)
    def _strike(self) -> None:
        self.answer(self._strikes[self.query_one(ChoiceList).cursor][1])
