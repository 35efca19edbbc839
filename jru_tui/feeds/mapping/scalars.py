"""Conversion of single values to texts, ids, numbers and lists."""

from typing import Any, TypeVar

from jru_tui.feeds.decoding.normaliser import BadRecord
from jru_tui.feeds.decoding.record import MAX_LISTED
from jru_tui.feeds.decoding.text import too_many, under, wrong_id

T = TypeVar("T")

_MAX_WORDS = 100_000
"""Characters of a text that lists words: a thousand of them are 20,000."""


def text(value: Any) -> str | None:
    """A value as text; None where it is nothing, or a structure that no text can stand for."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        whole = isinstance(value, float) and value.is_integer() and abs(value) < 2**53
        return str(int(value)) if whole else str(value)
    return None


def id_text(value: Any) -> str | None:
    """A value as an id. Ids hold no spaces: one inside becomes a low line, the same each time."""
    found = text(value)
    return None if found is None else "_".join(found.split())


def own_id(value: Any) -> str:
    """A value as the id of the record that it stands in.

    Raises:
        BadRecord: it is none.
    """
    found = id_text(value)
    wrong = "is missing" if found is None else wrong_id(found)
    if found is None or wrong:
        raise BadRecord(under("id", wrong or "is missing"))
    return found


def words(value: Any, separators: str = ",;") -> list[str]:
    """A list of words, or a text that lists them, parted by any of those characters.

    Raises:
        BadRecord: the text is longer than any list of words.
    """
    if isinstance(value, list):
        return [word for item in value if (word := text(item)) is not None]
    listed = text(value) or ""
    if len(listed) > _MAX_WORDS:
        raise BadRecord(f"a text that lists words has more than {_MAX_WORDS:,} characters")
    for separator in separators[1:]:
        listed = listed.replace(separator, separators[0])
    return [word.strip() for word in listed.split(separators[0]) if word.strip()]


def number(value: Any) -> float | None:
    """A number, also one written as text in ASCII digits; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    # Python takes 1_000, and digits of any script.
    if isinstance(value, str) and not (value.isascii() and "_" not in value):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


def whole_number(value: Any) -> int | None:
    """A whole number, also one written as text; None for anything else."""
    found = number(value)
    return int(found) if found is not None and abs(found) < 2**53 and found % 1 == 0 else None


def holds_more(value: Any, most: int) -> bool:
    """Tell whether plain data holds more than so many values, also one inside the other."""
    waiting = [value]
    count = 0
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, dict | list):
            count += len(inner)
            if count > most:
                return True
            waiting += inner.values() if isinstance(inner, dict) else inner
    return False


def few(noun: str, found: list[T]) -> list[T]:
    """Give back a list that one record holds, such as its responses.

    Raises:
        BadRecord: it is longer than any such list is.
    """
    if len(found) > MAX_LISTED:
        raise BadRecord(too_many(noun, len(found), MAX_LISTED))
    return found


def listed(value: Any) -> list[Any]:
    """A list as it is; one thing as a list of one, as XML writes it; nothing as an empty list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
