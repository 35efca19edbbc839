"""Areas by name: codes and names of the same area meet, as feeds ship them."""

import re
from collections.abc import Mapping
from functools import lru_cache

_NOT_A_WORD = re.compile(r"[\W_]+")
_PARTS = re.compile(r"\s*(?:&|/|,|;|\+|\band\b)\s*", re.IGNORECASE)

Areas = frozenset[str]
"""Everything that a place's area is called, in one spelling."""


def areas_of(area: str | None, names: Mapping[str, str]) -> Areas:
    """Every name of an area: its code, what the settings call it, and each of its parts.

    `Medway & Swale` is also `medway` and `swale`: a vehicle of both is of the area of a call in
    either of them, and `east_kent` is `East Kent`.

    Args:
        area: as the feed has it, a code or a name; None for none.
        names: the settings' names by code.
    """
    if not area:
        return frozenset()
    return _areas(area, names.get(area, ""))


@lru_cache(maxsize=512)
def _areas(area: str, name: str) -> Areas:
    whole = [text for text in (area, name) if text]
    parts = [part for text in whole for part in _PARTS.split(text)]
    return frozenset(filter(None, map(spelt, (*whole, *parts))))


def spelt(text: str) -> str:
    """A name in one spelling: `East-Kent` and `east_kent` are `east kent`."""
    return _NOT_A_WORD.sub(" ", text.replace("&", " and ")).strip().casefold()
