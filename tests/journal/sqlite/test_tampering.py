"""What was changed, cut off or taken out afterwards is found, named, and left as it is."""

import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from jru_tui.board.events import Event
from jru_tui.journal.protocol import JournalError
from jru_tui.journal.sqlite import reader
from jru_tui.journal.sqlite.journal import SqliteJournal

Opener = Callable[..., Awaitable[SqliteJournal]]
Feed = Callable[[int], Event]


@pytest.fixture
async def kept(path: Path, opened: Opener, event: Feed) -> Path:
    """A closed journal of ten events."""
    async with await opened(path) as journal:
        await journal.append([event(number) for number in range(1, 11)])
    return path


def tamper(path: Path, *statements: str) -> None:
    """Change rows past the triggers that forbid it."""
    with sqlite3.connect(path) as database:
        database.execute("DROP TRIGGER event_stays_as_written")
        database.execute("DROP TRIGGER event_stays")
        for each in statements:
            database.execute(each)
    database.close()


def flip(path: Path, old: bytes, new: bytes) -> None:
    """Change bytes of the file itself."""
    content = path.read_bytes()
    assert content.count(old) >= 1
    path.write_bytes(content.replace(old, new))


async def assert_only_looked_at(path: Path, opened: Opener, event: Feed, sentence: str) -> None:
    before = path.read_bytes()
    async with await opened(path) as journal, await opened(path) as another:
        assert another.warning == journal.warning
        assert journal.read_only
        assert sentence in journal.warning
        assert "keeps this one for examination" in journal.warning
        with pytest.raises(JournalError, match="Nothing more is written to it"):
            await journal.append([event(99)])
    assert path.read_bytes() == before


@pytest.mark.parametrize("statement", ["UPDATE event SET body = '{}'", "DELETE FROM event"])
def test_the_file_itself_refuses_changes(kept: Path, statement: str) -> None:
    database = sqlite3.connect(kept)
    with pytest.raises(sqlite3.IntegrityError, match="the journal is append-only"):
        database.execute(statement)
    database.close()


async def test_a_rewritten_event_is_named(kept: Path, opened: Opener, event: Feed) -> None:
    # STO-07
    tamper(kept, "UPDATE event SET body = replace(body, 'K-4', 'K-5') WHERE position = 4")

    await assert_only_looked_at(
        kept, opened, event, "event 4 is missing or was changed after it was written"
    )


async def test_an_event_that_was_given_another_id_is_named(
    kept: Path, opened: Opener, event: Feed
) -> None:
    tamper(kept, "UPDATE event SET id = 'e44' WHERE position = 4")

    await assert_only_looked_at(kept, opened, event, "event 4 is missing or was changed")


async def test_an_event_that_was_moved_is_named(kept: Path, opened: Opener, event: Feed) -> None:
    tamper(kept, "UPDATE event SET position = 12 WHERE position = 10")

    await assert_only_looked_at(kept, opened, event, "event 10 is missing")


async def test_changed_bytes_are_named_where_sqlite_sees_nothing(
    kept: Path, opened: Opener, event: Feed
) -> None:
    # STO-07
    flip(kept, b'"id":"K-7"', b'"id":"K-3"')
    with sqlite3.connect(kept) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()

    await assert_only_looked_at(
        kept, opened, event, "event 7 is missing or was changed after it was written"
    )


async def test_an_event_taken_out_is_named_and_not_read_over(
    kept: Path, opened: Opener, event: Feed
) -> None:
    tamper(kept, "DELETE FROM event WHERE position = 6")

    await assert_only_looked_at(kept, opened, event, "event 6 is missing")
    async with await opened(kept) as journal:
        with pytest.raises(JournalError, match="Event 6 is missing"):
            [pair async for pair in journal.read()]


async def test_an_old_change_is_found_by_following_the_whole_chain(
    monkeypatch: pytest.MonkeyPatch, kept: Path, opened: Opener
) -> None:
    monkeypatch.setattr(reader, "TAIL", 3)
    monkeypatch.setattr(reader, "PAGE", 4)
    flip(kept, b'"id":"K-2"', b'"id":"K-3"')

    async with await opened(kept) as journal:
        assert journal.warning == ""
        with pytest.raises(JournalError, match="tampered with: event 2 is missing or was changed"):
            await journal.verify()


async def test_events_cut_off_the_end_are_missed(kept: Path, opened: Opener, event: Feed) -> None:
    # STO-08: the chain of what is left is whole, only the anchor knows that there was more.
    tamper(kept, "DELETE FROM event WHERE position > 7")

    await assert_only_looked_at(
        kept, opened, event, "ends at event 7, but 10 had been saved: the rest is lost"
    )


async def test_events_lost_with_the_log_file_are_missed(
    tmp_path: Path, path: Path, opened: Opener, event: Feed
) -> None:
    # STO-08
    async with await opened(path) as journal:
        await journal.append([event(1)])
        crashed = tmp_path / "crashed"
        crashed.mkdir()
        for each in (path, path.with_name("journal.db.anchor")):
            shutil.copy(each, crashed)

    await assert_only_looked_at(
        crashed / "journal.db", opened, event, "ends at event 0, but 1 had been saved"
    )


async def test_an_older_copy_put_back_on_purpose_is_taken_without_its_anchor(
    kept: Path, opened: Opener, event: Feed
) -> None:
    tamper(kept, "DELETE FROM event WHERE position > 7")
    kept.with_name("journal.db.anchor").unlink()

    async with await opened(kept) as journal:
        assert journal.warning == ""
        assert (await journal.append([event(8)])).position == 8


async def test_another_journal_put_in_its_place_is_noticed(
    tmp_path: Path, kept: Path, opened: Opener, event: Feed
) -> None:
    other = tmp_path / "other" / "journal.db"
    async with await opened(other) as journal:
        await journal.append([event(number) for number in range(21, 35)])
    shutil.copy(other, kept)

    await assert_only_looked_at(
        kept, opened, event, "is not the one that was last written here: event 10 differs"
    )


async def test_a_journal_that_was_deleted_to_start_afresh_is_not_missed(
    kept: Path, opened: Opener
) -> None:
    kept.unlink()

    for _ in range(2):
        async with await opened(kept) as journal:
            assert journal.warning == ""
            assert (await journal.head()).position == 0


async def test_an_anchor_that_says_nothing_is_no_accusation(kept: Path, opened: Opener) -> None:
    kept.with_name("journal.db.anchor").write_bytes(b"\x00\xff")

    async with await opened(kept) as journal:
        assert journal.warning == ""


async def test_a_damaged_database_is_said_in_words(kept: Path, opened: Opener) -> None:
    content = kept.read_bytes()
    kept.write_bytes(content[:100] + bytes(len(content) - 100))

    async with await opened(kept) as journal:
        assert journal.damaged
        assert "is damaged: database disk image is malformed" in journal.warning
        assert "keeps this one for examination" in journal.warning
