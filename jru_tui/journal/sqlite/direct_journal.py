"""The journal in a file for a command that appends little and does nothing else meanwhile."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from jru_tui.journal.sqlite.store import Store


@contextmanager
def direct_journal(path: Path, *, by: str, clock: Callable[[], datetime]) -> Iterator[Store]:
    """Open the journal at `path` as its one writer, on this thread: there is no event loop.

    Args:
        path: the file, created where it is missing.
        by: the author.
        clock: returns the present moment, UTC.

    Raises:
        JournalBusyError: someone else is writing to it.
        JournalError: as `open_journal`.
    """
    store = Store(path, by=by, clock=clock, read_only=False)
    connection = store.connect()
    try:
        yield store
        store.is_touched()  # before the log is worked in
    finally:
        connection.close()
        store.release()
