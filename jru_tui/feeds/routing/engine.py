"""The client of a routing engine: one table of travel times at a time, asked for and read.

OSRM: `GET /table/v1/{profile}/{lon,lat;...}?sources=0;1&destinations=2`, answered with `durations`.
Valhalla: `GET /sources_to_targets?json={...}`, answered with `sources_to_targets`.

Imports httpx: to be imported in a thread once the first frame is on screen.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from urllib.parse import quote

import httpx
import msgspec
from msgspec import Struct

from jru_tui.board import end_sentence
from jru_tui.feeds.routing.route_source import RouteSource, Spot, Way
from jru_tui.feeds.transport.client import HttpConnection
from jru_tui.feeds.transport.errors import ConnectionTrouble
from jru_tui.feeds.transport.tls import context
from jru_tui.settings import FeedSettings, RoutingSettings


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
    parameters = {
        "sources": [{"lat": lat, "lon": lon} for lat, lon in starts],
        "targets": [{"lat": lat, "lon": lon} for lat, lon in goals],
        "costing": routing.profile or "auto",
    }
    return f"{base}?json={quote(msgspec.json.encode(parameters).decode())}"


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


_STARTS, _GOALS = 40, 10
"""The most rows and columns of a table: engines refuse more than 100 places by default."""
_LARGEST = 1_000_000
_GATHER_S = 0.5
"""So long ways are gathered before they are asked for."""
_FIRST_WAIT_S, _LONGEST_WAIT_S = 15.0, 300.0
Pause = Callable[[float], Awaitable[None]]


class RoutingEngine:
    """A client of the force's routing engine.

    Args:
        routing: the engine, where it is, and how long it may take.
        feed: certificates of one's own, and the one host that is asked without TLS.
        source: what is wanted, and where answers are kept.
        clock: the time, UTC.
        transport: None for the network; tests hand in their own.

    Attributes:
        trouble: why it does not answer, in words; empty while it does.
    """

    def __init__(
        self,
        routing: RoutingSettings,
        feed: FeedSettings,
        source: RouteSource,
        clock: Callable[[], datetime],
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.trouble = ""
        self._routing = routing
        self._source = source
        secure = context(feed.tls) if routing.url.startswith("https:") else None
        self._line = HttpConnection(clock, transport, secure=secure, plain_http=feed.plain_http)

    async def run(
        self, notify: Callable[[], None], tell: Callable[[str], None], pause: Pause = asyncio.sleep
    ) -> None:
        """Ask for what is wanted, until cancelled.

        Args:
            notify: called when there are new times, or it has failed and old ones count no more.
            tell: told once that the engine is lost, and once that it is back.
            pause: waits so many seconds.
        """
        wait_s = _FIRST_WAIT_S
        try:
            while True:
                await self._source.wanted.wait()
                await pause(_GATHER_S)
                before, self.trouble = self.trouble, await self.ask()
                if not self.trouble:
                    wait_s = _FIRST_WAIT_S
                    if before:
                        tell("the routing engine answers again")
                    notify()
                    continue
                if not before:
                    tell(
                        f"the routing engine is not used: {end_sentence(self.trouble)} Arrivals "
                        "are predicted without it"
                    )
                notify()
                await pause(wait_s)
                wait_s = min(_LONGEST_WAIT_S, 2 * wait_s)
        finally:
            await self.aclose()

    async def aclose(self) -> None:
        """Hang up."""
        await self._line.aclose()

    async def ask(self) -> str:
        """Ask for one table of what is wanted.

        Returns:
            What went wrong, in words; empty where nothing did.
        """
        starts, goals = self._source.next_ways(_STARTS, _GOALS)
        if not starts:
            return ""
        address = table_address(self._routing, starts, goals)
        try:
            async with asyncio.timeout(self._routing.deadline_s):
                answer = await self._line.get(
                    address, {}, max_wire=_LARGEST, max_body=_LARGEST, any_type=True
                )
            if isinstance(answer, ConnectionTrouble):
                reason = answer.failure.reason
            else:
                table = read_table(self._routing, answer.body, starts, goals)
                self._source.learn(table)
                return ""
        except TimeoutError:
            reason = f"no answer within {self._routing.deadline_s:g} s"
        except BadTableError as error:
            reason = str(error)
        self._source.want_again(starts, goals)
        return reason
