"""Parts of the screen: rectangles that are drawn line by line, in whatever size they are given."""

from jru_tui.tui.layout.line import Line, bottom_edge, sides, top_edge


class Part:
    """A rectangle made of lines.

    Attributes:
        width: its cells.
        height: its lines.
    """

    def __init__(self) -> None:
        """Start without a size."""
        self.width = self.height = 0

    def resize(self, width: int, height: int) -> None:
        """Take another size."""
        self.width, self.height = width, height
        self.resized()

    def resized(self) -> None:
        """Get ready to be drawn in another size."""

    def draw(self, y: int) -> Line:
        """The line at `y`, counted from the top.

        Raises:
            NotImplementedError: always; each part has its own.
        """
        raise NotImplementedError


class FramedPart(Part):
    """A part in a frame: a title in the upper edge, words in the lower one."""

    def title(self) -> Line:
        """Return what stands in the upper edge.

        Raises:
            NotImplementedError: always; each part has its own.
        """
        raise NotImplementedError

    def foot(self) -> Line:
        """Return what stands in the lower edge.

        Raises:
            NotImplementedError: always; each part has its own.
        """
        raise NotImplementedError

    def inside(self, y: int, width: int) -> Line:
        """The line at `y` inside the frame.

        Raises:
            NotImplementedError: always; each part has its own.
        """
        raise NotImplementedError

    @property
    def inner_height(self) -> int:
        """Return how many lines there are inside."""
        return max(0, self.height - 2)

    def draw(self, y: int) -> Line:
        """An edge, or a line between the sides."""
        if y == 0:
            return top_edge(self.width, self.title())
        if y >= self.height - 1:
            return bottom_edge(self.width, self.foot())
        return sides(self.inside(y - 1, self.width - 2))
