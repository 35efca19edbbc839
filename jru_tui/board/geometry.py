"""Distances between two points on the earth, along a straight line over its surface."""

from math import asin, cos, radians, sin, sqrt

from jru_tui.board.records import Place, Position

_EARTH_KM = 6371.0

Vector = tuple[float, float, float]
"""A point on the unit sphere."""


def distance_km(position: Position | None, place: Place) -> float | None:
    """The great-circle distance in km, None where either end is unknown."""
    if position is None or place.lat is None or place.lon is None:
        return None
    return vector_km(vector(position.lat, position.lon), vector(place.lat, place.lon))


def vector(lat: float, lon: float) -> Vector:
    """A point given in WGS 84 degrees."""
    phi, theta = radians(lat), radians(lon)
    return cos(phi) * cos(theta), cos(phi) * sin(theta), sin(phi)


def vector_km(start: Vector, goal: Vector) -> float:
    """The great-circle distance between two points in km, by the length of their chord."""
    x, y, z = start[0] - goal[0], start[1] - goal[1], start[2] - goal[2]
    return 2 * _EARTH_KM * asin(min(1.0, sqrt(x * x + y * y + z * z) / 2))
