"""A record of a feed: from its raw bytes to a board record, or to the reason why not.

Most records are plain: `plain_records` reads those, many at once. Of the others, those in ASCII
without escapes with every time in UTC are decoded straight into the board's types. What is left,
and what msgspec refuses, goes the slower way of `normalise`, value by value, which cleans text,
reads times with offsets and finds the words for what is wrong.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from functools import partial
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Struct

from jru_tui.board import CallRecord, Subject, VehicleRecord
from jru_tui.feeds.decoding.ambiguous_hour import RepeatedHour
from jru_tui.feeds.decoding.coordinates import (
    is_at_zero,
    is_off_earth,
    is_swapped,
    with_known_places,
)
from jru_tui.feeds.decoding.json_limits import overfull_reason
from jru_tui.feeds.decoding.normaliser import (
    AHEAD,
    EARLIEST,
    BadRecord,
    Normaliser,
    in_words,
    is_count,
    read_details,
)
from jru_tui.feeds.decoding.text import (
    MAX_ID,
    MAX_SHORT,
    Reason,
    clean,
    quoted,
    too_many,
    wrong_id,
)
from jru_tui.feeds.decoding.unknown_fields import unknown_part
from jru_tui.feeds.decoding.warnings import (
    AT_ZERO,
    DISORDERED,
    OFF_EARTH,
    SWAPPED,
    describe_time_ahead,
    has_disordered_times,
)

R = TypeVar("R", CallRecord, VehicleRecord)

_SUBJECTS: Mapping[type[Struct], Subject] = {CallRecord: "call", VehicleRecord: "vehicle"}
MAX_WHOLE = 2**63
"""The first whole number that JSON's readers do not agree on."""
_ALL_ZEROS = bytes.maketrans(b"123456789", b"0" * 9)
_LONG_NUMBER = b"0" * len(str(MAX_WHOLE))
MAX_LISTED = 1_000
"""Responses, and notes, that one call may list: more are a slip of somebody's program."""
_LONG_TEXT = re.compile(rb'"[^"]{%d}' % (MAX_SHORT + 1))
MAX_WORDS = 100
"""The same for flags, needs and a crew."""
_SPACED_KEY = re.compile(rb'"\s+:')
_STATES = ("open", "closed")


class DuplicateKeysError(ValueError):
    """An object names a key twice: nobody can say which one the sender meant."""


class DecodedRecord(Struct, Generic[R], frozen=True):
    """A record that can be taken.

    Attributes:
        odd: what is odd about it, in words; empty where nothing is.
        beyond: what came with it and is not in it, as JSON; empty for nothing.
        zoned: a time in it came without a zone, and is read by that of the feed.
    """

    record: R
    odd: str = ""
    beyond: str = ""
    zoned: bool = False


class RecordReader(Generic[R]):
    """A reader of records of one `kind`.

    `zone` is the zone of times that come without one, if any does; `hour` settles which is meant
    when its clocks go back. `keep_unknown`: what nobody knows is read, to be kept.
    """

    def __init__(
        self,
        kind: type[R],
        zone: tzinfo | None = None,
        hour: RepeatedHour | None = None,
        *,
        keep_unknown: bool = True,
    ) -> None:
        self._keep_unknown = keep_unknown
        self.kind: type[R] = kind
        self._subject = _SUBJECTS[kind]
        self._zone = zone
        self._hour = hour or RepeatedHour()
        self._typed: msgspec.json.Decoder[R] = msgspec.json.Decoder(kind)
        self._loose = msgspec.json.Decoder()
        self._encoder = msgspec.json.Encoder()

    def read(self, raw: bytes, latest: datetime) -> R:
        """The record in these bytes; see `read_marked`."""
        return self.read_marked(raw, latest).record

    def read_marked(self, raw: bytes, latest: datetime) -> DecodedRecord[R]:
        """The record in these bytes, and what is to be said of it.

        Args:
            raw: the record as it came.
            latest: no time in it may be later; years ahead of the server's own clock.

        Raises:
            BadRecord: it breaks a rule; the message says which, in words.
            DuplicateKeysError: an object in it has a key twice; the document cannot be trusted.
        """
        if wrong := overfull_reason(raw):
            raise BadRecord(wrong)
        try:
            loose = self._loose.decode(raw)
        except ValueError as error:  # malformed, out of range, or not UTF-8
            raise BadRecord(in_words(error)) from None
        self._refuse_duplicates(raw, loose)
        if _LONG_NUMBER in raw.translate(_ALL_ZEROS):
            _refuse_out_of_range(loose, "")
        if is_short(raw) and raw.isascii() and b"\\" not in raw and b"\x7f" not in raw:
            try:
                record: R = self._typed.decode(raw)
            except msgspec.ValidationError:
                return self._slowly(loose, latest)
            if _is_plain(record, latest):
                _refuse_endless(record)
                return self._placed(record, loose, "", latest)
        return self._slowly(loose, latest)

    def _refuse_duplicates(self, raw: bytes, loose: object) -> None:
        if may_name_a_key_twice(raw, self._encoder.encode(loose)):
            refuse_duplicate_keys(raw)

    def _slowly(self, loose: object, latest: datetime) -> DecodedRecord[R]:
        if not isinstance(loose, dict):
            raise BadRecord("the record is not an object")
        choose = partial(self._hour.choose, self._subject, str(loose.get("id")))
        tidier = Normaliser(latest, self._zone, choose)
        tidy = tidier.record(loose)
        remark = tidier.remark
        state = tidy.get("state")
        if self.kind is CallRecord and isinstance(state, str) and state not in _STATES:
            # A word that nobody knows must not hide a call: it is open until it is said to be over.
            tidy["state"] = "open"
            taken = "is not known: the call is treated as open"
            remark = Reason(f"state {quoted(state)} {taken}", f"state {taken}")
        if self.kind is CallRecord:
            remark = read_details(tidy) or remark
        try:
            record: R = msgspec.convert(tidy, self.kind, strict=True)
        except msgspec.ValidationError as error:
            raise BadRecord(in_words(error)) from None
        _refuse_version(getattr(record, "version", None))
        _refuse_endless(record)
        return self._placed(record, loose, remark, latest, zoned=tidier.zoned)

    def _placed(
        self, record: R, loose: object, remark: str, latest: datetime, *, zoned: bool = False
    ) -> DecodedRecord[R]:
        """The record without a place that cannot be meant, and the first thing odd about it."""
        if not remark and is_swapped(record):
            remark = SWAPPED
        elif not remark and is_off_earth(record):
            remark = OFF_EARTH
        elif not remark and is_at_zero(record):
            remark = AT_ZERO
        elif not remark and has_disordered_times(record):
            remark = DISORDERED
        remark = remark or describe_time_ahead(_times(record), latest - AHEAD)
        left = unknown_part(loose, self.kind, odd=bool(remark), unknown=self._keep_unknown)
        return DecodedRecord(with_known_places(record), remark, left, zoned)


