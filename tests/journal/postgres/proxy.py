"""A proxy before a PostgreSQL server that cuts connections at a COMMIT, or lets nothing through."""

import asyncio
import ssl
import struct
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from enum import Enum, auto

_SSL_REQUEST = struct.pack("!ii", 8, 80877103)


class Fault(Enum):
    """What becomes of a COMMIT."""

    NONE = auto()
    BEFORE = auto()
    """It never reaches the server, and the connection is cut."""
    DURING = auto()
    """It is sent on, and the connection is cut at once."""
    AFTER = auto()
    """The server has answered; the answer is lost with the connection."""
    HELD = auto()
    """It never reaches the server, and the connection stays as it is."""
    HALF = auto()
    """Only what was sent before it reaches the server, and the connection stays as it is."""
    SILENT = auto()
    """Nothing more goes through, in either direction."""


class CommitProxy:
    """A proxy, on a loopback port unless it is told otherwise.

    Args:
        upstream: the socket of the server.
        tls: speaks TLS with clients; None for none.
        host: the address at which it listens.

    Attributes:
        port: on which it listens.
        faults: what becomes of the next COMMITs, one after the other; then they pass.
        commits: how many it has seen.
        sees_commit: set with each of them.
        silent: nothing goes through, in either direction.
        refusals: how many of the next connections are refused.
        delay_s: seconds by which each answer is late.
        turns: how often who commits has sent something and was answered: who listens never does.
    """

    def __init__(
        self, upstream: str, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1"
    ) -> None:
        self.port = 0
        self.faults: list[Fault] = []
        self.commits = 0
        self.sees_commit = asyncio.Event()
        self.silent = False
        self._silenced: set[asyncio.StreamWriter] = set()
        self.refusals = 0
        self.delay_s = 0.0
        self._connected = asyncio.Event()
        self._connected.set()
        self._turns: Counter[asyncio.StreamWriter] = Counter()
        self._committing: set[asyncio.StreamWriter] = set()
        self._asked: set[asyncio.StreamWriter] = set()
        self._upstream = upstream
        self._tls = tls
        self._host = host
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator["CommitProxy"]:
        server = await asyncio.start_server(self._accept, self._host, 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            self.cut()
            for task in list(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def turns(self) -> int:
        return sum(self._turns[server] for server in self._committing)

    def part(self) -> None:
        """Part the client from the server: what is sent is on its way until `heal`, as with TCP.

        So is the end of a connection: the server does not hear that its client has given up.
        """
        self._connected.clear()

    def refuse(self) -> None:
        """Cut every connection, and refuse new ones until `heal`, as a router with no way does."""
        self.refusals = sys.maxsize
        self.cut()

    def heal(self) -> None:
        """Let everything through again, what is late first."""
        self.refusals = 0
        self._connected.set()

    def silence(self) -> None:
        """Have nothing more go through on the connections that there are; new ones are served."""
        self._silenced |= self._writers

    def cut(self) -> None:
        """Cut every connection."""
        for writer in list(self._writers):
            writer.transport.abort()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.refusals:
            self.refusals -= 1
            writer.transport.abort()
            return
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self._writers.add(writer)
        try:
            with suppress(OSError, EOFError, ssl.SSLError, asyncio.CancelledError):
                await self._forward(reader, writer)
        finally:
            self._writers.discard(writer)
            writer.transport.abort()
            await asyncio.sleep(0)  # the transport closes its socket with the next turn

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._tls is not None:
            if await reader.readexactly(8) != _SSL_REQUEST:
                return
            writer.write(b"S")
            await writer.start_tls(self._tls)
        await self._connected.wait()
        there, here = await asyncio.open_unix_connection(self._upstream)
        self._writers.add(here)
        cutting = asyncio.Event()
        try:
            await asyncio.gather(
                self._upward(reader, here, writer, cutting),
                self._downward(there, writer, here, cutting),
            )
        finally:
            self._writers.discard(here)
            here.transport.abort()

    async def _upward(
        self,
        client: asyncio.StreamReader,
        server: asyncio.StreamWriter,
        back: asyncio.StreamWriter,
        cutting: asyncio.Event,
    ) -> None:
        while data := await client.read(65_536):
            await self._connected.wait()
            fault = Fault.NONE
            if b"COMMIT" in data:
                self.commits += 1
                self.sees_commit.set()
                self._committing.add(server)
                fault = self.faults.pop(0) if self.faults else Fault.NONE
            if fault is Fault.SILENT:
                self.silent = True
            if self.silent or server in self._silenced or fault is Fault.HELD:
                continue
            if fault is Fault.BEFORE:
                break
            if fault is Fault.AFTER:
                cutting.set()
            if fault is Fault.HALF:
                # Nothing more may reach it: what comes next would be taken for the rest.
                self._silenced.add(server)
                data = data[: data.index(b"COMMIT")]
            self._asked.add(server)
            server.write(data)
            await server.drain()
            if fault is Fault.DURING:
                break
        await self._connected.wait()
        back.transport.abort()
        server.transport.abort()

    async def _downward(
        self,
        server: asyncio.StreamReader,
        client: asyncio.StreamWriter,
        back: asyncio.StreamWriter,
        cutting: asyncio.Event,
    ) -> None:
        while data := await server.read(65_536):
            await self._connected.wait()
            if self.silent or client in self._silenced:
                continue
            if cutting.is_set():
                break
            if back in self._asked:
                self._asked.remove(back)
                self._turns[back] += 1
            if self.delay_s:
                await asyncio.sleep(self.delay_s)
            client.write(data)
            await client.drain()
        await self._connected.wait()
        client.transport.abort()
        back.transport.abort()
