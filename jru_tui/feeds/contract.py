"""The feed format `jru/1` for developers of servers: JSON Schema and table of fields.

Types, required fields and defaults come from the records themselves; the sentences stand here,
once, for the schema and for docs/feed.md.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from jru_tui.board import STATUSES, CallRecord, VehicleRecord

Schema = dict[str, Any]

_TIME = "RFC 3339 with a zone, such as `2020-10-30T22:47:30Z`"
_ENVELOPE: dict[str, tuple[Schema, str]] = {
    "feed": ({"const": "jru/1"}, "The format and its version."),
    "generated_at": (
        {"type": "string", "format": "date-time"},
        f"The server's own time: {_TIME}. Ages on the board are measured against it.",
    ),
    "cursor": (
        {"type": ["string", "null"]},
        "Opaque. Sent back as `?since=`; without it every document is a full one.",
    ),
    "complete": (
        {"type": "boolean", "default": True},
        (
            "`true`: everything that is open, and what closed in the running shift. "
            "`false`: only what changed since the cursor; absence then means nothing."
        ),
    ),
    "next": (
        {"type": ["string", "null"]},
        "Address of the next page of the same document, absolute or relative.",
    ),
}
_ENVELOPE_REQUIRED = ("feed", "generated_at")

_CALL: dict[str, str] = {
    "id": "The call's number, opaque, compared exactly. Up to 256 characters.",
    "opened_at": f"When the call was opened. All times are {_TIME}.",
    "version": "A number that grows with each change: of two reports the higher is newer.",
    "updated_at": "When the record was last changed: decides where `version` is missing.",
    "state": "`open` or `closed`.",
    "closed_at": "When it was closed.",
    "outcome": "How it ended: a code of the settings, such as `resolved`.",
    "ambulance_spared": "Of a closed call: no ambulance was needed, as the unit dealt with it.",
    "patrol_spared": "Of a closed call: no further patrol was needed.",
    "grade": "The police grade, such as `G1`. A code of the settings; others "
    "are shown as received.",
    "category": "The ambulance category, such as `C2`.",
    "type": "The type of incident, such as `rtc` or `fall`.",
    "summary": "What the caller said, in one line.",
    "origin": "Which service asked: `police`, `ambulance` or `self` (self-deployed).",
    "where": "The place. Any part may be missing.",
    "where.text": "The address as people say it.",
    "where.lat": "WGS 84 degrees, -90 to 90.",
    "where.lon": "WGS 84 degrees, -180 to 180.",
    "where.area": "The area, a code of the settings or its name.",
    "flags": "Warnings such as `weapon` or `alcohol`.",
    "needs": "Skills that the call needs, such as `clinical`.",
    "responses": "One entry for each vehicle that was ever sent, also those that have left.",
    "responses.vehicle": "The vehicle's id.",
    "responses.allocated_at": "When it was told of the call. A stage that has not come is null.",
    "responses.en_route_at": "When it went mobile.",
    "responses.at_scene_at": "When it arrived, or reached an agreed rendezvous point.",
    "responses.clear_at": "When it left the call. Without it, the vehicle is still on the call.",
    "responses.eta_at": "When it is expected to arrive, where the system knows.",
    "notes": "The lines of the call's log.",
    "notes.id": "Unique within the call. A changed text under the same id is an edit.",
    "notes.at": "When it was written.",
    "notes.by": "Who wrote it.",
    "notes.text": "The line.",
    "callback": "How the caller is reached, such as a telephone number. Erased by a purge.",
    "people": (
        "How many people are involved, from 1; 0, or anything that is not a whole number, means "
        "not known."
    ),
}
_CODES = tuple(STATUSES)
_VEHICLE: dict[str, str] = {
    "id": "The vehicle's id, opaque, compared exactly. Up to 256 characters.",
    "status": (
        f"{', '.join(f'`{code}`' for code in _CODES[:-1])} or `{_CODES[-1]}`. Others are shown as "
        "received, and cannot be sent."
    ),
    "status_at": "When the crew pressed it, not when the server heard of it.",
    "name": "The name on the card.",
    "area": "The area that it belongs to.",
    "call": "The call that it is on, or null.",
    "position": "Where it was last.",
    "position.lat": "WGS 84 degrees.",
    "position.lon": "WGS 84 degrees.",
    "position.at": "When it was there: an old position is shown with its age.",
    "crew": "The people on it, by role and number, never by name.",
    "crew.role": "`officer` or `paramedic`, or a role of the settings.",
    "crew.id": "The collar number or PIN.",
    "crew.skills": "Skills such as `doctor`.",
}
_NAMES = {"string": "text", "integer": "whole number"}
_DERIVED = frozenset(("inferred",))
"""Fields that the board derives and no server sends."""


def json_schema() -> Schema:
    """Build the JSON Schema (draft 2020-12) of one document.

    Unknown fields are allowed everywhere: the board ignores them.
    """
    (call, vehicle), components = msgspec.json.schema_components(
        [CallRecord, VehicleRecord], ref_template="#/$defs/{name}"
    )
    definitions = {name: _without_derived(schema) for name, schema in components.items()}
    _describe(definitions, "CallRecord", _CALL)
    _describe(definitions, "VehicleRecord", _VEHICLE)
    envelope = {name: {**schema, "description": text} for name, (schema, text) in _ENVELOPE.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "jru/1",
        "description": "One document of a call feed, as jru-tui polls it.",
        "type": "object",
        "required": list(_ENVELOPE_REQUIRED),
        "properties": {
            **envelope,
            "calls": {"type": "array", "items": call, "default": []},
            "vehicles": {"type": "array", "items": vehicle, "default": []},
        },
        "$defs": definitions,
    }


def field_table() -> str:
    """Write every field as a table in Markdown: name, type, required, meaning."""
    schema = json_schema()
    rows = ["| field | type | required | meaning |", "|---|---|---|---|"]
    rows += [
        f"| `{name}` | {_type_words(kind)} | {'yes' if required else ''} | {kind['description']} |"
        for name, kind, required in _fields(schema, schema, "")
    ]
    return "\n".join(rows) + "\n"


def _without_derived(schema: Schema) -> Schema:
    properties = {name: kind for name, kind in schema["properties"].items() if name not in _DERIVED}
    return {**schema, "properties": properties}


def _describe(definitions: dict[str, Schema], name: str, sentences: dict[str, str]) -> None:
    """Write the sentences into a definition and into those that it refers to."""
    for path, sentence in sentences.items():
        *parents, field = path.split(".")
        schema = definitions[name]
        for parent in parents:
            schema = _target(definitions, schema["properties"][parent])
        kind = _with_format(field, schema["properties"][field])
        schema["properties"][field] = {**kind, "description": sentence}


def _with_format(field: str, kind: Schema) -> Schema:
    """Name times as such: msgspec knows them only as text."""
    if field != "at" and not field.endswith("_at"):
        return kind
    if "anyOf" in kind:
        return {**kind, "anyOf": [_with_format(field, inner) for inner in kind["anyOf"]]}
    return {**kind, "format": "date-time"} if kind.get("type") == "string" else kind


def _target(definitions: dict[str, Schema], kind: Schema) -> Schema:
    """Follow a reference, also one behind a list or beside null."""
    for inner in (kind, kind.get("items", {}), *kind.get("anyOf", ())):
        if "$ref" in inner:
            return definitions[inner["$ref"].rpartition("/")[2]]
    raise KeyError(str(kind))


def _fields(whole: Schema, schema: Schema, path: str) -> Iterator[tuple[str, Schema, bool]]:
    required = schema.get("required", ())
    for name, kind in schema["properties"].items():
        if "description" in kind:
            yield path + name, kind, name in required
        try:
            inner = _target(whole["$defs"], kind)
        except KeyError:
            continue
        prefix = "call." if name == "calls" else "vehicle." if name == "vehicles" else f"{name}."
        yield from _fields(whole, inner, path + prefix)


def _type_words(kind: Schema) -> str:
    if "const" in kind:
        return f'`"{kind["const"]}"`'
    if "enum" in kind:
        return "text"
    if "anyOf" in kind:
        words = [_type_words(inner) for inner in kind["anyOf"]]
        return " or ".join(sorted(words, key=lambda word: word == "null"))
    if "$ref" in kind:
        return "object"
    if isinstance(kind.get("type"), list):
        return " or ".join(_NAMES.get(name, name) for name in kind["type"])
    if kind.get("type") == "array":
        return f"list of {_type_words(kind['items'])}s"
    if kind.get("format") == "date-time":
        return "time"
    name = str(kind.get("type", ""))
    return _NAMES.get(name, name)
