"""Cheap probes of a server that is down, so that the first good poll comes soon after it is back.

A request that hangs since before the server was back may be lost with what it was before. So it is
given up and asked anew as soon as the server answers another one.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from jru_tui.feeds.schedule import CAP_S
from jru_tui.feeds.transport.connect import Waiter

T = TypeVar("T")

PROBE_S = 2.0
"""Seconds that a request hangs before a server that is down is looked at, and again each time."""
LOOK_S = 2.0
"""Seconds that a look may take."""


class OutageProbe:
    """A probe of a server that is down: when to look whether it is back.

    Args:
        look: asks the server for next to nothing; true where it answers.
        wait: how to wait.

    Attributes:
        is_on: the last poll brought no answer, or one of a server in trouble.
    """

    def __init__(self, look: Callable[[], Awaitable[bool]], wait: Waiter) -> None:
        self._look = look
        self._wait = wait
        self._is_misled = False
        self.is_on = False

    def note(self, *, is_on: bool) -> None:
        """A poll has shown whether the server is down."""
        self.is_on = is_on
        self._is_misled = self._is_misled and is_on

    async def attempt(
        self, ask: Callable[[], Coroutine[Any, Any, T]], is_answered: Callable[[], bool]
    ) -> T:
        """Ask; anew, where the server comes back while the request hangs.

        Args:
            ask: one request with its deadline.
            is_answered: whether its answer has begun to come.
        """
        if not self.is_on or self._is_misled:
            return await ask()
        attempt = asyncio.create_task(ask())
        try:
            while True:
                done, _ = await asyncio.wait({attempt}, timeout=PROBE_S)
                if done or is_answered():
                    return await attempt
                if await self._is_back() and not attempt.done() and not is_answered():
                    break
        finally:
            attempt.cancel()
            await asyncio.wait({attempt})
        return await ask()

    async def pause(self, wake: asyncio.Event, wait_s: float) -> None:
        """Wait so many seconds for the next poll, or until a server that is down is back."""
        while self.is_on and not self._is_misled and wait_s > CAP_S:
            await self._wait(wake, CAP_S)
            wait_s -= CAP_S
            if wake.is_set() or await self._is_back():
                return
        await self._wait(wake, wait_s)
        self._is_misled = False

    async def _is_back(self) -> bool:
        """Look whether the server answers. It is believed once, until a poll says so, too."""
        try:
            async with asyncio.timeout(LOOK_S):
                self._is_misled = await self._look()
        except TimeoutError:
            return False
        return self._is_misled
