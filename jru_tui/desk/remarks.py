"""What the supervisor should know of a feed that is live all the same: one sentence."""

from datetime import timedelta

from jru_tui.feeds.decoding.text import quoted
from jru_tui.feeds.models import Reading

_STEPS_MIN = (240, 60, 15, 5, 2, 1)
"""Minutes that are told of, in steps, so that a sentence does not change with every poll."""
_REHEARSAL = timedelta(days=1)
"""A feed of another day is a recording or an exercise, which the board's date says already."""


OLDER = "a cache answers with older documents: what these do not list is not taken for gone"


APART = "most vehicles on a call name one that is not listed: are its ids the same in both lists?"


def remark_on(reading: Reading, ahead: timedelta, *, older: bool, apart: bool = False) -> str:
    """The gravest of what is odd about a document, in words; empty where nothing is.

    Args:
        reading: the document.
        ahead: how far the server's clock is ahead of this machine's.
        older: it, or one of the last few, was older than the one before it.
        apart: most vehicles on a call name one that is not listed.
    """
    if reading.remark:
        return reading.remark
    if older:
        return OLDER
    if reading.marked:
        first, *more = reading.marked
        rest = f" (and {len(more)} more)" if more else ""
        return f"{first.subject} {quoted(first.key)} {first.reason}{rest}"
    return APART if apart else clocks_differ(ahead)


def time_doubted(off: timedelta) -> str:
    """What to say of a document whose own time is far from what it should be."""
    return f"its time is {_far(off)} ahead: not believed until a second document says so"


def clock_set(step: timedelta) -> str:
    """What to say when this machine's clock was set."""
    which = "forward" if step > timedelta() else "back"
    return f"this machine's clock was set {which} by {_far(step)}: the board's time goes on"


def _far(span: timedelta) -> str:
    seconds = int(abs(span).total_seconds())
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min"  # noqa: PLR2004 - two minutes


def clocks_differ(ahead: timedelta) -> str:
    """How far the server's clock and this machine's are apart, where that is worth a word."""
    # A whole hour is a zone that was mistaken, whatever the way took: a hundredth is let pass.
    far = abs(ahead) * 1.01
    minutes = next((each for each in _STEPS_MIN if far >= timedelta(minutes=each)), None)
    if minutes is None or abs(ahead) >= _REHEARSAL:
        return ""
    which = "ahead of" if ahead > timedelta() else "behind"
    return f"its clock is {minutes} min or more {which} this machine's; its times are what counts"
