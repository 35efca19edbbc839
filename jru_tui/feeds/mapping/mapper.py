"""The pure core: the rows of a foreign document, and the objects of `jru/1` that they stand for."""

from collections.abc import Container, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from types import MappingProxyType
from typing import Any

import msgspec
from msgspec import Raw, Struct

from jru_tui.board.events import Subject
from jru_tui.feeds.decoding.ambiguous_hour import RepeatedHour
from jru_tui.feeds.decoding.envelope import BadDocument, Document
from jru_tui.feeds.decoding.normalise import BadRecord
from jru_tui.feeds.decoding.text import quoted, wrong_id
from jru_tui.feeds.mapping.calls import Calls
from jru_tui.feeds.mapping.expressions import expression, true
from jru_tui.feeds.mapping.load import FieldMapping
from jru_tui.feeds.mapping.responses import Leg, began, present
from jru_tui.feeds.mapping.scalars import listed
from jru_tui.feeds.mapping.values import Codes, Unmapped, Values
from jru_tui.feeds.mapping.vehicles import Vehicles, by_vehicle
from jru_tui.feeds.models import Marked, Refused, nameless

_MOST_NAMED = 5
_MOST_STANDING = 50
"""Sendings of one vehicle to one call that stand while its rows cannot be read."""
_AS_WRITTEN = "as_written"
"""A field beside those of `jru/1`, for the journal: texts of times that had to be guessed at."""

Key = tuple[str, str]
"""What a row speaks of: a call, and the vehicle where there is a row for each."""


Legs = Mapping[Key, Sequence[Leg]]
"""The ways of a vehicle to a call: several where it was sent again."""


class MappedDocument(Struct, frozen=True):
    """What a document came to.

    Attributes:
        calls, vehicles: objects of `jru/1`, not yet held to its rules: the native reader does that.
        legs: every vehicle's ways to every call, by call and vehicle.
        refused: what could not even be mapped, with the reason.
        unmapped: codes that no table names, by table and word, with how often they came.
        marked: what is taken although it is not certain.
    """

    calls: list[dict[str, Any]]
    vehicles: list[dict[str, Any]]
    legs: Legs = {}
    refused: tuple[Refused, ...] = ()
    unmapped: Mapping[Unmapped, int] = {}
    marked: tuple[Marked, ...] = ()


