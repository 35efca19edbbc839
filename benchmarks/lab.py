"""What every row measures with: the workspace, how much to measure, and where to tell progress."""

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from benchmarks.results import Series
from benchmarks.terminal import Reaction, Terminal
from benchmarks.workspace import Workspace

PATIENCE_S = 120.0
"""How long a row waits for something before it reports that it never came."""

JITTER_S = 0.02
"""By how much the time between two keys varies, so that no timer keeps step with them."""


class Lab(Struct, frozen=True):
    """How a run measures.

    Attributes:
        workspace: where.
        wanted: ids of the rows that are measured.
        quick: as little as tells something.
        up_to: sizes above this one are left out.
        spacing_s: seconds between two keys to the same program.
        say: tells progress.
        random: seeded.
    """

    workspace: Workspace
    wanted: frozenset[str]
    quick: bool
    up_to: int
    spacing_s: float
    say: Callable[[str], None]
    random: random.Random

    def count(self, full: int, quick: int) -> int:
        """How many samples to take."""
        return quick if self.quick else full

    def sizes(self, full: Sequence[int], quick: Sequence[int]) -> list[int]:
        """Which sizes to measure."""
        return [size for size in (quick if self.quick else full) if size <= self.up_to]

    def press(self, terminal: Terminal, keys: bytes) -> Reaction:
        """Press a key at one of two programs that take turns."""
        window = self.spacing_s / 2 + self.random.uniform(0, JITTER_S)
        return terminal.press(keys, window_s=window, quiet_s=min(0.025, window))

    def take_turns(self, turns: int, *measures: Callable[[], object]) -> None:
        """Take each measure once in every turn."""
        for _ in range(turns):
            for measure in measures:
                measure()


class Group(Protocol):
    """Rows that are measured together, on the same running programs."""

    ROWS: Mapping[str, str]
    """What each row is, by its id."""

    def measure(self, lab: Lab) -> Iterator[Series]:
        """Measure those of its rows that are wanted; others may come along."""
        ...


def ms(seconds: float) -> float:
    """Seconds as milliseconds, to the microsecond."""
    return round(seconds * 1_000, 3)


def timed(work: Callable[[], object]) -> float:
    """Milliseconds that something takes by the clock."""
    start = time.perf_counter()
    work()
    return ms(time.perf_counter() - start)


def named(size: int, what: str) -> str:
    """A size as a case is called: `1,000 calls`."""
    return f"{size:,} {what}"


def firsts(reactions: Sequence[Reaction]) -> list[float]:
    """Milliseconds to the first frame with an effect, of those that had one."""
    return [ms(reaction.first_s) for reaction in reactions if reaction.first_s is not None]


def wholes(reactions: Sequence[Reaction]) -> list[float]:
    """Milliseconds to the frame that completed the effect, of those that had one."""
    return [ms(reaction.whole_s) for reaction in reactions if reaction.whole_s is not None]


def note_on(reactions: Sequence[Reaction], *, what: str = "keys") -> str:
    """How many of them had no effect, in words; empty where all had one."""
    missing = sum(reaction.first_s is None for reaction in reactions)
    return f"{missing} of {len(reactions)} {what} had no effect" if missing else ""


def sizes(reactions: Sequence[Reaction]) -> list[float]:
    """Bytes that were written."""
    return [float(reaction.size) for reaction in reactions]
