"""Places as other systems write them. What cannot be read leaves the place unknown, never wrong."""

import math
import re
from collections.abc import Callable
from typing import Any

from jru_tui.feeds.mapping.expressions import expression
from jru_tui.feeds.mapping.grid import degrees, eastings
from jru_tui.feeds.mapping.scalars import number, text
from jru_tui.feeds.mapping.schema import SpotTable

Spot = tuple[float, float]
"""Latitude and longitude in WGS 84 degrees."""
_PAIR = re.compile(r"(-?\d{1,3}(?:\.\d+)?)[\s,;]+(-?\d{1,3}(?:\.\d+)?)")
_MAX_TEXT = 200


class Spots:
    """Reads the coordinates of one table, `[calls.where]` or `[vehicles.position]`."""

    def __init__(self, table: SpotTable) -> None:
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
        if table.easting and table.northing:
            east, north = expression(table.easting), expression(table.northing)
            ways.append(lambda row: _grid(number(east(row)), number(north(row))))
        if table.grid_reference:
            reference = expression(table.grid_reference)
            ways.append(lambda row: _grid(*eastings(text(reference(row)) or "")))
        self._ways = ways

    def read(self, row: Any) -> Spot | None:
        """Where a record says that it is: the first way that gives a place."""
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