def found(data: Any, named: str, key: str, *, may_lack: bool = False) -> list[Any]:
    """The rows of a document.

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
        what = f"the document has nothing at {key} ({named}){_held(data)}: that does not mean none"
        raise BadDocument(what)
    # An element with nothing in it is XML's empty list.
    return [] if rows == "" else listed(rows)


def _held(data: Any) -> str:
    """What a document holds at its top, for whoever looks for something else there."""
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
    return found(data, mapping.file.calls.list, "calls.list", may_lack=is_xml)


def find_vehicles(mapping: FieldMapping, data: Any) -> list[Any]:
    """The rows of vehicles in a document; none where the mapping does not list them.

    Raises:
        BadDocument: there is no such list.
    """
    named, is_xml = mapping.file.vehicles.list, mapping.file.format == "xml"
    return found(data, named, "vehicles.list", may_lack=is_xml) if named else []


def map_rows(
    mapping: FieldMapping,
    call_rows: Sequence[Any],
    vehicle_rows: Sequence[Any],
    held: Legs = MappingProxyType({}),
    hour: RepeatedHour | None = None,
) -> MappedDocument:
    """The rows of all pages of one document, each record by itself.

    `held` are the legs of the document before: where the row of one cannot be read, it stands.
    `hour` knows what was meant before by times in the hour that happens twice.
    """
    codes = Codes(mapping.tables)
    values = Values(mapping.file.nothing, mapping.times, codes, hour)
    refused: list[Refused] = []
    calls, legs = _calls(Calls(mapping.file.calls, values), mapping, call_rows, held, refused)
    maker = Vehicles(mapping.file.vehicles, values)
    vehicles = _vehicles(maker, mapping, vehicle_rows, legs, refused)
    if values.guessed:
        _as_written("call", calls, values)
        _as_written("vehicle", vehicles, values)
    by_key: dict[Key, list[Leg]] = {}
    for leg in legs:
        by_key.setdefault((leg.call, leg.vehicle), []).append(leg)
    return MappedDocument(
        calls,
        vehicles,
        by_key,
        tuple(refused),
        dict(codes.unmapped),
        tuple(Marked(*each, said) for each, said in values.doubtful.items()),
    )


def _as_written(subject: Subject, records: list[dict[str, Any]], values: Values) -> None:
    for each in records:
        if texts := values.guessed.get((subject, each["id"])):
            each[_AS_WRITTEN] = list(dict.fromkeys(texts))


def _calls(
    calls: Calls,
    mapping: FieldMapping,
    rows: Sequence[Any],
    held: Legs,
    refused: list[Refused],
) -> tuple[list[dict[str, Any]], list[Leg]]:
    groups: dict[Any, tuple[str, list[Any]]] = {}
    at: dict[int, int] = {}
    for position, row in enumerate(rows, 1):
        at[id(row)] = position
        try:
            if _matters(mapping, row, mapping.file.calls.only):
                id_ = calls.id(row)
                # The same call listed twice is for the native reader to judge.
                key = id_ if calls.grouped else position
                groups.setdefault(key, (id_, []))[1].append(row)
        except BadRecord as error:
            refused.append(_refusal("call", "", str(error), row, position))
    out: list[dict[str, Any]] = []
    legs: list[Leg] = []
    for id_, group in groups.values():
        good, whole = group, True
        stand_in: list[Leg] = []
        try:
            call, its_legs = calls.call(id_, group)
        except BadRecord as error:
            if calls.grouped:
                good, stand_in, whole = _good_rows(calls, id_, group, held, refused, at=at)
            else:
                position = at[id(group[0])]
                refused.append(_refusal("call", id_, str(error), group, position))
                good = []
            if not good:
                legs += stand_in
                continue
            call, its_legs = calls.call(id_, good, stand_in, whole=whole)
        out.append(call)
        legs += its_legs
    return out, legs


def _good_rows(
    calls: Calls,
    id_: str,
    rows: Sequence[Any],
    held: Legs,
    refused: list[Refused],
    *,
    at: Mapping[int, int],
) -> tuple[list[Any], list[Leg], bool]:
    """Part the rows of a call that can be read from those that cannot: each is set aside alone.

    The way of a vehicle whose row cannot be read stands as it was before, unless a row that can be
    read tells of the same sending. Where it was never known the vehicle is set aside as well, as
    what it does now is not known, and the call cannot be told to be over.

    Args:
        calls: makes calls of rows.
        id_: the call's.
        rows: all that speak of it.
        held: the legs of the document before.
        refused: what is set aside is added here.
        at: where each row, by its identity, stands in the document.

    Returns:
        The good rows, the legs that stand in for the others, and whether no leg is missing.
    """
    good: list[Any] = []
    told: set[tuple[str, datetime | None]] = set()
    bad: list[tuple[str, Any, str]] = []
    for row in rows:
        try:
            _, legs = calls.call(id_, [row])
            told |= {(leg.vehicle, leg.began_at) for leg in legs}
            good.append(row)
        except BadRecord as error:
            bad.append((calls.vehicle(row), row, str(error)))
    stand_in: dict[str, list[Leg]] = {}
    whole = True
    for vehicle, row, reason in bad:
        key = f"{id_}/{vehicle}" if vehicle and good else id_
        refused.append(_refusal("call", key, reason, row, at[id(row)]))
        if vehicle in stand_in:
            continue  # a second row of one vehicle must not make its ways more
        stand_in[vehicle] = _untold(held.get((id_, vehicle), ()), told)
        if vehicle and not stand_in[vehicle]:
            whole = False
            said = f"its row of {id_} is set aside: what it does now is not known"
            refused.append(_refusal("vehicle", vehicle, said, row, at[id(row)]))
    return good, [leg for legs in stand_in.values() for leg in legs], whole


def _untold(before: Sequence[Leg], told: Container[tuple[str, datetime | None]]) -> list[Leg]:
    """The newest legs of one vehicle on one call that no readable row tells, each of them once."""
    untold = {leg.began_at: leg for leg in before if (leg.vehicle, leg.began_at) not in told}
    return sorted(untold.values(), key=began)[-_MOST_STANDING:]


def _vehicles(
    vehicles: Vehicles,
    mapping: FieldMapping,
    rows: Sequence[Any],
    legs: Sequence[Leg],
    refused: list[Refused],
) -> list[dict[str, Any]]:
    ways = by_vehicle(legs)
    # Worked out once: a list may name a vehicle as often as it has legs.
    now = {id_: present(its) for id_, its in ways.items()}
    out: list[dict[str, Any]] = []
    told: set[str] = set()
    for position, row in enumerate(rows, 1):
        key = ""
        try:
            if _matters(mapping, row, mapping.file.vehicles.only):
                key = vehicles.id(row)
                told.add(key)
                out.append(vehicles.vehicle(key, row, now.get(key)))
        except BadRecord as error:
            refused.append(_refusal("vehicle", key, str(error), row, position))
    if mapping.grouped and mapping.file.vehicles.list == mapping.file.calls.list:
        out = _newest(out)  # a row for each of its calls; in a list of its own, twice is an error
    told |= {each.key for each in refused if each.subject == "vehicle"}
    unlisted = (
        vehicles.from_legs(id_, its, now[id_]) for id_, its in ways.items() if id_ not in told
    )
    return out + [vehicle for vehicle in unlisted if vehicle is not None]


def _newest(vehicles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each vehicle once, by its newest status."""
    out: dict[str, dict[str, Any]] = {}
    for vehicle in vehicles:
        before = out.get(vehicle["id"])
        if before is None or _pressed(vehicle) >= _pressed(before):
            out[vehicle["id"]] = vehicle
    return list(out.values())


