"""A drawn widget in a frame: a title in the upper edge, a word in the lower one."""

from jru_tui.tui.drawing.line import Line
from jru_tui.tui.drawing.line_widget import LineWidget

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
        shown = Line(min(title.used, max(0, width - 5)))
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
    shown = Line(min(words.used, max(0, width - 5))).join(words) if words.used else Line(0)
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
    edge = _EDGES[kind][3]
    return Line(inside.width + 2).add(edge, ink).join(inside).add(edge, ink)


class Panel(LineWidget):
    """A framed widget. A subclass says what is inside, and what stands in the edges."""

    def title(self) -> Line:
        """Return what stands in the upper edge.

        Raises:
            NotImplementedError: always; each panel has its own.
        """
        raise NotImplementedError

    def foot(self) -> Line:
        """Return what stands in the lower edge.

        Raises:
            NotImplementedError: always; each panel has its own.
        """
        raise NotImplementedError

    def inside(self, y: int, width: int) -> Line:
        """The line at `y` inside the frame.

        Raises:
            NotImplementedError: always; each panel has its own.
        """
        raise NotImplementedError

    @property
    def inner_height(self) -> int:
        """Return how many lines there are inside."""
        return max(0, self.content_size.height - 2)

    def draw(self, y: int, width: int) -> Line:
        """An edge, or a line between the sides."""
        if y == 0:
            return top_edge(width, self.title())
        if y >= self._drawn_size.height - 1:
            return bottom_edge(width, self.foot())
        return sides(self.inside(y - 1, width - 2))
