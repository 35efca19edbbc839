"""Mismatch of ids: calls and vehicles of one document that name each other differently.

Ids are compared byte for byte. A vehicle that names call `1056` is on none where that is listed as
`F1056`, and a response of `JRU_1` makes a second vehicle beside `JRU1`. Both are taken, and the
board is wrong. Nothing is corrected: it is told.

Much that does not meet is as it should be, and is not told: a call that has closed since, the
vehicles of other units, a feed that lists no vehicles.
"""

import re
from collections.abc import Collection, Iterable, Iterator

from jru_tui.board import Subject
from jru_tui.feeds.decoding.text import clean
from jru_tui.feeds.decoding.warnings import hurried_look
from jru_tui.feeds.models import FeedReading

_NAMED = 3
"""Ids that a sentence names; the others are an ellipsis."""
_FEW = 2
"""One vehicle on a call that is not listed is one whose call has just closed."""
_PIECES = re.compile(r"[^\W\d_]+|\d+")

Pieces = tuple[str, ...]


def unmatched_ids(reading: FeedReading) -> Iterator[str]:
    """Sentences on what does not meet in a whole document; none where it may be as it should."""
    if reading.complete:
        yield from _unmet_calls(reading)
        yield from _unmet_vehicles(reading)


def known_ids(reading: FeedReading) -> Collection[str]:
    """The ids of calls that a document lists, also of those that are set aside."""
    return reading.listed_calls | set_aside_ids(reading, "call")


def set_aside_ids(reading: FeedReading, subject: Subject) -> set[str]:
    """The ids of the calls, or of the vehicles, whose records a document has set aside."""
    named = (subject, "id")
    return {record.key for record in reading.refused if (record.subject, record.named_by) == named}


def nameless_calls(reading: FeedReading) -> bool:
    """Test whether calls without an id were set aside: then any id may be that of one of them."""
    nameless = ("call", "digest")
    return any((record.subject, record.named_by) == nameless for record in reading.refused)


def are_most(strange: int, of: int) -> bool:
    """Test whether more vehicles are on calls that are not listed than can be expected."""
    return strange >= _FEW and 2 * strange > of


def _unmet_calls(reading: FeedReading) -> Iterator[str]:
    known = known_ids(reading)
    named = [vehicle.call for vehicle in reading.vehicles if vehicle.call is not None]
    strange = [vehicle for vehicle in named if vehicle not in known]
    near = _NearIdFinder(reading.listed_calls)
    vehicles = [vehicle for vehicle in strange if near.to(vehicle)]
    if are_most(len(strange), len(named)) and not nameless_calls(reading):
        vehicles = strange
    if not vehicles:
        return
    one = "names one" if len(vehicles) == 1 else "name one"
    nearest = next(filter(None, map(near.to, vehicles)), None)
    if nearest is not None:
        hint = f"the nearest listed id is {nearest}"
    elif reading.listed_calls:
        hint = f"a listed id is {min(reading.listed_calls)}"
    else:
        hint = "no calls are listed"
    count = f"{len(vehicles):,} of {len(named):,} vehicles on a call"
    yield f"{count} {one} that is not listed: {_some(vehicles)}; {hint}"


def _unmet_vehicles(reading: FeedReading) -> Iterator[str]:
    # A mapping makes a vehicle of a response that no list knows: then its status is inferred.
    stated = reading.listed_vehicles - {
        vehicle.id for vehicle in reading.vehicles if vehicle.inferred
    }
    stated |= set_aside_ids(reading, "vehicle")
    named = {leg.vehicle for call in reading.calls for leg in call.responses}
    sent = named - stated
    near = _NearIdFinder(stated)
    vehicles = sorted(vehicle for vehicle in sent if near.to(vehicle))
    nearest = near.to(vehicles[0]) if vehicles else None
    if stated and sent == named and _other_kind(sent, stated):
        vehicles = sorted(sent)
    if vehicles:
        one = "vehicle stands" if len(vehicles) == 1 else "vehicles stand"
        count = f"{len(vehicles):,} {one} only in responses, and in no list"
        hint = f"the nearest is {nearest}" if nearest else f"a listed id is {min(stated)}"
        yield f"{count}: {_some(vehicles)}; {hint}"


def _other_kind(sent: Collection[str], stated: Collection[str]) -> bool:
    """Test whether ids of responses are numbers and those of the list names, or the reverse."""
    kinds = ({id_.isdecimal() for id_ in ids} for ids in (sent, stated))
    return list(kinds) in ([{True}, {False}], [{False}, {True}])


def _some(ids: Iterable[str]) -> str:
    each = [clean(id_) for id_ in dict.fromkeys(ids)]
    return ", ".join([*each[:_NAMED], *(["…"] if len(each) > _NAMED else [])])


class _NearIdFinder:
    """A finder of the listed id that is nearly the same as another one.

    Nearly the same are two ids of the same letters and numbers, whatever stands between them and
    is written large (`JRU_1`, `jru01`), and one that ends in all of the other (`F1056`, `1056`).
    """

    def __init__(self, listed: Collection[str]) -> None:
        self._whole: dict[Pieces, str] = {}
        self._ends: dict[Pieces, str] = {}
        for id_ in sorted(listed):
            pieces = _pieces(id_)
            self._whole.setdefault(pieces, id_)
            for end in _ends(pieces):
                self._ends.setdefault(end, id_)

    def to(self, id_: str) -> str | None:
        """The listed id, None where there is no such."""
        pieces = _pieces(id_)
        if pieces in self._ends:
            return self._ends[pieces]
        return next((self._whole[end] for end in _ends(pieces) if end in self._whole), None)


def _pieces(id_: str) -> Pieces:
    found = _PIECES.findall(hurried_look(id_))
    return tuple(part.lstrip("0") or "0" if part.isdecimal() else part for part in found)


def _ends(pieces: Pieces) -> Iterator[Pieces]:
    """The pieces and all that they end in, as long as a number is among it."""
    for start in range(len(pieces)):
        if any(piece.isdecimal() for piece in pieces[start:]):
            yield pieces[start:]
