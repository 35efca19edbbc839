"""A SQLite connection that reports every damage of a file by SQLite's own errors."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Database(sqlite3.Connection):
    """A connection whose statements fail by `sqlite3.DatabaseError`, however the file is damaged.

    SQLite quotes a damaged schema in its message. Where that is no UTF-8, Python cannot read the
    message, and raises a `UnicodeDecodeError` in place of the error.
    """

    def execute(self, *statement: Any) -> sqlite3.Cursor:
        """Run one statement.

        Raises:
            sqlite3.Error: it failed.
        """
        with _damage_as_error():
            return super().execute(*statement)

    def executemany(self, *statement: Any) -> sqlite3.Cursor:
        """Run one statement for each row of values.

        Raises:
            sqlite3.Error: it failed.
        """
        with _damage_as_error():
            return super().executemany(*statement)

    def executescript(self, *script: Any) -> sqlite3.Cursor:
        """Run several statements.

        Raises:
            sqlite3.Error: one failed.
        """
        with _damage_as_error():
            return super().executescript(*script)


@contextmanager
def _damage_as_error() -> Iterator[None]:
    try:
        yield
    except UnicodeDecodeError as error:
        raise damage("malformed database schema") from error


def damage(reason: str) -> sqlite3.DatabaseError:
    """The error of a damaged file, as SQLite raises it."""
    error = sqlite3.DatabaseError(reason)
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    error.sqlite_errorname = "SQLITE_CORRUPT"
    return error
