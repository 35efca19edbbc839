"""Identity of calls: the rule by which two reports with one number speak of one call.

Numbers are used again: UK systems begin anew at midnight, others each year. So a call is its number
and its opening. But an opening is also put right, by minutes or by an hour where a zone was wrong,
and a call whose opening is put right is the same call. What tells the two apart is what else the
reports say: a corrected call keeps its history, another call has none of it.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from jru_tui.board.records import CallRecord
from jru_tui.board.rules import STAGES

_CORRECTION = timedelta(hours=1)
"""How far an opening is moved at most where nothing else shows that it is the same call: by a wrong
zone. No numbers begin anew within it."""

_AHEAD = timedelta(minutes=1)
"""How far an opening may lie ahead of the feed's own time and still be meant."""

Happened = tuple[str, str, datetime]
"""One thing that happened at a call: to whom, or in which words; what; and when."""


def is_same_call(one: CallRecord, other: CallRecord, now: datetime) -> bool:
    """Tell if two reports under one number are of one call.

    1. They are where they have the same opening, or one is opened ahead of the feed's own time:
       that is a wrong clock.
    2. They are where they tell of the same thing: a stage of a vehicle or a note, at the same time;
       or where all that the one tells the other tells as well, moved as far as the opening, by an
       hour at most: its end, too, where the earlier was over when the later was opened.
    3. Else they are two calls where the earlier was over when the later was opened, where the
       openings lie more than an hour apart, where something happened at the earlier before the
       later was opened, or where of place and summary nothing is the same that both tell.
    4. Else they are one.

    In doubt two calls are better than one: the second would hide the first.

    Args:
        one: a report.
        other: another one.
        now: the feed's own time.
    """
    if one.opened_at == other.opened_at:
        return True
    early, late = sorted((one, other), key=lambda call: call.opened_at)
    if late.opened_at > now + _AHEAD:
        return True
    apart = late.opened_at - early.opened_at
    mine, theirs = set(_history(early)), set(_history(late))
    if mine & theirs:
        return True
    is_over = _is_over(early, late.opened_at)
    tells_its_end = late.state == "closed" or not is_over
    if apart <= _CORRECTION and tells_its_end and _is_moved(mine, theirs, apart):
        return True
    if apart > _CORRECTION or is_over:
        return False
    if any(at < late.opened_at for _, _, at in mine):
        return False
    return not _differs(early, late)


def _history(call: CallRecord) -> Iterator[Happened]:
    # A vehicle may be clear of two calls at once, but it goes to one after the other.
    for response in call.responses:
        for step in STAGES:
            at = getattr(response, f"{step}_at")
            if at is not None:
                yield response.vehicle, step, at
    for note in call.notes:
        yield note.text, "note", note.at


def _is_moved(early: set[Happened], late: set[Happened], by: timedelta) -> bool:
    """Tell if all of the one or of the other is in both, only so much later in the second."""
    moved = {(whose, step, at + by) for whose, step, at in early}
    return bool(moved and late) and (moved <= late or late <= moved)


def _is_over(call: CallRecord, moment: datetime) -> bool:
    return call.state == "closed" and (call.closed_at or call.as_of) <= moment


def _differs(one: CallRecord, other: CallRecord) -> bool:
    """Tell if both have a place or a summary, and nothing that both have is the same."""
    texts = ((one.where.text, other.where.text), (one.summary, other.summary))
    alike = [mine == theirs for mine, theirs in texts if mine and theirs]
    return bool(alike) and not any(alike)
