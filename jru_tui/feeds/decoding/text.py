"""Text of a feed: cleaned once as it comes in (see `board.text`), and parsed nowhere after."""

import re

from jru_tui.board import MAX_MARKS, MAX_SHORT, UNSEEN, clean

__all__ = ["MAX_ID", "MAX_MARKS", "MAX_SHORT", "MAX_TEXT", "clean", "quoted", "wrong_id"]

MAX_TEXT = 2_000_000
"""Characters of a summary or a note that are kept; a longer one is cut and ends in an ellipsis."""
MAX_ID = 256
"""Characters that an id may have, as many do that are addresses; a longer one is refused."""

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_ID = re.compile(r"[!-~]{1,256}")


def wrong_id(text: str, *, spaces: bool = False) -> str:
    """Say what is wrong with an id, as the end of a sentence; empty when nothing is.

    Ids are compared exactly, so one that would have to be cleaned is refused, never rewritten.
    `spaces` allows single spaces inside: for the ids of others that a record only refers to.
    """
    if _ID.fullmatch(text):
        return ""
    if not text:
        return "is empty"
    if len(text) > MAX_ID:
        return f"has {len(text)} characters, more than the {MAX_ID} allowed"
    if text != clean(text):
        return f"holds characters that cannot be shown: {quoted(UNSEEN.sub(_REPLACEMENT, text))}"
    if not spaces and " " in text:
        return f"holds a space: {quoted(text)}"
    if spaces and (text.strip() != text or "  " in text):
        return f"has spaces at an end, or doubled inside: {quoted(text)}"
    return ""


def quoted(text: str, limit: int = 40) -> str:
    """A piece of feed text for use inside a sentence: cleaned, short, in quotation marks."""
    return f"“{clean(text, limit)}”"
