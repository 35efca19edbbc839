"""The base of every widget that draws its own lines and repaints only the cells that changed."""

from collections.abc import Iterable

from textual.events import Resize
from textual.geometry import Region
from textual.strip import Strip
from textual.theme import Theme
from textual.widget import Widget

from jru_tui.tui.widgets.inks import inks_for
from jru_tui.tui.widgets.line import Line, differences


class Drawn(Widget):
    """A widget made of lines.

    A subclass says in `draw` what is on a line. `redraw` draws lines again, compares them with what
    is on screen and asks the terminal for the difference only: one digit of a clock is one cell.
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._strips: dict[int, Strip] = {}
        self._drawn_width = 0

    def draw(self, y: int, width: int) -> Line:
        """The line at `y`, counted from the top of the widget's content."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Draw everything anew when the theme changes."""
        self.app.theme_changed_signal.subscribe(self, self._theme_changed)

    def _theme_changed(self, _theme: Theme) -> None:
        self.forget()

    def on_resize(self, _event: Resize) -> None:
        """Draw everything anew: what is on a line can depend on the height too."""
        self.forget()

    def forget(self) -> None:
        """Draw every line anew."""
        self._strips.clear()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line at `y`, from the cache unless it was never drawn at this width."""
        width = self.content_size.width
        if width != self._drawn_width:
            self._strips.clear()
            self._drawn_width = width
        strip = self._strips.get(y)
        if strip is None:
            strip = self._strips[y] = self._strip(y)
        return strip

    def redraw(self, lines: Iterable[int] | None = None) -> None:
        """Draw these lines again (all that are on screen when None); repaint what differs."""
        for y in list(self._strips) if lines is None else lines:
            old = self._strips.get(y)
            if old is None:
                continue
            new = self._strip(y)
            runs = differences(old, new)
            if runs:
                self._strips[y] = new
                self.refresh(*(Region(start, y, end - start, 1) for start, end in runs))

    def _strip(self, y: int) -> Strip:
        return self.draw(y, self._drawn_width).strip(inks_for(self.app.theme_variables))
