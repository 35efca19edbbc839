"""Addresses of a mapping: its own parameters, what is new, and the next page."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urljoin

from jru_tui.feeds.decoding.ambiguous_hour import Choose
from jru_tui.feeds.decoding.envelope import BadDocument
from jru_tui.feeds.decoding.normaliser import EARLIEST, BadRecord
from jru_tui.feeds.mapping.expressions import expression
from jru_tui.feeds.mapping.load import FieldMapping
from jru_tui.feeds.mapping.scalars import text, whole_number
from jru_tui.feeds.mapping.schema import BodyFormat, PagingTable
from jru_tui.feeds.mapping.time_forms import TimeForm
from jru_tui.feeds.mapping.times import BadTimeError
from jru_tui.feeds.transport.urls import parameter, with_parameters

AHEAD = timedelta(seconds=60)
"""How far a row's time of change may lie ahead of its document: clocks of one system differ."""


def headers(mapping: FieldMapping) -> dict[bytes, bytes]:
    """The headers of every request."""
    own = {k.encode(): v.encode() for k, v in mapping.file.request.headers.items()}
    return {b"Accept": _media_types(mapping.file.format), **own}


def _media_types(body: BodyFormat) -> bytes:
    match body:
        case "json":
            return b"application/json, application/geo+json"
        case "csv":
            return b"text/csv, text/plain"
        case "xml":
            return b"application/xml, text/xml"


def addresses(
    mapping: FieldMapping, url: str, cursor: str | None, now: datetime
) -> tuple[str, ...]:
    """List the addresses of the calls, and of the vehicles if those are elsewhere.

    Args:
        mapping: the mapping in use.
        url: the address.
        cursor: the cursor of the last document; None for everything.
        now: the present moment, UTC.
    """
    file = mapping.file
    parameters = {**file.request.parameters, **_first_page(file.paging, file.paging.order)}
    if file.since.parameter:
        parameters[file.since.parameter] = _since(mapping, cursor, now)
    calls = with_parameters(url, parameters)
    if not file.vehicles.url:
        return (calls,)
    order = file.vehicles.order or file.paging.order
    parameters = {**file.request.parameters, **_first_page(file.paging, order)}
    return calls, with_parameters(urljoin(url, file.vehicles.url), parameters)


def _first_page(paging: PagingTable, order: str) -> dict[str, str]:
    """Return the parameters that ask for the first page, where pages are counted."""
    parameters = {}
    if paging.limit:
        parameters[paging.limit_parameter] = str(paging.limit)
    if paging.is_counted and order:
        parameters[paging.order_parameter] = order
    if paging.page_parameter:
        parameters[paging.page_parameter] = str(paging.page_first)
    elif paging.limit:
        parameters[paging.offset_parameter] = "0"
    return parameters


def window_start(mapping: FieldMapping, now: datetime) -> datetime:
    """Return the start of the window of changes that is asked for."""
    return now - timedelta(hours=mapping.file.since.window_h)


def _since(mapping: FieldMapping, cursor: str | None, now: datetime) -> str:
    since = mapping.file.since
    if cursor is None:
        start = window_start(mapping, now)
    else:
        start = datetime.fromisoformat(cursor) - timedelta(seconds=since.overlap_s)
    return since.value.replace("{since}", TimeForm(since.form, mapping.zone).format(start))


def next_page(mapping: FieldMapping, url: str, data: Any, rows: int) -> str | None:
    """The address of the page after this one, which holds so many rows; None after the last.

    Counted pages go on until one is empty: a server may give fewer than it was asked for.

    Args:
        mapping: the mapping in use.
        url: the address.
        data: the page as plain data.
        rows: how many records it holds.

    Raises:
        BadDocument: the cursor that it names cannot be sent.
    """
    paging = mapping.file.paging
    if paging.page_parameter:
        page = whole_number(parameter(url, paging.page_parameter))
        here = paging.page_first if page is None else page
        return with_parameters(url, {paging.page_parameter: str(here + 1)}) if rows else None
    if paging.limit:
        offset = whole_number(parameter(url, paging.offset_parameter)) or 0
        following = {paging.offset_parameter: str(offset + rows)}
        return with_parameters(url, following) if rows else None
    try:
        if paging.next:
            return text(expression(paging.next)(data))
        cursor = text(expression(paging.cursor)(data))
    except BadRecord:
        return None
    if cursor and not cursor.isprintable():
        raise BadDocument("the cursor of its next page has characters that an address cannot hold")
    return with_parameters(url, {paging.cursor_parameter: cursor}) if cursor else None


def newest(mapping: FieldMapping, rows: Sequence[Any], as_of: datetime) -> str | None:
    """Return the cursor of the next request; None where the mapping always asks for everything.

    Args:
        mapping: the mapping in use.
        rows: the records of the document.
        as_of: the time of the document, UTC.
    """
    since = mapping.file.since
    if not since.parameter:
        return None
    times = [time for row in rows if (time := changed_at(mapping, row, as_of)) is not None]
    # A time ahead of the document's own would pass over what comes until then.
    return min(max(times, default=as_of), as_of).astimezone(UTC).isoformat()


def changed_at(
    mapping: FieldMapping, row: Any, as_of: datetime, choose: Choose | None = None
) -> datetime | None:
    """Return when a row last changed; None where that cannot be read or cannot be true.

    A row of the year 9999 would count as newer than all that follows it.

    Args:
        mapping: how rows are read.
        row: as it came.
        as_of: the time of its document, UTC; no row changed later than a minute after.
        choose: asked which is meant in the hour that happens twice; None for the first.
    """
    try:
        value = expression(mapping.file.since.newest)(row)
        changed = None if value is None else mapping.times.read(value, choose=choose)
    except (BadRecord, BadTimeError):
        return None
    return changed if changed is not None and EARLIEST <= changed <= as_of + AHEAD else None
