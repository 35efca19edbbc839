"""What a poll costs, counted so that it is the same on a busy machine and on an idle one."""

import asyncio
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Self

_BEAT_S = 0.005
_READING = re.compile(r"/jru_tui/feeds/(mapping|decoding)/")


class Work:
    """Calls of what reads documents, and calls that it makes into C. `count` is how many."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, frame: FrameType, event: str, _arg: object) -> None:
        if event in {"call", "c_call"} and _READING.search(frame.f_code.co_filename):
            self.count += 1


@contextmanager
def counted() -> Iterator[Work]:
    """Count the work of this thread."""
    work = Work()
    sys.setprofile(work)
    try:
        yield work
    finally:
        sys.setprofile(None)


class Heartbeat:
    """How long the event loop is held, by the processor's time of the whole process.

    A machine that is busy with something else makes no beat later by that clock; a call into C
    that keeps all threads waiting does, and so does one long turn of the loop.

    Attributes:
        longest_s: seconds of the processor between two beats, at most.
    """

    def __init__(self) -> None:
        self.longest_s = 0.0

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._beat())
        await asyncio.sleep(0)
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.sleep(0)
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _beat(self) -> None:
        before = time.process_time()
        while True:
            try:
                await asyncio.sleep(_BEAT_S)
            finally:
                now = time.process_time()
                self.longest_s = max(self.longest_s, now - before)
                before = now
