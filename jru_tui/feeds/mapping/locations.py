"""Places as other systems write them. What cannot be read leaves the place unknown, never wrong."""

import math
import re
from collections.abc import Callable
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from jru_tui.feeds.mapping.expressions import expression
from jru_tui.feeds.mapping.pidf_lo import PidfLo
from jru_tui.feeds.mapping.scalars import number, text
from jru_tui.feeds.mapping.schema import LocationTable

Spot = tuple[float, float]
"""Latitude and longitude in WGS 84 degrees."""
_PAIR = re.compile(r"(-?\d{1,3}(?:\.\d+)?)[\s,;]+(-?\d{1,3}(?:\.\d+)?)")
_MAX_TEXT = 200


class LocationReader:
    """A reader of the coordinates of one table, `[calls.where]` or `[vehicles.position]`."""

    def __init__(self, table: LocationTable) -> None:
        ways: list[Callable[[Any], Spot | None]] = []
        if table.lat and table.lon:
            lat, lon = expression(table.lat), expression(table.lon)
            ways.append(lambda row: _spot(lat(row), lon(row)))
        if table.lat_lon:
            lat_lon = expression(table.lat_lon)
            ways.append(lambda row: _pair(lat_lon(row)))
        if table.lon_lat:
            lon_lat = expression(table.lon_lat)
            ways.append(lambda row: _swapped(_pair(lon_lat(row))))
        if table.geojson:
            geojson = expression(table.geojson)
            ways.append(lambda row: _point(geojson(row)))
        if table.pidf_lo:
            pidf_lo = expression(table.pidf_lo)
            ways.append(lambda row: PidfLo(pidf_lo(row)).point)
        if table.easting and table.northing:
            east, north = expression(table.easting), expression(table.northing)
            ways.append(lambda row: _grid(number(east(row)), number(north(row))))
        if table.grid_reference:
            reference = expression(table.grid_reference)
            ways.append(lambda row: _grid(*eastings(text(reference(row)) or "")))
        self._ways = ways

    def read(self, row: Any) -> Spot | None:
        """Read where a record says that it is: the first way that gives a place."""
        found = (way(row) for way in self._ways)
        return next((spot for spot in found if spot is not None), None)


def _spot(lat: Any, lon: Any) -> Spot | None:
    north, east = number(lat), number(lon)
    if north is None or east is None or not (math.isfinite(north) and math.isfinite(east)):
        return None
    return north, east


def _swapped(spot: Spot | None) -> Spot | None:
    return spot and (spot[1], spot[0])


def _pair(value: Any) -> Spot | None:
    """Two numbers in a text, as "(51.37, 1.12)", or in a list."""
    if isinstance(value, list):
        return _spot(*value[:2]) if len(value) > 1 else None
    found = _PAIR.search(value[:_MAX_TEXT]) if isinstance(value, str) else None
    return _spot(found[1], found[2]) if found else None


def _point(value: Any) -> Spot | None:
    """A GeoJSON point, longitude first (RFC 7946, section 3.1.1), or a feature that has one."""
    if isinstance(value, dict) and isinstance(value.get("geometry"), dict):
        value = value["geometry"]
    if not isinstance(value, dict) or value.get("type") != "Point":
        return None
    return _swapped(_pair(value.get("coordinates")))


def _grid(east: float | None, north: float | None) -> Spot | None:
    return None if east is None or north is None else degrees(east, north)


# The step between the two datums is geodesy that is easily got wrong by a hundred metres, so PROJ
# does it; being 30 MB, it is only loaded for those whose feed speaks of eastings.

if TYPE_CHECKING:
    from pyproj import Transformer

MISSING = (
    "British National Grid needs pyproj: install its extra, pipx install '.[grid]' in a checkout"
)

_MAX_EAST = 700_000
_MAX_NORTH = 1_300_000
_REFERENCE = re.compile(r"([HJNOST])([A-HJ-Z])((?:\d\d){1,5})")
# The grid's letters leave out I; squares of 500 km are counted from the false origin in SV.
_LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"


def can_convert() -> bool:
    """Test whether pyproj is installed."""
    return find_spec("pyproj") is not None


def degrees(east: float, north: float) -> tuple[float, float] | None:
    """Latitude and longitude of a place in metres on the grid; None where it is off the grid."""
    if not (0 < east < _MAX_EAST and 0 < north < _MAX_NORTH):
        return None
    lon, lat = _transformer().transform(east, north)
    return (float(lat), float(lon)) if math.isfinite(lat) and math.isfinite(lon) else None


def eastings(reference: str) -> tuple[float | None, float | None]:
    """Metres east and north of a grid reference such as "TR 174 682": the middle of its square."""
    found = _REFERENCE.fullmatch(reference.replace(" ", "").upper())
    if found is None:
        return None, None
    first, second = _LETTERS.index(found[1]), _LETTERS.index(found[2])
    half = len(found[3]) // 2
    metre = 10.0 ** (5 - half)
    east = (first % 5 - 2) * 500_000 + second % 5 * 100_000
    north = (3 - first // 5) * 500_000 + (4 - second // 5) * 100_000
    return (
        east + (int(found[3][:half]) + 0.5) * metre,
        north + (int(found[3][half:]) + 0.5) * metre,
    )


@lru_cache(maxsize=1)
def _transformer() -> "Transformer":
    from pyproj import Transformer  # noqa: PLC0415 - optional, and a tenth of a second to import

    return Transformer.from_crs("EPSG:27700", "EPSG:4326", always_xy=True)
