"""Open calls that may be one and the same: those at one place."""

from collections.abc import Sequence

from jru_tui.board.board import Board
from jru_tui.board.geometry import distance_km
from jru_tui.board.records import Place, Position
from jru_tui.board.views import Call

_NEAR_KM = 0.5
"""As far apart as two callers may say that one thing is."""
_FAR_DEGREES = 0.02
"""Degrees of latitude, more than any two places that are near have between them."""
_SHORTEST = 5
"""Letters of a place that are enough to tell it from others."""


def calls_like(board: Board, where: Place, type_: str | None) -> Sequence[Call]:
    """List the open calls at a place, those of this type first, then the newest first.

    Args:
        board: the board as it stands.
        where: the place.
        type_: the code of the type; None where it is not known.
    """
    found = [call for call in board.open_calls() if call.open and same_place(call.where, where)]
    return sorted(found, key=lambda call: (call.type != type_, -call.opened_at.timestamp()))


def same_place(one: Place, other: Place) -> bool:
    """Tell whether two places may be one, by their degrees or by their words."""
    km = None
    if one.lat is not None and one.lon is not None:
        if other.lat is not None and abs(other.lat - one.lat) > _FAR_DEGREES:
            return False  # what most calls are, at the cost of one subtraction
        km = distance_km(Position(one.lat, one.lon), other)
    if km is not None:
        return km <= _NEAR_KM
    shorter, longer = sorted((_plain(one.text), _plain(other.text)), key=len)
    return len(shorter) >= _SHORTEST and shorter in longer


def _plain(text: str | None) -> str:
    return "".join(letter for letter in (text or "").casefold() if letter.isalnum())
