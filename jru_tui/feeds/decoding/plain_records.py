"""The fast path of decoding: many plain records at once.

Nearly every record of a native feed is plain: printable ASCII without escapes, no field that nobody
knows, every id and place as it should be, every time in UTC and none ahead of the server's clock.
Of such a record `RecordReader` would say nothing, and nothing in it would have to be normalised.
What may not be plain is left to that reader: no record is refused here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain
from operator import attrgetter
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType
from msgspec.structs import fields

from jru_tui.board import CallRecord, VehicleRecord
from jru_tui.feeds.decoding.coordinates import is_plausible
from jru_tui.feeds.decoding.normaliser import AHEAD, EARLIEST, is_count
from jru_tui.feeds.decoding.record import (
    MAX_LISTED,
    MAX_WHOLE,
    MAX_WORDS,
    is_short,
    may_name_a_key_twice,
)
from jru_tui.feeds.decoding.text import MAX_ID
from jru_tui.feeds.decoding.unknown_fields import INNER
from jru_tui.feeds.decoding.warnings import SKEW, has_disordered_times
from jru_tui.feeds.size_errors import MAX_RECORD_VALUES

R = TypeVar("R", CallRecord, VehicleRecord)

_IDS = attrgetter("id")
_STAGES = attrgetter("allocated_at", "en_route_at", "at_scene_at", "clear_at")


class PlainRecordReader(Generic[R]):
    """A reader of the plain ones among records of one kind."""

    def __init__(self, kind: type[R]) -> None:
        self._are_sound = _ARE_SOUND[kind]
        self._typed: msgspec.json.Decoder[list[R]] = msgspec.json.Decoder(list[kind])  # type: ignore[valid-type]
        self._keys = msgspec.json.Decoder(list[_keys_of(kind)])  # type: ignore[misc]
        self._encoder = msgspec.json.Encoder()

    def read(self, raws: Sequence[bytes], server: datetime) -> list[R | None]:
        """The records in these bytes, None in place of each that may not be plain.

        Args:
            raws: each record as it came.
            server: when the document was made, by the server's clock.
        """
        if not raws:
            return []
        found: list[R] | None = self._read_all(raws, server)
        if found is not None:
            return list(found)
        # One odd record among plain ones is found by halves; where both ends are odd, all may be.
        ends = raws[:1], raws[-1:]
        if len(raws) == 1 or all(self._read_all(end, server) is None for end in ends):
            return [None] * len(raws)
        half = len(raws) // 2
        return self.read(raws[:half], server) + self.read(raws[half:], server)

    def _read_all(self, raws: Sequence[bytes], server: datetime) -> list[R] | None:
        """All of the records, or None where one of them may not be plain."""
        joined = b"[%b]" % b",".join(raws)
        if not joined.isascii() or b"\\" in joined or b"\x7f" in joined:
            return None
        if joined.count(b",") > MAX_RECORD_VALUES or not all(map(is_short, raws)):
            return None
        try:
            records = self._typed.decode(joined)
            written = self._encoder.encode(self._keys.decode(joined))
        except ValueError:
            return None
        # Written without spaces and just as long as it came, it had each key once.
        if len(written) != len(joined) and may_name_a_key_twice(joined, written):
            return None
        return records if self._are_sound(records, server) else None


def _keys_of(kind: type[Struct]) -> type[Struct]:
    """Define a type that holds each value of a record as it came, and is written as it was read."""
    inner = INNER.get(kind, {})
    types = {name: _keys_of(of) for name, of in inner.items()}
    return msgspec.defstruct(
        f"{kind.__name__}Keys",
        [
            (field.name, _inner_type(types.get(field.name), field.default) | UnsetType, UNSET)
            for field in fields(kind)
        ],
        forbid_unknown_fields=True,
        gc=False,
    )


def _inner_type(inner: type[Struct] | None, default: object) -> Any:
    """Return what the value of a field is kept as: bytes, or what is inside it by its keys."""
    if inner is None:
        return Raw
    return list[inner] if default == () else inner | None  # type: ignore[valid-type]


def _are_sound_calls(calls: Sequence[CallRecord], server: datetime) -> bool:
    """Test whether nothing is to be said of calls in printable ASCII."""
    responses = [response for call in calls for response in call.responses]
    notes = [note for call in calls for note in call.notes]
    ids = [*map(_IDS, calls), *map(_IDS, notes), *[response.vehicle for response in responses]]
    times = chain(
        [call.opened_at for call in calls],
        [call.updated_at for call in calls],
        [call.closed_at for call in calls],
        [note.at for note in notes],
        *map(_STAGES, responses),
    )
    estimates = [response.eta_at for response in responses]
    places = [call.where for call in calls]
    return (
        _are_sound_ids(ids)
        and _are_sound_times(times, server + SKEW)
        and _are_sound_times(estimates, server + AHEAD)
        and all([0 <= (call.version or 0) < MAX_WHOLE for call in calls])  # noqa: C419 - faster
        and all([is_count(call.people) for call in calls])  # noqa: C419 - faster
        and all([_is_known(place.lat, place.lon) for place in places])  # noqa: C419 - faster
        and max([len(call.flags) for call in calls]) <= MAX_WORDS
        and max([len(call.needs) for call in calls]) <= MAX_WORDS
        and max([len(call.responses) for call in calls]) <= MAX_LISTED
        and max([len(call.notes) for call in calls]) <= MAX_LISTED
        and not any(
            has_disordered_times(call) for call in calls if call.responses or call.closed_at
        )
    )


def _are_sound_vehicles(vehicles: Sequence[VehicleRecord], server: datetime) -> bool:
    """Test whether nothing is to be said of vehicles in printable ASCII."""
    positions = [vehicle.position for vehicle in vehicles if vehicle.position is not None]
    ids = [
        *map(_IDS, vehicles),
        *[vehicle.call for vehicle in vehicles if vehicle.call is not None],
    ]
    times = [vehicle.status_at for vehicle in vehicles], [position.at for position in positions]
    return (
        _are_sound_ids(ids)
        and _are_sound_times(chain(*times), server + SKEW)
        and all([is_plausible(position.lat, position.lon) for position in positions])  # noqa: C419 - faster
        and max([len(vehicle.crew) for vehicle in vehicles]) <= MAX_WORDS
    )


def _are_sound_ids(ids: Sequence[str]) -> bool:
    """Test whether ids hold no space and are neither empty nor too long."""
    lengths = [*map(len, ids)]
    return min(lengths) > 0 and max(lengths) <= MAX_ID and " " not in "".join(ids)


def _are_sound_times(times: Iterable[datetime | None], latest: datetime) -> bool:
    """Test whether times are in UTC, none is before any clock's and none after the latest."""
    known = [time for time in times if time is not None]
    in_utc = all([time.tzinfo is UTC for time in known])  # noqa: C419 - faster
    return in_utc and (not known or (min(known) >= EARLIEST and max(known) <= latest))


def _is_known(lat: float | None, lon: float | None) -> bool:
    """Test whether degrees may stay as they are: none at all, or both of one place."""
    return (lat is None and lon is None) or is_plausible(lat, lon)


_ARE_SOUND: Mapping[type[Struct], Callable[[Sequence[Any], datetime], bool]] = {
    CallRecord: _are_sound_calls,
    VehicleRecord: _are_sound_vehicles,
}
