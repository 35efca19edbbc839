"""The threads that read from and write to a terminal: neither may hold the board up."""

import os
from collections.abc import Callable
from queue import SimpleQueue
from select import select
from threading import Thread
from time import monotonic

_READ_BYTES = 65_536
_READ_MAX = 1_000_000
_FRAMES_WAITING = 30
"""Frames that may wait for a slow terminal; what is drawn beyond them is left out."""

_CAUGHT_UP = ""
"""Stands in the queue for everything that was left out."""

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
    """A thread that writes what the board draws. Nobody waits for a terminal that takes nothing."""

    def __init__(self, fd: int, end: End, catch_up: Callable[[], None]) -> None:
        """Write to a descriptor.

        Args:
            fd: descriptor of the terminal.
            end: see `End`.
            catch_up: told, in the thread, that the terminal has taken everything again after some
                was left out; the next that is written draws all of the screen.
        """
        super().__init__(name="terminal-output", daemon=True)
        self._fd = fd
        self._end = end
        self._catch_up = catch_up
        self._frames: SimpleQueue[str | None] = SimpleQueue()
        self._is_behind = False
        self._is_leaving = False

    def write(self, text: str) -> None:
        """Write this behind what waits; leave it out where a slow terminal has too much to take."""
        if not self._is_behind and self._frames.qsize() < _FRAMES_WAITING:
            self._frames.put(text)
        elif not self._is_behind:
            self._is_behind = True
            self._frames.put(_CAUGHT_UP)

    def go_on(self) -> None:
        """Leave nothing out any more: what is written next draws all of the screen."""
        self._is_behind = False

    def run(self) -> None:
        """Write until it is stopped; what a lost terminal was to show is dropped."""
        lost = False
        while (text := self._frames.get()) is not None:
            if lost or self._is_leaving:
                continue
            try:
                if text is _CAUGHT_UP:
                    self._catch_up()
                else:
                    self._write(text)
            except OSError:
                lost = True
                self._end(None)
            except Exception as error:  # noqa: BLE001 -- a thread's fault ends the app as any other does
                lost = True
                self._end(error)

    def stop(self, within_s: float) -> None:
        """Write what is begun, and end; a terminal that takes nothing is not waited for longer."""
        self._is_leaving = True
        self._frames.put(None)
        self.join(within_s)

    def _write(self, text: str) -> None:
        data = text.encode(errors="replace")
        while data:
            data = data[os.write(self._fd, data) :]
