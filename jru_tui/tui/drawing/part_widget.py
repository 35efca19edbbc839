"""The base of every widget that shows a part of the board."""

from typing import Generic, TypeVar

from jru_tui.tui.drawing.line_widget import LineWidget
from jru_tui.tui.layout.line import Line
from jru_tui.tui.layout.part import Part

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
