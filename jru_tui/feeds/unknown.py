"""What a record holds besides the fields of `jru/1`: it is left out of the board, but not lost."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import fields

from jru_tui.board.records import (
    CallRecord,
    CrewMember,
    NoteRecord,
    Place,
    Position,
    ResponseRecord,
    VehicleRecord,
)

_INNER: Mapping[type[Struct], Mapping[str, type[Struct]]] = {
    CallRecord: {"where": Place, "responses": ResponseRecord, "notes": NoteRecord},
    VehicleRecord: {"position": Position, "crew": CrewMember},
}
_NAMES = {
    kind: frozenset(each.encode_name for each in fields(kind))
    for kind in (*_INNER, *(inner for kinds in _INNER.values() for inner in kinds.values()))
}


def holds_unknown(loose: Any, kind: type[Struct]) -> bool:
    """Whether an object, or one inside it, has a field that records of its kind do not have."""
    if isinstance(loose, list):
        return any(holds_unknown(each, kind) for each in loose)
    if not isinstance(loose, dict):
        return False
    if not _NAMES[kind].issuperset(loose):
        return True
    inner = _INNER.get(kind)
    return inner is not None and any(
        holds_unknown(loose[name], of) for name, of in inner.items() if name in loose
    )
