"""A line that is there while something is wrong, or somebody has to be told something."""

from jru_tui.tui.widgets.drawn import Drawn
from jru_tui.tui.widgets.line import Line


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
        self._lasting, self._grave = text, grave
        self._settle()

    def say(self, text: str) -> None:
        """Say something in passing; empty takes it back."""
        self._passing = text
        self._settle()

    def draw(self, y: int, width: int) -> Line:
        """The sentence."""
        del y
        line = Line(width, "waiting").space()
        if self._passing:
            return line.add("▸ ", "accent").add(self._passing, "strong")
        sign, ink = ("○ ", "red-strong") if self._grave else ("▲ ", "amber-strong")
        return line.add(sign, ink).add(self._lasting, "red-strong" if self._grave else "amber")

    def _settle(self) -> None:
        self.display = bool(self._passing or self._lasting)
        self.redraw()
