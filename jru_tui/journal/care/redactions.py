"""Redactions of a disclosure: words, or whole fields, that are taken out with a reason.

Only what is said about people can be taken out (see `board.redaction`): a time, a grade or an id
stays, so that what is left still says what happened.
"""

import re
from typing import Any, TypeVar

from msgspec import Struct, structs

from jru_tui.board import Event, Place, erased_names

T = TypeVar("T", bound=Struct)

REDACTED_FIELDS = (
    "summary",
    "text",
    "place",
    "position",
    "crew",
    "member",
    "by",
    "reason",
    "callback",
)
"""The fields that can be taken out as a whole; `place` is a place's words and its coordinates."""

_LASTING = frozenset(("by", "to", "giver", "reason"))
"""Words that outlast a purge: who did something, who was offered a role, and why."""
_MEANT = {"by": ("by", "to", "giver")}
"""The fields that are taken out together with one of another name."""

BLACKED = "[redacted]"
"""Stands for words that were taken out, however long they were."""


class Redaction(Struct, frozen=True):
    """Words, or a field, that are taken out.

    Attributes:
        reason: why, in words.
        words: taken out wherever they stand, in whatever case; empty for a field.
        field: the name of a field that is taken out as a whole; empty for words.
    """

    reason: str
    words: str = ""
    field: str = ""


RAW = Redaction(
    "what came with a record beside its fields; the fields are disclosed", field="beyond"
)
"""Always taken out: nobody has looked at what a feed sends beside its format."""


class AppliedRedaction(Struct, frozen=True):
    """A redaction, and in how many events it took something out."""

    redaction: Redaction
    events: int


def redact_event(
    event: Event, redactions: tuple[Redaction, ...]
) -> tuple[Event, tuple[Redaction, ...]]:
    """Take redactions out of an event.

    Args:
        event: as it is stored.
        redactions: `RAW` is always among them.

    Returns:
        What is left, and the redactions that took something out.
    """
    applied = []
    for redaction in (RAW, *redactions):
        left = _redacted(event, redaction)
        if left != event:
            applied.append(redaction)
            event = left
    return event, tuple(applied)


def _redacted(value: T, redaction: Redaction) -> T:
    if isinstance(value, Place) and redaction.field == "place":
        return structs.replace(value, text=BLACKED if value.text else None, lat=None, lon=None)
    erased = erased_names(value)
    changed: dict[str, Any] = {}
    for field in structs.fields(value):
        content = getattr(value, field.name)
        can_hold = field.name in erased or field.name in _LASTING
        if can_hold and field.name in _MEANT.get(redaction.field, (redaction.field,)):
            redacted = _blacked(content, field)
        else:
            redacted = _inside(content, redaction, can_hold=can_hold)
        if redacted is not content:
            changed[field.name] = redacted
    return structs.replace(value, **changed) if changed else value


def _inside(value: Any, redaction: Redaction, *, can_hold: bool) -> Any:
    """Give a value without the words in it; `can_hold`: it is said about people."""
    if isinstance(value, Struct):
        return _redacted(value, redaction)
    if isinstance(value, tuple):
        items = tuple(_inside(item, redaction, can_hold=can_hold) for item in value)
        return value if items == value else items
    if isinstance(value, str) and can_hold and redaction.words:
        return _without(value, redaction.words)
    return value


def _without(text: str, words: str) -> str:
    return re.sub(re.escape(words), BLACKED, text, flags=re.IGNORECASE)


def _blacked(value: Any, field: structs.FieldInfo) -> Any:
    if isinstance(value, str):
        return BLACKED if value else value
    return field.default
