"""The times of the command line: this machine's clock, and what `--at` names."""

import time
from datetime import UTC, datetime

import click


def wall_clock() -> datetime:
    """This machine's time, in UTC. Everything below is handed a clock; this is the one it gets."""
    return datetime.now(UTC)


def awake_s() -> float:
    """Seconds that go on also while the machine sleeps, whatever its clock is set to."""
    # Linux's monotonic clock stands still in suspend.
    which = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if which is None else time.clock_gettime(which)


def read_moment(text: str, first_shift: datetime | None) -> datetime:
    """As `moment`; what names none is wrong usage.

    Raises:
        click.BadParameter: the text names no moment.
    """
    from jru_tui.cli.times import MomentError, moment

    try:
        return moment(text, first_shift)
    except MomentError as error:
        raise click.BadParameter(f"{error}.", param_hint="--at") from error
