"""Creation of a journal file, and recovery if a power loss interrupted it.

A disk may hold any part of the first pages then: zeros, or a header without what it describes.
Nothing was acknowledged yet, so a new file takes its place; the old one is kept beside it.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from jru_tui.journal.database import Database
from jru_tui.journal.files import beside
from jru_tui.journal.protocol import JournalError
from jru_tui.journal.sqlite import schema
from jru_tui.journal.sqlite.anchor import anchor_file, read_anchor
from jru_tui.journal.sqlite.lock import is_being_written

_LARGEST = 64 * 1024
"""Bytes of a journal with its tables and without an event, and some more."""
_SECTOR = 512


def set_incomplete_aside(path: Path) -> str:
    """Move an incomplete journal aside; call it only as the one writer.

    Returns:
        What was done, as the end of a sentence; empty where the file is anything else.

    Raises:
        OSError: it cannot be read or moved.
    """
    if not is_incomplete(path):
        return ""
    copy = beside(path, ".incomplete")
    path.replace(copy)
    for suffix in ("-journal", "-wal", "-shm"):
        beside(path, suffix).unlink(missing_ok=True)
    return (
        f"the journal {path} was being created when the machine stopped, and nothing was in it "
        f"yet: it was created again, and what was there is kept as {copy.name}"
    )


def refuse_incomplete(path: Path) -> None:
    """Keep who looks on from a journal whose creation was cut off; nothing is written or moved.

    Raises:
        JournalError: it is one, and nobody is just making it.
    """
    # What is left of a transaction is for the next writer.
    if _has_log(path) or is_being_written(path) or not is_incomplete(path):
        return
    raise JournalError(
        f"The journal {path} was being created when the machine stopped, and nothing was in it "
        "yet: the next board that opens it creates it again."
    )


def is_incomplete(path: Path) -> bool:
    """Test whether the file is a journal of this program that never held an acknowledged event."""
    if not path.is_file() or not 0 < path.stat().st_size <= _LARGEST:
        return False
    anchor = read_anchor(path)
    if anchor.position or (anchor.damaged and anchor_file(path).lstat().st_size):
        return False
    content = path.read_bytes()
    if _is_ours(content):
        return not _is_whole(path)
    # A first sector that never came, or only the first one came.
    known = anchor_file(path).exists()
    torn = not content[:_SECTOR].strip(b"\0") or not content[_SECTOR:].strip(b"\0")
    began = content[: len(schema.MAGIC)]
    starts = not began.strip(b"\0") or schema.MAGIC.startswith(began.rstrip(b"\0"))
    return starts and torn and (known or not content.strip(b"\0") or len(content) <= _SECTOR)


def _is_ours(content: bytes) -> bool:
    header = content[: schema.HEADER]
    return (
        len(header) == schema.HEADER
        and header.startswith(schema.MAGIC)
        and int.from_bytes(header[68:72], "big") == schema.APPLICATION_ID
    )


def _is_whole(path: Path) -> bool:
    """Test whether SQLite can use the file, which rolls back what was left to be rolled back."""
    how = "" if _has_log(path) else "?mode=ro&immutable=1"
    try:
        uri = path.resolve().as_uri() + how
        with closing(sqlite3.connect(uri, uri=True, factory=Database)) as connection:
            (found,) = connection.execute("PRAGMA quick_check").fetchone()
            return bool(found == "ok")
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        return code not in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def _has_log(path: Path) -> bool:
    return any(beside(path, suffix).exists() for suffix in ("-journal", "-wal"))
