"""Places as NG9-1-1 sends them: a PIDF-LO in one text, with a point, an address, or both.

The point is the first of any GML shape (RFC 5491), latitude before longitude in WGS 84; the address
is a civic one (RFC 5139), of which the parts are shown that people say.
"""

import re
from collections.abc import Iterator
from typing import Any

from jru_tui.feeds.decoding.envelope import BadDocument
from jru_tui.feeds.mapping.scalars import number, text
from jru_tui.feeds.mapping.xml import read_xml
from jru_tui.feeds.size_errors import Caps

_MOST = 100_000
"""Characters of a location: one has a few hundred."""
_CAPS = Caps()
_DECLARATION = re.compile(r"<\?xml[^>]*\?>")
_STREET = ("HNO", "HNS", "PRD", "RD", "A6", "STS", "POD")
_PARTS = ("NAM", "LMK", "LOC", _STREET, "A4", "A3")


class PidfLo:
    """A location.

    Attributes:
        point: latitude and longitude in degrees; None where it has none.
        address: in words; empty where it has none.
    """

    def __init__(self, value: Any) -> None:
        found = _data(value)
        self.point = _point(found)
        self.address = _address(found)


def _data(value: Any) -> Any:
    if not isinstance(value, str) or len(value) > _MOST:
        return None
    try:
        # It is text by now, whatever encoding its declaration names.
        return read_xml(_DECLARATION.sub("", value.strip()).encode(), None, caps=_CAPS)
    except (BadDocument, UnicodeEncodeError):
        return None


def _point(data: Any) -> tuple[float, float] | None:
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
