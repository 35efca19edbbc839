"""Redaction: takes out of an event what is said about people, and leaves what figures are made of.

Each record declares its fields once: `ERASED` are words about people (what a caller said, where
they live, who was on a crew), `LASTING` are times, grades, areas, outcomes and whatever else a
figure follows from. A test finds a field that is neither.
"""

from typing import Any, TypeVar

from msgspec import Struct, structs
from msgspec.structs import fields

T = TypeVar("T", bound=Struct)


def erased_names(value: Struct) -> tuple[str, ...]:
    """Return the names of the fields of a record that are said about people."""
    names: tuple[str, ...] = getattr(value, "ERASED", ())
    return names


def redact(value: T) -> T:
    """Give an event, or a part of one, without what is said about people."""
    erased = erased_names(value)
    changed: dict[str, Any] = {}
    for field in fields(value):
        content = getattr(value, field.name)
        redacted = _without_default(field) if field.name in erased else _redacted(content)
        if redacted is not content:
            changed[field.name] = redacted
    return structs.replace(value, **changed) if changed else value


def _redacted(value: Any) -> Any:
    if isinstance(value, Struct):
        return redact(value)
    if isinstance(value, tuple) and any(isinstance(item, Struct) for item in value):
        return tuple(_redacted(item) for item in value)
    return value


def _without_default(field: structs.FieldInfo) -> Any:
    """The value of a field that was erased: its default, or the empty value of its type."""
    return "" if field.required else field.default
