"""Works on a large document in a thread, so that the keys at the board are never held up.

A thread alone does not do it: the cycle collector stops every thread while it walks over a million
new objects, and so does freeing them all at once. So nothing is collected while a document is in
work, and what was needed for it is let go piece by piece.
"""

import asyncio
import gc
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")

LARGE = 20_000
"""Bytes from which on a document is large: below, it is worked on at once, in about 5 ms."""
_PIECE = 500


async def aside(size: int, work: Callable[[], T]) -> T:
    """The result of that work on so many bytes; what it raises, this raises."""
    return work() if size < LARGE else await asyncio.to_thread(_undisturbed, work)


def settle() -> None:
    """A large document has been dealt with: what was set apart may be collected again."""
    gc.unfreeze()


def let_go(*lists: list[Any]) -> None:
    """Empty lists of many objects, with turns for other threads in between."""
    for each in lists:
        while each:
            del each[-_PIECE:]


def _undisturbed(work: Callable[[], T]) -> T:
    collects = gc.isenabled()
    gc.disable()
    try:
        made = work()
        gc.freeze()
    finally:
        if collects:
            gc.enable()
    return made
