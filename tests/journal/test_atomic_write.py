"""An export is written whole or not at all, and only its owner can read it."""

import errno
import os
from pathlib import Path

import pytest

from jru_tui.journal.atomic_write import NotWrittenError, write_whole


def test_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    write_whole(tmp_path / "report.csv", "a\r\nb é\r\n")
    assert (tmp_path / "report.csv").read_bytes() == "a\r\nb é\r\n".encode()
    assert (tmp_path / "report.csv").stat().st_mode & 0o777 == 0o600


def test_an_old_file_is_replaced_and_becomes_private(tmp_path: Path) -> None:
    old = tmp_path / "report.txt"
    old.write_text("old and longer")
    old.chmod(0o644)
    write_whole(old, "new")
    assert old.read_text() == "new"
    assert old.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [old]


@pytest.mark.parametrize("fails", ["fsync", "replace"])
def test_a_disk_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    old = tmp_path / "report.txt"
    old.write_text("old")
    monkeypatch.setattr(*{"fsync": (os, "fsync"), "replace": (Path, "replace")}[fails], full)
    with pytest.raises(NotWrittenError, match="cannot be written: No space left on device"):
        write_whole(old, "new")
    assert old.read_text() == "old"
    assert list(tmp_path.iterdir()) == [old]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotWrittenError, match=r"none/report\.txt cannot be written: No such file"):
        write_whole(tmp_path / "none" / "report.txt", "new")


def test_what_is_no_file_is_left_alone(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in (".", "pipe"):
        with pytest.raises(NotWrittenError, match=r"is not a file\."):
            write_whole(tmp_path / name, "new")


def test_through_a_link_the_file_behind_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "report.txt").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "kept" / "report.txt")
    write_whole(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "kept" / "report.txt").read_text() == "new"
