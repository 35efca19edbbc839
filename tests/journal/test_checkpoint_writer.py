"""A checkpoint that another process writes: it answers before it is there, and is whole or none."""

import io
import os
import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jru_tui.board.archive import ArchivePiece, MemoryArchive
from jru_tui.board.board import Board
from jru_tui.board.checkpoint import fold_version, rely_on, take_checkpoint
from jru_tui.board.events import Event
from jru_tui.board.queries.call_search import find_calls
from jru_tui.board.rules import Rules
from jru_tui.journal import board_loader, checkpoint, checkpoint_writer
from jru_tui.journal.board_loader import board_from_checkpoint, keep_checkpoint
from jru_tui.journal.checkpoint import checkpoint_file, read_position, remove_abandoned
from jru_tui.journal.checkpoint_writer import LayeredArchive, PendingCheckpoint, main
from jru_tui.journal.new_checkpoint import NewCheckpoint
from jru_tui.journal.protocol import Head, JournalError
from jru_tui.journal.sqlite.file_access import head_at
from tests.journal.test_checkpoint import answers, folded

RULES = Rules()
SHELVES = ("call", "press")
KEYS = ("K-1", "K-2", "v1\x1f000737729", "v1\x1f000737730")
PIECES = st.builds(
    ArchivePiece,
    st.sampled_from(SHELVES),
    st.sampled_from(KEYS),
    st.none() | st.binary(max_size=4),
)
BATCHES = st.lists(PIECES, max_size=8)


class NewestAlone(MemoryArchive):
    """An archive that gives the last piece alone where the newest is asked for, as a file does."""

    def scan(
        self, shelf: str, first: str, last: str, *, newest_first: bool = False
    ) -> list[tuple[str, bytes]]:
        """See `Archive.scan`: `shelf`, `first`, `last`, `newest_first`."""
        found = [*super().scan(shelf, first, last, newest_first=newest_first)]
        return found[:1] if newest_first else found


@given(BATCHES, BATCHES, st.booleans())
def test_layers_answer_as_one_archive_that_holds_both(
    below: list[ArchivePiece], above: list[ArchivePiece], alone: bool
) -> None:
    whole, onto = MemoryArchive(), NewestAlone() if alone else MemoryArchive()
    for archive in (whole, onto):
        archive.write(below)
    whole.write(above)
    layered = LayeredArchive(above, onto)
    for shelf in SHELVES:
        for key in KEYS:
            assert layered.get(shelf, key) == whole.get(shelf, key)
        for first, last in (("", "\U0010ffff"), ("K-2", "v1\x1f000737730"), ("v", "w")):
            assert layered.scan(shelf, first, last) == whole.scan(shelf, first, last)
            newest = layered.scan(shelf, first, last, newest_first=True)
            assert newest[:1] == [*whole.scan(shelf, first, last, newest_first=True)][:1]


def begun(path: Path, board: Board, pieces: list[ArchivePiece]) -> PendingCheckpoint:
    def leave(_position: int) -> None:
        """Leave it as it is."""

    new = NewCheckpoint(path, head_at(path, board.events), fold_version(RULES))
    return PendingCheckpoint(new, pieces, None, leave)


def test_a_board_goes_on_while_it_is_written_and_finds_everything(
    path: Path, written: list[Event]
) -> None:
    board, whole = folded(written[:-300]), folded(written)
    pending = begun(path, board, take_checkpoint(board))
    rely_on(board, pending)
    board.fold(written[-300:])
    assert answers(board) == answers(whole)
    assert [*find_calls(board, "patient")] == [*find_calls(whole, "patient")]
    made = pending.finish()
    assert pending.finish() is made
    left = board_from_checkpoint(path, RULES)
    assert left is not None
    assert left.events == len(written) - 300
    left.fold(written[-300:])
    assert answers(left) == answers(whole)


def files_beside(path: Path) -> set[str]:
    return {file.name for file in path.parent.iterdir() if "checkpoint" in file.name}


def test_one_that_is_abandoned_leaves_nothing(path: Path, written: list[Event]) -> None:
    board = folded(written)
    pending = begun(path, board, take_checkpoint(board))
    assert len(files_beside(path)) == 1
    pending.abandon()
    assert files_beside(path) == set()


