"""Plausibility of coordinates: a wrong place on the map is worse than none.

Nothing is corrected silently. Coordinates that are out of range, at 0, 0, half missing, or plainly
swapped make the place unknown; the words of the place stay.
"""

from typing import TypeVar

from msgspec.structs import replace

from jru_tui.board import CallRecord, VehicleRecord

R = TypeVar("R", CallRecord, VehicleRecord)

_MAX_LAT = 90.0
_MAX_LON = 180.0
_UK_LAT = (49.0, 61.0)
_UK_LON = (-9.0, 3.0)


def is_plausible(lat: float | None, lon: float | None) -> bool:
    """Test whether these can be WGS 84 degrees of a place on land that somebody meant."""
    if lat is None or lon is None:
        return False
    if _in_uk(lat, lon):
        return True
    if not (abs(lat) <= _MAX_LAT and abs(lon) <= _MAX_LON):
        return False
    return (lat, lon) != (0, 0) and not _in_uk(lon, lat)


def is_swapped(record: CallRecord | VehicleRecord) -> bool:
    """Test whether its place is in the United Kingdom only when read the other way round."""
    lat, lon = _degrees(record) or (0.0, 0.0)
    return _in_uk(lon, lat) and not _in_uk(lat, lon)


def is_off_earth(record: CallRecord | VehicleRecord) -> bool:
    """Test whether its degrees are impossible: latitude beyond 90, longitude beyond 180."""
    lat, lon = _degrees(record) or (0.0, 0.0)
    return not (abs(lat) <= _MAX_LAT and abs(lon) <= _MAX_LON)


def is_at_zero(record: CallRecord | VehicleRecord) -> bool:
    """Test whether its place is 0, 0: a field that nobody filled in."""
    return _degrees(record) == (0, 0)


def _degrees(record: CallRecord | VehicleRecord) -> tuple[float, float] | None:
    """Latitude and longitude of its place; None where one of them is missing."""
    place = record.where if isinstance(record, CallRecord) else record.position
    if place is None or place.lat is None or place.lon is None:
        return None
    return place.lat, place.lon


def _in_uk(lat: float, lon: float) -> bool:
    return _UK_LAT[0] <= lat <= _UK_LAT[1] and _UK_LON[0] <= lon <= _UK_LON[1]


def with_known_places(record: R) -> R:
    """The record as it is, or without the coordinates that cannot be meant."""
    if isinstance(record, CallRecord):
        place = record.where
        if (place.lat is None and place.lon is None) or is_plausible(place.lat, place.lon):
            return record
        return replace(record, where=replace(place, lat=None, lon=None))
    position = record.position
    if position is None or is_plausible(position.lat, position.lon):
        return record
    return replace(record, position=None)
