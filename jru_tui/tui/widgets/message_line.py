"""A sentence that is there while something is wrong, or somebody has to be told something."""

from textual.events import Resize

from jru_tui.tui.widgets.drawn import Drawn
from jru_tui.tui.widgets.line import Line, wrap

_MOST_LINES = 2


class MessageLine(Drawn):
    """One sentence above the keys. It takes no room while there is nothing to say.

    A passing message goes with the next key; what is true of the feed stays as long as it is true.
    """

    def __init__(self) -> None:
        super().__init__()
        self._lasting = ""
        self._grave = False
        self._passing = ""
        self.display = False

    def last(self, text: str, *, grave: bool) -> None:
        """Say what stays true until it is said otherwise; empty: nothing is wrong."""
        if (text, grave) != (self._lasting, self._grave):
            self._lasting, self._grave = text, grave
            self._settle()

    def say(self, text: str) -> None:
        """Say something in passing; empty takes it back."""
        if text != self._passing:
            self._passing = text
            self._settle()

    def draw(self, y: int, width: int) -> Line:
        """A line of the sentence."""
        sign, ink = ("▸ ", "strong") if self._passing else ("▲ ", "amber")
        if self._grave and not self._passing:
            sign, ink = "○ ", "red-strong"
        text = self._wrapped(width)
        line = Line(width, "waiting").space().add(sign if y == 0 else "  ", ink)
        return line.add(text[y] if y < len(text) else "", ink)

    def on_resize(self, event: Resize) -> None:
        """A sentence that is too long for one line takes two."""
        super().on_resize(event)
        self._settle()

    def _wrapped(self, width: int) -> list[str]:
        return wrap(self._passing or self._lasting, max(1, width - 4), _MOST_LINES)

    def _settle(self) -> None:
        lines = self._wrapped(self.size.width or self.app.size.width)
        self.styles.height = len(lines)
        self.display = bool(lines)
        self.forget()
