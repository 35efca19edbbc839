"""Earlier calls at the same place, however long ago, the newest first."""

from collections.abc import Sequence

from jru_tui.board.board import Board
from jru_tui.board.call_views import Call
from jru_tui.board.geometry import distance_km
from jru_tui.board.projection.place_index import plain_place, words_around
from jru_tui.board.records import Place, Position

MOST = 20
"""Earlier calls that are listed; whoever wants all of them searches for the place."""
_FETCHED = 100
"""Calls of one square that are looked at, the newest: some of them are farther away."""


def earlier_calls(board: Board, call: Call, most: int = MOST) -> Sequence[Call]:
    """List the calls that were opened before one and were within `places.radius_m` of it.

    Where one of the two has no coordinates, the words of both places have to be the same but for
    numbers. A duplicate of the call is no earlier one. The cost does not grow with the journal.

    Args:
        board: the board as it stands.
        call: the call.
        most: how many are listed.
    """
    words = tuple(words_around(call.where))
    ids = dict.fromkeys(board.places.find(words))
    archive = board.storage.archive
    if archive is not None:
        for word in words:
            ids |= dict.fromkeys(archive.find(word, _FETCHED))
    known = (board.calls.get(call_id) for call_id in ids if call_id != call.id)
    found = [
        other
        for other in known
        if other is not None
        and other.opened_at < call.opened_at
        and call.id not in (other.linked_to, other.duplicate_of)
        and _same_place(board, call.where, other.where)
    ]
    return sorted(found, key=lambda other: (other.opened_at, other.id), reverse=True)[:most]


def _same_place(board: Board, one: Place, other: Place) -> bool:
    if one.lat is not None and one.lon is not None:
        km = distance_km(Position(one.lat, one.lon), other)
        if km is not None:
            return km * 1_000 <= board.rules.places.radius_m
    text = plain_place(one.text)
    return bool(text) and text == plain_place(other.text)
