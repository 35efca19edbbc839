"""Memory, tasks and file descriptors, however often a server that misbehaves is asked."""

import asyncio
import gc
import tracemalloc
from pathlib import Path

import pytest

from jru_tui.feeds.reading import Reading
from tests.feeds.conftest import GOOD, RESET, Server, answer, document, feed_at


@pytest.mark.parametrize("leaks", [False, True])
async def test_nothing_grows_however_often_a_bad_server_is_asked(
    server: Server, leaks: bool
) -> None:
    kept: list[bytes] = []
    bad = [
        GOOD,
        (GOOD[:-40], RESET),
        answer(status="500 x"),
        answer(b"<html>", kind="text/html"),
        answer(document()[:-1]),
        answer(b"x" * 200_000),
        answer(document(calls=[]), 'ETag: "1"'),
    ]

    async def polls(count: int) -> None:
        for _ in range(count):
            server.says(*bad, GOOD)
            for _ in bad:
                await feed.poll()
                if leaks:  # the control: a kilobyte a poll would be seen
                    kept.append(bytes(1_000))

    def counted() -> tuple[int, int, int]:
        gc.collect()
        files = len(list(Path("/proc/self/fd").iterdir()))
        return tracemalloc.get_traced_memory()[0], files, len(asyncio.all_tasks())

    async with feed_at(server.url(), max_bytes=100_000) as feed:
        await polls(10)
        tracemalloc.start()
        try:
            await polls(10)
            server.requests.clear()
            before = counted()
            await polls(40)
            server.requests.clear()
            after = counted()
        finally:
            tracemalloc.stop()
        server.says(GOOD)
        assert isinstance(await feed.poll(), Reading)
    assert (after[0] - before[0] > 200_000) is leaks
    assert abs(after[1] - before[1]) <= 4  # a connection is open, or is just being closed
    assert abs(after[2] - before[2]) <= 4
