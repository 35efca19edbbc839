"""Textual's driver for a real terminal: wires its threads, its modes and the parser to an app."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from time import monotonic
from typing import Any

from textual.app import App
from textual.driver import Driver
from textual.events import Resize
from textual.geometry import Size
from textual.message import Message
from textual.widgets import Input

from jru_tui.tui.drawing.terminal_image import TerminalImage
from jru_tui.tui.terminal.key_repeat import RepeatFilter
from jru_tui.tui.terminal.modes import TerminalModes
from jru_tui.tui.terminal.opened_terminal import OpenedTerminal, Typed
from jru_tui.tui.terminal.parser import InputParser
from jru_tui.tui.terminal.plain_glyphs import plain
from jru_tui.tui.terminal.textual_events import EventMaker
from jru_tui.tui.terminal.threads import InputThread, OutputThread
from jru_tui.tui.terminal.tokens import MouseReport, Token
from jru_tui.tui.textual_internals.quiet_app import end_by_fault

_SIZE = (80, 24)
"""Columns and lines of a terminal that does not know its own."""
_GIVE_BACK_WITHIN_S = 1.0
"""Seconds that the end waits for a terminal that takes nothing, as over a dead connection."""


class TerminalDriver(Driver):
    """A driver that passes on key presses, mouse events and pastes, and nothing else.

    The size is the terminal's own, whatever the environment says.

    Attributes:
        image: what the terminal shows.
        glyphs: replaces signs that the terminal's font lacks; None where it has all of them.
    """

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        """Take the terminal of standard input and standard error, as Textual does.

        Args:
            app: the app that is shown.
            debug: handed in by Textual; nothing depends on it.
            mouse: whether the terminal is to report the mouse.
            size: columns and lines, where they are not to be the terminal's.
        """
        assert sys.__stdin__ is not None
        assert sys.__stderr__ is not None
        self._input_fd = sys.__stdin__.fileno()
        self._output_fd = sys.__stderr__.fileno()
        super().__init__(app, debug=debug, mouse=mouse, size=size or self._terminal_size())
        self.image = TerminalImage()
        self._shown_app = app
        self._reads_mouse = mouse
        self._opened: OpenedTerminal | None = getattr(app, "opened_terminal", None)
        modes = TerminalModes(self._input_fd, self._output_fd, mouse=mouse)
        self._modes = modes if self._opened is None else self._opened.modes
        self._parser = RepeatFilter(InputParser())
        self._events = EventMaker()
        self._input: InputThread | None = None
        self._output: OutputThread | None = None
        self._due: asyncio.TimerHandle | None = None
        self._unwritten: list[str] = []
        self.glyphs: Callable[[str], str] | None = None

    @property
    def can_suspend(self) -> bool:
        """The program can be stopped and continued by job control."""
        return True

    def write(self, data: str) -> None:
        """Write to the terminal in this turn of the loop, with what else is written in it."""
        if not self._unwritten:
            asyncio.get_running_loop().call_soon(self.flush)
        self._unwritten.append(data if self.glyphs is None else self.glyphs(data))

    def flush(self) -> None:
        """Write now, unless the terminal has been given back."""
        data = "".join(self._unwritten)
        self._unwritten.clear()
        if data and self._output is not None:
            self._output.write(data)

    def start_application_mode(self) -> None:
        """Take the terminal over."""
        loop = asyncio.get_running_loop()
        opened, self._opened = self._opened, None
        typed = self._set_modes() if opened is None else opened.hand_over()
        self._output = OutputThread(
            self._output_fd, self._from_thread(self._lose), self._from_thread(self._catch_up)
        )
        self._output.start()
        self._input = InputThread(
            self._input_fd, self._from_thread(self._receive), self._from_thread(self._lose)
        )
        self._input.start()
        loop.add_signal_handler(signal.SIGWINCH, self._guarded(self._resize))
        loop.add_signal_handler(signal.SIGTSTP, self._guarded(self._stop))
        loop.add_signal_handler(signal.SIGCONT, self._guarded(self._continue))
        self._resize()
        for data, when in typed:
            self._receive(data, when)
        if opened is not None and opened.is_stopped:
            loop.call_soon(self._guarded(self._stop))

    def _set_modes(self) -> list[Typed]:
        """Set the terminal's modes; return what was typed up to now."""
        typed = self._modes.set()
        return [(typed, monotonic())] if typed else []

    def disable_input(self) -> None:
        """Read no more."""
        if self._input is not None:
            self._input.stop()
            self._input = None
        if self._due is not None:
            self._due.cancel()

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was."""
        self.disable_input()
        self.flush()
        end = monotonic() + _GIVE_BACK_WITHIN_S
        if self._output is not None:
            self._output.stop(_GIVE_BACK_WITHIN_S)
            self._output = None
        self._modes.restore(max(0.0, end - monotonic()))

    def close(self) -> None:
        """Release what is left."""
        self.stop_application_mode()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGWINCH, signal.SIGTSTP, signal.SIGCONT):
            loop.remove_signal_handler(number)

    def send_message(self, message: Message) -> None:
        """Hand a message to the app."""
        self._shown_app.post_message(message)

    def _receive(self, data: bytes, when: float) -> None:
        """Take what was read."""
        self._hand_on(self._parser.feed(data, when, writing=self._writing))

    def _expire(self) -> None:
        """Take what is certain now because nothing came."""
        due = self._parser.due
        if due is not None:
            self._hand_on(self._parser.expire(max(due, monotonic())))

    def _hand_on(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            if isinstance(token, MouseReport) and not self._on_screen(token):
                continue
            message = self._events.make(token)
            if message is not None:
                self.process_message(message)
        if self._due is not None:
            self._due.cancel()
        if self._parser.due is not None:
            wait = self._parser.due - monotonic()
            self._due = asyncio.get_running_loop().call_later(wait, self._guarded(self._expire))

    def _on_screen(self, report: MouseReport) -> bool:
        size = self._shown_app.size
        return self._reads_mouse and report.x < size.width and report.y < size.height

    @property
    def _writing(self) -> bool:
        app = self._shown_app
        return bool(app.screen_stack) and isinstance(app.focused, Input)

    def _lose(self, fault: Exception | None) -> None:
        """End the app: a thread met a fault, or the terminal is gone."""
        if fault is not None:
            raise fault
        self._shown_app.exit()

    def _catch_up(self) -> None:
        """Draw all of the screen: a slow terminal was not shown some of it."""
        if self._output is not None and self._shown_app.screen_stack:
            self._output.go_on()
            self.image.forget()
            self._shown_app.screen.refresh()

    def _resize(self) -> None:
        self.image.forget()  # the terminal was cleared, or has moved what it shows
        size = Size(*self._terminal_size())
        self.send_message(Resize(size, size))

    def _terminal_size(self) -> tuple[int, int]:
        columns, lines = os.get_terminal_size(self._output_fd)
        return columns or _SIZE[0], lines or _SIZE[1]

    def _stop(self) -> None:
        """Give the terminal back, and stop as job control asks."""
        self.stop_application_mode()
        os.kill(os.getpid(), signal.SIGSTOP)

    def _continue(self) -> None:
        """Take the terminal over again, whatever was done with it meanwhile."""
        self.stop_application_mode()
        self.start_application_mode()
        self._shown_app.refresh(layout=True)

    def _guarded(self, handle: Callable[..., None]) -> Callable[..., None]:
        """Wrap what the loop calls: its fault ends the app as a message handler's does."""

        def call(*arguments: Any) -> None:
            try:
                handle(*arguments)
            except Exception as error:  # noqa: BLE001 -- any of them
                end_by_fault(self._shown_app, error)

        return call

    def _from_thread(self, handle: Callable[..., None]) -> Callable[..., None]:
        """Wrap what a thread calls: it is done in the loop, while there is one."""
        loop, guarded = asyncio.get_running_loop(), self._guarded(handle)

        def call(*arguments: Any) -> None:
            with suppress(RuntimeError):  # the loop is closed
                loop.call_soon_threadsafe(guarded, *arguments)

        return call


class PlainTerminalDriver(TerminalDriver):
    """A driver that draws plain glyphs only: the terminal is known to have a poor font."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        """Take what every driver takes."""
        super().__init__(*arguments, **more)
        self.glyphs = plain
