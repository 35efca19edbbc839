"""The time that a board takes to show what it missed, beside what it had to wait for."""

from pathlib import Path
from typing import NamedTuple

EQUAL_WITHIN_S = 1.0
"""Seconds after healing within which all boards show the same."""

_TIMES_BARE = 3
"""How often as long as a bare client a board may take on a machine that is slow or busy."""


class Reached(NamedTuple):
    """The moment at which a program had read the journal up to a position.

    Attributes:
        at: seconds by the machine's monotonic clock.
        waited_s: seconds that it had waited for a processor by then, since it began.
    """

    at: float
    waited_s: float


class Healing(NamedTuple):
    """One board after all was healed.

    Attributes:
        name: of the board.
        late_s: seconds until it had read what the journal held then.
        waited_s: those of them for which it could have run, and others had the processors.
        bare_s: seconds that a client of psycopg alone took, which was cut off in the same way.
    """

    name: str
    late_s: float
    waited_s: float
    bare_s: float

    @property
    def is_in_time(self) -> bool:
        """Test whether it took a second of its own at most, or little more than a bare client."""
        return self.late_s - self.waited_s <= max(EQUAL_WITHIN_S, _TIMES_BARE * self.bare_s)

    def __str__(self) -> str:
        return (
            f"{self.name} had read what there was {self.late_s:.2f} s after healing, of which it "
            f"waited {self.waited_s:.2f} s for a processor; a bare client took {self.bare_s:.2f} s"
        )


def reached_at(history: Path, position: int) -> Reached | None:
    """The moment at which the run that is noted last has read up to a position."""
    if not history.exists():
        return None
    newest = [line.split() for line in history.read_text().splitlines()[-3000:]]
    run = max((n for n, line in enumerate(newest) if line[1] == "from"), default=0)
    for line in newest[run:]:
        if line[1] in ("from", "read") and int(line[2]) >= position:
            at, _, waited = line[0].partition("/")
            return Reached(float(at), float(waited or 0))
    return None
