"""Threads for what blocks, which a program that ends does not wait for.

One of them may ask a server that says nothing, or resolve a name. Python's own executor is joined
when the loop is closed and again when the process ends, however long that takes. What a thread
writes has to withstand that the process is killed in any case.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

END_WITHIN_S = 0.2
"""Seconds that the end waits for what threads do."""
MOST_IDLE = 4
"""Threads that wait for more work: to start one holds the loop up until it runs."""

_Work = Callable[[], Callable[[], None]]
"""Does a piece of work, and returns what hands on its answer."""
_Queue = SimpleQueue[_Work | None]
"""The work of one thread; None ends it."""


class DaemonThreads(ThreadPoolExecutor):
    """An executor of daemon threads: one that is idle takes the next work, else a new one.

    A loop takes none that is not a `ThreadPoolExecutor`; nothing of its pool is used.
    """

    def __init__(self) -> None:
        super().__init__()
        self._under_way: set[Future[Any]] = set()
        self._idle: list[_Queue] = []
        self._lock = Lock()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        """Begin work at once, whatever other threads wait for."""
        future: Future[T] = Future()
        self._under_way.add(future)
        future.add_done_callback(self._under_way.discard)

        def work() -> Callable[[], None]:
            if not future.set_running_or_notify_cancel():
                return _nothing
            try:
                answer = fn(*args, **kwargs)
            except BaseException as error:  # noqa: BLE001 - it is raised where the work is awaited
                return partial(future.set_exception, error)
            return partial(future.set_result, answer)

        idle = self._take_idle()
        queue = idle or SimpleQueue()
        queue.put(work)
        if idle is None:
            Thread(target=self._serve, args=(queue,), name="work", daemon=True).start()
        return future

    def _serve(self, queue: _Queue) -> None:
        """Do the work of a thread, for as long as few others are idle."""
        while (work := queue.get()) is not None:
            answer = work()
            stays = self._stays(queue)  # before the answer: who hears of it may ask for more
            answer()
            del work, answer  # what they hold is not kept until there is more
            if not stays:
                return

    def _stays(self, queue: _Queue) -> bool:
        """Let a thread wait for work, where few others do; tell whether it may."""
        with self._lock:
            stays = len(self._idle) < MOST_IDLE
            if stays:
                self._idle.append(queue)
        return stays

    def _take_idle(self) -> _Queue | None:
        with self._lock:
            return self._idle.pop() if self._idle else None

    def shutdown(
        self,
        wait: bool = True,
        *,
        cancel_futures: bool = False,  # noqa: ARG002 - `Executor` has it
    ) -> None:
        """End idle threads, and wait a moment for others; what takes longer ends with the process.

        Args:
            wait: false to wait for nothing.
            cancel_futures: changes nothing: no work waits for a thread.
        """
        while idle := self._take_idle():
            idle.put(None)
        if wait:
            _wait_for({*self._under_way})


def _wait_for(under_way: set[Future[Any]]) -> None:
    wait(under_way, END_WITHIN_S)


def _nothing() -> None:
    """Hand on no answer: the work was cancelled."""
