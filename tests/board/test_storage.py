"""Values in memory and in the archive are found alike, by one key or by many."""

import msgspec
import pytest

from jru_tui.board import storage
from jru_tui.board.archive import ArchivePiece, MemoryArchive
from jru_tui.board.storage import Shelf, Storage


class Kept(MemoryArchive):
    """An archive that holds some values and counts how often it is asked for one."""

    def __init__(self, **values: int) -> None:
        super().__init__()
        self.write(
            ArchivePiece("number", key, msgspec.msgpack.encode(value))
            for key, value in values.items()
        )
        self.asked = 0

    def get(self, shelf: str, key: str) -> bytes | None:
        self.asked += 1
        return super().get(shelf, key)


def numbers(archive: Kept | None, **held: int) -> "Shelf[int]":
    shelf: Shelf[int] = Storage(archive).shelf("number", int)
    shelf.update(held)
    return shelf


def test_those_of_many_keys_are_found_in_memory_alone() -> None:
    assert numbers(None, a=1, b=2).among({"b", "c"}) == {"b"}


def test_those_of_many_keys_are_found_in_the_archive_and_each_is_asked_for_once() -> None:
    archive = Kept(b=2)
    shelf = numbers(archive, a=1)
    assert shelf.among({"a", "b", "c"}) == {"a", "b"}
    assert archive.asked == 2
    assert shelf.among({"a", "c"}) == {"a"}
    assert archive.asked == 2


def test_one_that_was_taken_out_is_not_found_in_the_archive() -> None:
    shelf = numbers(Kept(b=2))
    shelf.pop("b")
    assert shelf.among({"b"}) == set()
    assert shelf.get("b") is None


def test_of_more_than_are_noted_the_archive_is_read_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(storage, "_MOST_NOTED", 2)
    archive = Kept(b=2)
    assert numbers(archive, a=1).among({"a", "b", "c", "d", "e"}) == {"a", "b"}
    assert archive.asked == 0


@pytest.mark.parametrize("passing", [0, 10])
def test_the_archive_is_asked_once_whether_it_holds_a_key(passing: int) -> None:
    archive = Kept(b=2)
    shelf: Shelf[int] = Storage(archive).shelf("number", int, passing=passing)
    for _ in range(3):
        assert "b" in shelf
        assert "c" not in shelf
    assert archive.asked == 2
    shelf.ask_again()
    assert "b" in shelf
    assert archive.asked == 3


def test_what_was_seen_in_the_archive_and_is_taken_out_is_gone_with_the_next_archive() -> None:
    shelf = numbers(Kept(b=2))
    assert "b" in shelf
    shelf.pop("b")
    assert "b" not in shelf
    shelf._storage.replace_archive(Kept())
    shelf.mark_archived()
    assert "b" not in shelf


def test_only_so_many_keys_are_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "_MOST_NOTED", 2)
    shelf = numbers(Kept(a=1, b=2, c=3))
    assert all(key in shelf for key in ("a", "b", "c", "a"))
    assert len(shelf._present) <= 2
