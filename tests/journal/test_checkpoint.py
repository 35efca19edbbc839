"""The checkpoint beside a journal: a board goes on from it; one that does not match is no use."""

import os
import resource
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from msgspec import structs

from jru_tui.board.archive import (
    FOUND,
    Archive,
    ArchivePiece,
    Closing,
    Findable,
    MemoryArchive,
    TimeSpan,
)
from jru_tui.board.board import Board
from jru_tui.board.checkpoint import rely_on, take_checkpoint
from jru_tui.board.events import Event
from jru_tui.board.queries.call_search import find_calls
from jru_tui.board.rules import Rules
from jru_tui.journal import board_loader
from jru_tui.journal.board_loader import (
    board_from_checkpoint,
    keep_checkpoint,
    position_of,
)
from jru_tui.journal.checkpoint import (
    Checkpoint,
    checkpoint_file,
    is_intact,
    remove_checkpoint,
)
from jru_tui.journal.files import beside
from jru_tui.journal.long_journal import advance_if_long
from jru_tui.journal.sqlite.file_access import head_at, load
from jru_tui.journal.sqlite.journal import open_journal
from tests.journal.conftest import NOW
from tests.work.conftest import is_flat

RULES = Rules()
FILES = Path("/proc/self/fd")


def folded(events: list[Event]) -> Board:
    board = Board(RULES)
    board.fold(events)
    return board


@pytest.fixture
def kept(path: Path, written: list[Event]) -> list[Event]:
    """The same with a checkpoint of all but its last hundred events."""
    board = folded(written[:-100])
    keep_checkpoint(path, RULES, take_checkpoint(board), head_at(path, board.events), None)
    return written


def answers(board: Board) -> object:
    """Something of everything that a board is asked."""
    calls = [call for shift in board.past_shifts() for call in board.calls_of(shift)]
    return (
        calls,
        dict(board.vehicles),
        [call.id for call in board.open_calls()],
        [board.shift_log(shift) for shift in board.past_shifts()],
        [board.log(call=call.id) for call in calls],
        board.total(),
        [call.id for call in find_calls(board, "patient")],
        board.last_order(),
    )


def rest(path: Path, board: Board) -> list[Event]:
    return [event for _, event in load(path, after=board.events)]


def test_a_board_goes_on_from_it_as_if_it_had_been_told_everything(
    path: Path, kept: list[Event]
) -> None:
    board = board_from_checkpoint(path, RULES)
    assert board is not None
    assert board.events == position_of(board.storage.archive) == len(kept) - 100
    assert len(rest(path, board)) == 100
    board.fold(rest(path, board))
    assert answers(board) == answers(folded(kept))


@pytest.mark.usefixtures("kept")
def test_it_is_for_its_owner_alone_and_leaves_nothing_else(path: Path) -> None:
    names = {each.name for each in path.parent.iterdir()}
    assert {each for each in names if "checkpoint" in each} == {
        "journal.db.checkpoint",
        "journal.db.checkpoint.seal",
    }
    for name in names:
        assert (path.parent / name).stat().st_mode & 0o077 == 0
    assert is_intact(path)
    remove_checkpoint(path)
    assert not any("checkpoint" in each.name for each in path.parent.iterdir())


def flipped(file: Path, at: int) -> None:
    """Change one bit of a file, as a disk might; it looks as it did but for its time."""
    content = bytearray(file.read_bytes())
    content[at % len(content)] ^= 1
    file.write_bytes(content)


SEAL = ".checkpoint.seal"


def put_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


SPOILT: dict[str, Callable[[Path], object]] = {
    "a bit flipped": lambda path: flipped(checkpoint_file(path), 12_345),
    "a bit of its header": lambda path: flipped(checkpoint_file(path), 20),
    "a bit of its last page": lambda path: flipped(checkpoint_file(path), -9),
    "cut short": lambda path: os.truncate(checkpoint_file(path), 8192),
    "empty": lambda path: checkpoint_file(path).write_bytes(b""),
    "gone": lambda path: checkpoint_file(path).unlink(),
    "no database": lambda path: checkpoint_file(path).write_text("x" * 5000),
    "a folder": lambda path: put_folder(checkpoint_file(path)),
    "its seal is gone": lambda path: beside(path, SEAL).unlink(),
    "its seal is empty": lambda path: beside(path, SEAL).write_bytes(b""),
    "its seal is no JSON": lambda path: beside(path, SEAL).write_bytes(b"\xff{"),
    "its seal was cut off": lambda path: os.truncate(beside(path, SEAL), 50),
}


@pytest.mark.parametrize("spoilt", SPOILT)
def test_one_that_does_not_match_is_of_no_use_and_harms_nobody(
    path: Path, kept: list[Event], spoilt: str
) -> None:
    SPOILT[spoilt](path)
    assert board_from_checkpoint(path, RULES) is None
    board = folded([event for _, event in load(path)])
    assert answers(board) == answers(folded(kept))


