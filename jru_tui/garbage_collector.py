"""The garbage collector's policy: long-lived objects are frozen.

What a board has loaded and what its feed brings in bulk is not garbage. Looking through all of it
again and again is a tenth of the time to the first frame, and holds up keys for 100 ms later on.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """Collect nothing within this context; afterwards as before."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def set_apart() -> None:
    """Leave everything that is there now out of later collections, until `take_back`."""
    gc.freeze()


def take_back() -> None:
    """Collect again among what was set apart: it has been dealt with."""
    gc.unfreeze()


def resume() -> None:
    """Collect again, also within `paused`."""
    gc.enable()
