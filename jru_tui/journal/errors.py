"""Errors of SQLite and the system, in a supervisor's words."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from jru_tui.journal.protocol import JournalDamagedError, JournalError

_SENTENCES = {
    sqlite3.SQLITE_FULL: "The disk with the journal {name} is full: nothing was written. "
    "Free some space and try again.",
    sqlite3.SQLITE_READONLY: "The journal {name} cannot be written: it, or its disk, is read-only.",
    sqlite3.SQLITE_PERM: "The journal {name} cannot be opened: permission denied.",
    sqlite3.SQLITE_NOTADB: "{name} is not a journal: it is not a SQLite database at all.",
    sqlite3.SQLITE_CORRUPT: "The journal {name} is damaged ({error}). `jru-tui journal salvage` "
    "writes a new one of the intact events.",
    sqlite3.SQLITE_BUSY: "The journal {name} is locked by another program ({error}). "
    "Close that and try again.",
    sqlite3.SQLITE_CANTOPEN: "The journal {name} cannot be opened: its folder must be there and "
    "writable. From a read-only disk, copy the journal with its -wal file to another folder.",
    sqlite3.SQLITE_IOERR: (
        "The disk with the journal {name} failed ({error}): nothing was saved. Check the disk "
        "and try again."
    ),
}
_CLOSED = (
    "The journal {name} cannot be opened: permission denied for {file}. Let this user read and "
    "write it, or name another journal with --journal."
)
_NO_TEXT = "Could not decode to UTF-8"
"""The beginning of what Python's own module says of a text that is none: it has no code."""
_OTHERWISE = "The journal {name} cannot be used: {error}."


@contextmanager
def in_words(name: Path | str) -> Iterator[None]:
    """Turn what SQLite or the system raises about the journal `name` into a JournalError.

    Raises:
        JournalError: in place of what SQLite or the system raised.
    """
    try:
        yield
    except sqlite3.Error as error:
        if closed := _closed_file(name):
            raise JournalError(_CLOSED.format(name=name, file=closed)) from error
        # The low byte is the primary result code: https://sqlite.org/rescode.html#pve
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_NOTADB and isinstance(name, Path) and _holds_events(name):
            code = sqlite3.SQLITE_CORRUPT
        if str(error).startswith(_NO_TEXT):
            code = sqlite3.SQLITE_CORRUPT
        sentence = _SENTENCES.get(code, _OTHERWISE)
        kind = JournalDamagedError if code == sqlite3.SQLITE_CORRUPT else JournalError
        raise kind(sentence.format(name=name, error=error)) from error
    except OSError as error:
        if isinstance(error, PermissionError) and (closed := _closed_file(name)):
            raise JournalError(_CLOSED.format(name=name, file=closed)) from error
        reason = error.strerror or str(error)
        raise JournalError(_OTHERWISE.format(name=name, error=reason)) from error


def _holds_events(file: Path) -> bool:
    """Test whether what SQLite does not know as a database is a damaged journal."""
    from jru_tui.journal.sqlite.page_scan import holds_events  # noqa: PLC0415 - seldom needed

    with suppress(OSError):
        return holds_events(file)
    return False


def _closed_file(name: Path | str) -> Path | None:
    """Find the file of a journal that this user may not read; None where there is none."""
    if not isinstance(name, Path):
        return None
    files = [name, *(name.with_name(name.name + suffix) for suffix in ("-journal", "-wal", "-shm"))]
    with suppress(OSError):  # its folder is closed: what was raised says so
        return next(
            (file for file in files if file.is_file() and not os.access(file, os.R_OK)), None
        )
    return None
