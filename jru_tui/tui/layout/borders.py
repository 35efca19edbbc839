"""Edges of a frame: a title in the upper one, words in the lower one."""

from jru_tui.tui.layout.line import Line

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
