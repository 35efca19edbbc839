"""Errors of settings: the key, what was found, and what would be right."""

import re
from collections.abc import Iterable
from decimal import Decimal

from jru_tui.board import nearest_word

Key = tuple[str, ...]
"""Where a setting stands: the names of its tables, and its own."""


class SettingsError(Exception):
    """The settings cannot be used; the message is a sentence for the person who wrote them."""


class WrongKeyError(Exception):
    """An error in one setting. `load` adds the file, the variable or the flag it is from."""

    def __init__(self, key: Key, sentence: str) -> None:
        super().__init__(sentence)
        self.key = key


def toml_key(key: Key) -> str:
    """A key as TOML writes it: `feed.url`, with quotes around a part that needs them."""
    return ".".join(part if re.fullmatch(r"[A-Za-z0-9_-]+", part) else f'"{part}"' for part in key)


def found(value: object) -> str:
    """A value as TOML writes it, short enough for a sentence."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            text = ascii(value)[1:-1] if not value.isprintable() else value
            return f'"{text}"' if len(text) <= 60 else f'"{text[:59]}…"'  # noqa: PLR2004 - a line
        case dict():
            return "a table"
        case list():
            return "a list"
        case int() | Decimal():
            return str(value)
        case _:
            return "a date or time"


def did_you_mean(wrong: str, right: Iterable[str], alike: float = 0.6) -> str:
    """A hint that ends a sentence: the nearest of what would be right, or all when they are few.

    Args:
        wrong: the word as it was written.
        right: the words that would be right.
        alike: how near a word has to be, from 0 to 1.
    """
    names = sorted(right)
    if near := nearest_word(wrong, names, alike):
        return f"; did you mean {near}?"
    few = 12
    return f"; there are: {', '.join(names)}" if 0 < len(names) <= few else ""
