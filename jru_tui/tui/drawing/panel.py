"""A drawn widget in a frame: a title in the upper edge, a word in the lower one."""

from jru_tui.tui.drawing.line_widget import LineWidget
from jru_tui.tui.layout.line import Line, bottom_edge, sides, top_edge


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
