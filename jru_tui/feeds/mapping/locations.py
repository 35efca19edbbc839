"""Places as other systems write them. What cannot be read leaves the place unknown, never wrong."""

import math
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from jru_tui.feeds.decoding.envelope import BadDocument
from jru_tui.feeds.mapping.expressions import expression
from jru_tui.feeds.mapping.formats.xml import read_xml
from jru_tui.feeds.mapping.scalars import number, text
from jru_tui.feeds.mapping.schema import LocationTable
from jru_tui.feeds.size_errors import Caps

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


_MOST = 100_000
"""Characters of a location: one has a few hundred."""
_CAPS = Caps()
_DECLARATION = re.compile(r"<\?xml[^>]*\?>")
_STREET = ("HNO", "HNS", "PRD", "RD", "A6", "STS", "POD")
_PARTS = ("NAM", "LMK", "LOC", _STREET, "A4", "A3")


class PidfLo:
    """A location in PIDF-LO, as plain data.

    Attributes:
        point: latitude and longitude in degrees; None where it has none.
        address: in words; empty where it has none.
    """

    def __init__(self, value: Any) -> None:
        found = _data(value)
        self.point = _pidf_point(found)
        self.address = _address(found)


def _data(value: Any) -> Any:
    if not isinstance(value, str) or len(value) > _MOST:
        return None
    try:
        # It is text by now, whatever encoding its declaration names.
        return read_xml(_DECLARATION.sub("", value.strip()).encode(), None, caps=_CAPS)
    except (BadDocument, UnicodeEncodeError):
        return None


def _pidf_point(data: Any) -> tuple[float, float] | None:
    for pos in _named(data, "pos"):
        parts = (text(pos) or "").split()
        degrees = [number(part) for part in parts[:2]]
        if len(degrees) == 2 and None not in degrees:  # noqa: PLR2004 - a pair
            lat, lon = degrees
            assert lat is not None
            assert lon is not None
            return lat, lon
    return None


def _address(data: Any) -> str:
    for civic in _named(data, "civicAddress"):
        if isinstance(civic, dict):
            parts = (_part(civic, names) for names in _PARTS)
            return ", ".join(part for part in parts if part)
    return ""


def _part(civic: dict[str, Any], names: str | tuple[str, ...]) -> str:
    each = (text(civic.get(name)) for name in ([names] if isinstance(names, str) else names))
    return " ".join(word for word in each if word)


def _named(data: Any, name: str) -> Iterator[Any]:
    """Return what stands in elements of that name, wherever they are."""
    if isinstance(data, list):
        for inner in data:
            yield from _named(inner, name)
    elif isinstance(data, dict):
        for key, inner in data.items():
            if key == name:
                yield from inner if isinstance(inner, list) else [inner]
            else:
                yield from _named(inner, name)
