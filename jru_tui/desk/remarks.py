"""What the supervisor should know of a feed that is live all the same: one sentence."""

from datetime import datetime, timedelta

from jru_tui.feeds.clean import quoted
from jru_tui.feeds.reading import Reading

_STEPS_MIN = (240, 60, 15, 5, 2, 1)
"""Minutes that are told of, in steps, so that a sentence does not change with every poll."""
_REHEARSAL = timedelta(days=1)
"""A feed of another day is a recording or an exercise, which the board's date says already."""


def remark_on(reading: Reading, as_of: datetime | None, ahead: timedelta) -> str:
    """The gravest of what is odd about a document, in words; empty where nothing is.

    Args:
        reading: the document.
        as_of: the server's own time of the newest document before it.
        ahead: how far the server's clock is ahead of this machine's.
    """
    if as_of is not None and reading.generated_at < as_of:
        # What is held is newer, record by record; that the server went back is told.
        back_s = int((as_of - reading.generated_at).total_seconds())
        return f"a document {back_s} s older than the one before it"
    if reading.remark:
        return reading.remark
    if reading.marked:
        first, *more = reading.marked
        rest = f" (and {len(more)} more)" if more else ""
        return f"{first.subject} {quoted(first.key)} {first.reason}{rest}"
    return clocks_differ(ahead)


def clocks_differ(ahead: timedelta) -> str:
    """How far the server's clock and this machine's are apart, where that is worth a word."""
    minutes = next((each for each in _STEPS_MIN if abs(ahead) >= timedelta(minutes=each)), None)
    if minutes is None or abs(ahead) >= _REHEARSAL:
        return ""
    which = "ahead of" if ahead > timedelta() else "behind"
    return f"its clock is {minutes} min or more {which} this machine's; its times are what counts"
