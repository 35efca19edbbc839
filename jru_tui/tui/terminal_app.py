"""An app at a real terminal: it takes what a person does there one by one, and nothing else."""

import asyncio
from collections.abc import Callable, Collection
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.events import Event, Key, MouseDown, MouseMove, MouseUp, Paste
from textual.widgets import Input

from jru_tui.tui.drawing.screens import Modal
from jru_tui.tui.input_queue import InputQueue
from jru_tui.tui.terminal.driver import PlainTerminalDriver, TerminalDriver
from jru_tui.tui.terminal.opened_terminal import OpenedTerminal
from jru_tui.tui.terminal.plain_glyphs import plain
from jru_tui.tui.terminal.textual_events import PoorFontMet, TerminalKey
from jru_tui.tui.textual_internals.direct_keys import DirectKeysApp
from jru_tui.tui.textual_internals.paced_screen import ImagingApp
from jru_tui.tui.textual_internals.quiet_app import QuietApp

if TYPE_CHECKING:
    from jru_tui.tui.widgets.pressed_item import PressedItem


_KEY_S = 0.5
"""Seconds behind a key for which another is expected."""
_ANSWER_S = 60.0
"""The same where something is being written, or a dialog is open: then nobody is there any more."""
_LEAVE_WITHIN_S = 0.7
"""Seconds for keys that were pressed before a signal asked for the end."""


class TerminalApp(DirectKeysApp, QuietApp, ImagingApp):
    """An app whose keys take turns.

    Attributes:
        caps_lock: whether Caps Lock was on with the key that is handled; None where the terminal
            does not tell.
        leaving: called when the end is asked for, perhaps more than once: nothing may take long
            from then on.
        opened_terminal: the terminal, where it shows a first frame already; None where not.
        pressed_item: what was under the pointer when the button was pressed whose release is
            handled next; None where that was no item of a list.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        # The terminal is sent what differs: a message of the system would stay on it otherwise.
        Binding("ctrl+l", "draw_anew", "Redraw the screen", show=False, priority=True),
    ]

    def __init__(
        self,
        *args: Any,
        plain_glyphs: bool | None = False,
        opened_terminal: OpenedTerminal | None = None,
        **more: Any,
    ) -> None:
        """Build the app; the other arguments are those of the next class.

        Args:
            args: for the next class.
            plain_glyphs: whether signs are drawn in ASCII and light lines; None leaves it to what
                the terminal says it is.
            opened_terminal: the terminal, where it shows a first frame already.
            more: for the next class.
        """
        self._plain_glyphs = plain_glyphs
        self.opened_terminal = opened_terminal
        super().__init__(*args, **more)
        # Over a slow line an animation is many frames, and a key behind it would have to wait.
        self.animation_level = "none"
        self.caps_lock: bool | None = None
        self._input = InputQueue(self, self.commands_under_way)
        self.pressed_item: PressedItem | None = None
        self._presses: dict[int, PressedItem | None] = {}
        self._key_at = float("-inf")
        self.leaving: Callable[[], None] = lambda: None
        self._end: asyncio.Task[None] | None = None

    def get_driver_class(self) -> type[Driver]:
        """Return the driver that hands on nothing but keys, mouse events and pastes."""
        return PlainTerminalDriver if self._plain_glyphs else TerminalDriver

    def commands_under_way(self) -> Collection[asyncio.Future[Any]]:
        """Return the commands that are not durable yet.

        Raises:
            NotImplementedError: always; the app has its own.
        """
        raise NotImplementedError

    @property
    def handles_nothing(self) -> bool:
        """Test whether every key has had its whole effect."""
        return self._input.is_idle

    def exit(self, *arguments: Any, **named: Any) -> None:
        """Leave as Textual does; whoever has to hurry for that is told first.

        Args:
            arguments: as Textual has them.
            named: as Textual has them.
        """
        self.leaving()
        super().exit(*arguments, **named)

    def leave(self) -> None:
        """Leave behind the keys that were pressed up to now: none is lost by a signal."""
        if self._end is None:
            self.leaving()
            self._end = asyncio.create_task(self._leave())

    async def _leave(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(_LEAVE_WITHIN_S):
                await self._input.drained()
        self.exit()

    @property
    def is_at_rest(self) -> bool:
        """Test whether nobody is in the middle of typing: another screen may take its place.

        What is typed next would be commands there, and letters of a word here.
        """
        if not self.screen_stack:
            return True
        is_asking = isinstance(self.focused, Input) or isinstance(self.screen, Modal)
        expected_s = _ANSWER_S if is_asking else _KEY_S
        return self.handles_nothing and monotonic() - self._key_at > expected_s

    async def on_event(self, event: Event) -> None:
        """Handle an event in its turn."""
        if not self._input.is_for(event):
            await super().on_event(event)
            return
        if not self.screen_stack:
            return  # it closes
        if isinstance(event, MouseDown) and id(event) not in self._presses:
            from jru_tui.tui.widgets.pressed_item import find_pressed_item  # noqa: PLC0415 - at a click

            # Rows may have moved by the time that it is its turn.
            self._presses[id(event)] = find_pressed_item(self.screen, event)
        if self._input.admits(event):
            if not isinstance(event, MouseMove | MouseUp):
                self.pressed_item = self._presses.pop(id(event), None)
            if isinstance(event, TerminalKey):
                self.caps_lock = event.caps_lock
            if isinstance(event, Key | Paste):
                self._key_at = monotonic()
            try:
                await super().on_event(event)
            finally:
                self._input.go_on()

    @on(PoorFontMet)
    def _draw_plainly(self) -> None:
        """Draw signs in ASCII and light lines from now on, whatever draws them."""
        if self._plain_glyphs is not None or not isinstance(self._driver, TerminalDriver):
            return
        self._driver.glyphs = plain
        self.draw_anew()

    def action_draw_anew(self) -> None:
        """Send the whole screen again."""
        self.draw_anew()

    def on_ready(self) -> None:
        """Take the keys that were pressed before the first frame."""
        self._input.go_on()

    def on_unmount(self) -> None:
        """Drop the keys behind the one that ended the app."""
        self._input.close()
