"""Work on a large document, beside the event loop."""

import asyncio
import threading

import pytest

from jru_tui.feeds.offload import GivenUpError, checkpoint, in_thread


async def test_work_in_a_thread_ends_once_nobody_waits_for_it() -> None:
    """MAP-06."""
    began, ended = threading.Event(), threading.Event()

    def work() -> None:
        began.set()
        try:
            for _ in range(10_000):
                checkpoint()
                ended.wait(0.001)
        except GivenUpError:
            ended.set()
            raise

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await in_thread(work)
    assert began.is_set()
    assert await asyncio.to_thread(ended.wait, 10)


async def test_work_that_somebody_waits_for_goes_on() -> None:
    def work() -> str:
        checkpoint()
        return "done"

    assert await in_thread(work) == "done"
    checkpoint()
