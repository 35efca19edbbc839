"""Checks of a mapping that types cannot make: expressions, forms of time, keys that need others."""

import codecs
import re
from collections.abc import Iterator, Mapping
from datetime import tzinfo
from zoneinfo import ZoneInfo

import msgspec

from jru_tui.feeds.mapping import locations
from jru_tui.feeds.mapping.expressions import WrongExpressionError, expression, field_name
from jru_tui.feeds.mapping.responses import STAGES
from jru_tui.feeds.mapping.schema import CallsTable, LocationTable, MappingFile, ResponsesTable
from jru_tui.feeds.mapping.time_forms import KNOWN, TimeForm, WrongFormError
from jru_tui.settings import Key, WrongKeyError, at_least, did_you_mean, toml_key
from jru_tui.settings import found as shown
from jru_tui.settings import zone as known_zone

# Tables that hold no expressions, and keys of the others that are plain texts.
_NO_EXPRESSIONS = {"codes", "csv", "gone", "nothing", "request", "times", "format", "xml"}
_PLAIN: dict[Key, set[str]] = {
    ("calls",): {"rows", "closed", "defaults"},
    ("calls", "responses"): {"separators"},
    ("vehicles",): {"url", "root", "order", "defaults"},
    ("paging",): {
        "cursor_parameter",
        "limit_parameter",
        "offset_parameter",
        "order",
        "order_parameter",
        "page_parameter",
    },
    ("since",): {"parameter", "value", "form"},
}
_NOT_OF_A_RECORD = frozenset(("list", "url", "root", "order", "rows", "closed", "separators"))
_TIMES = (*STAGES, "status", "status_at")
_CALL_DEFAULTS = ("area", "category", "grade", "origin", "outcome", "summary", "type")
_VEHICLE_DEFAULTS = ("area", "name", "status")
_HEADER = re.compile(r"[A-Za-z0-9-]{1,64}")
_NOT_YOURS = frozenset(
    {"accept-encoding", "authorization", "connection", "content-length", "cookie", "host"}
    | {"if-none-match", "proxy-authorization", "transfer-encoding"}
)
_DAY_S = 86_400


def zone(file: MappingFile) -> tzinfo | None:
    """The zone of times that come without one."""
    name = known_zone(("times", "zone"), file.times.zone)
    return ZoneInfo(name) if name else None


def expressions(file: MappingFile) -> None:
    """Every expression is JMESPath."""
    for name in file.__struct_fields__:
        if name not in _NO_EXPRESSIONS:
            _compile((name,), getattr(file, name))


def field_names(table: msgspec.Struct) -> Iterator[str]:
    """The fields that a table of expressions names, where an expression is nothing but one."""
    for _, value in of_a_record(table):
        field = field_name(value)
        if field is not None:
            yield field


def of_a_record(table: msgspec.Struct) -> Iterator[tuple[str, str]]:
    """The keys of a table that hold an expression which each of its records is asked, and it."""
    for name in table.__struct_fields__:
        value = getattr(table, name)
        if name not in _NOT_OF_A_RECORD and isinstance(value, str) and value:
            yield name, value


def _compile(key: Key, value: object) -> None:
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            if name not in _PLAIN.get(key, ()):
                _compile((*key, name), getattr(value, name))
    elif isinstance(value, str):
        try:
            expression(value)
        except WrongExpressionError as error:
            message = (
                f"a JMESPath expression (names with spaces stand in quotes: '\"Unit Id\"'): {error}"
            )
            raise _wrong(key, value, message) from None


def forms(file: MappingFile, zone: tzinfo | None) -> None:
    """Times and tables are written in ways that are known.

    Args:
        file: the mapping.
        zone: that of times that come without one.

    Raises:
        WrongKeyError: one is written in a way that is not known.
    """
    if not file.times.forms:
        raise WrongKeyError(("times", "forms"), 'times.forms is empty; ["iso"] would be right')
    for form in file.times.forms:
        _form(("times", "forms"), form, zone)
    _form(("since", "form"), file.since.form, zone)
    if len(file.csv.delimiter) != 1 or file.csv.delimiter in '"\r\n':
        raise _wrong(("csv", "delimiter"), file.csv.delimiter, 'one character, such as ";"')
    if file.format == "xml" and not file.xml.root:
        message = "xml.root is missing; it should be the name of the outermost element"
        raise WrongKeyError(("xml", "root"), message)
    try:
        "".encode(codecs.lookup(file.csv.encoding).name)
    except LookupError:  # also what is no encoding of text, such as "hex"
        raise _wrong(("csv", "encoding"), file.csv.encoding, '"utf-8" or "cp1252"') from None


def _form(key: Key, form: str, zone: tzinfo | None) -> None:
    try:
        TimeForm(form, zone)
    except WrongFormError as error:
        hint = "" if "%" in form else did_you_mean(form, KNOWN)
        raise _wrong(key, form, f"{error}{hint}") from None


