"""Marks of a call: a sign for its row, a word beside it, and what that means."""

from collections.abc import Iterator
from typing import NamedTuple

from jru_tui.board import (
    INSTEAD,
    Call,
    marker_words,
    outstanding_words,
    right_care_words,
    shown_markers,
)
from jru_tui.tui import phrases
from jru_tui.tui.layout.frame import Frame
from jru_tui.tui.layout.signs import (
    ALERT,
    BACK_UP,
    CHANGED,
    DISPUTED,
    HELD,
    LINKED,
    MARKER,
    NEW,
    NEXT,
    ODD,
    REOPENED,
    RIGHT_CARE,
    SET_ASIDE,
    SOMEBODY,
    UNCONFIRMED,
    UNLISTED,
    UNSAVED,
)
from jru_tui.tui.read_state import CallNews


class RowMark(NamedTuple):
    """A mark: something that is special about a call.

    Attributes:
        sign: stands before its row, if it is the gravest.
        text: a word or two, where there is room for more than the sign.
        ink: of both.
        means: a sentence without a full stop: what it is, and what to do about it.
    """

    sign: str
    text: str
    ink: str
    means: str


def call_marks(
    call: Call, frame: Frame, *, new: bool = False, news: CallNews | None = None
) -> Iterator[RowMark]:
    """Find everything that is special about a call, the gravest first.

    Args:
        call: the call.
        frame: the board at this moment.
        new: it waits, and nobody has looked at it yet.
        news: what changed about it since somebody did; None for nothing.
    """
    if news is not None and news.worse:
        yield _changed(news)
    yield from _doubts(call, frame)
    yield from _markers(call, frame)
    yield from _somebody(call, frame)
    if call.left_to and call.open:
        service = INSTEAD[call.left_to]
        yield RowMark(RIGHT_CARE, service, "text", right_care_words(call.left_to))
    elif new:
        yield RowMark(NEW, "new", "amber-strong", "new: not looked at before")
    if news is not None and news.words and not news.worse:
        yield _changed(news)
    if call.left_at is not None and not call.linked_to:
        yield _left(call, frame)
    yield from _back_up(call, frame)
    if call.by_hand and call.open:
        means = "opened by hand: the feed does not list it yet"
        yield RowMark(UNCONFIRMED, "by hand", "amber", means)
    elif call.unconfirmed:
        text = phrases.unconfirmed(frame.board.given_at(call.unconfirmed), frame.now)
        means = f"{text}: the feed does not show your command yet"
        yield RowMark(UNCONFIRMED, text, "amber", means)
    yield from _decided(call, frame)
    if call.reopened:
        yield RowMark(REOPENED, "reopened", "text", "reopened: it was closed before")
    if odd := frame.health.odd.get(("call", call.number)):
        yield RowMark(ODD, "odd", "dim", f"odd: {odd}")


def first_mark(marks: Iterator[RowMark]) -> RowMark:
    """Take the gravest mark; a blank one where there is none."""
    return next(marks, _NONE)


_NONE = RowMark(" ", "", "text", "")


def _somebody(call: Call, frame: Frame) -> Iterator[RowMark]:
    """Yield who has the call open on another board."""
    if somebody := frame.present.at_call(call.id):
        means = f"{phrases.is_there(somebody, f'at {call.name}')}: it is open on another board"
        yield RowMark(SOMEBODY, f"{SOMEBODY}{', '.join(somebody)}", "accent", means)


def _changed(news: CallNews) -> RowMark:
    ink = "red-strong" if news.worse else "amber-strong"
    text = ", ".join(news.words)
    return RowMark(CHANGED, text, ink, f"changed since you looked: {text}")


def _left(call: Call, frame: Frame) -> RowMark:
    assert call.left_at is not None
    since = phrases.hm(call.left_at, frame.rules)
    means = f"waits again since {since}: everybody has left"
    if call.to_close:
        means = f"attended, everybody has left since {since}: close it or send somebody"
    return RowMark(ALERT, f"left {since}", "amber-strong", means)


def _markers(call: Call, frame: Frame) -> Iterator[RowMark]:
    for marker in shown_markers(call, frame.now, frame.rules):
        yield RowMark(MARKER, "marker", "red-strong", f"marker: {marker_words(marker)}")


def _decided(call: Call, frame: Frame) -> Iterator[RowMark]:
    """Yield what the supervisor has decided about it."""
    if call.linked_to:
        text = f"duplicate of {frame.board.names.call(call.linked_to)}"
        yield RowMark(LINKED, text, "text", f"{text}, which replaces it: it no longer waits")
    if call.next_for is not None:
        text = f"next call of {frame.name(call.next_for.vehicle)}"
        yield RowMark(NEXT, text, "text", f"{text}: an alert asks to send it once it is free")
    if call.hold is not None and call.hold.until > frame.now:
        until = phrases.day(call.hold.until, frame.rules)
        means = f"held until {until}: its records are not erased before that day"
        yield RowMark(HELD, "held", "dim", means)


def _back_up(call: Call, frame: Frame) -> Iterator[RowMark]:
    for request in call.back_up:
        if request.outstanding and call.open:
            ending = outstanding_words(request, text=False)
            since = phrases.hm(request.at, frame.rules)
            means = f"back-up asked {since} has not arrived: {ending}"
            yield RowMark(BACK_UP, f"back-up: {ending}", "amber", means)


def _doubts(call: Call, frame: Frame) -> Iterator[RowMark]:
    """Yield what is not kept, what the feed contradicts, and what of it cannot be read."""
    if call.id in frame.board.unsaved.calls:
        means = "not saved: it is shown, and will be saved as soon as possible"
        yield RowMark(UNSAVED, "not saved", "red-strong", means)
    for words in frame.waiting.words.get(call.id, ()):
        yield RowMark(UNSAVED, "not yet saved", "red-strong", f"not yet saved: {words}")
    if call.dispute is not None:
        key = frame.keys.get("settle")
        means = f"disputed: you say {call.dispute.ours}, the feed says {call.dispute.theirs}"
        more = f"; {key} settles" if key else ""
        yield RowMark(DISPUTED, "disputed", "amber-strong", f"{means}{more}")
    if call.unlisted_at is not None:
        since = phrases.hm(call.unlisted_at, frame.rules)
        means = f"no longer listed by the feed since {since}: open until you close it"
        yield RowMark(UNLISTED, "no longer listed", "amber", means)
    if (refused := frame.board.set_aside("call", call.id)) is not None:
        text = phrases.set_aside(refused)
        yield RowMark(SET_ASIDE, text, "amber", f"{text}: {refused.reason}")