def test_one_whose_writer_cannot_work_says_so_and_leaves_nothing(
    path: Path, written: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    board = folded(written)
    monkeypatch.setattr(checkpoint_writer, "__name__", "jru_tui.no_such_module")
    pending = begun(path, board, take_checkpoint(board))
    with pytest.raises(JournalError, match="not written to its end"):
        pending.finish()
    assert files_beside(path) == set()


@pytest.mark.parametrize("stalls", ["copy_content", "fill"])
def test_a_large_one_that_is_cancelled_is_ended_whatever_it_is_at(
    path: Path, written: list[Event], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, stalls: str
) -> None:
    board = folded(written[:-300])
    first = keep_checkpoint(path, RULES, take_checkpoint(board), head_at(path, board.events), None)
    rely_on(board, first)
    board.fold(written[-300:])
    monkeypatch.setattr(board_loader, "_SOON_COPIED", 1)
    # A writer that waits for its disk: it says that it has begun, and comes to no end.
    begun = tmp_path / "begun"
    (tmp_path / "stalled.py").write_text(_STALLED.format(stalls=stalls, begun=str(begun)))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(checkpoint_writer, "__name__", "stalled")
    head = head_at(path, board.events)
    with pytest.raises(JournalError, match="not finished"):
        keep_checkpoint(path, RULES, take_checkpoint(board), head, first, is_cancelled=begun.exists)
    assert files_beside(path) == {"journal.db.checkpoint", "journal.db.checkpoint.seal"}
    left = board_from_checkpoint(path, RULES)
    assert left is not None
    assert left.events == len(written) - 300
    # The control: whoever waits gets it.
    monkeypatch.undo()
    monkeypatch.setattr(board_loader, "_SOON_COPIED", 1)
    made = keep_checkpoint(path, RULES, take_checkpoint(board), head, first)
    rely_on(board, made)
    assert answers(board) == answers(folded(written))
    left = board_from_checkpoint(path, RULES)
    assert left is not None
    assert left.events == len(written)
    assert answers(left) == answers(folded(written))


_STALLED = """
import pathlib, sys, threading
from jru_tui.journal import checkpoint_writer

def stall(*_, **__):
    pathlib.Path({begun!r}).touch()
    threading.Event().wait(60)

checkpoint_writer.{stalls} = stall
sys.exit(checkpoint_writer.main())
"""


@pytest.mark.usefixtures("written")
def test_what_the_writer_finds_wrong_is_told_in_words(path: Path) -> None:
    new = NewCheckpoint(path, Head(1, ""), "")
    new.file.write_bytes(b"not a database, " * 400)
    status, said = _said_by_writer(new, msgspec.msgpack.encode([]))
    assert status == 1
    assert "is not a SQLite database" in said
    assert files_beside(path) == set()
    pieces = msgspec.msgpack.encode([ArchivePiece("call", "K-1", b"x", "K-1")])
    new.begin(None)
    # Whoever handed the pieces over has ended before all of them were.
    status, said = _said_by_writer(new, pieces[:-1])
    assert (status, bool(said)) == (1, True)
    assert files_beside(path) == set()
    new.begin(None)
    assert _said_by_writer(new, pieces) == (0, "")
    assert read_position(path) == 1


def _said_by_writer(new: NewCheckpoint, pieces: bytes) -> tuple[int, str]:
    said = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        body = io.TextIOWrapper(io.BytesIO(pieces))
        told = msgspec.json.encode(new, enc_hook=str).decode()
        patch.setattr(sys, "argv", ["writer", told, "alone"])
        patch.setattr(sys, "stdin", body)
        patch.setattr(sys, "stdout", said)
        return main(), said.getvalue()


def test_one_that_is_left_to_itself_does_not_replace_a_later_one(
    path: Path, written: list[Event]
) -> None:
    early, late = folded(written[:-300]), folded(written)
    new = NewCheckpoint(path, head_at(path, early.events), fold_version(RULES))
    new.begin(None)
    keep_checkpoint(path, RULES, take_checkpoint(late), head_at(path, late.events), None)
    status, said = _said_by_writer(new, msgspec.msgpack.encode(take_checkpoint(early)))
    assert (status, said) == (1, "A later checkpoint was written in the meantime.")
    assert read_position(path) == len(written)
    # The control: one that stood there before, of whatever journal, is replaced.
    new.begin(None)
    assert _said_by_writer(new, msgspec.msgpack.encode(take_checkpoint(early))) == (0, "")
    assert read_position(path) == early.events


@pytest.mark.usefixtures("written")
def test_what_killed_writers_have_left_is_removed_and_nothing_else(path: Path) -> None:
    names = {
        f".{path.name}.checkpoint.0123abcd": True,
        f".{path.name}.checkpoint.seal.0123abcd": True,
        f".{path.name}.checkpoint.0123abcd.x": False,
        f".{path.name}.checkpoint.0123abc": False,
        f".other{path.name}.checkpoint.0123abcd": False,
        f"{path.name}.checkpoint.0123abcd": False,
    }
    for name in names:
        path.with_name(name).touch()
        os.utime(path.with_name(name), (1, 1))
    young = path.with_name(f".{path.name}.checkpoint.ffffffff")
    young.touch()
    link = path.with_name(f".{path.name}.checkpoint.eeeeeeee")
    link.symlink_to(path)
    assert not remove_abandoned(path)
    left = {file.name for file in path.parent.iterdir()}
    assert {name for name in names if name not in left} == {
        name for name, is_one in names.items() if is_one
    }
    assert {young.name, link.name, path.name} <= left
    os.utime(young, (1, 1))
    assert remove_abandoned(path)
    assert not young.exists()


def test_one_that_is_put_in_place_while_it_is_read_is_read(
    path: Path, written: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    early, late = folded(written[:-300]), folded(written)
    keep_checkpoint(path, RULES, take_checkpoint(early), head_at(path, early.events), None)
    digest_of = checkpoint.digest_of

    def meanwhile(file: Path) -> str:
        monkeypatch.setattr(checkpoint, "digest_of", digest_of)
        keep_checkpoint(path, RULES, take_checkpoint(late), head_at(path, late.events), None)
        return digest_of(file)

    monkeypatch.setattr(checkpoint, "digest_of", meanwhile)
    os.utime(checkpoint_file(path), (1, 1))  # so that its digest is taken
    read = board_from_checkpoint(path, RULES)
    assert read is not None
    assert read.events == len(written)
