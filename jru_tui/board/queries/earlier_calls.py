"""Earlier calls at the same place, however long ago, the newest first."""

import heapq
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from jru_tui.board.board import Board
from jru_tui.board.call_views import Call
from jru_tui.board.geometry import distance_km
from jru_tui.board.projection.place_index import plain_place, words_around
from jru_tui.board.records import Place, Position

MOST = 20
"""Earlier calls that are listed; whoever wants all of them searches for the place."""
_FETCHED = 1_000
"""Calls around a place that are looked at, the newest: some of them are farther away."""


def earlier_calls(board: Board, call: Call, most: int = MOST) -> Sequence[Call]:
    """List the calls that were opened before one and were within `places.radius_m` of it.

    Where one of the two has no coordinates, the words of both places have to be the same but for
    numbers. A duplicate of the call is no earlier one. The cost does not grow with the journal: of
    those in the archive no more are read than are listed or are farther away.

    Args:
        board: the board as it stands.
        call: the call.
        most: how many are listed.
    """
    words = tuple(words_around(call.where))
    candidates = dict.fromkeys(board.places.find(words))
    here = (board.calls[other] for other in candidates)
    newest = heapq.merge(
        sorted(here, key=_opened, reverse=True),
        _archived(board, words, call),
        key=_opened,
        reverse=True,
    )
    found = (
        other
        for other in newest
        if other.opened_at < call.opened_at
        and call.id not in (other.id, other.linked_to, other.duplicate_of)
        and _same_place(board, call.where, other.where)
    )
    return list(islice(found, most))


def _opened(call: Call) -> tuple[datetime, str]:
    return call.opened_at, call.id


def _archived(board: Board, words: Sequence[str], call: Call) -> Iterator[Call]:
    """Read the calls that the archive alone holds one by one, the one that was opened last first.

    Args:
        board: the board as it stands.
        words: of places; each call has one of them.
        call: only calls that were opened before that one.
    """
    archive, recent = board.storage.archive, board.held_calls()
    for other in archive.find_any(words, call.opened_at, _FETCHED) if archive is not None else ():
        read = None if other in recent else board.calls.get(other)
        if read is not None:
            yield read


def _same_place(board: Board, one: Place, other: Place) -> bool:
    if one.lat is not None and one.lon is not None:
        km = distance_km(Position(one.lat, one.lon), other)
        if km is not None:
            return km * 1_000 <= board.rules.places.radius_m
    text = plain_place(one.text)
    return bool(text) and text == plain_place(other.text)
