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

_CAUGHT_UP = b""
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
    """A writer of what the board draws. Nobody waits for a terminal that takes nothing.

    What a terminal takes at once is written at once: to wake a thread for it costs more. The thread
    writes the rest, and all that comes until that is written.
    """

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
        self._at_once = _open_again(fd)
        self._frames: SimpleQueue[bytes | None] = SimpleQueue()
        self._handed_over = self._handled = 0
        self._is_behind = False
        self._is_leaving = False

    def write(self, text: str) -> None:
        """Write this behind what waits; leave it out where a slow terminal has too much to take."""
        if self._is_behind:
            return
        data = text.encode(errors="replace")
        if self._handed_over == self._handled:
            data = self._write_at_once(data)
        if not data:
            return
        if self._frames.qsize() == _FRAMES_WAITING:
            self._is_behind = True
            data = _CAUGHT_UP
        self._handed_over += 1
        self._frames.put(data)

    def go_on(self) -> None:
        """Leave nothing out any more: what is written next draws all of the screen."""
        self._is_behind = False

    def run(self) -> None:
        """Write until it is stopped; what a lost terminal was to show is dropped."""
        lost = False
        while (data := self._frames.get()) is not None:
            if not lost and not self._is_leaving:
                lost = not self._write_or_tell(data)
            self._handled += 1

    def _write_or_tell(self, data: bytes) -> bool:
        """Write, or tell that all is written; tell where the terminal is lost, and return False."""
        try:
            if data is _CAUGHT_UP:
                self._catch_up()
            else:
                self._write(data)
        except OSError:
            self._end(None)
        except Exception as error:  # noqa: BLE001 -- a thread's fault ends the app as any other does
            self._end(error)
        else:
            return True
        return False

    def stop(self, within_s: float) -> None:
        """Write what is begun, and end; a terminal that takes nothing is not waited for longer."""
        self._is_leaving = True
        self._frames.put(None)
        self.join(within_s)
        at_once, self._at_once = self._at_once, None
        if at_once is not None:
            os.close(at_once)

    def _write(self, data: bytes) -> None:
        while data:
            data = data[os.write(self._fd, data) :]

    def _write_at_once(self, data: bytes) -> bytes:
        """Write what the terminal takes without being waited for; return the rest."""
        if self._at_once is None:
            return data
        try:
            return data[os.write(self._at_once, data) :]
        except OSError:
            return data  # it takes nothing now; or it is lost, which the thread will find


def _open_again(fd: int) -> int | None:
    """Open a terminal once more, for writes that do not wait; None where that is not possible.

    To let those of the same opening not wait would change them for the shell, which shares it.
    """
    try:
        return os.open(os.ttyname(fd), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
    except OSError:
        return None
