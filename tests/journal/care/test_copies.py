"""Backups, restoration, exports: what is written is whole, and nothing that is there is lost."""

import hashlib
import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from jru_tui.board.rules import Rules
from jru_tui.journal.care.backup import list_backups, make_backup
from jru_tui.journal.care.copies import set_aside
from jru_tui.journal.care.restoration import restore_journal
from jru_tui.journal.care.survey import survey_journal
from jru_tui.journal.care.transfer import export_lines, import_lines
from jru_tui.journal.care.verification import verify_journal
from jru_tui.journal.protocol import JournalError
from jru_tui.journal.sqlite.file_access import load
from tests.journal.care.conftest import MANY, Feed, Opener, remove, rewrite, tamper
from tests.journal.stores import SHIFT_START


def restore(backup: Path, path: Path) -> object:
    return restore_journal(backup, path, by="SC 1", now=SHIFT_START, on_progress=lambda _: None)


def test_what_a_kill_left_of_an_earlier_backup_goes_with_the_next_one(
    kept: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    old, new, other = (
        folder / f".{name}.0a1b2c3d"
        for name in (
            "shift-20201030T224700Z.sqlite",
            "shift-20201031T064700Z.sqlite",
            "week-20201030T224700Z.sqlite",
        )
    )
    for file in (old, new, other):
        file.write_text("words")
    for file in (old, other):
        os.utime(file, (SHIFT_START.timestamp(), SHIFT_START.timestamp()))
    make_backup(kept, folder / "shift.sqlite", SHIFT_START, keep=3)
    # One that is being written at this moment is somebody's, and so is one of another name.
    assert [file.exists() for file in (old, new, other)] == [False, True, True]


async def test_a_backup_is_made_while_a_board_writes(
    kept: Path, opened: Opener, event: Feed, tmp_path: Path
) -> None:
    target = tmp_path / "backups" / "shift.sqlite"
    async with await opened(kept) as journal:
        await journal.append([event(99)])
        made = make_backup(kept, target, SHIFT_START)
        await journal.append([event(100)])
    assert made.position == MANY + 1
    assert [each.name for each in target.parent.iterdir()] == ["shift.sqlite"]
    assert target.stat().st_mode & 0o777 == 0o600
    assert verify_journal(target).head.chain == made.chain
    assert len([*load(target)]) == MANY + 1
    assert list_backups(kept) == [made]


def test_a_backup_never_takes_the_place_of_a_file(kept: Path, tmp_path: Path) -> None:
    there = tmp_path / "there.sqlite"
    there.write_text("mine")
    for target in (there, kept):
        with pytest.raises(JournalError):
            make_backup(kept, target, SHIFT_START)
    assert there.read_text() == "mine"


def test_a_damaged_journal_has_no_backup(kept: Path, tmp_path: Path) -> None:
    tamper(kept, rewrite("body", 7))
    with pytest.raises(JournalError, match="is incomplete: event 7 is missing or was changed"):
        make_backup(kept, tmp_path / "b.sqlite", SHIFT_START)
    assert [each.name for each in tmp_path.iterdir()] == ["jru"]


def test_the_newest_ones_of_a_name_are_kept(kept: Path, tmp_path: Path) -> None:
    other = tmp_path / "b" / "shift-of-another.sqlite"
    other.parent.mkdir()
    other.write_text("mine")
    for day in range(4):
        at = SHIFT_START + timedelta(days=day)
        make_backup(kept, tmp_path / "b" / "shift.sqlite", at, keep=2)
    assert sorted(each.name for each in other.parent.iterdir()) == [
        "shift-20201101T180000Z.sqlite",
        "shift-20201102T180000Z.sqlite",
        "shift-of-another.sqlite",
    ]
    assert [backup.made_at.day for backup in list_backups(kept)] == [1, 2]


def test_a_backup_of_a_journal_cut_short_takes_no_older_ones_place(
    kept: Path, tmp_path: Path
) -> None:
    target = tmp_path / "b" / "shift.sqlite"
    make_backup(kept, target, SHIFT_START, keep=1)
    tamper(kept, remove(MANY))
    make_backup(kept, target, SHIFT_START + timedelta(days=1), keep=1)
    assert [backup.position for backup in list_backups(kept)] == [MANY, MANY - 1]
    assert len([*target.parent.iterdir()]) == 2


def test_a_full_disk_leaves_no_half_backup(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(JournalError, match="No space left"):
        make_backup(kept, tmp_path / "b.sqlite", SHIFT_START)
    assert [each.name for each in tmp_path.iterdir()] == ["jru"]


async def test_a_restored_journal_goes_on_and_what_stood_there_is_kept(
    kept: Path, opened: Opener, event: Feed, tmp_path: Path
) -> None:
    backup = tmp_path / "b.sqlite"
    make_backup(kept, backup, SHIFT_START)
    async with await opened(kept) as journal:
        await journal.append([event(99)])
    restore(backup, kept)
    async with await opened(kept) as journal:
        assert not journal.warning
        assert (await journal.head()).position == MANY
        await journal.append([event(100)])
    assert len([*load(kept.with_name("journal.replaced-1.db"))]) == MANY + 1
    assert verify_journal(kept).findings == ()
    assert len([*load(backup)]) == MANY


def test_a_backup_that_was_restored_is_listed_though_the_list_was_lost(
    kept: Path, tmp_path: Path
) -> None:
    """A purge has to name what still holds the words."""
    backup, new = tmp_path / "b.sqlite", tmp_path / "elsewhere" / "new.sqlite"
    made = make_backup(kept, backup, SHIFT_START)
    restore(backup, new)
    (listed,) = list_backups(new)
    assert (listed.file, listed.position, listed.chain) == (made.file, made.position, made.chain)


def test_a_backup_of_pages_that_cannot_be_read_names_the_journal(
    kept: Path, tmp_path: Path
) -> None:
    content = bytearray(kept.read_bytes())
    page = int.from_bytes(content[16:18], "big")
    content[page:] = b"\x99" * (len(content) - page)
    kept.write_bytes(content)
    target = tmp_path / "b.sqlite"
    with pytest.raises(JournalError, match="No backup was made") as told:
        make_backup(kept, target, SHIFT_START)
    assert str(kept) in str(told.value)
    assert str(target) not in str(told.value)
    assert not target.exists()


async def test_nothing_is_restored_under_a_board_or_from_what_is_not_whole(
    kept: Path, opened: Opener, tmp_path: Path
) -> None:
    backup = tmp_path / "b.sqlite"
    make_backup(kept, backup, SHIFT_START)
    async with await opened(kept):
        with pytest.raises(JournalError, match="already open for writing"):
            restore(backup, kept)
    before = kept.read_bytes()
    tamper(backup, rewrite("body", 7))
    with pytest.raises(JournalError, match="is incomplete"):
        restore(backup, kept)
    with pytest.raises(JournalError, match="There is no backup"):
        restore(tmp_path / "none", kept)
    with pytest.raises(JournalError, match="itself"):
        restore(kept, kept)
    assert kept.read_bytes() == before


def follow(lines: list[bytes]) -> str:
    """Follow an export's chain as the documents say, with nothing of this program."""
    digest = bytes(32)
    for line in lines[1:-1]:
        told = json.loads(line)
        body = line[line.index(b',"event":') + len(b',"event":') : -2]
        said = hashlib.sha256(bytes.fromhex(told["salt"]) + body).digest()
        digest = hashlib.sha256(digest + b"\0" + said + told["id"].encode()).digest()
        assert told["hash"] == digest.hex()
    return digest.hex()


def test_an_export_proves_itself_and_comes_back_as_the_same_journal(
    kept: Path, tmp_path: Path
) -> None:
    lines = [*export_lines(kept)]
    assert json.loads(lines[0]) == {"format": "jru-tui journal/1"}
    assert follow(lines) == json.loads(lines[-1])["head"]["chain"]
    new = tmp_path / "new.db"
    head = import_lines(lines, new)
    assert head == verify_journal(kept).head == verify_journal(new).head
    assert [*load(new)] == [*load(kept)]


SPOILT: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "a changed byte": lambda lines: [*lines[:7], lines[7].replace(b"K-7", b"K-8"), *lines[8:]],
    "a line less": lambda lines: [*lines[:7], *lines[8:]],
    "two lines the other way round": lambda lines: [*lines[:7], lines[8], lines[7], *lines[9:]],
    "a line twice": lambda lines: [*lines[:7], lines[6], *lines[7:]],
    "cut short": lambda lines: lines[:-1],
    "cut short at an event": lambda lines: [*lines[:10], lines[-1]],
    "something behind it": lambda lines: [*lines, lines[3]],
    "no first line": lambda lines: lines[1:],
    "no line": lambda _: [],
    "no JSON": lambda lines: [lines[0], b"{\xff\n", *lines[1:]],
    "another head": lambda lines: [*lines[:-1], b'{"head":7}\n'],
}


@pytest.mark.parametrize("spoilt", SPOILT)
def test_an_export_that_is_not_whole_is_refused_and_leaves_nothing(
    kept: Path, tmp_path: Path, spoilt: str
) -> None:
    with pytest.raises(JournalError):
        import_lines(SPOILT[spoilt]([*export_lines(kept)]), tmp_path / "new.db")
    assert [each.name for each in tmp_path.iterdir()] == ["jru"]


def test_a_damaged_journal_is_not_exported_as_if_it_were_whole(kept: Path) -> None:
    tamper(kept, rewrite("body", 7))
    with pytest.raises(JournalError, match="damaged at event 7"):
        [*export_lines(kept)]


def test_a_survey_tells_what_there_is(kept: Path, tmp_path: Path) -> None:
    make_backup(kept, tmp_path / "b.sqlite", SHIFT_START)
    found = survey_journal(kept, Rules().hours)
    assert (found.events, found.shifts, found.acknowledged) == (MANY, 1, MANY)
    assert found.head == verify_journal(kept).head
    assert (found.open, found.archive, found.checkpoint) == (False, False, None)
    assert [backup.position for backup in found.backups] == [MANY]
    assert found.bytes >= kept.stat().st_size


def test_a_journal_that_is_set_aside_is_at_its_name_until_another_takes_its_place(
    tmp_path: Path,
) -> None:
    """Whatever ends the program in between: the next board must not begin a new one."""
    path = tmp_path / "j.db"
    path.write_bytes(b"the journal")
    kept = set_aside(path, "replaced")
    assert kept is not None
    assert path.read_bytes() == kept.read_bytes() == b"the journal"
    ready = tmp_path / "ready"
    ready.write_bytes(b"another")
    ready.replace(path)
    assert kept.read_bytes() == b"the journal"


def test_a_disk_without_second_names_sets_it_aside_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("no links on this disk")

    monkeypatch.setattr("os.link", refuse)
    path = tmp_path / "j.db"
    path.write_bytes(b"the journal")
    kept = set_aside(path, "replaced")
    assert kept is not None
    assert kept.read_bytes() == b"the journal"
    assert not path.exists()
