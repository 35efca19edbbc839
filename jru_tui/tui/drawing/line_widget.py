"""The base of every widget that draws its own lines and repaints only the cells that changed."""

from collections.abc import Iterable

from textual.geometry import Region, Size
from textual.strip import Strip
from textual.theme import Theme
from textual.widget import Widget

from jru_tui.tui.drawing.cells import differences
from jru_tui.tui.drawing.line import Line
from jru_tui.tui.drawing.styles import Inks, inks_for


class LineWidget(Widget):
    """A widget made of lines.

    A subclass says in `draw` what is on a line. `redraw` draws lines again, compares them with what
    is on screen and asks the terminal for the difference only: one digit of a clock is one cell.
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._strips: dict[int, Strip] = {}
        self._drawn_size = Size()
        self._inks: Inks | None = None

    def draw(self, y: int, width: int) -> Line:
        """The line at `y`, counted from the top of the widget's content.

        Raises:
            NotImplementedError: always; each widget has its own.
        """
        raise NotImplementedError

    def on_mount(self) -> None:
        """Draw everything anew when the theme changes."""
        self.app.theme_changed_signal.subscribe(self, self._theme_changed)

    def on_unmount(self) -> None:
        """Let go of the app, which would keep the widget and all that it shows for ever."""
        self.app.theme_changed_signal.unsubscribe(self)

    def _theme_changed(self, _theme: Theme) -> None:
        self._inks = None
        self.forget()

    def forget(self) -> None:
        """Draw every line anew."""
        self._strips.clear()
        self.refresh()

    def resized(self) -> None:
        """Get ready to draw in another size: called before the first line is drawn in it."""

    def render_line(self, y: int) -> Strip:
        """The line at `y`, from the cache unless it was never drawn in this size."""
        size = self.content_size
        if size != self._drawn_size:
            # What is on a line can depend on the height too.
            self._strips.clear()
            self._drawn_size = size
            self.resized()
        strip = self._strips.get(y)
        if strip is None:
            strip = self._strips[y] = self._strip(y)
        return strip

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines in a region of the widget.

        Where it has neither edge nor padding these are its own: Textual would keep them once more.
        """
        if self.content_size != self.size:
            return super().render_lines(crop)
        start, stop = crop.column_span
        strips = [self.render_line(y) for y in crop.line_range]
        if (start, stop) != (0, self._drawn_size.width):
            strips = [strip.crop(start, stop) for strip in strips]
        return strips

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

    def redraw_part(self, y: int, x: int, part: Line) -> None:
        """Put a part of a line in place of what stands there; repaint what differs.

        Args:
            y: the line.
            x: the column in which the part begins.
            part: what is to stand there.
        """
        old, end = self._strips.get(y), x + part.width
        if old is None:
            return
        if end >= old.cell_length:
            self.redraw((y,))  # it has no room to stand as it is
            return
        new = self._in_ink(part)
        if runs := differences(old.crop(x, end), new):
            self._strips[y] = Strip.join([old.crop(0, x), new, old.crop(end)])
            self.refresh(*(Region(x + start, y, stop - start, 1) for start, stop in runs))

    def _strip(self, y: int) -> Strip:
        return self._in_ink(self.draw(y, self._drawn_size.width))

    def _in_ink(self, line: Line) -> Strip:
        if self._inks is None:
            self._inks = inks_for(self.app.theme_variables, self.get_line_filters())
        return line.strip(self._inks)
