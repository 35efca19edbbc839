"""A terminal that was taken over before there is an app: it shows a frame, and keys wait."""

import os
import signal
import sys
from contextlib import suppress
from time import monotonic
from typing import Self

from jru_tui.tui.terminal.modes import TerminalModes, write_within
from jru_tui.tui.terminal.threads import InputThread

_FRAME_START, _FRAME_END = "\x1b[?2026h", "\x1b[?2026l"
"""Synchronized output: a terminal that knows it shows all of the frame at once."""

Typed = tuple[bytes, float]
"""What one read brought, and when: seconds of the monotonic clock."""


class OpenedTerminal:
    """The terminal of standard input and standard error, until a driver takes it over.

    What is typed is read as it comes, so that a driver knows when: an Esc and the letter after it
    are two keys. Signals that end or stop the program are noted: the terminal is given back first.

    Attributes:
        modes: those that were set; they stay, and are taken back by whoever ends last.
        is_ended: a signal asked for the end of the program.
        is_stopped: a signal asked it to stop, until it is continued.
    """

    def __init__(self, *, mouse: bool) -> None:
        """Take it over; `mouse` has it report the mouse.

        Raises:
            termios.error: it is no terminal, or not this program's any more.
        """
        assert sys.__stdin__ is not None
        assert sys.__stderr__ is not None
        input_fd, self._output_fd = sys.__stdin__.fileno(), sys.__stderr__.fileno()
        self.modes = TerminalModes(input_fd, self._output_fd, mouse=mouse)
        self.is_ended = self.is_stopped = False
        self._typed: list[Typed] = []
        self._is_held = True
        self._input = InputThread(
            input_fd,
            lambda data, when: self._typed.append((data, when)),
            lambda _fault: None,  # whoever reads on meets the same
        )
        self._signals = {
            signal.SIGTERM: signal.signal(signal.SIGTERM, self._end),
            signal.SIGHUP: signal.signal(signal.SIGHUP, self._end),
            signal.SIGTSTP: signal.signal(signal.SIGTSTP, self._stop),
        }
        if typed := self.modes.set():
            self._typed.append((typed, monotonic()))
        self._input.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        """Give it back as it was, unless a driver has taken it over, which does so itself."""
        if self._is_held:
            self.hand_over()
            self.modes.restore()
            for number, handler in self._signals.items():
                signal.signal(number, handler)

    def show(self, frame: str) -> None:
        """Write a frame."""
        with suppress(OSError):  # a terminal that is gone is noticed by whoever reads on
            write_within(self._output_fd, f"{_FRAME_START}{frame}{_FRAME_END}")

    def hand_over(self) -> list[Typed]:
        """Read no more, and return what was typed up to now."""
        self._is_held = False
        self._input.stop()
        return self._typed

    def _stop(self, *_signal: object) -> None:
        self.is_stopped = True

    def _end(self, *_signal: object) -> None:
        self.is_ended = True


def terminal_size() -> tuple[int, int]:
    """Return the columns and lines of the terminal; 0 for what it does not know."""
    assert sys.__stderr__ is not None
    columns, lines = os.get_terminal_size(sys.__stderr__.fileno())
    return columns, lines
