"""A line of the screen, built from left to right out of text and ink; a frame's edges, too.

All widths are cells of the terminal, not characters: a Chinese character is two cells wide, a
combining mark none. Text goes in as it is and is never parsed.
"""

from typing import NamedTuple, Self

from rich.cells import cell_len, get_character_cell_size, set_cell_size

from jru_tui.board import printable

ELLIPSIS = "…"


class Piece(NamedTuple):
    """A run of text in one ink on one ground."""

    text: str
    ink: str
    ground: str


def cut(text: str, width: int) -> str:
    """The text in at most `width` cells; an ellipsis says that it went on.

    What a terminal would act on instead of showing it becomes U+FFFD: the feed's text comes clean,
    but words are also typed and pasted here.
    """
    if len(text) <= width and text.isascii() and text.isprintable():
        return text  # as nearly all of them do
    # A line that is far too long is cut by characters first: measuring a megabyte takes seconds.
    text = text[: 8 * max(width, 1)]
    text = printable(text)
    if cell_len(text) <= width:
        return text
    if width <= 0:
        return ""
    return set_cell_size(text, width - 1).rstrip() + ELLIPSIS


def wrap(text: str, width: int, limit: int) -> list[str]:
    """Break a text into lines, at spaces where there are any.

    A last line that is too long is cut before a number, never within it: half of one is another.

    Args:
        text: the text.
        width: cells of a line.
        limit: lines at most.
    """
    if len(text) <= width and text.isascii() and text.isprintable():
        line = " ".join(text.split())
        return [line] if line else []
    lines: list[str] = []
    line = ""
    for word in text[: 8 * max(width, 1) * limit].split():
        wider = f"{line} {word}" if line else word
        if cell_len(wider) > width and line:
            lines.append(line)
            line = word
        else:
            line = wider
    if line:
        lines.append(line)
    if len(lines) > limit:
        lines = [*lines[: limit - 1], " ".join(lines[limit - 1 :])]
    return [_cut_before_number(folded, width) for folded in lines]


def _cut_before_number(text: str, width: int) -> str:
    """Cut a text as `cut` does; a number that does not fit whole is left out."""
    shown = cut(text, width)
    stem = shown.removesuffix(ELLIPSIS)
    if stem == shown or not (stem[-1:].isdigit() and text[len(stem) :][:1].isdigit()):
        return shown
    before = stem.rstrip("0123456789").rstrip()
    return before + ELLIPSIS if before else shown


def fold(text: str, width: int) -> list[str]:
    """Break text into lines of `width` cells, at spaces where there are any.

    Nothing is lost: put together the lines are the text. Spaces at the end of one take no cells.
    """
    text = printable(text)
    lines: list[str] = []
    at = 0
    while at < len(text):
        end = at + _fitting(text, at, max(1, width))
        if end < len(text) and text[end] != " ":
            end = text.rfind(" ", at, end) + 1 or end
        while end < len(text) and text[end] == " ":
            end += 1
        lines.append(text[at:end])
        at = end
    return lines


def _fitting(text: str, at: int, width: int) -> int:
    """Count the characters from there on that fit into so many cells; one at least."""
    if text[at : at + width].isascii():
        return width
    cells, end = 0, at
    while end < len(text) and (cells := cells + get_character_cell_size(text[end])) <= width:
        end += 1
    while end > at + 1 and cell_len(text[at:end]) > width:
        # Together characters can be wider than one by one.
        end -= 1
    return max(1, end - at)


