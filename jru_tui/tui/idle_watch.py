"""A watch for the idle event loop, when all effects of one cause are over."""

import asyncio
from collections.abc import Callable
from contextvars import Context, copy_context
from typing import NamedTuple
from weakref import WeakKeyDictionary

from jru_tui.tui.textual_internals.quiet_app import has_ready_callbacks


class _Wait(NamedTuple):
    callback: Callable[[], None]
    context: Context
    turns: int
    until: float


class IdleWatch:
    """A watch on one event loop, for everybody who waits for it to be idle.

    There is one for a loop: two would each take the other's looking for work.
    """

    def __init__(self) -> None:
        """Wait for nothing."""
        self._waits: list[_Wait] = []
        self._looks = False

    def call(self, callback: Callable[[], None], *, turns: int, within_s: float) -> None:
        """Call a function once, in the caller's context, when the loop is idle.

        Args:
            callback: what is to be called. It raises nothing.
            turns: turns of the loop for which it waits at least, however busy the loop is.
            within_s: seconds for which it waits at least.
        """
        until = asyncio.get_running_loop().time() + within_s
        self._waits.append(_Wait(callback, copy_context(), turns, until))
        self._look_soon()

    async def idle(self, *, turns: int, within_s: float) -> None:
        """Wait until the loop is idle, or so long."""
        idle: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def wake() -> None:
            if not idle.done():
                idle.set_result(None)

        self.call(wake, turns=turns, within_s=within_s)
        await idle

    def _look_soon(self) -> None:
        if not self._looks:
            self._looks = True
            asyncio.get_running_loop().call_soon(self._look)

    def _look(self) -> None:
        """Call those for whom the wait is over; look again for the others in the next turn."""
        self._looks = False
        idle, now = not has_ready_callbacks(), asyncio.get_running_loop().time()
        waits, self._waits = self._waits, []
        over = []
        for wait in waits:
            if idle or (wait.turns <= 0 and now >= wait.until):
                over.append(wait)
            else:
                self._waits.append(wait._replace(turns=wait.turns - 1))
        for wait in over:
            wait.context.run(wait.callback)
        if self._waits:
            self._look_soon()


_watches: WeakKeyDictionary[asyncio.AbstractEventLoop, IdleWatch] = WeakKeyDictionary()


def idle_watch() -> IdleWatch:
    """Return the watch of the running loop."""
    return _watches.setdefault(asyncio.get_running_loop(), IdleWatch())
