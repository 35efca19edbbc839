"""Boards: who is at which board of a shared journal, with which role, since when, on which call."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from jru_tui.tui.commands.context import Context
from jru_tui.tui.drawing.styles import inks_for
from jru_tui.tui.pages.boards_text import boards_table
from jru_tui.tui.pages.full_screen import Front
from jru_tui.tui.widgets.hint_bar import Hint


class BoardsScreen(Front):
    """A page of the boards, drawn again every second: a silent one grows older."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll(1)", "Down", show=False),
        Binding("up,k", "scroll(-1)", "Up", show=False),
        Binding("pagedown,space", "scroll(20)", "Page down", show=False),
        Binding("pageup", "scroll(-20)", "Page up", show=False),
    ]

    def hints(self) -> Sequence[Hint]:
        """Keys of the screen."""
        return ("↑↓", "scroll"), ("esc", "back")

    def body(self) -> ComposeResult:
        """Compose one table that scrolls."""
        with VerticalScroll() as frame:
            frame.border_title = Content("Boards on this journal")
            yield Static(id="boards", markup=False)

    def show(self, context: Context, *, anyway: bool = True) -> None:
        """Ages run on when nothing happens."""
        super().show(context, anyway=anyway)

    def draw(self) -> None:
        """Write it all anew."""
        drawn = boards_table(self.context, inks_for(self.app.theme_variables))
        self.query_one("#boards", Static).update(drawn)

    def action_scroll(self, lines: int) -> None:
        """Scroll by lines."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)
