"""British National Grid to WGS 84, by pyproj (the extra `grid`).

The step between the two datums is geodesy that is easily got wrong by a hundred metres, so PROJ
does it; being 30 MB, it is only asked for by those whose feed speaks of eastings.
"""

import math
import re
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyproj import Transformer

MISSING = "British National Grid needs pyproj: install jru-tui with its extra, jru-tui[grid]"

_MAX_EAST = 700_000
_MAX_NORTH = 1_300_000
_REFERENCE = re.compile(r"([HJNOST])([A-HJ-Z])((?:\d\d){1,5})")
# The grid's letters leave out I; squares of 500 km are counted from the false origin in SV.
_LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"


def can_convert() -> bool:
    """Whether pyproj is installed."""
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
