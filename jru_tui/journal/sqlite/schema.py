"""The tables of a journal file and their versions."""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from jru_tui.journal.protocol import JournalDamagedError, JournalError

APPLICATION_ID = 0x4A525531
"""Marks a SQLite file as a journal of this program: "JRU1" in ASCII."""

# The event is stored as the JSON that its hash covers; `journal` is for people who look into it.
STAYS_AS_WRITTEN = """CREATE TRIGGER event_stays_as_written BEFORE UPDATE ON event
    BEGIN SELECT raise(ABORT, 'the journal is append-only'); END"""
"""The trigger that only a purge takes away, within its transaction."""

_EVENTS = """
CREATE TABLE event (
    position INTEGER PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE,
    body     TEXT NOT NULL,
    hash     BLOB NOT NULL
) STRICT;
CREATE VIEW journal AS SELECT
    position,
    id,
    json_extract(body, '$.at') AS at,
    json_extract(body, '$.recorded_at') AS recorded_at,
    json_extract(body, '$.source') AS source,
    coalesce(json_extract(body, '$.by'), '') AS by,
    json_extract(body, '$.fact.kind') AS kind,
    json_extract(body, '$.fact') AS fact
FROM event;
CREATE TRIGGER event_stays BEFORE DELETE ON event
    BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
"""

# What was written before has no salt, and stays as it is until `jru-tui journal migrate`.
_SALTS = """
ALTER TABLE event ADD COLUMN salt BLOB;
ALTER TABLE event ADD COLUMN erased BLOB;
ALTER TABLE event ADD COLUMN purge TEXT;
"""

MIGRATIONS = (f"PRAGMA application_id = {APPLICATION_ID}; {_EVENTS} {STAYS_AS_WRITTEN};", _SALTS)
"""Each brings a file from the version of its index to the next; never edited once released. Each
changes the names of `SHAPES`: so a newer version is told from a damaged one."""

_COLUMNS = frozenset(("position", "id", "body", "hash"))
_NAMES = frozenset(("event", "journal", "event_stays", "event_stays_as_written"))
SHAPES = ((_NAMES, _COLUMNS), (_NAMES, _COLUMNS | {"salt", "erased", "purge"}))
"""By version: what there is in a file, and the columns of its events."""

VERSION = len(MIGRATIONS)

READABLE = 1
"""The oldest version that can be read as it is."""

SALTED = 2
"""The version from which on a row has a salt."""

_MOST_VERSIONS = 255
"""No program will know so many: a file with events and a higher one is damaged, or one with 0."""

MAGIC = b"SQLite format 3\x00"
HEADER = 100


def refuse_foreign(path: Path) -> None:
    """Look at the file's header without opening a database, so that a foreign file stays untouched.

    A file that is missing or empty is not foreign. Offsets: https://sqlite.org/fileformat2.html.

    Raises:
        JournalDamagedError: it says that it is something else, and holds events all the same.
        JournalError: it is not a SQLite file, another program's, or of a newer version.
    """
    try:
        with path.open("rb") as file:
            header = file.read(HEADER)
    except FileNotFoundError:
        return
    if not header:
        return
    if len(header) < HEADER or not header.startswith(MAGIC):
        _refuse_damaged(path)
        raise JournalError(f"{path} is not a journal: it is not a SQLite database at all.")
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        _refuse_damaged(path)
        raise JournalError(f"{path} is a SQLite database of another program, not a journal.")
    version = int.from_bytes(header[60:64], "big")
    is_newer = VERSION < version <= _MOST_VERSIONS and not _has_known_shape(path)
    if not (READABLE <= version <= VERSION or is_newer):
        _refuse_damaged(path)
    _refuse_newer(path, version)


def shape_of(connection: sqlite3.Connection) -> tuple[frozenset[str], frozenset[str]]:
    """The names of what there is in a file, and of the columns of its events.

    Raises:
        sqlite3.DatabaseError: it is damaged.
    """
    names = connection.execute("SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'")
    columns = connection.execute("SELECT name FROM pragma_table_info('event')")
    return frozenset(name for (name,) in names), frozenset(name for (name,) in columns)


def _has_known_shape(path: Path) -> bool:
    """Test whether a file is as this program makes one, whatever version it says; untouched."""
    with (
        suppress(sqlite3.Error),
        closing(
            sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        ) as connection,
    ):
        return shape_of(connection) in SHAPES
    return False


def _refuse_damaged(path: Path) -> None:
    from jru_tui.journal.sqlite.page_scan import holds_events  # noqa: PLC0415 - seldom needed

    with suppress(OSError):
        if holds_events(path):
            raise JournalDamagedError(
                f"The journal {path} is damaged: its first bytes, which say what it is, were "
                "changed. `jru-tui run` continues in a new file with the intact events, and "
                "`jru-tui journal salvage` writes one."
            )


def migrate(connection: sqlite3.Connection, name: Path | str) -> None:
    """Bring a journal to this program's version, one transaction for each step.

    Raises:
        JournalError: it is already of a newer version; nothing was changed.
    """
    version = version_of(connection)
    _refuse_newer(name, version)
    for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
        try:
            connection.executescript(
                f"BEGIN IMMEDIATE; {script} PRAGMA user_version = {number}; COMMIT;"
            )
        finally:
            if connection.in_transaction:
                connection.rollback()


def require_current(connection: sqlite3.Connection, name: Path | str) -> None:
    """Refuse to read a journal that only a writer could bring to a version that can be read.

    Raises:
        JournalError: it is of a newer or an older version.
    """
    version = version_of(connection)
    _refuse_newer(name, version)
    if version < READABLE:
        raise JournalError(
            f"The journal {name} has not been set up by this version of the program yet: "
            "open it once without --read-only."
        )


def version_of(connection: sqlite3.Connection) -> int:
    """The file's `user_version`: how many migrations it has had."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _refuse_newer(name: Path | str, version: int) -> None:
    if version > VERSION:
        raise JournalError(
            f"The journal {name} was written by a newer version of this program "
            f"(format {version}, this one knows {VERSION}): update the program."
        )
