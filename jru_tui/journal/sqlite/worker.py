"""The database thread: runs whole transactions in aiosqlite's thread.

Its queue is the queue of the one writer: what is in it runs to its end in order, whatever becomes
of who waits for the answer. Imported only when a journal is opened, because the import is slow.
"""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Generic, NamedTuple, ParamSpec, TypeVar

import aiosqlite

from jru_tui.journal.protocol import JournalSilentError
from jru_tui.journal.sqlite import time_limits
from jru_tui.journal.sqlite.time_limits import StepCounter

P = ParamSpec("P")
T = TypeVar("T")

_UNUSED_CHUNK = 64
_NOT_BEGUN = "Nothing of it was written: try again once the disk answers."
_BEGUN = "It is not known whether it was saved; if so, it is shown once the disk answers."


class _Abandoned(Exception):  # noqa: N818 - never raised to anybody outside
    """A sign that nobody waits for a job any more, and it had not begun."""


class _Job(Generic[T]):
    """A function to be run on the thread, unless it was abandoned before its turn came."""

    def __init__(self, run: Callable[[], T], turn: "_Turn") -> None:
        self._run = run
        self._turn = turn
        self.begun = False
        self.abandoned = False

    def __call__(self) -> T:
        if self.abandoned:
            raise _Abandoned
        self.begun = True
        try:
            return self._run()
        finally:
            self._turn.end()


class QueuedJob(NamedTuple, Generic[T]):
    """A job that the thread does in its turn, whoever waits for it.

    Attributes:
        job: the job.
        answer: its outcome.
    """

    job: _Job[T]
    answer: "asyncio.Future[T]"


class _Turn:
    """The thread's side of patience: it tells that it gets on, as long as it can be told."""

    def __init__(self, beats: StepCounter) -> None:
        self._beats = beats
        self._never = threading.Event()
        self.loop: asyncio.AbstractEventLoop | None = None

    def end(self) -> None:
        """Note that something was done. Where the event loop has been left meanwhile, stop here."""
        self._beats.beat()
        if self.loop is not None and self.loop.is_closed():
            self._never.wait()


class Worker(aiosqlite.Connection):
    """A connection that is opened by `connector`, on its own thread, and only used there.

    Args:
        connector: opens it.
        name: the journal, for sentences.
        beats: counts what the thread has done; while that grows, the disk answers.
    """

    def __init__(
        self, connector: Callable[[], sqlite3.Connection], name: Path | str, beats: StepCounter
    ) -> None:
        self._turn = _Turn(beats)
        super().__init__(_Job(connector, self._turn), iter_chunk_size=_UNUSED_CHUNK)
        self._name = name
        self._beats = beats
        # A connection that nobody closed must not hold up the exit of the program for ever; SQLite
        # survives a kill.
        self._thread.daemon = True

    async def open(self) -> None:
        """Start the thread and open the connection; raises what `connector` raises.

        Raises:
            JournalSilentError: it does not get on.
        """
        self._turn.loop = asyncio.get_running_loop()
        try:
            await self._patiently(asyncio.ensure_future(self._open()), lambda: "")
        except JournalSilentError:
            raise
        except Exception:
            # aiosqlite has told its thread to stop and does not wait for it, so its last word could
            # come after the end of the event loop.
            self._thread.join()
            raise

    async def _open(self) -> None:
        await self

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run the whole of `function` on the thread and return what it returns.

        Raises:
            JournalSilentError: the disk does not answer.
        """
        return await self.wait_for(self.queue(function, *args, **kwargs))

    def queue(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> QueuedJob[T]:
        """Have the whole of `function` run on the thread, in its turn.

        The thread may begin in this turn of the event loop: a task for it would begin in a later
        one, and each turn costs as much as a small append.

        Raises:
            ValueError: the connection is closed.
        """
        if not self._running or self._connection is None:
            raise ValueError("Connection closed")
        queued = QueuedJob(
            _Job(partial(function, *args, **kwargs), self._turn),
            asyncio.get_running_loop().create_future(),
        )
        self._tx.put_nowait((queued.answer, queued.job))
        return queued

    async def wait_for(self, queued: QueuedJob[T]) -> T:
        """Wait for the answer of a job. Cancelling the caller does not end the job.

        Raises:
            JournalSilentError: the disk does not answer.
        """

        def give_up() -> str:
            if queued.job.begun:
                return _BEGUN
            queued.job.abandoned = True
            return _NOT_BEGUN

        return await self._patiently(queued.answer, give_up)

    async def _patiently(self, task: "asyncio.Future[T]", give_up: Callable[[], str]) -> T:
        """Wait for a task as long as the thread gets on with anything.

        Args:
            task: what is waited for; it goes on whatever happens here.
            give_up: called when the wait ends without it; says what became of it.
        """
        task.add_done_callback(_forget)
        while True:
            seen = self._beats.count
            done, _ = await asyncio.wait((task,), timeout=time_limits.ANSWER_WITHIN_S)
            if done:
                return task.result()
            if self._beats.count == seen:
                raise time_limits.silent(self._name, give_up())


def _forget(task: "asyncio.Future[Any]") -> None:
    """Take note of how a task ended, which perhaps nobody waits for any more."""
    if not task.cancelled():
        task.exception()
