"""The driver of a terminal that is known to have a poor font."""

from typing import Any

from jru_tui.tui.terminal.driver import TerminalDriver
from jru_tui.tui.terminal.plain_glyphs import plain


class PlainTerminalDriver(TerminalDriver):
    """A driver that draws plain glyphs only."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        """Take what every driver takes."""
        super().__init__(*arguments, **more)
        self.glyphs = plain
