"""Places as they are typed: words, with WGS 84 degrees behind them where they are known."""

import re

from jru_tui.board import Place

_DEGREES = re.compile(r"(?:^|[\s,;(])(-?\d{1,2}\.\d+)\s*[,;]?\s+(-?\d{1,3}\.\d+)\)?\s*$")
_MOST_LAT, _MOST_LON = 90.0, 180.0


def parse_place(typed: str) -> Place:
    """Read a place: `Sea Street, Herne Bay 51.3703 1.1203`. What is no degrees is words."""
    typed = typed.strip()
    found = _DEGREES.search(typed)
    if found is not None:
        lat, lon = float(found[1]), float(found[2])
        if abs(lat) <= _MOST_LAT and abs(lon) <= _MOST_LON:
            return Place(typed[: found.start()].strip(" ,;") or None, lat, lon)
    return Place(typed or None)


def typed_place(place: Place) -> str:
    """Write a place so that it can be typed on: words, then degrees."""
    degrees = "" if place.lat is None or place.lon is None else f"{place.lat} {place.lon}"
    return " ".join(filter(None, (place.text, degrees)))
