"""Code tables: the document's words and the board's, and a count of those that no table names."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from jru_tui.feeds.decoding.text import clean, quoted
from jru_tui.feeds.mapping.scalars import text

Unmapped = tuple[str, str]
"""A table, and a word that it does not name."""
_SHOWN = 5


class Codes:
    """Looks words up in tables. One that no table names is passed on as it came, and counted."""

    def __init__(self, tables: Mapping[str, Mapping[str, str]]) -> None:
        self._tables = {
            name: {word.strip().casefold(): code for word, code in table.items()}
            for name, table in tables.items()
            if table
        }
        self._own = {name: frozenset(table.values()) for name, table in self._tables.items()}
        self.unmapped: Counter[Unmapped] = Counter()

    def read(self, table: str, value: Any) -> str | None:
        """The code for a word; without such a table, the word itself."""
        word = text(value)
        if word is None:
            return None
        codes = self._tables.get(table)
        if codes is None:
            return word
        code = codes.get(word.strip().casefold())
        if code is not None:
            return code or None
        if word not in self._own[table]:
            self.unmapped[table, clean(word, 60)] += 1
        return word


def each_told(unmapped: Mapping[Unmapped, int]) -> Iterator[str]:
    """Every word that no table names, in a sentence with how often it came."""
    for (table, word), count in sorted(unmapped.items()):
        yield f"codes.{table} does not name {quoted(word)} ({count})"


def told(unmapped: Mapping[Unmapped, int]) -> str:
    """What no table names, as a sentence for the supervisor; empty where all is known."""
    if not unmapped:
        return ""
    # Without the counts, which change from poll to poll: this is written down when it changes.
    known = sorted(unmapped)
    shown = [f"{table} {quoted(word)}" for table, word in known[:_SHOWN]]
    more = len(known) - len(shown)
    rest = f" and {more} more" if more else ""
    return f"codes that the mapping does not name: {', '.join(shown)}{rest}"
