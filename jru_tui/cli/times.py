"""Times of the command line: this machine's clocks, and the moment that `--at` names."""

import re
import time
from datetime import UTC, datetime

import click

from jru_tui.simulator import ZONE, TimeError, in_shift, to_utc, wall_time


def wall_clock() -> datetime:
    """Read this machine's time, in UTC."""
    return datetime.now(UTC)


def awake_s() -> float:
    """Seconds that go on also while the machine sleeps, whatever its clock is set to."""
    # Linux's monotonic clock stands still in suspend.
    clock_id = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock_id is None else time.clock_gettime(clock_id)


FORMS = "2020-10-30T22:47:00Z, '2020-10-30 22:47' or 22:47"
_YEARS = range(2000, 2200)
"""Shifts and weekends round a moment must be within the calendar, and nothing is told of others."""
_TIME = re.compile(r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?")


class MomentError(ValueError):
    """An error: the text is not a time; the message says what would be."""


def moment(text: str, first_shift: datetime | None) -> datetime:
    """The moment in UTC.

    Args:
        text: RFC 3339 with a zone; a Europe/London date and time (with BST or GMT behind it in
            the hour that October has twice); or a Europe/London time alone.
        first_shift: a time alone belongs to the shift that starts here; None refuses one.

    Raises:
        MomentError: it is none of these, or comes twice, or never, or in another century.
    """
    read = _read(text, first_shift)
    if read.year not in _YEARS:
        raise MomentError(f"'{text}' is out of range: {_YEARS[0]} to {_YEARS[-1]}")
    return read


def _read(text: str, first_shift: datetime | None) -> datetime:
    text = text.strip()
    written, _, zone = text.rpartition(" ") if text.endswith((" BST", " GMT")) else (text, "", "")
    try:
        if _TIME.fullmatch(written):
            if first_shift is None:
                raise MomentError(f"'{text}' needs its date too, such as '2020-10-30 {text}'")
            local = first_shift.astimezone(ZONE).replace(tzinfo=None)
            return to_utc(in_shift(local, wall_time(written)), zone or None)
        read = datetime.fromisoformat(written)
        if read.tzinfo is not None:
            return read.astimezone(UTC)
        return to_utc(read, zone or None)
    except TimeError as error:
        raise MomentError(str(error)) from error
    except (ValueError, OverflowError) as error:
        if isinstance(error, MomentError):
            raise
        raise MomentError(f"'{text}' is not a time: write {FORMS}") from error


def read_moment(text: str, first_shift: datetime | None) -> datetime:
    """Read a moment as `moment` does; a text that names none is wrong usage.

    Raises:
        click.BadParameter: the text names no moment.
    """
    try:
        return moment(text, first_shift)
    except MomentError as error:
        raise click.BadParameter(f"{error}.", param_hint="--at") from error
