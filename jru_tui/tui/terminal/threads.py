"""The threads that read from and write to a terminal: neither may hold the board up."""

import os
from collections.abc import Callable
from contextlib import suppress
from queue import Full, Queue
from select import select
from threading import Thread
from time import monotonic

_READ_BYTES = 65_536
_READ_MAX = 1_000_000
_FRAMES_WAITING = 30
"""Frames that may wait for a slow terminal before the board waits, too."""
_STOP_WITHIN_S = 2.0
"""Seconds that the end waits for a terminal that takes nothing, once for room and once for all."""

End = Callable[[Exception | None], None]
"""Told, in the thread, that it ended by itself: with its fault, or None for a lost terminal."""


class InputThread(Thread):
    """A thread that reads what the terminal sends, with the time, also while the board is busy."""

    def __init__(self, fd: int, receive: Callable[[bytes, float], None], end: End) -> None:
        """Read from a descriptor.

        Args:
            fd: descriptor of the terminal.
            receive: takes, in this thread, what one read brought and when: seconds of the
                monotonic clock.
            end: see `End`.
        """
        super().__init__(name="terminal-input", daemon=True)
        self._fd = fd
        self._receive = receive
        self._end = end
        self._stop_read, self._stop_write = os.pipe()
        self._stopped = False

    def run(self) -> None:
        """Read until it is stopped or the terminal is lost."""
        fault: Exception | None = None
        try:
            while data := self._read():
                self._receive(data, monotonic())
        except OSError:
            pass  # the terminal is lost
        except Exception as error:  # noqa: BLE001 -- a thread's fault ends the app as any other does
            fault = error
        if not self._stopped:
            self._end(fault)

    def stop(self) -> None:
        """End it, and wait for that."""
        self._stopped = True
        os.write(self._stop_write, b"\0")
        self.join()
        os.close(self._stop_read)
        os.close(self._stop_write)

    def _read(self) -> bytes:
        """Wait for input, and read all that is there; nothing when it is to end."""
        readable, _, _ = select([self._fd, self._stop_read], [], [])
        if self._stop_read in readable:
            return b""
        data = os.read(self._fd, _READ_BYTES)
        while data and len(data) < _READ_MAX and select([self._fd], [], [], 0)[0]:
            more = os.read(self._fd, _READ_BYTES)
            if not more:
                break
            data += more
        return data


class OutputThread(Thread):
    """A thread that writes what the board draws."""

    def __init__(self, fd: int, end: End) -> None:
        """Write to a descriptor."""
        super().__init__(name="terminal-output", daemon=True)
        self._fd = fd
        self._end = end
        self._frames: Queue[str | None] = Queue(_FRAMES_WAITING)

    def write(self, text: str) -> None:
        """Write this behind what waits; waits itself while a slow terminal has much to take."""
        self._frames.put(text)

    def run(self) -> None:
        """Write until it is stopped; what a lost terminal was to show is dropped."""
        lost = False
        while (text := self._frames.get()) is not None:
            if lost:
                continue
            try:
                self._write(text)
            except OSError:
                lost = True
                self._end(None)
            except Exception as error:  # noqa: BLE001 -- a thread's fault ends the app as any other does
                lost = True
                self._end(error)

    def stop(self) -> None:
        """Write what waits, and end; a terminal that takes nothing is not waited for."""
        with suppress(Full):
            self._frames.put(None, timeout=_STOP_WITHIN_S)
        self.join(_STOP_WITHIN_S)

    def _write(self, text: str) -> None:
        data = text.encode(errors="replace")
        while data:
            data = data[os.write(self._fd, data) :]
