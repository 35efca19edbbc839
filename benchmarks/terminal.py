"""A program on a real pseudo-terminal, with the time at which each of its frames ended.

A frame ends with the mark of synchronized output (`ESC [ ? 2026 l`). The harness says that it
understands the mark, as most terminals do. What is written outside of a frame counts as painted
when it is read.
"""

import errno
import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

from msgspec import Struct

from benchmarks.processes import put_first
from benchmarks.screen import Screen

SIZE = (140, 36)
"""Columns and lines of the terminal, unless a row says otherwise."""

_CHUNK = 65_536
_QUIET_S = 0.003
_CLOSE_WITHIN_S = 5.0
_LAST_WORDS_S = 0.05
"""Seconds for a program that fails at its last key to say so before it is asked to end."""
_LEAVES = b"\x1b[?1049l"
"""The end of the alternate screen: the program is about to end, though that may take long."""
_ENDED_AS_ASKED = (0, -signal.SIGTERM, 128 + signal.SIGTERM)
_ANSWERS = {
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",  # synchronized output: known, not set
    b"\x1b[?2048$p": b"\x1b[?2048;0$y",  # size reports in band: not known
}


class Frame(Struct, frozen=True):
    """One painted frame.

    Attributes:
        at: when its last byte was read, in seconds of the monotonic clock.
        state: the screen after it (see `Screen.state`).
        size: bytes from the end of the frame before it.
    """

    at: float
    state: int
    size: int


class Reaction(Struct, frozen=True):
    """The answer of a program to a key, or to something else that happened.

    Attributes:
        first_s: from the event to the end of the first frame that changed the screen's text; None
            where nothing changed in time.
        whole_s: the same of the last frame that changed the text: the answer is complete.
        size: bytes written from the event until the screen was still.
        frames: how many frames that took.
        first_frame: bytes of the first frame that changed the text.
    """

    first_s: float | None
    whole_s: float | None
    size: int
    frames: int
    first_frame: int


class ProgramEndedError(Exception):
    """The program ended when it should not have."""


