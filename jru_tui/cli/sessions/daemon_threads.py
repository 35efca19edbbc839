"""Threads for what blocks, which a program that ends does not wait for.

One of them may ask a server that says nothing, or resolve a name. Python's own executor is joined
when the loop is closed and again when the process ends, however long that takes. What a thread
writes has to withstand that the process is killed in any case.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Thread
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

END_WITHIN_S = 0.2
"""Seconds that the end waits for what threads do."""


class DaemonThreads(ThreadPoolExecutor):
    """An executor with a daemon thread for each piece of work.

    A loop takes none that is not a `ThreadPoolExecutor`; nothing of its pool is used.
    """

    def __init__(self) -> None:
        super().__init__()
        self._under_way: set[Future[Any]] = set()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        """Begin work on a thread of its own."""
        future: Future[T] = Future()
        self._under_way.add(future)
        future.add_done_callback(self._under_way.discard)

        def work() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                answer = fn(*args, **kwargs)
            except BaseException as error:  # noqa: BLE001 - it is raised where the work is awaited
                future.set_exception(error)
            else:
                future.set_result(answer)

        Thread(target=work, name="work", daemon=True).start()
        return future

    def shutdown(
        self,
        wait: bool = True,
        *,
        cancel_futures: bool = False,  # noqa: ARG002 - `Executor` has it
    ) -> None:
        """Wait a moment for what is under way; what takes longer ends with the process.

        Args:
            wait: false to wait for nothing.
            cancel_futures: changes nothing: no work waits for a thread.
        """
        if wait:
            _wait_for({*self._under_way})


def _wait_for(under_way: set[Future[Any]]) -> None:
    wait(under_way, END_WITHIN_S)