def is_short(raw: bytes) -> bool:
    """Test whether no text in these bytes is so long that it may have to be cut."""
    return len(raw) <= MAX_SHORT or not _LONG_TEXT.search(raw)


class _Named(Struct):
    """The parts that are read of a refused record: everything else is passed over unread."""

    id: str = ""


_NAMED = msgspec.json.Decoder(_Named)


def id_of(raw: bytes) -> str:
    """Read the id of a record that is refused for another reason; empty where it has no good one.

    A number out of range or half a character elsewhere in the record hides no id.
    """
    try:
        id_ = _NAMED.decode(raw).id
    except ValueError:
        return ""
    return "" if wrong_id(id_) else id_


def may_name_a_key_twice(raw: bytes, written: bytes) -> bool:
    """Test whether a second, exact look for duplicate keys is needed.

    Args:
        raw: a piece of JSON as it came.
        written: what was read of it, written again by msgspec: that has each key once.
    """
    return bool(_SPACED_KEY.search(raw)) or written.count(b'":') != raw.count(b'":')


def refuse_duplicate_keys(raw: bytes) -> None:
    """Look at every object in a piece of JSON.

    Raises:
        DuplicateKeysError: one of them names a key twice.
    """
    json.loads(raw, object_pairs_hook=each_once)


def each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of these pairs.

    Raises:
        DuplicateKeysError: it names a key twice.
    """
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise DuplicateKeysError(f"an object in it has the key {quoted(key)} twice")
        found[key] = value
    return found


def _refuse_out_of_range(value: object, path: str) -> None:
    """Refuse whole numbers that the journal's readers do not agree on, in whatever field."""
    if isinstance(value, dict):
        for key, entry in value.items():
            _refuse_out_of_range(entry, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for at, item in enumerate(value):
            _refuse_out_of_range(item, f"{path}[{at}]")
    elif isinstance(value, int) and not -MAX_WHOLE <= value < MAX_WHOLE:
        wrong = "is out of range"
        raise BadRecord(Reason(f"{clean(path)}: {wrong}", wrong) if path else wrong)


def _refuse_version(version: int | None) -> None:
    if version is not None and version < 0:
        raise BadRecord("version: is out of range")


def _refuse_endless(record: CallRecord | VehicleRecord) -> None:
    counts = (
        [("crew", len(record.crew), MAX_WORDS)]
        if isinstance(record, VehicleRecord)
        else [
            ("responses", len(record.responses), MAX_LISTED),
            ("notes", len(record.notes), MAX_LISTED),
            ("flags", len(record.flags), MAX_WORDS),
            ("needs", len(record.needs), MAX_WORDS),
        ]
    )
    for noun, count, most in counts:
        if count > most:
            raise BadRecord(too_many(noun, count, most))


def _is_plain(record: CallRecord | VehicleRecord, latest: datetime) -> bool:
    """Test whether ids and times are as they should be, so that nothing is left to normalise.

    Called for text that is known to be printable ASCII.
    """
    if isinstance(record, CallRecord):
        _refuse_version(record.version)
        if not is_count(record.people):
            return False
        ids = [record.id]
        ids += [response.vehicle for response in record.responses]
        ids += [note.id for note in record.notes]
    else:
        ids = [record.id] if record.call is None else [record.id, record.call]
    for time in (*_times(record), *_estimates(record)):
        if time is not None and (time.tzinfo is not UTC or not EARLIEST <= time <= latest):
            return False
    return all([0 < len(id_) <= MAX_ID and " " not in id_ for id_ in ids])  # noqa: C419 - faster


def _estimates(record: CallRecord | VehicleRecord) -> list[datetime | None]:
    """The times of a record that lie ahead by their nature."""
    if isinstance(record, VehicleRecord):
        return []
    return [response.eta_at for response in record.responses]


def _times(record: CallRecord | VehicleRecord) -> list[datetime | None]:
    """Every time that a record names of what has happened."""
    if isinstance(record, VehicleRecord):
        return [record.status_at, record.position.at if record.position else None]
    times = [record.opened_at, record.updated_at, record.closed_at]
    for response in record.responses:
        times += (response.allocated_at, response.en_route_at)
        times += (response.at_scene_at, response.clear_at)
    times += [note.at for note in record.notes]
    return times
