"""The links between boards and the server of their journal, which can be cut and parted."""

import asyncio
import ssl
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from tests.journal.postgres.proxy import CommitProxy
from tests.postgres_server import PostgresServer
from tests.terminal.conftest import PATIENCE_S

T = TypeVar("T")


class Links:
    """The links, on a thread with a loop of its own.

    Args:
        server: to which they lead.
        tls: spoken on them; None for none.
        host: the address at which they begin.
    """

    def __init__(
        self, server: PostgresServer, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1"
    ) -> None:
        self._socket = str(server.folder / f".s.PGSQL.{server.port}")
        self._tls = tls
        self._host = host
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._ends: list[AbstractAsyncContextManager[CommitProxy]] = []

    def open(self) -> CommitProxy:
        """A new link."""

        async def opened() -> CommitProxy:
            proxy = CommitProxy(self._socket, self._tls, self._host)
            running = proxy.running()
            self._ends.append(running)
            return await running.__aenter__()

        return self._run(opened()).result(PATIENCE_S)

    def do(self, *acts: Callable[[], object]) -> None:
        """Do something to links, and wait until it is done; all of it in one turn of the loop."""

        async def done() -> None:
            for act in acts:
                act()

        self._run(done()).result(PATIENCE_S)

    def close(self) -> None:
        for running in self._ends:
            self._run(running.__aexit__(None, None, None)).result(PATIENCE_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, T]) -> "Future[T]":
        return asyncio.run_coroutine_threadsafe(work, self._loop)


class Place(NamedTuple):
    """One board's place: its name, its own machine's folder, and its link to the server."""

    name: str
    home: Path
    link: CommitProxy

    @property
    def history(self) -> Path:
        """What the programs here have noted."""
        return self.home / "history"