class Terminal:
    """A program that runs on a pseudo-terminal until it is closed.

    Attributes:
        screen: the text on its screen.
        frames: every frame since the start.
        pid: the id of its process.
        started_at: just before the program was started, in seconds of the monotonic clock.
        written: how many bytes it has written.
        read_at: when something was read last.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        size: tuple[int, int] = SIZE,
        *,
        first: bool = False,
    ) -> None:
        """Start a program.

        Args:
            command: the program by its path, and its arguments.
            environment: all of its environment.
            size: columns and lines.
            first: it has the processor before all other work; needs root.
        """
        columns, lines = size
        self.screen = Screen(columns, lines)
        self.frames: list[Frame] = []
        self.written = 0
        self.read_at = 0.0
        self._in_frame = 0
        self._tail = b""
        self._is_end_raised = False
        self._has_left = False
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        os.set_blocking(self._master, False)
        # Opened by the leader of a new session, the terminal controls it: when the harness is gone,
        # however it ended, the program is told so.
        streams = [
            (os.POSIX_SPAWN_OPEN, 0, os.ttyname(slave), os.O_RDWR, 0),
            (os.POSIX_SPAWN_DUP2, 0, 1),
            (os.POSIX_SPAWN_DUP2, 0, 2),
        ]
        self.started_at = time.monotonic()
        self.pid = os.posix_spawn(
            command[0],
            tuple(command),
            environment,
            file_actions=streams,
            setsid=True,
            # What this process ignores (`nohup`, Python itself) a user's shell does not.
            setsigdef=(signal.SIGHUP, signal.SIGINT, signal.SIGPIPE),
        )
        if first:
            put_first(self.pid)
        os.close(slave)

    def send(self, keys: bytes) -> float:
        """Type keys; gives the time just before."""
        at = time.monotonic()
        os.write(self._master, keys)
        return at

    def read(self, within_s: float) -> bool:
        """Read what comes first, waiting so long at most; False if nothing came.

        Raises:
            ProgramEndedError: the program has ended.
        """
        if not select.select([self._master], [], [], max(0.0, within_s))[0]:
            return False
        try:
            data = os.read(self._master, _CHUNK)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            data = b""
        self.read_at = time.monotonic()
        if not data:
            self._is_end_raised = True
            raise ProgramEndedError(f"the program ended; its screen:\n{self.screen.text}")
        self._take(data, self.read_at)
        return True

    def drain(self) -> None:
        """Read what is there already."""
        while self.read(0):
            pass

    def read_for(self, seconds: float) -> None:
        """Read for so long."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.read(left)

    def wait(self, until: Callable[[Screen], bool], patience_s: float) -> float | None:
        """Read until the screen is as wanted and what painted it is complete.

        Gives the time at which the last byte of that was read; None where the patience ended.
        """
        end = time.monotonic() + patience_s
        while self.screen.synchronized or not until(self.screen):
            left = end - time.monotonic()
            if left <= 0:
                return None
            self.read(left)
        while self.read(_QUIET_S) or self.screen.synchronized:
            pass
        return self.read_at

    def press(
        self, keys: bytes, *, window_s: float, quiet_s: float, patience_s: float = 5.0
    ) -> Reaction:
        """Type keys and see what the program makes of them; see `react`."""
        return self.react(
            lambda: self.send(keys), window_s=window_s, quiet_s=quiet_s, patience_s=patience_s
        )

    def react(
        self,
        happen: Callable[[], float],
        *,
        window_s: float,
        quiet_s: float,
        patience_s: float = 5.0,
    ) -> Reaction:
        """Let something happen and see what the program makes of it.

        Args:
            happen: lets it happen and gives the time at which it did.
            window_s: seconds that are waited in any case.
            quiet_s: seconds without another change of the text after which the answer is complete.
            patience_s: seconds after which no answer is expected any more.
        """
        self.drain()
        before, size = len(self.frames), self.written
        state = self.frames[-1].state if self.frames else 0
        at = happen()
        end = at + window_s
        changed: list[Frame] = []
        looked = before
        while True:
            for frame in self.frames[looked:]:
                if frame.state != state:
                    state = frame.state
                    changed.append(frame)
            looked = len(self.frames)
            if changed:
                end = max(at + window_s, changed[-1].at + quiet_s)
            elif time.monotonic() >= end:
                end = at + patience_s
            left = end - time.monotonic()
            if left <= 0:
                break
            self.read(left)
        return Reaction(
            changed[0].at - at if changed else None,
            changed[-1].at - at if changed else None,
            self.written - size,
            len(self.frames) - before,
            changed[0].size if changed else 0,
        )

    def _take(self, data: bytes, at: float) -> None:
        self.written += len(data)
        self._answer(data)
        states = self.screen.feed(data)
        # Several frames in one chunk share its bytes; that is rare, and never so at a key.
        self._in_frame += len(data)
        for state in states:
            self._ended(at, state)
        if not self.screen.synchronized and self.screen.written:
            self._ended(at, self.screen.state)

    def _ended(self, at: float, state: int) -> None:
        self.frames.append(Frame(at, state, self._in_frame))
        self._in_frame = 0

    def _answer(self, data: bytes) -> None:
        """Answer as a terminal does when it is asked what it can do."""
        window = self._tail + data
        for question, answer in _ANSWERS.items():
            if question in window:
                os.write(self._master, answer)
        self._has_left |= _LEAVES in window
        self._tail = window[-8:]

    def close(self) -> str:
        """End the program.

        Returns:
            Words on the end of a program that had ended by itself, or ended otherwise than as it
            was asked to; empty where it ended in order.
        """
        with suppress(ProgramEndedError):
            self.read_for(_LAST_WORDS_S)
        ended, status = os.waitpid(self.pid, os.WNOHANG)
        by_itself = ended != 0 or self._has_left
        if not ended:
            os.kill(self.pid, signal.SIGTERM)
        end = time.monotonic() + _CLOSE_WITHIN_S
        with suppress(ProgramEndedError):
            while time.monotonic() < end:
                # A program that waits for its terminal to take what it writes never ends.
                self.read(0.05)
        killed = False
        while not ended:
            if time.monotonic() > end:
                os.kill(self.pid, signal.SIGKILL)
                killed = True
            time.sleep(0.01)
            ended, status = os.waitpid(self.pid, os.WNOHANG)
        os.close(self._master)
        code = os.waitstatus_to_exitcode(status)
        if killed or (code in _ENDED_AS_ASKED and not by_itself):
            return ""
        return f"the program ended with {code}; its screen:\n{self.screen.text}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        known = self._is_end_raised
        ended = self.close()
        # A program that fails at the last key paints its last words, which look like an effect.
        if ended and error is None and not known:
            raise ProgramEndedError(ended)
