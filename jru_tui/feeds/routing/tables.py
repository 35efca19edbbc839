"""Requests to routing engines, and their answers as tables in seconds.

OSRM: `GET /table/v1/{profile}/{lon,lat;...}?sources=0;1&destinations=2`, answered with `durations`.
Valhalla: `GET /sources_to_targets?json={...}`, answered with `sources_to_targets`.
"""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

import msgspec
from msgspec import Struct

from jru_tui.feeds.routing.route_source import Spot, Way
from jru_tui.settings import RoutingSettings


class BadTableError(ValueError):
    """An error: the answer is not a table of the requested ways; the message says what it is."""


class OsrmTable(Struct):
    """An answer of OSRM's table service."""

    code: str
    durations: list[list[float | None]] = []
    message: str = ""


class ValhallaCell(Struct):
    """A way in an answer of Valhalla."""

    time: float | None = None


class ValhallaTable(Struct):
    """An answer of Valhalla's matrix service."""

    sources_to_targets: list[list[ValhallaCell]]


def table_address(routing: RoutingSettings, starts: Sequence[Spot], goals: Sequence[Spot]) -> str:
    """The address that asks for a table.

    Args:
        routing: the engine and where it is.
        starts: the rows.
        goals: the columns.
    """
    base = routing.url.rstrip("/")
    if routing.engine == "osrm":
        points = ";".join(f"{lon},{lat}" for lat, lon in (*starts, *goals))
        rows = ";".join(map(str, range(len(starts))))
        columns = ";".join(str(len(starts) + place) for place in range(len(goals)))
        return f"{base}/{points}?sources={rows}&destinations={columns}&annotations=duration"
    asked = {
        "sources": [{"lat": lat, "lon": lon} for lat, lon in starts],
        "targets": [{"lat": lat, "lon": lon} for lat, lon in goals],
        "costing": routing.profile or "auto",
    }
    return f"{base}?json={quote(msgspec.json.encode(asked).decode())}"


def read_table(
    routing: RoutingSettings, body: bytes, starts: Sequence[Spot], goals: Sequence[Spot]
) -> Mapping[Way, float | None]:
    """Read the answer.

    Args:
        routing: whose answer it is.
        body: the answer.
        starts: the rows that were asked for.
        goals: the columns.

    Raises:
        BadTableError: it is no such table.
    """
    try:
        if routing.engine == "osrm":
            osrm = msgspec.json.decode(body, type=OsrmTable)
            if osrm.code != "Ok":
                raise BadTableError(f"it answers {osrm.code[:40]!r}")
            rows = osrm.durations
        else:
            found = msgspec.json.decode(body, type=ValhallaTable).sources_to_targets
            rows = [[cell.time for cell in row] for row in found]
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadTableError("its answer is not a table of times") from error
    if len(rows) != len(starts) or any(len(row) != len(goals) for row in rows):
        raise BadTableError("its table is not of the size that was asked for")
    return {
        (start, goal): seconds
        for start, row in zip(starts, rows, strict=True)
        for goal, seconds in zip(goals, row, strict=True)
    }
