"""Terminal modes: what a terminal is told before the board is drawn, and told back afterwards."""

import atexit
import os
import termios
from contextlib import suppress
from select import select
from typing import Any

_KITTY_KEYBOARD = 1 | 2 | 8 | 16
"""Flags of the kitty keyboard protocol: reports that are unambiguous, with repeats told from
presses, for all keys, with the text that they write. A terminal that knows them tells whether Caps
Lock is on."""
_SET = (
    "\x1b[?1049h"  # the alternate screen, which has keyboard flags of its own
    f"\x1b[>{_KITTY_KEYBOARD}u"
    "\x1b[?25l"  # no cursor
    "\x1b[?7l"  # no wrapping
    "\x1b[?2004h"  # bracketed paste
)
_SET_MOUSE = "\x1b[?1000h\x1b[?1003h\x1b[?1006h"
_ASK_KIND = "\x1b[>c"  # which kind of terminal is it?
_ASK = "\x1b[?2026$p"  # does it know synchronized output?
_RESTORE = (
    "\x1b[?2026l"  # a frame that was broken off is shown
    "\x1b[?1006l\x1b[?1003l\x1b[?1000l"
    "\x1b[?2004l"
    "\x1b[?7h"
    "\x1b[<u"
    "\x1b[0m"
    "\x1b[?1049l"
    "\x1b[?25h"
)
_IFLAG, _LFLAG, _CC = 0, 3, 6
_WRITE_WITHIN_S = 1.0
"""Seconds that a terminal may take nothing, as over a line that stalls: one that is not told to
take its modes back would report the mouse to the shell."""
_READ_BYTES = 65_536


class TerminalModes:
    """The modes of one terminal. They are taken back once, however the program ends.

    Attributes:
        active: whether they are set.
    """

    def __init__(self, input_fd: int, output_fd: int, *, mouse: bool) -> None:
        """Name the terminal.

        Args:
            input_fd: the descriptor that keys come from.
            output_fd: the descriptor that it is drawn on.
            mouse: true if it reports the mouse.
        """
        self.active = False
        self._input = input_fd
        self._output = output_fd
        self._mouse = mouse
        self._before: list[Any] = []

    def set(self) -> bytes:
        """Set them.

        Returns:
            What was typed before, as the keys would have sent it now.

        Raises:
            termios.error: it is no terminal, or not this program's any more.
        """
        self._before = termios.tcgetattr(self._input)
        self.active = True
        atexit.register(self.restore)
        self._set_raw()
        write_within(
            self._output, _SET + (_SET_MOUSE if self._mouse else "") + _ASK_KIND + self._question()
        )
        # Up to now the terminal driver made a line end of Enter.
        return self._read_typed().replace(b"\n", b"\r")

    def restore(self, within_s: float = _WRITE_WITHIN_S) -> None:
        """Take them back; once, however often it is called.

        Args:
            within_s: seconds that the terminal may take nothing.
        """
        if not self.active:
            return
        self.active = False
        atexit.unregister(self.restore)
        # A terminal that is gone has nothing to take back.
        with suppress(OSError):
            write_within(self._output, _RESTORE, within_s)
        with suppress(termios.error):
            termios.tcsetattr(self._input, termios.TCSANOW, self._before)
            # What was typed or answered and not read is not for the shell.
            termios.tcflush(self._input, termios.TCIFLUSH)

    @staticmethod
    def _question() -> str:
        # Apple's terminal does not know the question, and shows its last letter.
        return "" if os.environ.get("TERM_PROGRAM") == "Apple_Terminal" else _ASK

    def _set_raw(self) -> None:
        """Have every byte as it is sent: not echoed, not by lines, and none ends the program."""
        raw = termios.tcgetattr(self._input)
        raw[_IFLAG] &= ~(
            termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR
        )
        raw[_LFLAG] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        raw[_CC][termios.VMIN], raw[_CC][termios.VTIME] = 1, 0
        termios.tcsetattr(self._input, termios.TCSANOW, raw)

    def _read_typed(self) -> bytes:
        readable, _, _ = select([self._input], [], [], 0)
        return os.read(self._input, _READ_BYTES) if readable else b""


def write_within(fd: int, text: str, within_s: float = _WRITE_WITHIN_S) -> None:
    """Write to a terminal, but do not wait long for one that takes nothing.

    Args:
        fd: descriptor of the terminal.
        text: what is written.
        within_s: seconds that it may take nothing.

    Raises:
        OSError: the terminal is gone.
    """
    data = text.encode(errors="replace")
    while data and select([], [fd], [], within_s)[1]:
        data = data[os.write(fd, data) :]
