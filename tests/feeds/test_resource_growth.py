"""Memory, tasks and file descriptors, however often a server that misbehaves is asked."""

import asyncio
import gc
import tracemalloc
from itertools import pairwise
from pathlib import Path

import pytest

from jru_tui.feeds.models import FeedReading
from tests.feeds.conftest import GOOD, RESET, Part, Server, answer, document, feed_at


@pytest.mark.parametrize("leaks", [False, True])
async def test_nothing_grows_however_often_a_bad_server_is_asked(
    server: Server, leaks: bool
) -> None:
    kept: list[bytes] = []
    bad: list[bytes | tuple[Part, ...]] = [
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
            seen = []
            for _ in range(4):
                await polls(15)
                server.requests.clear()
                seen.append(counted())
        finally:
            tracemalloc.stop()
        server.says(GOOD)
        assert isinstance(await feed.poll(), FeedReading)
    # What grows does so in every round; what happens to be loaded meanwhile does so once.
    assert (min(after[0] - before[0] for before, after in pairwise(seen)) > 50_000) is leaks
    (_, *before), (_, *after) = seen[0], seen[-1]
    # A connection is open, or is just being closed.
    assert all(abs(now - then) <= 4 for now, then in zip(after, before, strict=True))
