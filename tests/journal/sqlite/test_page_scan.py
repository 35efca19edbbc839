"""Rows are found in a file of which SQLite can read nothing, and nothing else is taken for one."""

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from jru_tui.board.commands import Note
from jru_tui.board.events import Commanded, Event
from jru_tui.journal.care.restoration import replace_by_salvage, salvage_journal
from jru_tui.journal.care.verification import verify_journal
from jru_tui.journal.files import beside
from jru_tui.journal.hash_chain import ChainRow
from jru_tui.journal.protocol import JournalDamagedError, JournalError
from jru_tui.journal.sqlite.file_access import load
from jru_tui.journal.sqlite.page_scan import holds_events, last_scanned, scan_rows
from tests.journal.care.conftest import Opener, tamper
from tests.journal.stores import SHIFT_START

MANY = 300
ALL = range(MANY + 1)
PAGE = 4_096


@pytest.fixture
async def kept(path: Path, opened: Opener) -> Path:
    """Events of all lengths: the longest go on in many other pages."""
    async with await opened(path) as journal:
        for number in range(1, MANY + 1):
            at = SHIFT_START + timedelta(seconds=number)
            text = f"{number} é " + "words " * (
                number % 9 * 100 + number % 50 * (number % 7 == 0) * 99
            )
            note = Commanded(Note(text, call="K-1"))
            await journal.append([Event(f"e{number}", at, at, "supervisor", note, by="SC 1")])
    return path


def stored(path: Path) -> dict[int, ChainRow]:
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "SELECT position, id, CAST(body AS BLOB), salt, erased, hash, purge FROM event"
        )
        return {row[0]: ChainRow(*row) for row in rows}


def overwrite(path: Path, start: int, content: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(start)
        file.write(content)


def inner_pages(path: Path) -> list[int]:
    """Where the pages of the table begin that lead to others and hold no rows."""
    content = path.read_bytes()
    starts = range(PAGE, len(content), PAGE)
    return [start for start in starts if content[start] == 0x05]


def test_every_row_is_found_as_it_is_stored(kept: Path) -> None:
    assert max(len(row.body or b"") for row in stored(kept).values()) > 8 * PAGE
    assert scan_rows(kept, ALL) == stored(kept)
    assert last_scanned(kept) == MANY
    assert scan_rows(kept, {7}) == {7: stored(kept)[7]}


def test_rows_of_the_log_are_found_as_well(kept: Path, tmp_path: Path) -> None:
    expected = stored(kept)
    with closing(sqlite3.connect(kept)) as reading:  # keeps the log from being worked in
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM event").fetchone()
        tamper(kept, "UPDATE event SET salt = NULL, erased = zeroblob(32) WHERE position = 7")
        copy = tmp_path / "copy.db"
        shutil.copy(kept, copy)
        shutil.copy(beside(kept, "-wal"), beside(copy, "-wal"))
    found = scan_rows(copy, ALL)
    # The older page still has the row that was erased; it does not come back.
    assert found[7].erased == bytes(32)
    assert {key: row for key, row in found.items() if key != 7} == {
        key: row for key, row in expected.items() if key != 7
    }


def test_rows_of_the_earlier_format_are_found(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE event (position INTEGER PRIMARY KEY, a TEXT, b TEXT, c)")
        connection.execute("INSERT INTO event VALUES (1, 'e1', '{}', zeroblob(32))")
    assert scan_rows(path, ALL) == {1: ChainRow(1, "e1", b"{}", None, None, bytes(32), None)}
    assert not holds_events(path)


DAMAGE = {
    "the whole first page is zeros": (0, bytes(PAGE)),
    "it says that it is another kind of file": (0, b"X"),
    "it says that it is another program's": (68, bytes(4)),
    "it says that it is of a version that there will never be": (60, b"\x01"),
    "it says that it was never set up": (60, bytes(4)),
    "the schema cannot be read": (100, b"\xff" * 16),
    "the size of a page is lost": (16, bytes(2)),
}


@pytest.mark.parametrize("damage", DAMAGE)
async def test_no_event_is_lost_where_only_the_way_to_them_is_damaged(
    kept: Path, opened: Opener, damage: str
) -> None:
    expected = [*load(kept)]
    overwrite(kept, *DAMAGE[damage])
    with pytest.raises(JournalDamagedError):
        await follow(kept, opened)
    done = replace_by_salvage(kept, by="SC 1", now=SHIFT_START)
    assert (done.lost, done.head.position) == ((), MANY)
    assert [*load(kept)] == expected
    assert verify_journal(kept).findings == ()


def test_no_event_is_lost_with_a_page_that_leads_to_them(kept: Path, tmp_path: Path) -> None:
    expected = [*load(kept)]
    content = kept.read_bytes()
    assert inner_pages(kept)
    for number, start in enumerate(inner_pages(kept)):
        kept.write_bytes(content)
        overwrite(kept, start, bytes(PAGE))
        new = tmp_path / f"new-{number}.db"
        assert salvage_journal(kept, new).lost == ()
        assert [*load(new)] == expected


@pytest.mark.parametrize(
    "content", [b"not a database", b"\x00" * 9_000, b"SQLite format 3\0" * 500]
)
def test_what_holds_no_events_is_another_file_still(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(JournalError, match=r"not a journal|another program"):
        replace_by_salvage(path, by="SC 1", now=SHIFT_START)
    assert path.read_bytes() == content


def test_random_bytes_are_no_rows(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"".join(sha256(bytes([number])).digest() for number in range(256)) * 50)
    assert not holds_events(path)
    assert last_scanned(path) == 0


async def follow(path: Path, opened: Opener) -> None:
    """Open a journal as a board does, and follow its chain as one that is open does."""
    async with await opened(path) as journal:
        if journal.damaged:
            raise JournalDamagedError(journal.warning)
        await journal.verify()


@pytest.mark.parametrize("position", [1, 7, MANY])
async def test_a_board_is_told_of_a_text_that_is_none_as_of_any_damage(
    kept: Path, opened: Opener, position: int
) -> None:
    """One wrong bit in an id is enough; it costs that event and the one behind it."""
    tamper(kept, f"UPDATE event SET id = CAST(x'ff' AS TEXT) WHERE position = {position}")
    with pytest.raises(JournalDamagedError):
        await follow(kept, opened)
    done = replace_by_salvage(kept, by="SC 1", now=SHIFT_START)
    assert {event.position for event in done.lost} == {position, position + 1} - {MANY + 1}
    assert verify_journal(kept).findings == ()
