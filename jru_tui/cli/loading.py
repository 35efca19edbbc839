"""Keeps the garbage collector away while a board is loaded and first drawn.

Nothing that is loaded for a board is garbage, yet looking through it again and again is a tenth of
the time to the first frame, and holds up keys later on.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def undisturbed() -> Iterator[None]:
    """Collect nothing within this context until `loaded` is called."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def loaded() -> None:
    """What there is now stays for good: collect again, and never look through that."""
    gc.freeze()
    gc.enable()