def records(file: MappingFile) -> None:
    """Check that a part of the mapping has what it needs.

    Raises:
        WrongKeyError: something is missing.
    """
    for name in ("list", "id", "opened_at"):
        _needed(("calls", name), getattr(file.calls, name))
    _responses(file.calls)
    if file.calls.notes.list:
        _needed(("calls", "notes", "text"), file.calls.notes.text)
    if file.vehicles.list:
        _needed(("vehicles", "id"), file.vehicles.id)
    elif file.vehicles.url or file.vehicles.id:
        _needed(("vehicles", "list"), "")
    if file.vehicles.root and not (file.format == "xml" and file.vehicles.url):
        message = "vehicles.root is only for XML vehicles at an address of their own, vehicles.url"
        raise WrongKeyError(("vehicles", "root"), message)
    _defaults(("calls", "defaults"), file.calls.defaults, _CALL_DEFAULTS)
    _defaults(("vehicles", "defaults"), file.vehicles.defaults, _VEHICLE_DEFAULTS)
    for word, state in file.codes.state.items():
        if state not in {"open", "closed"}:
            raise _wrong(("codes", "state", word), state, '"open" or "closed"')
    _closing(file.calls, file.codes.state)
    at_least(("gone", "wait_s"), file.gone.wait_s, 0, _DAY_S)


def _responses(calls: CallsTable) -> None:
    responses = calls.responses
    if calls.rows == "vehicle_and_call":
        _needed(("calls", "responses", "vehicle"), responses.vehicle)
        if responses.list:
            message = "calls.responses.list is for rows that are calls; here each row is a response"
            raise WrongKeyError(("calls", "responses", "list"), message)
    elif responses.vehicle:
        _needed(("calls", "responses", "list"), responses.list)
    elif responses.list:
        _needed(("calls", "responses", "vehicle"), "")
    _events(responses)
    if not responses.separators:
        key = ("calls", "responses", "separators")
        raise _wrong(key, responses.separators, 'characters, such as ",;"')


def _events(responses: ResponsesTable) -> None:
    events = responses.events
    if not (events.list or events.at or events.status):
        return
    for name in ("list", "at", "status"):
        _needed(("calls", "responses", "events", name), getattr(events, name))
    for name in _TIMES:
        if getattr(responses, name):
            key = ("calls", "responses", name)
            message = f"{toml_key(key)} is for responses without calls.responses.events"
            raise WrongKeyError(key, message)


def _closing(calls: CallsTable, states: Mapping[str, str]) -> None:
    if calls.closed == "closed_at":
        _needed(("calls", "closed_at"), calls.closed_at)
    elif calls.closed == "all_clear":
        ends = calls.responses.clear_at or calls.responses.events.list
        _needed(("calls", "responses", "clear_at"), ends)
    elif calls.closed_at and not calls.state:
        message = (
            'calls.state is empty; calls.closed = "closed_at" closes a call by its closing time'
        )
        raise WrongKeyError(("calls", "state"), message)
    if states and not calls.state:
        message = "calls.state is empty, so codes.state would never be used"
        raise WrongKeyError(("calls", "state"), message)


def _defaults(key: Key, table: dict[str, str], known: tuple[str, ...]) -> None:
    for name in table:
        if name not in known:
            message = f"{toml_key((*key, name))} is not a field with a default"
            raise WrongKeyError((*key, name), message + did_you_mean(name, known))


def places(file: MappingFile) -> None:
    """Places have both coordinates, and a library where they need one."""
    _place(("calls", "where"), file.calls.where)
    _place(("vehicles", "position"), file.vehicles.position)


def _place(key: Key, table: LocationTable) -> None:
    for one, other in (("lat", "lon"), ("easting", "northing")):
        if bool(getattr(table, one)) != bool(getattr(table, other)):
            missing = other if getattr(table, one) else one
            _needed((*key, missing), "")
    if (table.easting or table.grid_reference) and not locations.can_convert():
        name = "easting" if table.easting else "grid_reference"
        raise WrongKeyError((*key, name), f"{toml_key((*key, name))}: {locations.MISSING}")


def requests(file: MappingFile) -> None:
    """Check that what goes into requests can go there.

    Raises:
        WrongKeyError: something cannot be sent.
    """
    for name, value in file.request.headers.items():
        key = ("request", "headers", name)
        if name.lower() in _NOT_YOURS:
            message = (
                f"{toml_key(key)} does not belong in a mapping; keep a token in feed.token_file"
            )
            raise WrongKeyError(key, message)
        if not _HEADER.fullmatch(name) or not value.isascii():
            raise _wrong(key, value, "a header of plain characters")
    paging, since = file.paging, file.since
    if sum(map(bool, (paging.next, paging.cursor, paging.is_counted))) > 1:
        message = (
            "paging names more than one of next, cursor and counted pages; it should be one of them"
        )
        raise WrongKeyError(("paging",), message)
    at_least(("paging", "limit"), paging.limit, 0, 1_000_000)
    at_least(("paging", "page_first"), paging.page_first, 0, 1)
    if paging.limit and not paging.page_parameter and not paging.order:
        message = (
            "paging.order is empty; without an order, records move between pages while they are "
        )
        raise WrongKeyError(("paging", "order"), message + "read, and are lost")
    if since.parameter and "{since}" not in since.value:
        raise _wrong(("since", "value"), since.value, 'text with {since} in it, or "{since}"')
    at_least(("since", "overlap_s"), since.overlap_s, 0, _DAY_S)
    at_least(("since", "window_h"), since.window_h, 0.1, 24 * 31)


def _needed(key: Key, value: str) -> None:
    if not value:
        raise WrongKeyError(key, f"{toml_key(key)} is missing; it should be an expression")


def _wrong(key: Key, value: object, right: str) -> WrongKeyError:
    return WrongKeyError(key, f"{toml_key(key)} is {shown(value)}; it should be {right}")