@pytest.mark.usefixtures("kept")
def test_one_of_other_settings_is_of_no_use(path: Path) -> None:
    other = structs.replace(RULES, vehicles={"v1": "JRU 1"})
    assert board_from_checkpoint(path, other) is None
    assert board_from_checkpoint(path, RULES) is not None


async def test_one_of_another_journal_is_of_no_use(path: Path, kept: list[Event]) -> None:
    checkpoint, seal = checkpoint_file(path).read_bytes(), beside(path, SEAL).read_bytes()
    other = path.with_name("other.db")
    async with await open_journal(other, by="SC 1", clock=lambda: NOW) as journal:
        await journal.append([structs.replace(kept[0], by="SC 2"), *kept[1:]])
    checkpoint_file(other).write_bytes(checkpoint)
    beside(other, SEAL).write_bytes(seal)
    assert board_from_checkpoint(other, RULES) is None


async def test_one_that_is_ahead_of_its_journal_is_of_no_use(path: Path, kept: list[Event]) -> None:
    """As when an older copy of the journal is put back."""
    checkpoint, seal = checkpoint_file(path).read_bytes(), beside(path, SEAL).read_bytes()
    older = path.with_name("older.db")
    async with await open_journal(older, by="SC 1", clock=lambda: NOW) as journal:
        await journal.append(kept[:-200])
    checkpoint_file(older).write_bytes(checkpoint)
    beside(older, SEAL).write_bytes(seal)
    assert board_from_checkpoint(older, RULES) is None


def test_one_that_a_disk_damages_under_an_open_board_is_made_anew(
    path: Path, kept: list[Event]
) -> None:
    board = board_from_checkpoint(path, RULES)
    assert board is not None
    file = checkpoint_file(path)
    with file.open("r+b") as content:  # every page but the one that is known already
        content.seek(4096)
        content.write(b"\xff" * (file.stat().st_size - 4096))
    board.fold(rest(path, board))
    assert answers(board) == answers(folded(kept))
    assert is_intact(path)


def test_the_next_one_takes_over_what_has_not_changed(path: Path, written: list[Event]) -> None:
    board = Board(RULES)
    for start in range(0, len(written), 300):
        board.fold(written[start : start + 300])
        before = board.storage.archive
        head = head_at(path, board.events)
        rely_on(board, keep_checkpoint(path, RULES, take_checkpoint(board), head, before))
    found = board_from_checkpoint(path, RULES)
    assert found is not None
    assert answers(found) == answers(folded(written))


def test_the_next_one_is_made_from_the_one_that_was_opened(path: Path, kept: list[Event]) -> None:
    """Another program may have put one in its place meanwhile."""
    board = board_from_checkpoint(path, RULES)
    assert board is not None
    archive = board.storage.archive
    few = folded(kept[:50])
    keep_checkpoint(path, RULES, take_checkpoint(few), head_at(path, 50), None)
    board.fold(rest(path, board))
    head = head_at(path, board.events)
    rely_on(board, keep_checkpoint(path, RULES, take_checkpoint(board), head, archive))
    found = board_from_checkpoint(path, RULES)
    assert found is not None
    assert answers(found) == answers(folded(kept))


async def test_who_reads_a_long_journal_leaves_one(
    path: Path, written: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    beats: list[int] = []
    advance_if_long(path, RULES, beats.append)
    assert not checkpoint_file(path).exists()  # that was no long one
    monkeypatch.setattr(board_loader, "SOON_READ", 100)
    async with await open_journal(path, by="SC 1", clock=lambda: NOW):
        advance_if_long(path, RULES, beats.append)
        assert not checkpoint_file(path).exists()  # the board that is open will leave one
    assert beats == []
    advance_if_long(path, RULES, beats.append)
    found = board_from_checkpoint(path, RULES)
    assert found is not None
    assert answers(found) == answers(folded(written))
    assert beats == [len(written)]
    advance_if_long(path, RULES, beats.append)
    assert beats == [len(written)]  # nothing is behind it any more


@pytest.mark.usefixtures("written")
def test_none_is_left_beside_an_archive_copy(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board_loader, "SOON_READ", 100)
    copy = tmp_path / "archive" / path.name
    copy.parent.mkdir()
    copy.write_bytes(path.read_bytes())
    advance_if_long(copy, RULES, lambda _: None)
    assert [each.name for each in copy.parent.iterdir()] == [path.name]


def test_a_disk_without_room_leaves_the_old_one(
    path: Path, kept: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board_loader, "SOON_READ", 100)

    # No file may become as long as the checkpoint, here and in the process that writes it.
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (32_768, hard))
    try:
        advance_if_long(path, RULES, lambda _: None)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    board = board_from_checkpoint(path, RULES)
    assert board is not None
    assert board.events == len(kept) - 100
    assert not [each for each in path.parent.iterdir() if each.name.startswith(".")]


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("words", ['street"', "NEAR(", "* OR", "a:b", "'; drop table found", "   "])
def test_words_are_only_ever_words(path: Path, words: str) -> None:
    board = board_from_checkpoint(path, RULES)
    assert board is not None
    assert find_calls(board, "patient")
    find_calls(board, words)
    with closing(sqlite3.connect(checkpoint_file(path))) as connection:
        assert connection.execute("SELECT count(*) FROM closed").fetchone()[0] > 0


