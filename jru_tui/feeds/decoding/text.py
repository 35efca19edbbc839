"""The one door for text: what comes in from a feed is cleaned here once, and parsed nowhere after.

A caller's words must not be able to move the cursor, clear the screen, reverse the reading order
or hide. So every character that is not printable becomes U+FFFD, where it can be seen; what draws
nothing (soft hyphens, zero-width spaces, tags) goes; line ends, tabs and wide spaces become a
space. What people write (any script, emoji, brackets) stays.
"""

import re
from unicodedata import category

MAX_TEXT = 2_000_000
"""Characters of a summary or a note that are kept; a longer one is cut and ends in an ellipsis."""
MAX_SHORT = 2_000
"""The same for every other text."""
MAX_ID = 256
"""Characters that an id may have, as many do that are addresses; a longer one is refused."""
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
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff\U000e0000-\U000e007f]")
_ID = re.compile(r"[!-~]{1,256}")


def clean(text: str, limit: int = MAX_SHORT) -> str:
    """The text as it may be shown and kept; at most `limit` characters.

    Cleaning is idempotent, and leaves printable ASCII of up to `limit` characters as it is.
    """
    if len(text) > limit:
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
        if kind[0] == "C" and _UNSEEN.match(char):
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
    """Whether a joiner stands between two pictures, as in a family or a profession."""
    if not before or not after or after == _REPLACEMENT or category(after) != "So":
        return False
    last = before[-1]
    return last == _VS16 or (category(last) in {"So", "Sk"} and last != _REPLACEMENT)


def wrong_id(text: str, *, spaces: bool = False) -> str:
    """What is wrong with an id, as the end of a sentence; empty when nothing is.

    Ids are compared exactly, so one that would have to be cleaned is refused, never rewritten.
    `spaces` allows single spaces inside: for the ids of others that a record only refers to.
    """
    if _ID.fullmatch(text):
        return ""
    if not text:
        return "is empty"
    if len(text) > MAX_ID:
        return f"has {len(text)} characters, {MAX_ID} at most are allowed"
    if text != clean(text):
        return f"holds characters that cannot be shown: {quoted(_UNSEEN.sub(_REPLACEMENT, text))}"
    if not spaces and " " in text:
        return f"holds a space: {quoted(text)}"
    if spaces and (text.strip() != text or "  " in text):
        return f"has spaces around or doubled inside: {quoted(text)}"
    return ""


def quoted(text: str, limit: int = 40) -> str:
    """A piece of feed text for use inside a sentence: cleaned, short, in quotation marks."""
    return f"“{clean(text, limit)}”"