def _pressed(vehicle: dict[str, Any]) -> datetime:
    at = vehicle.get("status_at")
    return datetime.fromisoformat(at) if at else datetime.min.replace(tzinfo=UTC)


def _matters(mapping: FieldMapping, row: Any, only: str) -> bool:
    if isinstance(row, list) and mapping.file.format == "csv":
        raise BadRecord("the line has more or fewer columns than the table has names")
    if not isinstance(row, dict):
        raise BadRecord("the record is not an object")
    return not only or true(expression(only)(row))


def _refusal(subject: Subject, key: str, reason: str, row: Any, position: int = 0) -> Refused:
    """Set a row aside; `position` is where it stood, from 1, or 0 where that is not known."""
    digest = sha256(repr(row).encode(errors="replace")).hexdigest()[:16]
    if wrong_id(key):
        return nameless(subject, reason, digest, position)
    return Refused(subject, key, reason, digest, position)


_ENCODER = msgspec.json.Encoder()


def document(mapped: MappedDocument, as_of: datetime) -> tuple[Document, tuple[Refused, ...]]:
    """The `jru/1` document, and all that was set aside on the way to it."""
    refused = list(mapped.refused)
    calls = _written(mapped.calls, "call", refused)
    vehicles = _written(mapped.vehicles, "vehicle", refused)
    made = Document(
        as_of, complete=True, cursor=None, next=None, calls=(calls,), vehicles=(vehicles,)
    )
    return made, tuple(refused)


def _written(records: Sequence[dict[str, Any]], subject: Subject, refused: list[Refused]) -> Raw:
    out: list[bytes] = []
    for record in records:
        try:
            out.append(_ENCODER.encode(record))
        except UnicodeEncodeError:
            digest = sha256(repr(record).encode(errors="replace")).hexdigest()[:16]
            refused.append(Refused(subject, record["id"], "a text holds half a character", digest))
    return Raw(b"[" + b",".join(out) + b"]")
