"""Warnings about records that are taken all the same, in words for the supervisor.

Ids are compared byte for byte, so `k12` and `K12` are two calls, and a Cyrillic letter makes an id
of the same look another one. Nothing is corrected: what may be a mistake stands as it came, and is
told.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import zip_longest

from jru_tui.board import CallRecord, Subject, VehicleRecord
from jru_tui.feeds.decoding.text import Reason, quoted
from jru_tui.feeds.models import MarkedRecord

SKEW = timedelta(seconds=5)
"""How far a record's times may lie ahead of the server's own clock without a word."""
_TWO_DAYS_MIN = 2 * 24 * 60
SWAPPED = "latitude and longitude look swapped: the place is not used"
OFF_EARTH = "latitude or longitude is out of range: the place is not used"
AT_ZERO = "latitude and longitude are 0: the place is not used"
BAD_ESTIMATE = "an expected time of arrival cannot be read: it is not used"
BAD_CALLBACK = "a callback is not text: it is not used"
BAD_PEOPLE = "the number of people cannot be read: it is not used"
DISORDERED = "its times are out of order: how long it took is not known"

# Small letters of other scripts that look like Latin ones; ids are compared in small letters.
_LOOKS = str.maketrans(
    "\u0430\u0435\u0456\u0458\u043a\u043c\u043e\u0440\u0441\u0442\u0443\u0445\u0432\u043d\u0455"
    "\u03b1\u03b2\u03b5\u03b7\u03b9\u03ba\u03bc\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7\u03b6",
    "aeijkmopctyxbhsabehikmnoptyxz",
)
_LETTERS = frozenset({"Lu", "Ll", "Lt", "Lo"})
_DISGUISED = "has letters of another alphabet that look like Latin ones"
_TWO_SCRIPTS = "mixes Latin letters with those of another script"


def hurried_look(id_: str) -> str:
    """Reduce an id to its look for a hurried reader: two ids of one look are near-twins."""
    if id_.isascii():
        return id_.casefold()
    return unicodedata.normalize("NFKC", id_).casefold().translate(_LOOKS)


def has_disguised_letters(id_: str) -> bool:
    """Test whether an id has letters of another script that pass for Latin ones."""
    return not id_.isascii() and hurried_look(id_).isascii()


def mixes_scripts(id_: str) -> bool:
    """Test whether an id mixes Latin letters with others that do not all look Latin."""
    if hurried_look(id_).isascii():
        return False
    # The standard library knows no scripts, but each letter's name begins with its own.
    plain = unicodedata.normalize("NFKC", id_)
    letters = (letter for letter in plain if unicodedata.category(letter) in _LETTERS)
    scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in letters}
    return "LATIN" in scripts and len(scripts) > 1


def has_disordered_times(record: CallRecord | VehicleRecord) -> bool:
    """Test whether a call was reached or closed before its opening, or left before its arrival."""
    if isinstance(record, VehicleRecord):
        return False
    for response in record.responses:
        stages = (
            response.allocated_at,
            response.en_route_at,
            response.at_scene_at,
            response.clear_at,
        )
        known = [stage for stage in stages if stage is not None]
        early = response.at_scene_at is not None and response.at_scene_at < record.opened_at
        if early or known != sorted(known):
            return True
    return record.closed_at is not None and record.closed_at < record.opened_at


def describe_time_ahead(times: Iterable[datetime | None], server: datetime) -> str:
    """Describe a time that lies ahead of the server's own clock; empty where none does."""
    latest = max((time for time in times if time is not None), default=server)
    if latest - server <= SKEW:
        return ""
    # In steps, so that a clock that goes wrong by the same all the time is told of once.
    minutes = (latest - server) // timedelta(minutes=1)
    far = f"{minutes} min" if minutes else "less than a minute"
    if minutes >= _TWO_DAYS_MIN:
        far = f"{minutes // (24 * 60):,} days"
    arrived = "ahead of the feed's own clock when it arrived"
    return Reason(f"a time was {far} {arrived}", f"a time was {arrived}")


class RecordWarnings:
    """The marks of all records of one kind that are held now."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._odd: dict[str, str] = {}
        self._first: dict[str, str] = {}  # by its look; nearly every look has one id
        self._alike: dict[str, set[str]] = {}  # and these have several, or one in disguise

    def hold(self, ids: Sequence[str], reasons: Sequence[str] = ()) -> None:
        """Take in records that are held from now on.

        Args:
            ids: each record's.
            reasons: what is odd about each of them, empty where nothing is; none at all where
                nothing is about any.
        """
        looks = [*map(str.casefold, ids)]
        alone = len(set(looks)) == len(looks) and self._first.keys().isdisjoint(looks)
        if alone and not reasons and all(map(str.isascii, ids)):
            self._first.update(zip(looks, ids, strict=True))
            return
        for id_, reason in zip_longest(ids, reasons, fillvalue=""):
            self._hold(id_, reason)

    def _hold(self, id_: str, reason: str) -> None:
        if reason := reason or (_TWO_SCRIPTS if mixes_scripts(id_) else ""):
            self._odd[id_] = reason
        looks = hurried_look(id_)
        first = self._first.setdefault(looks, id_)
        if first != id_ or has_disguised_letters(id_):
            self._alike.setdefault(looks, {first}).add(id_)

    def forget(self, id_: str) -> None:
        """Forget a record that is not held any more."""
        self._odd.pop(id_, None)
        looks = hurried_look(id_)
        alike = self._alike.get(looks, set())
        alike.discard(id_)
        if self._first.get(looks) == id_:
            del self._first[looks]
            if alike:
                self._first[looks] = min(alike)
        if len(alike) < 2 and not any(map(has_disguised_letters, alike)):  # noqa: PLR2004 - a pair
            self._alike.pop(looks, None)

    def standing(self) -> Iterator[MarkedRecord]:
        """Every mark, by id."""
        for looks in sorted(self._alike):
            alike = sorted(self._alike[looks])
            if len(alike) > 1:
                twins = ", ".join(quoted(twin) for twin in alike[1:])
                twin = Reason(f"looks like {twins}, but is not the same", "looks like another")
                yield MarkedRecord.of(self._subject, alike[0], twin)
            else:
                yield MarkedRecord(self._subject, alike[0], _DISGUISED)
        for id_, reason in sorted(self._odd.items()):
            yield MarkedRecord.of(self._subject, id_, reason)
