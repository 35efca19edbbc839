"""Screens that paint at once: what a key or the feed changed is seen in the same turn of the loop.

Textual paints 60 times a second at most, and a second frame for one key waits up to two periods for
that: 33 ms in which the board does nothing. Here a frame is painted when everything that led to it
is over.
"""

import asyncio
from time import monotonic
from typing import Any, TypeVar

from jru_tui.tui.idle_watch import idle_watch
from jru_tui.tui.textual_internals.paced_screen import PacedScreen

T = TypeVar("T")

_PERIOD_S = 1 / 60
_AHEAD_S = 4 * _PERIOD_S
"""Frames are 60 a second in the long run, as under a mouse wheel; so many seconds of them may come
at once."""


class PromptTimer:
    """A timer that paints a screen when the loop is idle, within two periods if it stays busy.

    That long a dialog may take to open: what is painted of it before is painted in vain.
    """

    def __init__(self, screen: PacedScreen[Any]) -> None:
        """Take the screen that is to be painted."""
        self._screen = screen
        self._due = False
        self._paid_until = 0.0

    def resume(self) -> None:
        """Ask for a frame."""
        if self._due:
            return
        self._due = True
        wait_s = self._paid_until - _AHEAD_S - monotonic()
        if wait_s > 0:
            asyncio.get_running_loop().call_later(wait_s, self._paint)
        else:
            idle_watch().call(self._paint, turns=0, within_s=2 * _PERIOD_S)

    def pause(self) -> None:
        """Ask for none."""
        self._due = False

    def _paint(self) -> None:
        if self._due and not self._screen.lay_out():
            self._paid_until = max(self._paid_until, monotonic()) + _PERIOD_S
            self._screen.paint()


class PromptScreen(PacedScreen[T]):
    """A screen that paints at once."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        """Build the screen; the arguments are Textual's."""
        super().__init__(*arguments, **named)
        self._prompt_timer = PromptTimer(self)

    def frame_timer(self) -> PromptTimer:
        """Return the screen's timer."""
        return self._prompt_timer
