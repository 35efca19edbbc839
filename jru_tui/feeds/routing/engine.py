"""The client of a routing engine: one table of travel times at a time.

Imports httpx: to be imported in a thread once the first frame is on screen.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

import httpx

from jru_tui.board import end_sentence
from jru_tui.feeds.routing.route_source import RouteSource
from jru_tui.feeds.routing.tables import BadTableError, read_table, table_address
from jru_tui.feeds.transport.client import HttpConnection
from jru_tui.feeds.transport.errors import ConnectionTrouble
from jru_tui.feeds.transport.tls import context
from jru_tui.settings import FeedSettings, RoutingSettings

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
        self, told: Callable[[], None], tell: Callable[[str], None], pause: Pause = asyncio.sleep
    ) -> None:
        """Ask for what is wanted, until cancelled.

        Args:
            told: called when there are new times, or it has failed and old ones count no more.
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
                    told()
                    continue
                if not before:
                    tell(
                        f"the routing engine is not used: {end_sentence(self.trouble)} Arrivals "
                        "are predicted without it"
                    )
                told()
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
                said = answer.failure.reason
            else:
                told = read_table(self._routing, answer.body, starts, goals)
                self._source.learn(told)
                return ""
        except TimeoutError:
            said = f"no answer within {self._routing.deadline_s:g} s"
        except BadTableError as error:
            said = str(error)
        self._source.want_again(starts, goals)
        return said