class Line:
    """A line of exactly `width` cells: what does not fit is cut, what is left over stays blank."""

    def __init__(self, width: int, ground: str = "ground") -> None:
        self.width = width
        self.ground = ground
        self.pieces: list[Piece] = []
        self._used = 0

    @property
    def room(self) -> int:
        """Cells that are still free."""
        return self.width - self._used

    @property
    def used(self) -> int:
        """Cells that are taken: the column that the next piece starts in."""
        return self._used

    def add(
        self, text: str, ink: str = "text", width: int | None = None, *, right: bool = False
    ) -> Self:
        """Append text, cut to the room that is left, or in a column of exactly `width` cells.

        Args:
            text: its words.
            ink: the style of the theme.
            width: cells of the column; None for as many as the text has.
            right: true to align it to the right.
        """
        room = self.width - self._used
        limit = room if width is None or width > room else width
        if limit <= 0:
            return self
        cells = len(text)
        if cells > limit or not (text.isascii() and text.isprintable()):
            text = cut(text, limit)
            cells = cell_len(text)
        if width is not None and cells < limit:
            blank = " " * (limit - cells)
            text = blank + text if right else text + blank
            cells = limit
        if text:
            self.pieces.append(Piece(text, ink, self.ground))
            self._used += cells
        return self

    def space(self, cells: int = 1) -> Self:
        """Append blanks."""
        return self.add(" " * cells)

    def to(self, column: int, ink: str = "text", fill: str = " ") -> Self:
        """Append blanks, or a fill of one cell, until the next piece starts in `column`.

        Args:
            column: where the next piece starts.
            ink: the style of the theme.
            fill: one character of one cell.
        """
        return self.add(fill * max(0, column - self._used), ink)

    def trimmed(self) -> "Line":
        """Return the line without the blanks behind what was added."""
        return Line(self._used, self.ground).join(self)

    def join(self, other: "Line") -> Self:
        """Append another line in its full width, on its own ground."""
        if other.width <= self.room:
            self.pieces += other.pieces
            if other.room:
                self.pieces.append(Piece(" " * other.room, "text", other.ground))
            self._used += other.width
            return self
        for piece in (*other.pieces, Piece(" " * other.room, "text", other.ground)):
            if piece.text and self.room > 0:
                text = cut(piece.text, self.room)
                self.pieces.append(piece._replace(text=text))
                self._used += cell_len(text)
        return self

    def between(self, edge: str, ink: str) -> "Line":
        """Return the line in its full width between two edges of one cell each."""
        line = Line(max(0, self.width) + 2)
        piece = Piece(edge, ink, line.ground)
        line.pieces = [piece, *self.runs(), piece]
        line._used = line.width
        return line

    def runs(self) -> list[Piece]:
        """The line in its full width: its pieces, and the blanks behind them."""
        if self.room <= 0:
            return self.pieces
        return [*self.pieces, Piece(" " * self.room, "text", self.ground)]


EDGE_CELLS = 5
"""Cells of an edge that take no words: its corners, and what parts the words from them."""
_EDGES = {
    "round": ("╭", "─", "╮", "│", "╰", "╯"),
    "heavy": ("┏", "━", "┓", "┃", "┗", "┛"),
}


def top_edge(width: int, title: Line, ink: str = "line", kind: str = "round") -> Line:
    """The upper edge of a frame with its title at the left.

    Args:
        width: cells of the whole edge.
        title: the words in it.
        ink: the style of the theme.
        kind: the kind of frame.
    """
    left, across, right, *_ = _EDGES[kind]
    edge = Line(width).add(left + across, ink)
    if title.used:
        shown = Line(min(title.used, max(0, width - EDGE_CELLS)))
        edge.add(" ").join(shown.join(title)).add(" ")
    return edge.to(width - 1, ink, across).add(right, ink)


def bottom_edge(width: int, words: Line, ink: str = "line", kind: str = "round") -> Line:
    """The lower edge of a frame with its words at the right.

    Args:
        width: cells of the whole edge.
        words: what stands in it.
        ink: the style of the theme.
        kind: the kind of frame.
    """
    *_, left, right = _EDGES[kind]
    across = _EDGES[kind][1]
    edge = Line(width).add(left, ink)
    shown = Line(min(words.used, max(0, width - EDGE_CELLS))).join(words) if words.used else Line(0)
    if shown.width:
        edge.to(width - shown.width - 4, ink, across).add(" ").join(shown).add(" ")
    return edge.to(width - 1, ink, across).add(right, ink)


def sides(inside: Line, ink: str = "line", kind: str = "round") -> Line:
    """A line between the left and the right edge of a frame.

    Args:
        inside: the line between them.
        ink: the style of the theme.
        kind: the kind of frame.
    """
    return inside.between(_EDGES[kind][3], ink)
