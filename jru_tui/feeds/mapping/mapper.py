"""The mapper: rows of a foreign document to objects of `jru/1`. No input or output."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import msgspec
from msgspec import Raw, Struct

from jru_tui.board import Subject
from jru_tui.feeds.decoding.ambiguous_hour import RepeatedHour
from jru_tui.feeds.decoding.envelope import BadDocument, DocumentEnvelope
from jru_tui.feeds.decoding.normaliser import BadRecord
from jru_tui.feeds.decoding.text import quoted, reason_of
from jru_tui.feeds.mapping.call_mapper import CallMapper
from jru_tui.feeds.mapping.calls_from_rows import KnownCalls, RowsOfCalls
from jru_tui.feeds.mapping.expressions import expression
from jru_tui.feeds.mapping.load import FieldMapping
from jru_tui.feeds.mapping.responses import ResponseLeg, present_status
from jru_tui.feeds.mapping.rows import OFTEN, matters, refusal
from jru_tui.feeds.mapping.scalars import listed
from jru_tui.feeds.mapping.values import CodeReader, Unmapped, ValueReader
from jru_tui.feeds.mapping.vehicle_mapper import VehicleMapper, by_vehicle
from jru_tui.feeds.models import MarkedRecord, RefusedRecord
from jru_tui.feeds.offload import checkpoint, let_go
from jru_tui.feeds.size_errors import Caps

_FAIR = Caps()
_MOST_NAMED = 5
_AS_WRITTEN = "as_written"
"""A field beside those of `jru/1`, for the journal: texts of times that had to be guessed at."""


class MappedDocument(Struct, frozen=True):
    """The records that a foreign document was mapped to.

    Attributes:
        calls, vehicles: objects of `jru/1`, not yet held to its rules: the native reader does that.
        known: what is to be remembered of the calls for the next document, by id.
        refused: what could not even be mapped, with the reason.
        unmapped: codes that no table names, by table and word, with how often they came.
        marked: what is taken although it is not certain.
    """

    calls: list[dict[str, Any]]
    vehicles: list[dict[str, Any]]
    known: KnownCalls = {}
    refused: tuple[RefusedRecord, ...] = ()
    unmapped: Mapping[Unmapped, int] = {}
    marked: tuple[MarkedRecord, ...] = ()


def list_rows(data: Any, named: str, key: str, *, may_lack: bool = False) -> list[Any]:
    """List the rows of a document.

    Args:
        data: the document.
        named: the expression that picks them.
        key: where in the mapping it stands.
        may_lack: nothing there means an empty list, as in XML.

    Raises:
        BadDocument: there is nothing at that place; which never means that there are no calls.
    """
    try:
        rows = expression(named)(data)
    except BadRecord as error:
        raise BadDocument(f"{key}: {error}") from None
    if rows is None and not may_lack:
        message = (
            f"the document has nothing at {key} ({named}){_held(data)}: that does "
            f"not mean there are none"
        )
        raise BadDocument(message)
    # An element with nothing in it is XML's empty list.
    return [] if rows == "" else listed(rows)


def _held(data: Any) -> str:
    """Describe the top of a document, for an error about a missing part."""
    if isinstance(data, list):
        return f"; it is a list of {len(data):,}"
    names = list(data)[:_MOST_NAMED] if isinstance(data, dict) else []
    return f"; it holds {', '.join(map(quoted, names))}" if names else ""


def find_calls(mapping: FieldMapping, data: Any) -> list[Any]:
    """The rows of calls in a document.

    Raises:
        BadDocument: there is no such list.
    """
    is_xml = mapping.file.format == "xml"
    return list_rows(data, mapping.file.calls.list, "calls.list", may_lack=is_xml)


def find_vehicles(mapping: FieldMapping, data: Any) -> list[Any]:
    """The rows of vehicles in a document; none where the mapping does not list them.

    Raises:
        BadDocument: there is no such list.
    """
    named, is_xml = mapping.file.vehicles.list, mapping.file.format == "xml"
    return list_rows(data, named, "vehicles.list", may_lack=is_xml) if named else []


def map_rows(
    mapping: FieldMapping,
    call_rows: list[Any],
    vehicle_rows: list[Any],
    before: KnownCalls = MappingProxyType({}),
    hour: RepeatedHour | None = None,
    *,
    as_of: datetime | None = None,
    caps: Caps = _FAIR,
    release: bool = False,
) -> MappedDocument:
    """Map the rows of all pages of one document, each record by itself.

    Args:
        mapping: how they are read.
        call_rows: those of calls.
        vehicle_rows: those of vehicles.
        before: what is known of the calls of the document before: where a row cannot be read, or
            is older, that stands.
        hour: knows what was meant before by times in the hour that happens twice.
        as_of: when the document was made; without it nothing of `before` outlasts what is read.
        caps: what the document may come to.
        release: nobody else needs the rows of calls: each is let go once it is mapped.

    Raises:
        BadDocument: it comes to more.
    """
    codes = CodeReader(mapping.tables)
    values = ValueReader(mapping.file.nothing, mapping.times, codes, hour)
    call_mapper = CallMapper(mapping.file.calls, values, mapping.own)
    rows_of_calls = RowsOfCalls(mapping, call_mapper, before, caps, as_of)
    try:
        rows_of_calls.map(call_rows, release=release)
    except BadDocument:
        let_go(rows_of_calls.legs, rows_of_calls.calls)
        raise
    maker = VehicleMapper(mapping.file.vehicles, values)
    vehicles = _vehicles(maker, mapping, vehicle_rows, rows_of_calls.legs, rows_of_calls.refused)
    if values.guessed:
        _as_written("call", rows_of_calls.calls, values)
        _as_written("vehicle", vehicles, values)
    return MappedDocument(
        rows_of_calls.calls,
        vehicles,
        rows_of_calls.known,
        tuple(rows_of_calls.refused),
        dict(codes.unmapped),
        (
            *rows_of_calls.marked,
            *(MarkedRecord.of(*key, reason) for key, reason in values.doubtful.items()),
        ),
    )


def _as_written(subject: Subject, records: list[dict[str, Any]], values: ValueReader) -> None:
    for record in records:
        if texts := values.guessed.get((subject, record["id"])):
            record[_AS_WRITTEN] = list(dict.fromkeys(texts))


def _vehicles(
    vehicles: VehicleMapper,
    mapping: FieldMapping,
    rows: Sequence[Any],
    legs: Sequence[ResponseLeg],
    refused: list[RefusedRecord],
) -> list[dict[str, Any]]:
    ways = by_vehicle(legs)
    # Worked out once: a list may name a vehicle as often as it has legs.
    now = {id_: present_status(its) for id_, its in ways.items()}
    out: list[dict[str, Any]] = []
    known: set[str] = set()
    for position, row in enumerate(rows, 1):
        if position % OFTEN == 0:
            checkpoint()
        key = ""
        try:
            if matters(mapping, row, mapping.file.vehicles.only):
                key = vehicles.id(row)
                known.add(key)
                out.append(vehicles.vehicle(key, row, now.get(key)))
        except BadRecord as error:
            refused.append(refusal("vehicle", key, reason_of(error), row, position))
    if mapping.grouped and mapping.file.vehicles.list == mapping.file.calls.list:
        out = _newest(out)  # a row for each of its calls; in a list of its own, twice is an error
    if mapping.file.vehicles.list:
        # Whose vehicles they are is for the list to say: others stand on their calls alone.
        return out
    known |= {
        record.key for record in refused if (record.subject, record.named_by) == ("vehicle", "id")
    }
    known |= {id_ for id_, its in ways.items() if not any(leg.is_own for leg in its)}
    unlisted = (
        vehicles.from_legs(id_, its, now[id_]) for id_, its in ways.items() if id_ not in known
    )
    return out + [vehicle for vehicle in unlisted if vehicle is not None]


def _newest(vehicles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """List each vehicle once, by its newest status."""
    out: dict[str, dict[str, Any]] = {}
    for vehicle in vehicles:
        before = out.get(vehicle["id"])
        if before is None or _pressed(vehicle) >= _pressed(before):
            out[vehicle["id"]] = vehicle
    return list(out.values())


def _pressed(vehicle: dict[str, Any]) -> datetime:
    at = vehicle.get("status_at")
    return datetime.fromisoformat(at) if at else datetime.min.replace(tzinfo=UTC)


_ENCODER = msgspec.json.Encoder()


def document(
    mapped: MappedDocument, as_of: datetime
) -> tuple[DocumentEnvelope, tuple[RefusedRecord, ...]]:
    """The `jru/1` document, and all that was set aside on the way to it."""
    refused = list(mapped.refused)
    calls = _written(mapped.calls, "call", refused)
    vehicles = _written(mapped.vehicles, "vehicle", refused)
    envelope = DocumentEnvelope(
        as_of, complete=True, cursor=None, next=None, calls=(calls,), vehicles=(vehicles,)
    )
    return envelope, tuple(refused)


def _written(
    records: Sequence[dict[str, Any]], subject: Subject, refused: list[RefusedRecord]
) -> Raw:
    out: list[bytes] = []
    for record in records:
        try:
            out.append(_ENCODER.encode(record))
        except UnicodeEncodeError:
            refused.append(
                refusal(subject, record["id"], "a text contains half a character", record)
            )
    return Raw(b"[" + b",".join(out) + b"]")
