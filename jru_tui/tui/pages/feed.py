"""The page of feed health: state, errors, polls and records set aside."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from jru_tui.desk import Desk
from jru_tui.tui.commands.context import Context
from jru_tui.tui.drawing.styles import inks_for
from jru_tui.tui.pages.feed_text import in_full
from jru_tui.tui.pages.full_screen import ScrolledPage
from jru_tui.tui.widgets.hint_bar import Hint


class FeedScreen(ScrolledPage):
    """A page of the feed's health, drawn with every poll and every second."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "app.command('refresh')", "Ask now", show=False, id="refresh"),
    ]

    def __init__(self, context: Context, desk: Desk) -> None:
        """Look at the feed of this desk."""
        super().__init__(context)
        self._desk = desk

    def hints(self) -> Sequence[Hint]:
        """Keys of the screen."""
        return ("↑↓", "scroll"), (self.key("refresh", "r"), "ask now"), ("esc", "back")

    def body(self) -> ComposeResult:
        """Compose one text that scrolls."""
        with VerticalScroll() as frame:
            frame.border_title = Content("Feed health")
            yield Static(id="feed", markup=False)

    def show(self, context: Context, *, anyway: bool = True) -> None:
        """Ages and waits run on when nothing happens, and a poll need not change the board."""
        super().show(context, anyway=anyway)

    def draw(self) -> None:
        """Write it all anew."""
        inks = inks_for(self.app.theme_variables)
        drawn = in_full(self._desk, self.context.now, inks)
        self.query_one("#feed", Static).update(drawn)
