"""Intact events of a damaged journal: those that the hash chain proves to be as written.

An event is proven where its hash follows from the hash before it. Where a stored hash was damaged
itself, the next event proves both: its own hash follows only from the right ones. What stands
behind a gap is proven again from the second event on, as the first one's predecessor is not known.
"""

import sqlite3
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct

from jru_tui.journal.hash_chain import GENESIS, ChainRow, link_row
from jru_tui.journal.protocol import JournalError
from jru_tui.journal.sqlite import reader
from jru_tui.journal.sqlite.connections import open_reader
from jru_tui.journal.sqlite.page_scan import holds_events, last_scanned, scan_rows

_PAGE = 500
_ROWS = (
    "SELECT position, id, CAST(body AS BLOB), {salt}, {erased}, hash, {purge} FROM event "
    "WHERE position > ? AND position <= ? ORDER BY position"
)
_HASH = 32


class IntactEvent(Struct, frozen=True):
    """An event that is as it was written; `row` is it as stored."""

    row: ChainRow

    @property
    def position(self) -> int:
        """Return its position."""
        return self.row.position


class LostEvent(Struct, frozen=True):
    """A position whose event is gone, cannot be read, or was changed; says which, in words."""

    position: int
    reason: str

    @property
    def sentence(self) -> str:
        """Say what has become of it."""
        verb = {GONE: "is ", CHANGED: "was "}.get(self.reason, "")
        return f"Event {self.position:,} {verb}{self.reason}."


GONE = "missing"
UNREADABLE = "cannot be read"
CHANGED = "changed after it was written"
UNPROVEN = "cannot be proven, because what came before it is lost"


def examine_rows(
    connection: sqlite3.Connection,
    last: int,
    scanned: Mapping[int, ChainRow] = MappingProxyType({}),
) -> Iterator[IntactEvent | LostEvent]:
    """Go through the events up to a position, whatever state the file is in.

    Args:
        connection: to the journal.
        last: the last position that there is or was.
        scanned: rows that were found without SQLite, by position, for those that it cannot read.
    """
    return prove(_with_scanned(_rows(connection, last), scanned))


class DamagedRows(Struct, frozen=True):
    """The events of a damaged file.

    Attributes:
        last: the last position that it holds or held.
        rows: each position up to there once, in order. To be iterated once.
    """

    last: int
    rows: Iterator[IntactEvent | LostEvent]


@contextmanager
def rows_of_damaged(path: Path, anchored: int) -> Iterator[DamagedRows]:
    """Read a damaged file while the context lasts: by SQLite, and page by page what that cannot.

    Args:
        path: where the journal is.
        anchored: the last position that was acknowledged.

    Raises:
        sqlite3.Error, JournalError: it holds no events.
        OSError: it cannot be read.
    """
    with closing(_reader(path)) as connection:
        last = last_position(connection, anchored) or last_scanned(path)
        # A damaged tree may hide rows without an error.
        hidden = find_hidden(connection, last, (UNREADABLE, GONE))
        scanned = scan_rows(path, hidden) if hidden else {}
        yield DamagedRows(last, examine_rows(connection, last, scanned))


def find_hidden(
    connection: sqlite3.Connection, last: int, reasons: Container[str]
) -> frozenset[int]:
    """Find the positions that SQLite gives nothing at.

    Args:
        connection: to the journal.
        last: the last position that there is or was.
        reasons: those among `GONE` and `UNREADABLE` that count.
    """
    rows = _rows(connection, last)
    return frozenset(
        row.position for row in rows if isinstance(row, LostEvent) and row.reason in reasons
    )


def _reader(path: Path) -> sqlite3.Connection:
    """A connection to a damaged journal; to nothing where SQLite does not know it as a database."""
    try:
        return open_reader(path)
    except (sqlite3.DatabaseError, JournalError):
        if not holds_events(path):
            raise
        return sqlite3.connect(":memory:")


def last_position(connection: sqlite3.Connection, anchored: int) -> int:
    """The last position that a damaged journal holds or held, as far as can be told."""
    found = anchored
    with suppress(sqlite3.DatabaseError, TypeError, ValueError):
        row = connection.execute("SELECT max(position) FROM event").fetchone()
        found = max(found, int(row[0] or 0))
    return found


def prove(rows: Iterable[ChainRow | LostEvent]) -> Iterator[IntactEvent | LostEvent]:
    """Tell of each row whether it is as it was written; every position comes once, in order."""
    stored, computed = {GENESIS}, set[bytes]()
    waiting: ChainRow | None = None
    behind_gap = False
    for row in rows:
        if isinstance(row, LostEvent):
            if waiting is not None:
                yield _lost(waiting, behind_gap=behind_gap)
            yield row
            waiting, stored, computed, behind_gap = None, set(), set(), True
            continue
        assert row.digest is not None
        links = {before: link_row(before, row) for before in stored | computed}
        before = next((before for before, digest in links.items() if digest == row.digest), None)
        if waiting is not None:
            if before in computed:
                yield IntactEvent(waiting)
            else:
                yield _lost(waiting, behind_gap=behind_gap)
                behind_gap = False
            waiting = None
        if before is not None:
            yield IntactEvent(row)
            stored, computed, behind_gap = {row.digest}, set(), False
        else:
            waiting = row
            stored, computed = {row.digest}, {digest for digest in links.values() if digest}
    if waiting is not None:
        yield _lost(waiting, behind_gap=behind_gap)


def _with_scanned(
    rows: Iterable[ChainRow | LostEvent], scanned: Mapping[int, ChainRow]
) -> Iterator[ChainRow | LostEvent]:
    for row in rows:
        other = scanned.get(row.position) if isinstance(row, LostEvent) else None
        yield other if other is not None and _is_readable(other) else row


def _lost(row: ChainRow, *, behind_gap: bool) -> LostEvent:
    return LostEvent(row.position, UNPROVEN if behind_gap else CHANGED)


def _rows(connection: sqlite3.Connection, last: int) -> Iterator[ChainRow | LostEvent]:
    """Every position once, in order."""
    query = reader.chain_query(connection, _ROWS)
    after = 0
    while after < last:
        end = min(after + _PAGE, last)
        try:
            found = connection.execute(query, (after, end)).fetchall()
            yield from _in_order(found, after, end)
        except sqlite3.DatabaseError:
            for position in range(after + 1, end + 1):
                yield _one(connection, query, position)
        after = end


def _one(connection: sqlite3.Connection, query: str, position: int) -> ChainRow | LostEvent:
    try:
        found = connection.execute(query, (position - 1, position)).fetchall()
    except sqlite3.DatabaseError:
        return LostEvent(position, UNREADABLE)
    return next(_in_order(found, position - 1, position))


def _in_order(
    found: list[tuple[object, ...]], after: int, end: int
) -> Iterator[ChainRow | LostEvent]:
    by_position = {row[0]: row for row in found}
    for position in range(after + 1, end + 1):
        row = by_position.get(position)
        if row is None:
            yield LostEvent(position, GONE)
            continue
        chain_row = ChainRow(*row)  # type: ignore[arg-type]
        if _is_readable(chain_row):
            yield chain_row
        else:
            yield LostEvent(position, UNREADABLE)


def _is_readable(row: ChainRow) -> bool:
    """Tell whether every value of a row has its type; on a damaged page it may be any."""
    optional = (row.salt, row.erased)
    return (
        isinstance(row.id, str)
        and isinstance(row.body, bytes)
        and isinstance(row.digest, bytes)
        and len(row.digest) == _HASH
        and all(value is None or isinstance(value, bytes) for value in optional)
    )
