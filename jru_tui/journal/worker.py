"""aiosqlite's thread, given whole transactions instead of single statements.

Its queue is the queue of the one writer: what is in it runs to its end in order, whatever becomes
of who waits for the answer. Imported only when a journal is opened, because the import is slow.
"""

import sqlite3
from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar, cast

import aiosqlite

P = ParamSpec("P")
T = TypeVar("T")

_UNUSED_CHUNK = 64


class Worker(aiosqlite.Connection):
    """A connection that is opened by `connector`, on its own thread, and only used there."""

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connector, iter_chunk_size=_UNUSED_CHUNK)
        # A connection that nobody closed must not hold up the exit of the program for ever; SQLite
        # survives a kill.
        self._thread.daemon = True

    async def open(self) -> None:
        """Start the thread and open the connection; raises what `connector` raises."""
        try:
            await self
        except Exception:
            # aiosqlite has told its thread to stop and does not wait for it, so its last word could
            # come after the end of the event loop.
            self._thread.join()
            raise

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run the whole of `function` on the thread and return what it returns."""
        execute = cast(Callable[..., Awaitable[T]], self._execute)
        return await execute(function, *args, **kwargs)
