"""Cleaning of text: once as it comes in, and at one last gate on its way out.

A caller's words must not be able to move the cursor, clear the screen, reverse the reading order
or hide. So every character that is not printable becomes U+FFFD, where it can be seen; what draws
nothing (soft hyphens, zero-width spaces, tags) goes; line ends, tabs and wide spaces become a
space. What people write (any script, emoji, brackets) stays.

A feed's text is cleaned when it is decoded, a journal's when it is read: it may be by somebody
else. The gates are for whatever came in by another way.

Beside it the search for the word that was meant by a mistyped one.
"""

import re
from collections.abc import Iterable
from typing import Any
from unicodedata import category

MAX_SHORT = 2_000
"""Characters that are kept of a text, unless another limit is named for it."""
MAX_MARKS = 3
"""Combining marks that one letter may carry; more would bleed into the lines around it."""

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_ZWJ = "\N{ZERO WIDTH JOINER}"
_VS16 = "\N{VARIATION SELECTOR-16}"
_FIRST_MARK = "\u0300"
_BREAK = re.compile("\r\n|[\t\n\v\f\r\x85\u2028\u2029]")
# Letters and marks by category that nevertheless draw nothing: grapheme joiner, Hangul fillers,
# inherent vowels, Mongolian selectors.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0")
# What draws nothing and does nothing: soft hyphen, zero-width space and joiners, byte order mark,
# tags.
UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff\U000e0000-\U000e007f]")
_ESCAPE = re.compile(r"(?<!\\)((?:\\\\)*)\\(?:[bfnrt]|u(?:00[01189][0-9a-f]|007f))", re.IGNORECASE)
"""An escape in JSON for a character that a terminal acts on."""


def printable(text: str, keep: str = "") -> str:
    """Put U+FFFD for what a terminal would act on, but for the characters of `keep`.

    The last gate, for what was not cleaned as it came in: typed and pasted words, a scenario or a
    journal that somebody else wrote, a file name in a sentence.
    """
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() or character in keep else _REPLACEMENT
        for character in text
    )


def clean(text: str, limit: int | None = MAX_SHORT) -> str:
    """The text as it may be shown and kept; at most `limit` characters, where there is one.

    Cleaning is idempotent, and leaves printable ASCII of up to `limit` characters as it is.
    """
    if limit is not None and len(text) > limit:
        text = text[: limit - 1] + "…"
    if text.isprintable() and (text.isascii() or max(text) < _FIRST_MARK):
        return text
    text = _BREAK.sub(" ", text)
    out: list[str] = []
    marks = 0
    for index, char in enumerate(text):
        kind = category(char)
        if kind in {"Mn", "Me"} and char not in _INVISIBLE:
            marks += 1
            if marks > MAX_MARKS:
                continue
            out.append(char)
            continue
        if kind[0] == "C" and UNSEEN.match(char):
            if char == _ZWJ and _joins_emoji(out, text[index + 1 : index + 2]):
                out.append(char)
            continue
        marks = 0
        if kind == "Zs":
            out.append(" ")
        elif kind[0] == "C" or char in _INVISIBLE:
            out.append(_REPLACEMENT)
        else:
            out.append(char)
    return "".join(out)


def _joins_emoji(before: list[str], after: str) -> bool:
    """Test whether a joiner stands between two pictures, as in a family or a profession."""
    if not before or not after or after == _REPLACEMENT or category(after) != "So":
        return False
    last = before[-1]
    return last == _VS16 or (category(last) in {"So", "Sk"} and last != _REPLACEMENT)


def is_clean_json(body: bytes) -> bool:
    """Test quickly whether no text in a JSON document needs cleaning; errs towards no."""
    if b"\\" in body and b"\\" in body.replace(b"\\\\", b"").replace(b'\\"', b""):
        return False
    if body.isascii():
        return b"\x7f" not in body
    text = body.decode(errors="replace")
    return text.isprintable() and max(text) < _FIRST_MARK


def clean_all(value: Any) -> Any:
    """Plain values (of JSON) with every text in them cleaned, keys included; none is cut."""
    match value:
        case str():
            return clean(value, None)
        case list():
            return [clean_all(item) for item in value]
        case dict():
            return {clean(key, None): clean_all(item) for key, item in value.items()}
        case _:
            return value


def printable_file(content: str) -> str:
    """The last gate for what becomes a file or goes down a pipe: lines and tabs stay."""
    return printable(content, keep="\r\n\t")


def printable_json(document: str) -> str:
    """The last gate for a JSON document: what it escapes is as harmless as what it writes out."""
    return _ESCAPE.sub(rf"\1{_REPLACEMENT}", printable(document, keep="\n"))


def nearest_word(wrong: str, right: Iterable[str], alike: float = 0.6) -> str:
    """Find the word that was probably meant; empty where none is near.

    Args:
        wrong: the word as it was written.
        right: the words that would be right.
        alike: how near a word has to be, from 0 to 1.
    """
    from difflib import get_close_matches  # noqa: PLC0415 - only a wrong word needs it

    names = sorted(right)
    if near := get_close_matches(wrong, names, n=1, cutoff=alike):
        return near[0]
    lowered = {name.casefold(): name for name in names}
    near = get_close_matches(wrong.casefold(), lowered, n=1, cutoff=alike)
    return lowered[near[0]] if near else ""
