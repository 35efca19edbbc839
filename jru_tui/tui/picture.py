"""The board as a picture, drawn without a terminal and without a clock."""

import re
from dataclasses import replace
from datetime import datetime

from jru_tui.board import Board, Recommendation
from jru_tui.feeds import FeedHealth
from jru_tui.tui.board_screen import BoardScreen
from jru_tui.tui.commands.catalogue import COMMANDS
from jru_tui.tui.commands.keymap import key_label
from jru_tui.tui.layout.frame import Frame
from jru_tui.tui.theme import ThemedApp
from jru_tui.tui.theme_colours import DEFAULT
from jru_tui.tui.widgets.key_bar import KeyBar

_WEB_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
"""Textual's picture would fetch its font from outside, which a page about a shift must not."""


class PictureApp(ThemedApp[None]):
    """An app that shows the main screen as it stands; nothing moves and no key does anything."""

    def __init__(self, frame: Frame, theme: str = DEFAULT) -> None:
        super().__init__(theme)
        keys = {command.id: key_label(command.keys[0]) for command in COMMANDS}
        self.board_screen = BoardScreen(replace(frame, keys=keys), KeyBar(COMMANDS))

    def on_mount(self) -> None:
        """Show it."""
        self.push_screen(self.board_screen)

    def on_ready(self) -> None:
        """Show who should go as well."""
        self.board_screen.begin_recommending()


async def render_svg(
    board: Board,
    health: FeedHealth,
    now: datetime,
    *,
    size: tuple[int, int] = (140, 36),
    theme: str = DEFAULT,
    demo: str = "",
    trouble: str = "",
    recommendation: Recommendation | None = None,
) -> str:
    """The main screen as an SVG of `size` columns and lines, the same for the same arguments.

    `trouble` is what is wrong with the journal, a sentence.

    Args:
        board: the board as it stands.
        health: the health of the feed.
        now: the present moment, UTC.
        size: columns and lines.
        theme: the name of the theme.
        demo: the words of a demo; empty for a live board.
        trouble: a sentence on what is wrong with the journal; empty for nothing.
        recommendation: the board's, with the travel times of the settings; None for the straight
            line alone.
    """
    app = PictureApp(
        Frame(board, health, now, demo, trouble=trouble, recommendation=recommendation), theme
    )
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        app.board_screen.recommend()
        await pilot.pause()
        title = "Do not rely on this: the journal is damaged" if trouble else "jru-tui"
        return _WEB_FONTS.sub("", app.export_screenshot(title=title))
