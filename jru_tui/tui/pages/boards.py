"""The page of boards that are open on a shared journal."""

from collections.abc import Sequence
from datetime import timedelta

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from jru_tui.board import age, printable
from jru_tui.desk import SILENT_S, name_of
from jru_tui.journal import Presence
from jru_tui.tui.commands.context import Context
from jru_tui.tui.drawing.styles import Inks, inks_for
from jru_tui.tui.pages.full_screen import ScrolledPage
from jru_tui.tui.phrases import hm
from jru_tui.tui.widgets.hint_bar import Hint


class BoardsScreen(ScrolledPage):
    """A page of the boards, drawn again every second: a silent one grows older."""

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


_COLUMNS = {"Who": 5, "Role": 3, "Since": 2, "Where": 7, "Last heard": 5}
"""Headings of the columns, and the part of the width that each has."""


_UNKNOWN = "The journal's server does not answer: this was its last answer."


def boards_table(context: Context, inks: Inks) -> RenderableType:
    """Draw a line for each board, and what is to be known of the list.

    Args:
        context: the boards, and the moment that their ages count to.
        inks: for this theme.
    """
    present = context.present
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    for ratio in _COLUMNS.values():
        table.add_column(no_wrap=True, overflow="ellipsis", ratio=ratio)
    table.add_row(*(Text(name, inks.style("dim")) for name in _COLUMNS))
    for board in present.boards:
        table.add_row(
            *(Text(printable(text), inks.style(ink)) for text, ink in _row(board, context))
        )
    parts: list[RenderableType] = [] if present.known else [Text(_UNKNOWN, inks.style("amber"))]
    return Group(*parts, table)


def _row(board: Presence, context: Context) -> tuple[tuple[str, str], ...]:
    own, silent = board.own, board.silent_s >= SILENT_S
    ours = own.session == context.present.session
    opened = hm(context.now - timedelta(seconds=board.open_s), context.board.rules)
    location = f"at {context.board.call_name(own.call)}" if own.call else "on the board"
    if own.polls:
        location += ", polls the feed"
    contact = f"no contact for {age(board.silent_s)}" if silent else "now"
    plain = "amber" if silent else "text"
    return (
        (f"{name_of(board)}{' (this board)' if ours else ''}", "amber" if silent else "strong"),
        (own.role or "not given", plain),
        (opened, plain),
        ("" if silent else location, plain),
        (contact, "amber-strong" if silent else "dim"),
    )
