"""Signs in a document that it was cut short, for a mapping without `[paging]`."""

from typing import Any

from jru_tui.feeds.decoding.text import quoted
from jru_tui.feeds.mapping.scalars import number

_MORE = frozenset(("exceededtransferlimit", "hasmore", "hasnext", "hasnextpage", "morepages"))
_NEXT = frozenset(("next", "nextcursor", "nextlink", "nextpage", "nextpagetoken", "nextpageurl"))
_ALL = frozenset(("numberfound", "numbermatched", "total", "totalcount", "totalitems", "totalrows"))
_DEPTH = 3
"""Such a word stands at the top, or in an object such as `data.pagination`."""


def truncation_signs(data: Any, rows: int, depth: int = _DEPTH) -> str:
    """Say what a document with so many rows tells of being cut; empty where nothing.

    Args:
        data: the page as plain data.
        rows: how many records it holds.
        depth: how deep to look.
    """
    for name, value in data.items() if isinstance(data, dict) else ():
        # hasMore, has_more and @odata.nextLink are the same to everybody.
        plain = "".join(filter(str.isalnum, name.casefold())).removeprefix("odata")
        if plain in _MORE and value is True:
            return f"{quoted(name)} is true"
        if plain in _NEXT and value and not isinstance(value, bool | dict | list):
            return f"{quoted(name)} is not empty"
        if plain in _ALL and (told := number(value)) is not None and told > rows:
            return f"{quoted(name)} is {told:,.0f}, and there are {rows:,} records"
        if (
            depth > 1
            and isinstance(value, dict)
            and (said := truncation_signs(value, rows, depth - 1))
        ):
            return said
    return ""
