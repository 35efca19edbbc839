"""The message line: a sentence about what is wrong."""

from typing import Literal

from rich.cells import cell_len
from textual.events import Resize

from jru_tui.tui.drawing.line_widget import LineWidget
from jru_tui.tui.layout.line import ELLIPSIS, Line, cut, wrap

Tone = Literal["word", "warning", "grave", "alarm"]
_TONES: dict[Tone, tuple[str, str]] = {
    "word": ("▸ ", "strong"),
    "warning": ("▲ ", "amber"),
    "grave": ("! ", "red-strong"),
    "alarm": ("○ ", "red-strong"),
}
_MOST_LINES = 2


class MessageLine(LineWidget):
    """A line for messages: empty without one, two lines at most."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._more = ""
        self._text = ""
        self._tone: Tone = "word"
        self._most_lines = _MOST_LINES
        self.display = False

    @property
    def lines(self) -> int:
        """Count of the lines that the sentence takes now."""
        return len(self._wrapped(self.size.width or self.app.size.width))

    @property
    def most_lines(self) -> int:
        """The most lines that a sentence may take."""
        return self._most_lines

    @most_lines.setter
    def most_lines(self, lines: int) -> None:
        if lines != self._most_lines:
            self._most_lines = lines
            self._settle()

    def say(self, text: str, tone: Tone = "word", more: str = "") -> None:
        """Say a sentence in place of the one before; empty says nothing.

        `more` is said at its end where it has to be cut: how to read the rest.

        Args:
            text: the sentence.
            tone: how grave it is.
            more: how to read the rest, where it is cut.
        """
        if (text, tone, more) != (self._text, self._tone, self._more):
            self._text, self._tone, self._more = text, tone, more
            self._settle()

    def draw(self, y: int, width: int) -> Line:
        """A line of the sentence."""
        sign, ink = _TONES[self._tone]
        text = self._wrapped(width)
        line = Line(width, "waiting").space().add(sign if y == 0 else "  ", ink)
        line.add(text[y] if y < len(text) else "", ink)
        if y == self._most_lines - 1 and self._is_cut(text):
            line.to(width - cell_len(self._more) - 1).add(self._more, "strong")
        return line

    def on_resize(self, _event: Resize) -> None:
        """A sentence that is too long for one line takes two."""
        self._settle()

    def _wrapped(self, width: int) -> list[str]:
        lines = wrap(self._text, max(1, width - 4), self._most_lines)
        if self._is_cut(lines):
            lines[-1] = cut(lines[-1], max(1, width - 6 - cell_len(self._more)))
        return lines

    def _is_cut(self, lines: list[str]) -> bool:
        full = len(lines) == self._most_lines
        return bool(self._more) and full and lines[-1].endswith(ELLIPSIS)

    def _settle(self) -> None:
        lines = self._wrapped(self.size.width or self.app.size.width)
        self.styles.height = len(lines)
        self.display = bool(lines)
        self.forget()
