"""Reused call numbers: rows of one number that belong to different calls.

Numbers are used again, and a table may still list the rows of the earlier call. Its rows are those
of one call where they have one opening. Where the openings differ, a later row may be of a later
sending, or of another call: see `board.identity` for what numbers do.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from jru_tui.feeds.decoding.normaliser import BadRecord
from jru_tui.feeds.mapping.call_mapper import CallMapper

_APART = timedelta(hours=1)
"""How far openings of rows of one call lie apart at most, if everybody was clear in between."""
_LONG_APART = timedelta(hours=12)
"""The same whatever happened in between."""
_NEVER = datetime.min.replace(tzinfo=UTC)


def split_uses(maker: CallMapper, id_: str, rows: list[Any]) -> list[list[Any]]:
    """Part the rows of a number by the calls that they speak of, the earliest call first.

    Args:
        maker: reads rows.
        id_: the number.
        rows: all that have it, at least one.
    """
    if len({repr(maker.opening(row)) for row in rows}) == 1:
        return [rows]
    openings = [_opened_at(maker, id_, row) for row in rows]
    known = [opening for opening in openings if opening is not None]
    if not known or max(known) - min(known) <= _APART:
        return [rows]
    return [[rows[place] for place in sorted(use)] for use in _uses(maker, id_, rows, openings)]


def is_near(opening: str | None, opened: datetime | None) -> bool:
    """Test whether openings are so near that they may be of one call; one may be unknown.

    Args:
        opening: of a call of the document before, as `jru/1` writes it.
        opened: of one of this document.
    """
    if opening is None or opened is None:
        return True
    return abs(datetime.fromisoformat(opening) - opened) <= _APART


def _uses(
    maker: CallMapper, id_: str, rows: Sequence[Any], openings: Sequence[datetime | None]
) -> list[list[int]]:
    """The places of the rows of each call. A row without an opening belongs to the first one."""
    first = min(opening for opening in openings if opening is not None)
    uses: list[list[int]] = [[]]
    over, end = True, _NEVER
    for place in sorted(range(len(rows)), key=lambda place: openings[place] or first):
        opening = openings[place] or first
        if opening - first > _APART and (opening - first > _LONG_APART or (over and end < opening)):
            uses.append([])
            first, over, end = opening, True, _NEVER
        uses[-1].append(place)
        closed_at = _closed_at(maker, id_, rows[place])
        over = over and closed_at is not None
        end = max(end, closed_at or _NEVER)
    return uses


def _opened_at(maker: CallMapper, id_: str, row: Any) -> datetime | None:
    try:
        return maker.opened_at(id_, [row])
    except BadRecord:
        return None


def _closed_at(maker: CallMapper, id_: str, row: Any) -> datetime | None:
    """The end of what a row tells of; None where it goes on, or where that cannot be read."""
    try:
        call, _ = maker.call(id_, [row])
    except BadRecord:
        return None
    ended = call.get("closed_at")
    return datetime.fromisoformat(ended) if ended else None
