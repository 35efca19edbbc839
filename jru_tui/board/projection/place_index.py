"""Words of a place that calls are found by: a square on the ground, and its letters.

Letters have another word where there are no degrees: two places with degrees are told apart by them
alone, and a street's name may be that of thousands of calls.

Calls in memory are found by an index of these words, and those in the archive by the same words
among what they say, so that a search costs the same however old the journal is.
"""

from collections.abc import Collection, Iterable, Iterator
from math import floor

from jru_tui.board.call_views import Call
from jru_tui.board.records import Place

_LAT_STEP, _LON_STEP = 0.002, 0.004
"""Degrees of a square: more than 200 m each way, from the Channel to Shetland."""
MOST_RADIUS_M = 200
"""As far apart as two places may be for a search of the squares around one to find the other."""
_SHORTEST = 5
_LONGEST = 60


def place_words(place: Place) -> tuple[str, ...]:
    """List the words that a call at a place is found by; none for a place that is not known."""
    found = []
    if place.lat is not None and place.lon is not None:
        found.append(_square(floor(place.lat / _LAT_STEP), floor(place.lon / _LON_STEP)))
    if text := plain_place(place.text):
        found += [f"zt{text}"] if found else [f"zt{text}", f"zu{text}"]
    return tuple(found)


def words_around(place: Place) -> Iterator[str]:
    """Yield the words of all places that may be the same.

    Of a place with degrees nine squares, and its letters for those without; of one without its
    letters for all.
    """
    mark = "zt"
    if place.lat is not None and place.lon is not None:
        mark = "zu"
        row, column = floor(place.lat / _LAT_STEP), floor(place.lon / _LON_STEP)
        for north in (-1, 0, 1):
            for east in (-1, 0, 1):
                yield _square(row + north, column + east)
    if text := plain_place(place.text):
        yield f"{mark}{text}"


def plain_place(text: str | None) -> str:
    """Reduce a place to its letters: `12 Sea Street, Herne Bay` to `seastreetherne…`.

    Empty for one that is too short to tell places apart.
    """
    letters = "".join(filter(str.isalpha, (text or "").casefold()))
    return letters[:_LONGEST] if len(letters) >= _SHORTEST else ""


def _square(row: int, column: int) -> str:
    return f"zs{row + 100_000:06d}{column + 100_000:06d}"


class PlaceIndex:
    """The calls in memory by the words of their place."""

    def __init__(self) -> None:
        self._calls: dict[str, dict[str, None]] = {}

    def put(self, before: Call | None, call: Call) -> None:
        """Note where a call is by its new view, and no more where it was by the view before."""
        if before is not None and before.where == call.where:
            return
        if before is not None:
            self._drop(before)
        for word in place_words(call.where):
            self._calls.setdefault(word, {})[call.id] = None

    def find(self, words: Iterable[str]) -> Iterator[str]:
        """Yield ids of the calls at places of any of these words; one may come twice."""
        for word in words:
            yield from self._calls.get(word, ())

    def keep_only(self, hot: Collection[str]) -> None:
        """Forget the calls that are not among these."""
        remaining = (
            (word, dict.fromkeys(call for call in calls if call in hot))
            for word, calls in self._calls.items()
        )
        self._calls = {word: calls for word, calls in remaining if calls}

    def _drop(self, call: Call) -> None:
        for word in place_words(call.where):
            calls = self._calls.get(word, {})
            calls.pop(call.id, None)
            if not calls:
                self._calls.pop(word, None)
