"""Search for calls: closed ones by what they say, however long ago; open ones by their place."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, overload

from jru_tui.board.archive import Closing, holds
from jru_tui.board.board import Board
from jru_tui.board.call_commands import OpenCall
from jru_tui.board.call_views import Call
from jru_tui.board.commands import Note
from jru_tui.board.geometry import distance_km
from jru_tui.board.projection.place_index import place_words
from jru_tui.board.records import Place, Position
from jru_tui.board.rules import Rules
from jru_tui.board.storage import END_OF_TIME

if TYPE_CHECKING:
    from jru_tui.board.queries.search_dates import Search

_AREAS = 256
"""Areas whose words are held ready."""
MOST = 200
"""Calls that are found at once; a word more finds fewer."""


def read_search(text: str, rules: Rules) -> "Search":
    """Part what somebody searches for into words, telephone numbers without gaps, and dates."""
    from jru_tui.board.queries.search_dates import split_dates  # noqa: PLC0415 - behind the frame

    search = split_dates(text, rules.hours.zone)
    return search._replace(words=without_gaps(search.words))


class FoundCalls(Sequence[Call]):
    """Calls of which the ids are known; each is read as it is looked at.

    Attributes:
        ids: of the calls, in their order.
    """

    def __init__(self, board: Board, ids: Sequence[str]) -> None:
        """List calls that are on this board."""
        self.ids = ids
        self._calls = board.calls

    def index_of(self, call_id: str) -> int | None:
        """The place of a call in the list, from 0; None if it is not there."""
        return self.ids.index(call_id) if call_id in self.ids else None

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, index: int) -> Call: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Call]: ...
    def __getitem__(self, index: int | slice) -> Call | Sequence[Call]:
        if isinstance(index, slice):
            return [self._calls[call_id] for call_id in self.ids[index]]
        return self._calls[self.ids[index]]


def find_calls(
    board: Board, text: str, most: int = MOST, *, before: datetime = END_OF_TIME
) -> FoundCalls:
    """Find the closed calls that hold all of the words, or words that begin so, newest first.

    Args:
        board: as it stands.
        text: words in whatever case, and a date or a span on which the calls were opened or
            closed, as `read_search` reads it; nothing is found by nothing.
        most: how many calls are given.
        before: only calls that were closed before that moment.
    """
    words, span, fault = read_search(text, board.rules)
    if fault or not (words or span):
        return FoundCalls(board, ())
    recent = board.held_calls()
    found = [
        Closing(call.closed_at, call.id)
        for call in recent.values()
        if call.closed_at is not None
        and call.closed_at < before
        and (span is None or span.holds(call.opened_at, call.closed_at))
        and holds(words_of(board, call), words)
    ]
    archive = board.storage.archive
    found += [
        closing
        for closing in (archive.find(words, most, span) if archive is not None else ())
        if closing.call not in recent and closing.closed_at < before
    ]
    newest = sorted(found, key=_newest_first)[:most]
    return FoundCalls(board, tuple(closing.call for closing in newest))


def words_of(board: Board, call: Call) -> str:
    """The text that a call is found by: its number, place, type, words, notes and vehicles."""
    return " ".join(filter(None, _words(board, call)))


def _words(board: Board, call: Call) -> Iterator[str]:
    rules, place = board.rules, call.where
    yield call.id
    yield rules.type_label(call.type)
    yield place.text or ""
    yield from area_words(place, rules)
    yield from callback_words(call.callback)
    entry = board.store.calls.get(call.id)
    if entry is not None:
        yield (entry.record.summary or "") if entry.record is not None else ""
        for order in (*entry.merged, *entry.orders):
            if isinstance(order.command, Note):
                yield order.command.text
            elif isinstance(order.command, OpenCall):
                yield order.command.summary
    for note in call.notes:
        yield note.text
    yield rules.outcome_label(call.outcome)
    for flag in call.flags:
        yield rules.flag_label(flag)
    yield from place_words(place)
    for vehicle in dict.fromkeys(response.vehicle for response in call.responses):
        known = board.vehicles.get(vehicle)
        yield known.name if known is not None else vehicle


def area_words(place: Place, rules: Rules) -> Iterator[str]:
    """Yield the words that the area of a call is found by: its name, and `area:eastkent`.

    Args:
        place: the place of the call.
        rules: the names of areas.
    """
    if place.area:
        named = rules.area_label(place.area)
        yield named
        yield from dict.fromkeys(map(area_term, (named, place.area)))


@lru_cache(maxsize=_AREAS)
def area_term(area: str) -> str:
    """Return the word that finds the calls of one area and no others: `area:eastkent`."""
    return f"area:{''.join(letter for letter in area.casefold() if letter.isalnum())}"


def callback_words(callback: str | None) -> Iterator[str]:
    """Yield what the caller's number is found by: as it is, and without gaps in both forms.

    Args:
        callback: `+44 7700 900123`, `07700 900123` or whatever else is said; None for none.
    """
    if callback:
        yield callback
        digits = _NOT_DIGIT.sub("", callback)
        home = _ABROAD.sub("0", digits) if callback.strip().startswith(("+", "00")) else digits
        yield home
        if home.startswith("0"):
            yield f"+44{home[1:]}"


def without_gaps(words: str) -> str:
    """Join what is sought where it is a telephone number: `07700 900-123` to `07700900123`."""
    digits = _GAPS.sub("", words)
    return digits if _NUMBER.fullmatch(digits) else words


_GAPS = re.compile(r"(?<=\+44)\s*\(0\)|[\s()./-]+")
_NUMBER = re.compile(r"\+?\d{9,15}")
_NOT_DIGIT = re.compile(r"\D")
_ABROAD = re.compile(r"^(?:00)?440?")
"""The code of the United Kingdom, also of a number that is written as +44 (0)7700."""


def _newest_first(closing: Closing) -> tuple[float, str]:
    return -closing.closed_at.timestamp(), closing.call


_NEAR_KM = 0.5
"""As far apart as two callers may say that one thing is."""
_FAR_DEGREES = 0.02
"""Degrees of latitude, more than any two places that are near have between them."""
_SHORTEST = 5
"""Letters of a place that are enough to tell it from others."""


def calls_like(board: Board, place: Place, type_: str | None) -> Sequence[Call]:
    """List the open calls at a place, those of this type first, then the newest first.

    Args:
        board: the board as it stands.
        place: the place.
        type_: the code of the type; None where it is not known.
    """
    found = [call for call in board.open_calls() if call.open and same_place(call.where, place)]
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
