"""Documents good and odd, and a server on loopback that sends exactly the bytes it is told to."""

import asyncio
import gzip
import json
import socket
import struct
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import strategies as st

from jru_tui.feeds.decoding.decoder import Decoder
from jru_tui.feeds.models import FeedReading, Poll, PollFailure
from jru_tui.feeds.poller import HttpFeed
from jru_tui.settings.model import FeedSettings

NOW = datetime(2020, 10, 30, 22, 47, 30, tzinfo=UTC)
Part = bytes | float
"""Bytes to send, or seconds to stay silent; `FOR_EVER` repeats the part before it."""
FOR_EVER = -1.0
RESET = -2.0

CALL: dict[str, Any] = {
    "id": "K-1036",
    "version": 3,
    "opened_at": "2020-10-30T22:38:02Z",
    "grade": "G1",
    "summary": "Shouting, and now nothing is heard",
    "responses": [{"vehicle": "JRU3", "allocated_at": "2020-10-30T22:39:30Z"}],
}
VEHICLE: dict[str, Any] = {
    "id": "JRU3",
    "status": "en_route",
    "status_at": "2020-10-30T22:40:47Z",
    "call": "K-1036",
}


def document(**changes: Any) -> bytes:
    """A good document with one call and one vehicle, except for what is changed."""
    whole = {
        "feed": "jru/1",
        "generated_at": "2020-10-30T22:47:30Z",
        "calls": [CALL],
        "vehicles": [VEHICLE],
    }
    return json.dumps({**whole, **changes}).encode()


def answer(
    body: bytes = b"", *headers: str, status: str = "200 OK", kind: str = "application/json"
) -> bytes:
    """A well-formed HTTP answer around a body."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    if kind:
        lines.append(f"Content-Type: {kind}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body


def zipped(body: bytes) -> bytes:
    """A well-formed answer that is packed."""
    return answer(gzip.compress(body), "Content-Encoding: gzip")


class Request:
    """What a client sent: first line, headers by lower-case name, body."""

    def __init__(self, head: str, body: bytes) -> None:
        self.line, *rest = head.split("\r\n")
        self.headers = dict(line.lower().split(": ", 1) for line in rest if line)
        self.raw_headers = dict(line.split(": ", 1) for line in rest if line)
        self.body = body


class Server:
    """Answers each request with the next script; the last one stands for all that follow."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.scripts: list[tuple[Part, ...]] = []
        self.port = 0
        self.lines = 0  # how often somebody connected

    def says(self, *scripts: bytes | tuple[Part, ...]) -> None:
        self.scripts = [each if isinstance(each, tuple) else (each,) for each in scripts]

    def url(self, path: str = "/feed") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                start = await reader.readexactly(1)
                if start == b"\x16":  # somebody tries whether TLS is spoken here
                    return
                head = (start + await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                request = Request(head.removesuffix("\r\n\r\n"), b"")
                request.body = await reader.readexactly(
                    int(request.headers.get("content-length", "0"))
                )
                self.requests.append(request)
                script = self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]
                if not await self._play(script, writer):
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()

    async def _play(self, script: tuple[Part, ...], writer: asyncio.StreamWriter) -> bool:
        """Send the parts; whether the connection stays open (only after one whole answer)."""
        last = b""
        for part in script:
            if part == FOR_EVER:
                for _ in range(100_000):
                    writer.write(last)
                    await writer.drain()
                    await asyncio.sleep(0)
            elif part == RESET:
                linger = struct.pack("ii", 1, 0)  # closing sends a reset, not an end
                writer.get_extra_info("socket").setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, linger
                )
                writer.transport.abort()
                return False
            elif isinstance(part, bytes):
                last = part
                writer.write(part)
                await writer.drain()
            else:
                await asyncio.sleep(part)
        return len(script) == 1 and b"Connection: close" not in last


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    it = Server()
    tasks: set[asyncio.Task[None]] = set()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        it.lines += 1
        tasks.add(asyncio.create_task(it.serve(reader, writer)))

    listening = await asyncio.start_server(connected, "127.0.0.1", 0)
    it.port = listening.sockets[0].getsockname()[1]
    yield it
    listening.close()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture
async def feed(server: Server) -> AsyncIterator[HttpFeed]:
    """A real poller of that server."""
    settings = FeedSettings(url=server.url(), deadline_s=5.0)
    async with HttpFeed(settings, lambda: NOW, wait=no_wait) as it:
        yield it


async def no_wait(_event: asyncio.Event, _seconds: float) -> None:
    """Waits for nothing."""
    await asyncio.sleep(0)


class Waits:
    """Takes the place of waiting: notes the seconds, and returns at once."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, _event: asyncio.Event, seconds: float) -> None:
        self.seconds.append(seconds)
        await asyncio.sleep(0)


def call(**changes: Any) -> dict[str, Any]:
    return {**CALL, **changes}


def raw_call(old: str, new: str) -> bytes:
    """A document of two calls, the second good, with something that `json` would not write."""
    first, second = json.dumps(CALL), json.dumps(call(id="K-2"))
    assert old in first
    calls = f"[{first.replace(old, new, 1)}, {second}]"
    return document(calls="@@").replace(b'"@@"', calls.encode())


async def reading_of(body: bytes, decoder: Decoder | None = None) -> FeedReading:
    reading = await (decoder or Decoder()).decode(body)
    assert isinstance(reading, FeedReading), reading
    return reading


async def refusal_of(body: bytes, **settings: Any) -> str:
    failure = await Decoder(**settings).decode(body)
    assert isinstance(failure, PollFailure), failure
    return failure.reason


_WHOLE = st.integers(-(10**19) + 1, 10**19 - 1)  # a longer one refuses its document
JSON = st.recursive(
    st.none() | st.booleans() | _WHOLE | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


GOOD = answer(document())


def failed(poll: Poll) -> PollFailure:
    assert isinstance(poll, PollFailure), poll
    return poll


def read(poll: Poll) -> FeedReading:
    assert isinstance(poll, FeedReading), poll
    return poll


def feed_at(url: str, **settings: Any) -> HttpFeed:
    return HttpFeed(FeedSettings(url=url, **settings), lambda: NOW, wait=no_wait)
