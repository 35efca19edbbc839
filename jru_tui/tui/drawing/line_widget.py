"""The bases of widgets that draw lines, rows or a part's lines, and repaint only changed cells."""

from collections.abc import Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

from textual.events import Resize
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.theme import Theme
from textual.widget import Widget

from jru_tui.tui.drawing.styles import Inks, inks_for
from jru_tui.tui.drawing.terminal_image import differences
from jru_tui.tui.layout.line import Line, Piece
from jru_tui.tui.layout.part import Part
from jru_tui.tui.textual_internals.paced_screen import draw_soon


class DrawnPart(NamedTuple):
    """A part of a line that was drawn by itself, and what stands on either side of it.

    Attributes:
        x, end: the columns from and up to which it stands.
        pieces: what it is made of.
        left, right: the rest of the line.
    """

    x: int
    end: int
    pieces: Sequence[Piece]
    left: Strip
    right: Strip


class DrawnLine(NamedTuple):
    """A line as it was drawn.

    Attributes:
        pieces: what it is made of; empty where a part of it was drawn anew since.
        strip: the same as the terminal gets it.
        part: the part that was drawn anew last; None where none was.
    """

    pieces: Sequence[Piece]
    strip: Strip
    part: DrawnPart | None = None


class LineWidget(Widget):
    """A widget made of lines.

    A subclass says in `draw` what is on a line. `redraw` draws lines again and has those painted
    that look different; the terminal is sent the cells of them that differ: one digit of a clock is
    one cell.
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._lines_drawn: dict[int, DrawnLine] = {}
        self._drawn_size = Size()
        self._bare_size: Size | None = None
        """The size of which it is known that it has neither edge nor padding; looked up for each
        line it would cost more than the line."""
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

    def on_resize(self, _event: Resize) -> None:
        """Take another size in before it is drawn in: what a key does depends on it."""
        self._take_size(self.content_size)

    def on_unmount(self) -> None:
        """Let go of the app, which would keep the widget and all that it shows for ever."""
        self.app.theme_changed_signal.unsubscribe(self)

    def _theme_changed(self, _theme: Theme) -> None:
        self._inks = None
        self.forget()

    def notify_style_update(self) -> None:
        """Look again for edges and padding."""
        self._bare_size = None
        super().notify_style_update()

    def forget(self) -> None:
        """Draw every line anew."""
        self._lines_drawn.clear()
        self.refresh()

    def resized(self) -> None:
        """Get ready to draw in another size: called before the first line is drawn in it."""

    def render_line(self, y: int) -> Strip:
        """The line at `y`, from the cache unless it was never drawn in this size."""
        self._take_size(self.content_size)
        return self._line(y)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines in a region of the widget.

        Where it has neither edge nor padding these are its own: Textual would keep them once more.
        """
        if self.outer_size != self._bare_size:
            size = self.content_size
            if size != self.outer_size:
                return super().render_lines(crop)
            self._take_size(size)
            self._bare_size = size
        start, stop = crop.column_span
        strips = [self._line(y) for y in crop.line_range]
        if (start, stop) != (0, self._drawn_size.width):
            strips = [strip.crop(start, stop) for strip in strips]
        return strips

    def redraw(self, lines: Iterable[int] | None = None) -> None:
        """Draw these lines again (all that are on screen when None); repaint what differs."""
        if self.content_size != self._drawn_size:
            self._lines_drawn.clear()  # all of it is drawn anew in another size, or when it is seen
            return
        width = self._drawn_size.width
        changed: list[Region] = []
        for y in list(self._lines_drawn) if lines is None else lines:
            old = self._lines_drawn.get(y)
            if old is None:
                continue
            line = self._draw_line(y)
            if line.pieces == old.pieces and line.pieces:
                continue
            new = self._lines_drawn[y] = self._in_ink(line)
            if new.strip != old.strip:
                changed.append(Region(0, y, width, 1))
        if changed:
            draw_soon(self, changed)

    def redraw_part(self, y: int, x: int, part: Line) -> None:
        """Put a part of a line in place of what stands there; repaint what differs.

        Args:
            y: the line.
            x: the column in which the part begins.
            part: what is to stand there.
        """
        drawn, end = self._lines_drawn.get(y), x + part.width
        if drawn is None:
            return
        old, place = drawn.strip, drawn.part
        if end >= old.cell_length:
            self.redraw((y,))  # it has no room to stand as it is
            return
        if place is None or (place.x, place.end) != (x, end):
            if not differences(old.crop(x, end), self._in_ink(part).strip):
                return
            place = DrawnPart(x, end, (), old.crop(0, x), old.crop(end))
        if part.pieces != place.pieces:
            strip = Strip.join([place.left, self._in_ink(part).strip, place.right])
            self._lines_drawn[y] = DrawnLine((), strip, place._replace(pieces=part.pieces))
            draw_soon(self, [Region(x, y, part.width, 1)])

    def _take_size(self, size: Size) -> None:
        """Forget lines of another size: what is on a line can depend on the height too."""
        if size != self._drawn_size:
            self._bare_size = None
            self._lines_drawn.clear()
            self._drawn_size = size
            self.resized()

    def _line(self, y: int) -> Strip:
        drawn = self._lines_drawn.get(y)
        if drawn is None:
            drawn = self._lines_drawn[y] = self._in_ink(self._draw_line(y))
        return drawn.strip

    def _draw_line(self, y: int) -> Line:
        return self.draw(y, self._drawn_size.width)

    def _in_ink(self, line: Line) -> DrawnLine:
        if self._inks is None:
            self._inks = inks_for(self.app.theme_variables, self.get_line_filters())
        return DrawnLine(line.pieces, self._inks.strip(line))


P = TypeVar("P", bound=Part)


class PartWidget(LineWidget, Generic[P]):
    """A widget that shows a part: it knows when to draw which line, the part what is on it.

    Attributes:
        part: what is shown.
    """

    def __init__(self, part: P, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        """Show this part."""
        super().__init__(id=id)
        self.part = part

    def draw(self, y: int, width: int) -> Line:
        """The line of the part."""
        del width  # the part was told its size
        return self.part.draw(y)

    def resized(self) -> None:
        """Tell the part its size."""
        self.part.resize(*self._drawn_size)


R = TypeVar("R")
_MOST_WIDTHS = 4
"""Widths for which rows are kept: Textual asks with and without a scroll bar."""


class RowsWidget(LineWidget, Generic[R]):
    """A widget as high as the rows that its text takes, laid out once for each width."""

    def __init__(self) -> None:
        """Begin without rows."""
        super().__init__()
        self._laid_out: dict[int, list[R]] = {}

    def lay_out(self, width: int) -> Iterable[R]:
        """Lay the rows out in a width.

        Raises:
            NotImplementedError: always; each widget has its own.
        """
        raise NotImplementedError

    def rows(self, width: int) -> list[R]:
        """Return the rows in a width."""
        if width not in self._laid_out:
            if len(self._laid_out) >= _MOST_WIDTHS:
                self._laid_out.clear()
            self._laid_out[width] = [*self.lay_out(width)]
        return self._laid_out[width]

    def forget_rows(self) -> None:
        """Lay the rows out anew."""
        self._laid_out.clear()
        self._lines_drawn.clear()
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Count the rows in this width.

        Args:
            container: the size of the container.
            viewport: the size of the screen.
            width: cells that there are.
        """
        del container, viewport
        return len(self.rows(width))
