"""Clocks of this machine, read in one place: everything else is handed a clock."""

import time
from datetime import UTC, datetime


def wall_clock() -> datetime:
    """Read this machine's time, in UTC."""
    return datetime.now(UTC)


def awake_s() -> float:
    """Seconds that go on also while the machine sleeps, whatever its clock is set to."""
    # Linux's monotonic clock stands still in suspend.
    which = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if which is None else time.clock_gettime(which)
