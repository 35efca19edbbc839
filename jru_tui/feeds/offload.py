"""Decoding of large documents in a thread, so that keys are never delayed.

A thread alone does not do it: the cycle collector stops every thread while it walks over a million
new objects, and so does freeing them all at once. So nothing is collected while a document is in
work, and what was needed for it is let go piece by piece.

A thread cannot be ended from outside either. So whoever works for long looks again and again
whether somebody still waits for it (`checkpoint`), and ends by itself where nobody does.
"""

import asyncio
from collections.abc import Callable
from contextvars import ContextVar
from threading import Event
from typing import Any, TypeVar

from jru_tui import garbage_collector

T = TypeVar("T")

LARGE = 20_000
"""Bytes from which on a document is large: below, it is worked on at once, in about 5 ms."""
_PIECE = 500

_given_up: ContextVar[Event | None] = ContextVar("given_up", default=None)
"""Set once nobody waits for the work of this thread any more."""


class GivenUpError(Exception):
    """A sign that nobody waits for the result: the deadline has passed, or the program ends."""


async def in_thread(work: Callable[[], T]) -> T:
    """Do that work in a thread, and end it at its next `checkpoint` where it is cancelled."""
    given_up = Event()

    def run() -> T:
        _given_up.set(given_up)
        return work()

    try:
        return await asyncio.to_thread(run)
    finally:
        given_up.set()


def checkpoint() -> None:
    """End the work of this thread if nobody waits for it.

    Raises:
        GivenUpError: nobody does.
    """
    given_up = _given_up.get()
    if given_up is not None and given_up.is_set():
        raise GivenUpError


async def offload(size: int, work: Callable[[], T]) -> T:
    """Do that work on so many bytes, in a thread where they are many; what it raises, this raises.

    Work in a thread leaves what it made out of reach of the garbage collector, until `settle`.
    """
    return work() if size < LARGE else await in_thread(lambda: _undisturbed(work))


def settle() -> None:
    """Let the garbage collector have what a large document set apart: it has been dealt with."""
    garbage_collector.take_back()


def let_go(*lists: list[Any]) -> None:
    """Empty lists of many objects, with turns for other threads in between."""
    for list_ in lists:
        while list_:
            del list_[-_PIECE:]


def _undisturbed(work: Callable[[], T]) -> T:
    with garbage_collector.paused():
        result = work()
        garbage_collector.set_apart()
    return result
