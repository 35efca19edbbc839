"""Screens that paint at once, and modal ones that are left once, however often that is asked for.

Textual paints 60 times a second at most, and a second frame for one key waits up to two periods for
that: 33 ms in which the board does nothing. Here a frame is painted when everything that led to it
is over.
"""

import asyncio
from collections.abc import Sequence
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.events import Click
from textual.geometry import Region
from textual.screen import ModalScreen
from textual.strip import Strip

from jru_tui.tui.idle_watch import idle_watch
from jru_tui.tui.textual_internals.paced_screen import PacedScreen

if TYPE_CHECKING:
    from jru_tui.tui.widgets.hint_bar import Hint

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


class LeftOnce(PromptScreen[T]):
    """A screen that is left once, however often its end is requested.

    Leaving twice would take the screen below away as well.
    """

    leaving = False

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Leave with this result; the first one counts."""
        if self.leaving:
            return AwaitComplete()
        self.leaving = True
        return super().dismiss(result)


HOW_TO_LEAVE = Binding("ctrl+c", "how_to_leave", "How to leave", show=False)
"""A reflex of whoever wants to leave. The app's own keys do not reach through a dialog."""


class Modal(LeftOnce[T], ModalScreen[T], Generic[T]):
    """A modal screen that is left once, and lets the board show through.

    Where it has no ground of its own, the lines are those of the screen below: Textual would draw
    all of that screen for a single cell.
    """

    BINDINGS: ClassVar[list[BindingType]] = [HOW_TO_LEAVE]

    def hints(self) -> "Sequence[Hint]":
        """Return the keys that stand in the lower edge of the frame, with what they do."""
        return ()

    def on_click(self, event: Click) -> None:
        """Press the key that was clicked in the lower edge; a double click presses it once."""
        from jru_tui.tui.widgets.hint_bar import key_at_edge  # noqa: PLC0415 - behind the first frame

        hints = self.hints()
        frame = next(iter(self.query("#frame")), None) if hints and event.chain == 1 else None
        if frame is None:
            return
        key = key_at_edge(hints, frame.region, event.screen_x, event.screen_y)
        if key is not None:
            self.app.call_later(self.app.simulate_key, key)

    def say(self, sentence: str) -> bool:
        """Say a sentence in passing; False where it has no line for one."""
        del sentence
        return False

    async def action_how_to_leave(self) -> None:
        """Copy what is selected; with nothing selected say how to leave."""
        if self.get_selected_text():
            self.action_copy_text()
        else:
            await self.app.run_action("help_quit")

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return lines of the screen below, or of the ground over it."""
        below = self.screen_below
        return super().render_lines(crop) if below is None else below.render_region(crop)
