"""A damaged schema: SQLite quotes it in its message, which need not be text any more."""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest

from jru_tui.journal.care.verification import verify_journal
from jru_tui.journal.database import Database
from jru_tui.journal.protocol import JournalError
from jru_tui.journal.sqlite.file_access import load

NO_UTF_8 = 0xF2
NAMES = (b"tableevent", b"indexsqlite_autoindex_event", b"event")


def damaged_at(content: bytes, name: bytes) -> list[int]:
    """The places of a name's letters on the first page, where the schema is."""
    places: list[int] = []
    page = content[:4096]
    at = page.find(name)
    while at >= 0:
        places += range(at, at + len(name))
        at = page.find(name, at + 1)
    return places


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_is_no_text_is_a_damage_like_any_other(kept: Path, name: bytes) -> None:
    content = kept.read_bytes()
    places = damaged_at(content, name)
    assert places or name == NAMES[1]
    for at in places[::3]:
        changed = bytearray(content)
        changed[at] = NO_UTF_8
        kept.write_bytes(changed)
        with suppress(JournalError):
            verify_journal(kept)
        with suppress(JournalError):
            load(kept)


def test_python_alone_cannot_read_the_message(kept: Path) -> None:
    """The control: without the class the error is none of SQLite's."""
    content = kept.read_bytes()
    kept.write_bytes(content.replace(b"tableevent", b"table\xf2vent"))
    query = "SELECT position FROM event"
    with closing(sqlite3.connect(kept)) as plain, pytest.raises(UnicodeDecodeError):
        plain.execute(query)
    with (
        closing(sqlite3.connect(kept, factory=Database)) as connection,
        pytest.raises(sqlite3.DatabaseError, match="malformed database schema"),
    ):
        connection.execute(query)
