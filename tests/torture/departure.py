"""The time that a program takes to end, beside what it had to wait for a processor."""

from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

QUIT_WITHIN_S = 2.0
"""Seconds within which a program has to end, whatever its server does."""

_QUIET_S = 0.4
"""Seconds that a quit takes on a quiet machine with a server that answers: a slower one says by how
much this machine is slow or busy."""


class Departure(NamedTuple):
    """One quit.

    Attributes:
        took_s: seconds from the key to the end of the program.
        waited_s: those of them for which one of its threads could have run, and others had the
            processors.
        clear_s: seconds that a quit took right after it, with a server that answers.
    """

    took_s: float
    waited_s: float = 0.0
    clear_s: float = 0.0

    @property
    def own_s(self) -> float:
        """Seconds for which the machine was not to blame."""
        return self.took_s - min(self.waited_s, self.took_s)

    @property
    def is_in_time(self) -> bool:
        """Test whether it took two seconds of its own at most, on a machine that is not slow."""
        return self.own_s <= QUIT_WITHIN_S * max(1.0, self.clear_s / _QUIET_S)

    def __str__(self) -> str:
        return (
            f"{self.took_s:.2f} s to quit, of which it waited {self.waited_s:.2f} s for a "
            f"processor, and {self.clear_s:.2f} s with a server"
        )


class ProcessorWaits:
    """The waits of all threads of a process for a processor, as often as they are looked at.

    Args:
        process: its number.
    """

    def __init__(self, process: int) -> None:
        self._process = process
        self._before = self._read()
        self._last = dict(self._before)

    def look(self) -> None:
        """Take note of them; a thread that has ended keeps what was seen last."""
        for thread, waited_s in self._read().items():
            self._last[thread] = max(waited_s, self._last.get(thread, 0.0))

    @property
    def waited_s(self) -> float:
        """Seconds of all threads together, since this was made."""
        return sum(last - self._before.get(thread, 0.0) for thread, last in self._last.items())

    def _read(self) -> dict[str, float]:
        """The seconds of each thread; none where it has ended, or the kernel counts none."""
        found = {}
        # The process may end at any moment, also while its threads are listed.
        with suppress(OSError):
            for thread in Path(f"/proc/{self._process}/task").iterdir():
                with suppress(OSError, IndexError):
                    counted = thread.joinpath("schedstat").read_text()
                    found[thread.name] = int(counted.split()[1]) / 1e9
        return found