@pytest.mark.usefixtures("written")
def test_words_that_a_call_was_found_by_before_do_not_find_it_any_more(path: Path) -> None:
    """The index forgets no words by itself."""

    def found_by(words: str, onto: Archive | None) -> Archive:
        value = msgspec.msgpack.encode(Findable(NOW, NOW, words))
        piece = ArchivePiece(FOUND, "K-1", value if words else None)
        return keep_checkpoint(path, RULES, [piece], head_at(path, 50), onto)

    first = found_by("a zebra in the street", None)
    assert first.find("zebra", 9) == [Closing(NOW, "K-1")]
    second = found_by("a giraffe in the street", first)
    assert second.find("zebra", 9) == []
    assert second.find("giraffe", 9) == second.find("street", 9) == [Closing(NOW, "K-1")]
    third = found_by("", second)
    assert third.find("giraffe", 9) == third.find("street", 9) == []
    fourth = found_by("a zebra again", third)
    assert fourth.find("zebra", 9) == [Closing(NOW, "K-1")]
    assert fourth.find("giraffe", 9) == fourth.find("street", 9) == []


def test_the_index_finds_by_dates_what_a_scan_of_everything_finds(
    path: Path, written: list[Event]
) -> None:
    board = folded(written)
    pieces = take_checkpoint(board)
    kept = keep_checkpoint(path, RULES, pieces, head_at(path, board.events), None)
    whole = MemoryArchive()
    whole.write(pieces)
    times = [(call.opened_at, call.closed_at) for call in board.held_calls().values()]
    lives = [(opened_at, closed_at) for opened_at, closed_at in times if closed_at is not None]
    moments = sorted({NOW, *(moment for life in lives for moment in life)})
    spans = [TimeSpan(at, then) for at, then in zip(moments, moments[7:], strict=False)]
    assert max(len(whole.find("", 99, span)) for span in spans) > 3
    for span in [*spans, TimeSpan(moments[0], moments[-1])]:
        for words in ("", "patient", "jru", "zebra"):
            for most in (2, 200):
                assert set(kept.find(words, most, span)) <= set(whole.find(words, 200, span))
                closings = [
                    [closing.closed_at for closing in found.find(words, most, span)]
                    for found in (kept, whole)
                ]
                assert closings[0] == closings[1]


@pytest.mark.parametrize("words", ["", "patient"])
@pytest.mark.usefixtures("written")
def test_a_search_by_date_costs_what_it_finds(path: Path, words: str) -> None:
    """Counted are the steps of SQLite, for a day of ten calls among two and among 400 days."""
    steps: list[int] = []
    unbounded: list[int] = []
    for days in (2, 400):
        pieces = [
            ArchivePiece(FOUND, f"K-{day}-{nth}", _closed(NOW - timedelta(days=day, minutes=nth)))
            for day in range(days)
            for nth in range(10)
        ]
        archive = keep_checkpoint(path, RULES, reversed(pieces), head_at(path, 50), None)
        assert isinstance(archive, Checkpoint)
        taken = StepCounter()
        archive._connection.set_progress_handler(taken.step, 1)
        found = archive.find(words, 200, TimeSpan(NOW - timedelta(hours=30), NOW - timedelta(1)))
        assert [closing.call for closing in found] == [f"K-1-{nth}" for nth in range(10)]
        steps.append(taken.count)
        taken.count = 0
        assert len(archive.find(words or "patient", 999)) == min(999, days * 10)
        unbounded.append(taken.count)
    assert is_flat(*steps)
    assert not is_flat(steps[1], unbounded[1])  # the control


class StepCounter:
    """Counts the steps that SQLite takes."""

    def __init__(self) -> None:
        self.count = 0

    def step(self) -> int:
        """Take note of one, and go on."""
        self.count += 1
        return 0


def _closed(at: datetime) -> bytes:
    return msgspec.msgpack.encode(Findable(at - timedelta(minutes=30), at, "a patient"))


@pytest.mark.skipif(not FILES.exists(), reason="open files are listed as Linux does")
def test_a_file_that_is_no_database_is_closed_again(tmp_path: Path) -> None:
    file = tmp_path / "j.checkpoint"
    file.write_bytes(b"x" * 4_096)
    with pytest.raises(sqlite3.DatabaseError) as found:
        Checkpoint(file, 1, lambda _: None)
    assert found.type is sqlite3.DatabaseError  # the frame is held, and what it did not close
    assert str(file) not in {os.path.realpath(link) for link in FILES.iterdir()}
