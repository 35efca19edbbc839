"""The message line: a sentence about what is wrong."""

from typing import Literal

from rich.cells import cell_len

from jru_tui.tui.layout.line import ELLIPSIS, Line, cut, wrap
from jru_tui.tui.layout.part import Part

Tone = Literal["word", "warning", "grave", "alarm"]
_TONES: dict[Tone, tuple[str, str]] = {
    "word": ("▸ ", "strong"),
    "warning": ("▲ ", "amber"),
    "grave": ("! ", "red-strong"),
    "alarm": ("○ ", "red-strong"),
}
_MOST_LINES = 2


class MessagePart(Part):
    """A sentence. It takes no room while there is nothing to say, and two lines at most.

    Attributes:
        most_lines: the most lines that it may take.
    """

    def __init__(self) -> None:
        """Say nothing."""
        super().__init__()
        self.most_lines = _MOST_LINES
        self._said: tuple[str, Tone, str, str] = ("", "word", "", "")

    def say(self, text: str, tone: Tone = "word", more: str = "", hint: str = "") -> bool:
        """Say a sentence in place of the one before; empty says nothing.

        `more` is said at its end where it has to be cut: how to read the rest.

        Args:
            text: the sentence.
            tone: how grave it is.
            more: how to read the rest, where it is cut.
            hint: the key that answers it, where it takes no line of its own.

        Returns:
            Whether it is another.
        """
        before, self._said = self._said, (text, tone, more, hint)
        return before != self._said

    def lines_in(self, width: int) -> int:
        """Count the lines that the sentence takes in that width."""
        return len(self._wrapped(width))

    def draw(self, y: int) -> Line:
        """A line of the sentence."""
        _, tone, more, _ = self._said
        sign, ink = _TONES[tone]
        text = self._wrapped(self.width)
        line = Line(self.width, "waiting").space().add(sign if y == 0 else "  ", ink)
        line.add(text[y] if y < len(text) else "", ink)
        if y == self.most_lines - 1 and self._is_cut(text):
            line.to(self.width - cell_len(more) - 1).add(more, "strong")
        return line

    def _wrapped(self, width: int) -> list[str]:
        text, _, more, hint = self._said
        room = max(1, width - 4)
        lines = wrap(text, room, self.most_lines)
        if lines and hint and cell_len(f"{lines[-1]} · {hint}") <= room:
            lines[-1] += f" · {hint}"
        if self._is_cut(lines):
            lines[-1] = cut(lines[-1], max(1, width - 6 - cell_len(more)))
        return lines

    def _is_cut(self, lines: list[str]) -> bool:
        full = len(lines) == self.most_lines
        return bool(self._said[2]) and full and lines[-1].endswith(ELLIPSIS)
