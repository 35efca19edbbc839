"""A power loss while a journal is first made: nothing was in it, and it is made anew."""

import shutil
import sqlite3
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

import pytest

from jru_tui.board.events import Event
from jru_tui.journal.care.verification import verify_journal
from jru_tui.journal.protocol import Appended, JournalError
from jru_tui.journal.sqlite import schema
from jru_tui.journal.sqlite.anchor import anchor_file
from jru_tui.journal.sqlite.file_access import examine, load
from jru_tui.journal.sqlite.journal import SqliteJournal

Opener = Callable[..., Awaitable[SqliteJournal]]
Feed = Callable[[int], Event]


@pytest.fixture
async def fresh(path: Path, opened: Opener) -> bytes:
    """The content of a journal that was just made; its side files are there, the journal is not."""
    async with await opened(path):
        pass
    content = path.read_bytes()
    path.unlink()
    return content


TORN: dict[str, Callable[[bytes], bytes]] = {
    "the first sector alone": lambda content: content[:512],
    "the first sector, then zeros": lambda content: content[:512].ljust(len(content), b"\0"),
    "all but the first sector": lambda content: bytes(512) + content[512:],
    "half a header": lambda content: content[:50],
    "half a header, then zeros": lambda content: content[:50].ljust(4096, b"\0"),
    "zeros": lambda content: bytes(len(content)),
    "the first page alone": lambda content: content[:4096],
    "all but the last page": lambda content: content[:-4096],
    "a page in the middle that never came": lambda content: (
        content[:4096] + bytes(4096) + content[8192:]
    ),
}


@pytest.mark.parametrize(
    "look", [load, lambda path: [examine(path)], lambda path: [verify_journal(path)]]
)
@pytest.mark.parametrize("torn", TORN)
def test_a_journal_half_made_is_called_that_by_who_looks_on(
    path: Path, fresh: bytes, torn: str, look: Callable[[Path], Iterable[object]]
) -> None:
    left = TORN[torn](fresh)
    path.write_bytes(left)
    with pytest.raises(JournalError, match="the next board that opens it creates it again"):
        _ = [*look(path)]
    assert path.read_bytes() == left
    assert not path.with_name(path.name + "-wal").exists()


@pytest.mark.parametrize("torn", TORN)
async def test_a_journal_half_made_is_made_anew_in_words(
    path: Path, opened: Opener, event: Feed, fresh: bytes, torn: str
) -> None:
    left = TORN[torn](fresh)
    path.write_bytes(left)
    async with await opened(path) as journal:
        assert journal.notice == (
            f"the journal {path} was being created when the machine stopped, and nothing was in "
            "it yet: it was created again, and what was there is kept as journal.db.incomplete"
        )
        assert await journal.append([event(1)]) == Appended(1)
    assert path.with_name("journal.db.incomplete").read_bytes() == left
    async with await opened(path) as journal:
        assert journal.notice == ""


@pytest.mark.parametrize("torn", ["half a header", "zeros", "the first sector, then zeros"])
async def test_without_side_files_a_file_that_holds_nothing_is_made_anew_too(
    path: Path, opened: Opener, event: Feed, fresh: bytes, torn: str
) -> None:
    shutil.rmtree(path.parent)
    path.parent.mkdir()
    path.write_bytes(TORN[torn](fresh)[:512])
    async with await opened(path) as journal:
        assert await journal.append([event(1)]) == Appended(1)


async def test_a_journal_with_acknowledged_events_is_never_made_anew(
    path: Path, opened: Opener, event: Feed
) -> None:
    async with await opened(path) as journal:
        await journal.append([event(1)])
    path.write_bytes(path.read_bytes()[:512])
    before = path.read_bytes()
    with pytest.raises(JournalError):
        async with await opened(path) as journal:
            [pair async for pair in journal.read()]
    assert path.read_bytes() == before


async def test_one_who_looks_on_makes_nothing_anew(
    path: Path, opened: Opener, fresh: bytes
) -> None:
    path.write_bytes(fresh[:50])
    with pytest.raises(JournalError, match="the next board that opens it creates it again"):
        await opened(path, read_only=True)
    with pytest.raises(JournalError):
        list(load(path))
    assert path.read_bytes() == fresh[:50]


@pytest.mark.parametrize("side_files", [True, False])
async def test_what_another_program_made_is_never_moved(
    path: Path, opened: Opener, fresh: bytes, side_files: bool
) -> None:
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE bookmarks (url)")
    database.close()
    if not side_files:
        anchor_file(path).unlink()
    before = path.read_bytes()
    assert before[68:72] != schema.APPLICATION_ID.to_bytes(4, "big")
    with pytest.raises(JournalError, match="of another program"):
        await opened(path)
    assert path.read_bytes() == before
    assert fresh
