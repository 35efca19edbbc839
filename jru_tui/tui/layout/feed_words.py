"""The health of the feed in words: a few for the header, a sentence for the message line."""

from datetime import datetime, timedelta
from itertools import islice, takewhile

from jru_tui.board import (
    Call,
    OfferRole,
    Refusal,
    Rules,
    TakeRole,
    ambulance_clock,
    decide_all,
    formatting,
    offer_to,
    police_clock,
)
from jru_tui.desk import name_of
from jru_tui.feeds import FeedHealth
from jru_tui.tui import phrases
from jru_tui.tui.layout.frame import Frame
from jru_tui.tui.layout.line import Line
from jru_tui.tui.layout.message import Tone

_WIDE = 100
_LOOKED_AT = 20
"""Waiting calls that are looked through for what is late: the most urgent."""
_OLD = timedelta(minutes=2)
"""From this age on even a feed that has not failed is worth a look."""


def health_words(health: FeedHealth, now: datetime, rules: Rules) -> Line:
    """The feed's state and age in a few words, with a sign that needs no colour.

    Args:
        health: the health of the feed.
        now: the present moment, UTC.
        rules: the rules of the field.
    """
    line = Line(_WIDE, "bar")
    good = health.good_at
    ago = formatting.age((now - good).total_seconds()) if good else ""
    since = phrases.hm(good, rules) if good else ""
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


def attention_message(frame: Frame) -> tuple[str, Tone, str, str]:
    """Say what wants attention first, how grave that is, and which key answers it.

    Empty where nothing does. The third part is how to read the rest of what is cut: nothing.
    """
    gravest = frame.attention.gravest
    if gravest is None:
        return "", "warning", "", ""
    key = frame.keys.get("check" if gravest.kind == "check" else "dismiss")
    hint = f"{key} {'checks' if gravest.kind == 'check' else 'dismisses'}" if key else ""
    text = frame.board.names.in_text(attention(frame))
    return text, "grave" if gravest.grave else "warning", "", hint


def trouble_message(frame: Frame) -> tuple[str, Tone, str]:
    """Say what is wrong, how grave that is, and which key tells all; empty where nothing is."""
    key = frame.keys.get("feed")
    tone: Tone = "alarm" if frame.health.state == "lost" else "warning"
    return trouble(frame), tone, f"{key} shows all" if key else ""


def attention(frame: Frame) -> str:
    """The gravest of what wants attention, and how much more there is; empty for nothing."""
    found = frame.attention
    if found.gravest is None:
        return ""
    more = f" (and {found.count - 1} more)" if found.count > 1 else ""
    since = ""
    if found.gravest.kind == "left":
        since = f", since {phrases.hm(found.gravest.since, frame.rules)}"
    return f"{found.gravest.in_full}{since}{more}"


def trouble(frame: Frame) -> str:
    """Say what is wrong, the gravest first; empty when nothing is."""
    health = frame.health
    if frame.entered_at is not None:
        at = phrases.hm(frame.entered_at, frame.rules)
        text = f"What you enter counts from {at}, and dispatch is not told: esc ends this."
        return f"{text} {frame.trouble}".strip()
    if frame.trouble:
        return frame.trouble
    if health.state == "lost":
        at = phrases.hm(health.good_at, frame.rules) if health.good_at else ""
        shown = f"This is the board of {at}." if at else ""
        lost = "Polling has stopped" if health.gone else "Feed lost"
        again = f", {frame.keys['refresh']} polls again" if "refresh" in frame.keys else ""
        text = f"{lost}, alarms silent: work by radio{again}."
        # What may hurt somebody comes before why it is so: a narrow terminal cuts the end.
        parts = (text, _in_question(frame), shown, formatting.sentence(health.error))
        return " ".join(part for part in parts if part)
    if health.state == "suspect":
        return f"Feed doubtful: {health.error}" if health.error else "Feed doubtful"
    # One of them must not hide another: a record set aside is no reason to trust a clock.
    parts = (offered_role(frame), _set_aside(frame), _unlisted(frame), _odd(frame))
    return " · ".join(filter(None, (*parts, silent_boards(frame))))


def offered_role(frame: Frame) -> str:
    """Say that a role is offered to this board, and why it cannot be taken; empty for none."""
    offer = offer_to(frame.board, frame.actor.by, frame.now) if frame.present.shared else None
    if offer is None or not isinstance(offer.command, OfferRole) or "take-role" not in frame.keys:
        return ""
    text = f"{offer.by} offers you the role of {offer.command.role}"
    refused = decide_all(frame.board, TakeRole(offer.id), frame.actor)
    if isinstance(refused, Refusal):
        return f"{text}, but {refused.reason}"
    return f"{text}: {frame.keys['take-role']} takes it"


def silent_boards(frame: Frame) -> str:
    """Say which other boards have not been heard of for a while; empty for none."""
    silent = frame.present.silent
    if not silent:
        return ""
    ago = formatting.age(min(board.silent_s for board in silent))
    names = ", ".join(dict.fromkeys(map(name_of, silent)))
    key = frame.keys.get("boards")
    return f"No contact for {ago}: the board of {names}{f', {key} shows all' if key else ''}"


def _in_question(frame: Frame) -> str:
    """The most urgent calls that waited when the feed was lost and are past their target by now."""
    waiting = takewhile(lambda call: call.waiting or call.dispute, frame.board.open_calls())
    found = [call.name for call in islice(waiting, _LOOKED_AT) if _is_late(call, frame)]
    if not found:
        return ""
    subject = f"{found[0]} and {len(found) - 1} more are" if len(found) > 1 else f"{found[0]} is"
    return f"If nobody has arrived, {subject} late."


def _is_late(call: Call, frame: Frame) -> bool:
    clocks = (
        police_clock(call, frame.rules, frame.now),
        ambulance_clock(call, frame.rules, frame.now),
    )
    return any(clock is not None and clock.state == "red" for clock in clocks)


def _odd(frame: Frame) -> str:
    error = frame.health.error
    return formatting.end_sentence(f"The feed is odd: {error}") if error else ""


def _unlisted(frame: Frame) -> str:
    count = len(frame.board.unlisted_open_calls())
    if not count:
        return ""
    subject = "1 open call is" if count == 1 else f"{count} open calls are"
    return f"{subject} no longer listed by the feed: close what is over"


def _set_aside(frame: Frame) -> str:
    refused = frame.board.refused
    if not refused:
        return ""
    first = next(iter(refused.values()))
    more = f" (and {len(refused) - 1} more)" if len(refused) > 1 else ""
    count = "1 record" if len(refused) == 1 else f"{len(refused)} records"
    return f"{count} set aside: {first.subject} {first.key}: {first.reason}{more}"
