"""A routing engine on loopback that answers as a test wants it to."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

import msgspec

Answers = Callable[[str], Awaitable[bytes]]
"""What is sent for a path; nothing hangs up."""


class Drip(bytes):
    """An answer that comes byte by byte and never ends."""


def http(body: bytes, status: str = "200 OK", more: str = "") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n{more}"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


@asynccontextmanager
async def served(answers: Answers) -> AsyncIterator[tuple[str, list[str]]]:
    """A server on loopback; its address, and the paths that it was asked for."""
    asked: list[str] = []
    tasks: list[asyncio.Task[None]] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.append(task)
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                asked.append(head.split()[1].decode())
                said = await answers(asked[-1])
                if not said:
                    break
                writer.write(said)
                await writer.drain()
                while isinstance(said, Drip):
                    writer.write(b" ")
                    await writer.drain()
                    await asyncio.sleep(0)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        port = server.sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}/table/v1/driving", asked
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def osrm(*rows: Sequence[float | None]) -> bytes:
    return http(msgspec.json.encode({"code": "Ok", "durations": rows}))
