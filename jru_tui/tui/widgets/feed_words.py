"""How the feed is, in words: a few for the header, a sentence for the message line."""

from datetime import datetime, timedelta

from jru_tui.board.rules import Rules
from jru_tui.feeds.reading import FeedHealth
from jru_tui.tui import words
from jru_tui.tui.widgets.frame import Frame
from jru_tui.tui.widgets.line import Line

SILENT = "Alarms silent: the feed is old."
"""What is said in place of every alert but an emergency while the feed is stale."""

_WIDE = 100
_OLD = timedelta(minutes=2)
"""From this age on even a feed that has not failed is worth a look."""


def health_words(health: FeedHealth, now: datetime, rules: Rules) -> Line:
    """The feed's state and age in a few words, with a sign that needs no colour."""
    line = Line(_WIDE, "bar")
    good = health.good_at
    ago = words.age((now - good).total_seconds()) if good else ""
    since = words.hm(good, rules) if good else ""
    match health.state:
        case "live" if good and now - good > _OLD:
            line.add(f"◐ feed {ago} ago", "amber-strong")
        case "live":
            line.add("● ", "scene").add(f"feed {ago} ago" if good else "feed live")
        case "suspect":
            line.add(f"◐ feed doubtful · {ago} old" if good else "◐ feed doubtful", "amber-strong")
        case "lost":
            line.add(f"○ feed lost {since} · {ago} old" if good else "○ no feed", "red-strong")
        case "connecting":
            line.add(f"◌ connecting · {ago} old" if good else "◌ connecting", "amber")
    return Line(line.used, "bar").join(line)


def attention(frame: Frame) -> str:
    """The gravest of what wants attention, and how much more there is; empty for nothing."""
    found = frame.attention
    if found.gravest is None:
        return ""
    key = frame.keys.get("check" if found.gravest.kind == "check" else "dismiss")
    does = "checks" if found.gravest.kind == "check" else "dismisses"
    more = f" (and {found.count - 1} more)" if found.count > 1 else ""
    return f"{found.gravest.text}{more}{f'  ·  {key} {does}' if key else ''}"


def trouble(frame: Frame) -> str:
    """What is wrong, in a sentence, the gravest first; empty when nothing is."""
    health = frame.health
    if frame.trouble:
        return frame.trouble
    if health.state == "lost":
        at = words.hm(health.good_at, frame.rules) if health.good_at else ""
        shown = f"This is the board of {at}. " if at else ""
        return f"Feed lost. {shown}{SILENT} {words.sentence(health.error)}".strip()
    if health.state == "suspect":
        return f"Feed doubtful: {health.error}" if health.error else "Feed doubtful"
    return _set_aside(frame) or _unlisted(frame) or _odd(frame)


def _odd(frame: Frame) -> str:
    return f"The feed is odd: {frame.health.error}." if frame.health.error else ""


def _unlisted(frame: Frame) -> str:
    count = len(frame.board.unlisted_open_calls())
    if not count:
        return ""
    which = "1 open call is" if count == 1 else f"{count} open calls are"
    return f"{which} no longer listed by the feed: close what is over"


def _set_aside(frame: Frame) -> str:
    refused = frame.board.refused
    if not refused:
        return ""
    (subject, key), first = next(iter(refused.items()))
    more = f" (and {len(refused) - 1} more)" if len(refused) > 1 else ""
    count = "1 record" if len(refused) == 1 else f"{len(refused)} records"
    return f"{count} set aside: {subject} {key}: {first.reason}{more}"
