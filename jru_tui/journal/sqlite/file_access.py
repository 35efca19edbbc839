"""Direct reading of a journal file, for a command that ends soon.

Nothing is created, and nothing is left beside a journal that no board is on. A disk that does not
answer is told of in words.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from jru_tui.board import Event
from jru_tui.journal import files
from jru_tui.journal.checkpoint import Checkpoint, read_checkpoint
from jru_tui.journal.errors import in_words
from jru_tui.journal.protocol import EMPTY, Head, JournalDamagedError, JournalError
from jru_tui.journal.sqlite import connections, reader, schema
from jru_tui.journal.sqlite.anchor import read_anchor
from jru_tui.journal.sqlite.connections import Examination
from jru_tui.journal.sqlite.creation import refuse_incomplete
from jru_tui.journal.sqlite.lock import is_archived
from jru_tui.journal.sqlite.time_limits import StepCounter, ask_disk


def load(path: Path, after: int = 0) -> Iterator[tuple[int, Event]]:
    """All events behind a position; none where the journal is missing or empty.

    Raises:
        JournalError: when iterated: the file is not a journal, or an event cannot be read.
    """
    with _open(path) as connection:
        while connection is not None:
            page = ask_disk(path, partial(reader.page, connection, after))
            if not page:
                return
            yield from map(reader.decode, page)
            after += len(page)


def load_whole(path: Path) -> Iterator[tuple[int, Event]]:
    """The events of a damaged journal that are provably as they were written.

    Raises:
        JournalError: when iterated: nothing of it can be read.
    """
    # Imported here: only a damaged journal needs it.
    from jru_tui.journal.care.intact_events import (  # noqa: PLC0415
        IntactEvent,
        examine_rows,
        last_position,
    )

    anchored = read_anchor(path.resolve()).position
    with _open(path) as connection:
        if connection is None:
            return
        for row in examine_rows(connection, last_position(connection, anchored)):
            if isinstance(row, IntactEvent):
                yield reader.decode((row.position, row.row.body or b""))


def examine(path: Path, *, whole: bool = True) -> Examination:
    """Look at the chain of a journal and at its anchor.

    Args:
        path: where it is.
        whole: follow the whole chain, and not only its last thousand events.

    Raises:
        JournalError: the file is not a journal, or cannot be read.
    """
    path, beats = path.resolve(), StepCounter()

    def look() -> Examination:
        refuse_incomplete(path)
        return connections.examine(path, beats.beat, whole=whole)

    with in_words(path):
        files.refuse_special(path)
        return ask_disk(path, look, beats)


def copy_reason(path: Path) -> str:
    """Say why only a copy of a journal can be read (see `connections.copy_reason`)."""
    return connections.copy_reason(path.resolve())


def is_archived_file(path: Path) -> bool:
    """Test whether a journal is an archive (see `lock.is_archived`)."""
    return is_archived(path.resolve())


def head_at(path: Path, position: int) -> Head:
    """Return the head at a position: what a page about that moment names.

    Raises:
        JournalError: the file is not a journal, or has no such position.
    """
    if position == 0:
        return EMPTY
    with _open(path) as connection:
        digest = None
        if connection is not None:
            digest = ask_disk(path, lambda: reader.hash_at(connection, position))
    if digest is None:
        raise JournalError(f"Event {position:,} is missing from the journal.")
    return Head(position, digest.hex())


def last_event(path: Path) -> tuple[int, Event] | None:
    """The last event of a journal with its position; None of one that is missing or empty.

    Raises:
        JournalError: the file is not a journal, or its end cannot be read.
    """
    with _open(path) as connection:
        if connection is None:
            return None
        return ask_disk(path, lambda: _event_at(connection, reader.head(connection).position))


def first_since(path: Path, moment: datetime) -> int:
    """The position behind which everything was written down at a moment or later.

    Positions are tried by halves: the times of a journal grow with them, but for what a clock that
    was set back left.

    Args:
        path: where the journal is.
        moment: UTC.

    Raises:
        JournalError: the file is not a journal, or an event cannot be read.
    """
    with _open(path) as connection:
        if connection is None:
            return 0
        first, last = 0, ask_disk(path, lambda: reader.head(connection).position)
        while first < last:
            middle = (first + last + 1) // 2
            found = ask_disk(path, partial(_event_at, connection, middle))
            if found is not None and found[1].recorded_at < moment:
                first = middle
            else:
                last = middle - 1
        return first


def last_event_before(path: Path, moment: datetime) -> tuple[int, Event] | None:
    """Find the last event that was written down before a moment, with its position.

    Args:
        path: where the journal is.
        moment: UTC.

    Returns:
        None where there is none.

    Raises:
        JournalError: the file is not a journal, or an event cannot be read.
    """
    position = first_since(path, moment)
    with _open(path) as connection:
        if connection is None or position == 0:
            return None
        return ask_disk(path, lambda: _event_at(connection, position))


def _event_at(connection: sqlite3.Connection, position: int) -> tuple[int, Event] | None:
    row = reader.row_at(connection, position)
    return None if row is None else reader.decode(row)


def checkpoint_of(path: Path, version: str, make_anew: Callable[[int], None]) -> Checkpoint | None:
    """The checkpoint of the journal at `path` by that version of the fold; None if none is good.

    Args:
        path: where the journal is.
        version: of the fold.
        make_anew: see `Checkpoint`.

    Raises:
        JournalError: the file is not a journal.
    """
    path = path.resolve()
    with _open(path) as connection:
        if connection is None:
            return None
        hash_at = partial(reader.hash_at, connection)
        return ask_disk(path, lambda: read_checkpoint(path, version, hash_at, make_anew))


def clock_ahead(path: Path) -> timedelta:
    """Return how far the journal's times were ahead of this machine's clock at the last write.

    They are the dispatch system's, which may be minutes off, or play a night of long ago. Zero
    where that cannot be known: the journal is new, or came without its side files.

    Raises:
        JournalError: the file is not a journal, or its end cannot be read.
    """
    path = path.resolve()
    with in_words(path):
        known = ask_disk(path, lambda: read_anchor(path)).acknowledged
    if known is None or known.at is None or known.head.position == 0:
        return timedelta()
    last = None
    with suppress(JournalDamagedError):
        last = next(load(path, after=known.head.position - 1), None)
    return last[1].recorded_at - known.at if last else timedelta()


@contextmanager
def _open(path: Path) -> Iterator[sqlite3.Connection | None]:
    """A connection to the journal while the context lasts; None where there is none yet.

    Raises:
        JournalError: the file is not a journal, or does not answer.
    """
    path = path.resolve()

    def opened() -> sqlite3.Connection | None:
        files.refuse_special(path)
        refuse_incomplete(path)
        schema.refuse_foreign(path)
        return connections.open_reader(path) if files.is_started(path) else None

    with in_words(path):
        connection = ask_disk(path, opened)
        if connection is None:
            yield None
            return
        with closing(connection):
            yield connection
