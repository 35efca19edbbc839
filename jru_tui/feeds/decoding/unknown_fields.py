"""Unknown fields of a record: kept in the journal, shown nowhere.

That is every field that `jru/1` does not know and, of a record that is odd, its times and places in
the words that they came in, as what was guessed or left out can then be judged afterwards.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import fields

from jru_tui.board import (
    CallRecord,
    CrewMember,
    NoteRecord,
    Place,
    Position,
    ResponseRecord,
    VehicleRecord,
)

MOST = 65_536
"""Characters that are kept of one record."""

INNER: Mapping[type[Struct], Mapping[str, type[Struct]]] = {
    CallRecord: {"where": Place, "responses": ResponseRecord, "notes": NoteRecord},
    VehicleRecord: {"position": Position, "crew": CrewMember},
}
_NAMES = {
    kind: frozenset(field.encode_name for field in fields(kind))
    for kind in (*INNER, *(inner for kinds in INNER.values() for inner in kinds.values()))
}
_WHICH: Mapping[type[Struct], str] = {
    ResponseRecord: "vehicle",
    NoteRecord: "id",
    CrewMember: "id",
}
"""The field that says which of several it is."""
_DOUBTED = frozenset({"state", "lat", "lon", "at", "callback", "people"})


def holds_unknown(loose: Any, kind: type[Struct]) -> bool:
    """Test whether an object, or one inside it, has a field that its kind does not have."""
    if isinstance(loose, list):
        return any(holds_unknown(item, kind) for item in loose)
    if not isinstance(loose, dict):
        return False
    if not _NAMES[kind].issuperset(loose):
        return True
    inner = INNER.get(kind)
    return inner is not None and any(
        holds_unknown(loose[name], of) for name, of in inner.items() if name in loose
    )


def unknown_part(loose: Any, kind: type[Struct], *, odd: bool, unknown: bool) -> str:
    """Return as JSON what is kept of an object; empty where the record holds all that matters.

    Args:
        loose: the object as it came.
        kind: of which records it is one.
        odd: something about the record had to be guessed, or was left out.
        unknown: fields that nobody knows are kept.
    """
    if not odd and not (unknown and holds_unknown(loose, kind)):
        return ""
    part = _known_part(loose, kind, odd=odd, unknown=unknown)
    return msgspec.json.encode(part).decode()[:MOST] if part else ""


def _known_part(loose: Any, kind: type[Struct], *, odd: bool, unknown: bool) -> Any:
    """The same object without what the record holds; empty where nothing is left."""
    if isinstance(loose, list):
        items = (_known_part(item, kind, odd=odd, unknown=unknown) for item in loose)
        return [part for part in items if part]
    if not isinstance(loose, dict):
        return None
    inner = INNER.get(kind, {})
    out: dict[str, Any] = {}
    for name, value in loose.items():
        if name in inner:
            if left := _known_part(value, inner[name], odd=odd, unknown=unknown):
                out[name] = left
        elif name not in _NAMES[kind]:
            if unknown:
                out[name] = value
        elif odd and (name in _DOUBTED or name.endswith("_at")):
            out[name] = value
    list_name = _WHICH.get(kind, "")
    return {list_name: loose[list_name], **out} if out and list_name in loose else out
