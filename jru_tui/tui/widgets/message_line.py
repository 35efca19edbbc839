"""The message line, as a widget."""

from textual.events import Resize

from jru_tui.tui.drawing.part_widget import PartWidget
from jru_tui.tui.layout.message import MessagePart, Tone


class MessageLine(PartWidget[MessagePart]):
    """A line for messages: empty without one, two lines at most."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(MessagePart(), id=id)
        self.display = False

    @property
    def lines(self) -> int:
        """Count of the lines that the sentence takes now."""
        return self.part.lines_in(self.size.width or self.app.size.width)

    def limit(self, lines: int) -> None:
        """Let a sentence take so many lines at most."""
        if lines != self.part.most_lines:
            self.part.most_lines = lines
            self._settle()

    def say(self, text: str, tone: Tone = "word", more: str = "", hint: str = "") -> None:
        """Say a sentence in place of the one before; empty says nothing.

        Args:
            text: the sentence.
            tone: how grave it is.
            more: how to read the rest, where it is cut.
            hint: the key that answers it, where it takes no line of its own.
        """
        if self.part.say(text, tone, more, hint):
            self._settle()

    def on_resize(self, _event: Resize) -> None:
        """A sentence that is too long for one line takes two."""
        self._settle()

    def _settle(self) -> None:
        lines = self.lines
        self.styles.height = lines
        self.display = bool(lines)
        self.forget()
