"""Text of a feed: cleaned once as it comes in (see `board.text`), and parsed nowhere after."""

import re
from typing import Self

from jru_tui.board import MAX_MARKS, MAX_SHORT, UNSEEN, clean

__all__ = [
    "MAX_ID",
    "MAX_MARKS",
    "MAX_SHORT",
    "MAX_TEXT",
    "Reason",
    "clean",
    "quoted",
    "reason_of",
    "rule_of",
    "too_many",
    "under",
    "wrong_id",
]

MAX_TEXT = 2_000_000
"""Characters of a summary or a note that are kept; a longer one is cut and ends in an ellipsis."""
MAX_ID = 256
"""Characters that an id may have, as many do that are addresses; a longer one is refused."""

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_ID = re.compile(r"[!-~]{1,256}")


class Reason(str):
    """A sentence about one record.

    Attributes:
        rule: the same without what is of that record alone: reasons of one rule are alike.
    """

    __slots__ = ("rule",)

    rule: str

    def __new__(cls, words: str, rule: str) -> Self:
        """Make a reason.

        Args:
            words: the sentence.
            rule: the same without what is of that record alone.
        """
        reason = super().__new__(cls, words)
        reason.rule = rule
        return reason

    @classmethod
    def of(cls, rule: str, text: str) -> Self:
        """Say that a text of the feed breaks a rule: `has no zone: “12:00”`."""
        return cls(f"{rule}: {quoted(text)}", rule)


def rule_of(reason: str) -> str:
    """Return the rule of a reason; a sentence that is of no one record is a rule itself."""
    return reason.rule if isinstance(reason, Reason) else reason


def reason_of(error: Exception) -> str:
    """Return the words of an error, with their rule if they have one."""
    words = error.args[0] if error.args else ""
    return words if isinstance(words, Reason) else str(error)


def under(path: str, reason: str) -> Reason:
    """Say of which field a reason is."""
    return Reason(f"{path}: {reason}", f"{path}: {rule_of(reason)}")


def too_many(noun: str, count: int, most: int) -> Reason:
    """Say that a list of one record is longer than any such list is.

    Args:
        noun: the field.
        count: how many it lists.
        most: how many are allowed.
    """
    allowed = f"more than the {most:,} allowed"
    return Reason(f"{noun}: lists {count:,}, {allowed}", f"{noun}: lists {allowed}")


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
        return Reason(
            f"has {len(text)} characters, more than the {MAX_ID} allowed",
            f"has more than the {MAX_ID} characters allowed",
        )
    if text != clean(text):
        return Reason.of("holds characters that cannot be shown", UNSEEN.sub(_REPLACEMENT, text))
    if not spaces and " " in text:
        return Reason.of("holds a space", text)
    if spaces and (text.strip() != text or "  " in text):
        return Reason.of("has spaces at an end, or doubled inside", text)
    return ""


def quoted(text: str, limit: int = 40) -> str:
    """A piece of feed text for use inside a sentence: cleaned, short, in quotation marks."""
    return f"“{clean(text, limit)}”"
