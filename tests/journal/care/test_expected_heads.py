"""A journal that cannot be opened is still compared with its anchors and with a given head."""

import errno
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from jru_tui.journal.care.migration import plan_migration
from jru_tui.journal.care.second_anchor import write_second_anchor
from jru_tui.journal.care.verification import (
    Verification,
    describe_unopened,
    verify_journal,
)
from jru_tui.journal.protocol import Head, JournalError, JournalSilentError
from jru_tui.journal.sqlite.anchor import anchor_file
from tests.journal.care.conftest import MANY, Feed, Opener, remove, tamper

OTHER = "0" * 64


def empty(path: Path) -> None:
    path.write_bytes(b"")


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:2048])


def break_header(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[60:72] = bytes(12)
    path.write_bytes(content)


def replace_by_text(path: Path) -> None:
    path.write_text("nothing that anybody could open\n" * 40)


def replace_by_other_database(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE other (word TEXT)")


def replace_by_folder(path: Path) -> None:
    path.rename(path.with_name("kept elsewhere"))
    path.mkdir()


UNOPENED: dict[str, Callable[[Path], None]] = {
    "missing": Path.unlink,
    "empty": empty,
    "text": replace_by_text,
    "other database": replace_by_other_database,
    "folder": replace_by_folder,
    "cut in the first page": cut_short,
}


def verify(path: Path, head: Head | None, second: Path | None) -> Verification:
    """Verify a journal, or say what is known of one that cannot be opened, as the command does."""
    try:
        return verify_journal(path, head, second_anchor=second)
    except JournalError as error:
        known = describe_unopened(path, error, head, second)
        assert known is not None
        return known


def parts(found: Verification) -> dict[str, str]:
    """The sentences about each part, one behind the other."""
    said: dict[str, str] = {}
    for each in found.findings:
        said[each.part] = f"{said.get(each.part, '')}{each.text} "
    return said


@pytest.fixture
def second(kept: Path, tmp_path: Path) -> Path:
    """An anchor in another folder that names the journal's head."""
    file = tmp_path / "elsewhere" / "second"
    file.parent.mkdir()
    write_second_anchor(file, verify_journal(kept).head)
    return file


@pytest.mark.parametrize("way", UNOPENED)
def test_what_the_anchors_and_a_head_name_is_said_of_a_journal_that_cannot_be_opened(
    kept: Path, second: Path, way: str
) -> None:
    head = verify_journal(kept).head
    UNOPENED[way](kept)
    found = verify(kept, head, second)
    said = parts(found)
    assert not found.sound
    assert found.events == 0
    assert said["file"]
    named = f"names event {MANY}, chain {head.chain}"
    assert f"The anchor {anchor_file(kept).name} {named}" in said["end"]
    assert f"The second anchor {second} {named}" in said["head"]
    assert f"The head that was given {named}" in said["head"]
    assert "the head that was given name the same event and chain" in said["head"]


@pytest.mark.parametrize("way", UNOPENED)
def test_a_given_head_alone_is_said_not_to_be_comparable(kept: Path, way: str) -> None:
    anchor_file(kept).unlink()
    UNOPENED[way](kept)
    said = parts(verify(kept, Head(7, OTHER), None))
    assert "names event 7, chain" in said["head"]
    assert "nothing that it can be compared with" in said["head"]


def test_heads_that_contradict_each_other_are_told(kept: Path, second: Path) -> None:
    kept.unlink()
    said = parts(verify(kept, Head(MANY, OTHER), second))
    assert said["head"].count("contradicts this") == 2


def test_where_nothing_tells_of_a_journal_there_is_none(kept: Path) -> None:
    """The control: a mistyped path is not a journal that was lost."""
    anchor_file(kept).unlink()
    kept.unlink()
    with pytest.raises(JournalError, match="There is no journal at") as raised:
        verify_journal(kept)
    assert describe_unopened(kept, raised.value, None, None) is None


def test_a_disk_that_fails_for_a_while_is_no_finding(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who asks whether a journal is whole is not told that it is damaged."""

    def fail(_: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("jru_tui.journal.care.verification.refuse_incomplete", fail)
    with pytest.raises(JournalError, match="No space left on device"):
        verify_journal(kept)
    with pytest.raises(JournalError, match=r"cannot be used: No space left on device\.$"):
        plan_migration(kept)
    silent = JournalSilentError("The disk does not answer.")
    assert describe_unopened(kept, silent, None, None) is None


def test_a_damaged_anchor_is_named_beside_what_the_other_one_says(kept: Path, second: Path) -> None:
    anchor_file(kept).write_bytes(b"x" * 1024)
    kept.unlink()
    said = parts(verify(kept, None, second))
    assert "is damaged, or cannot be read" in said["anchor"]
    assert str(second) in said["head"]


def test_with_a_damaged_header_the_events_of_the_pages_are_compared(
    kept: Path, second: Path
) -> None:
    head = verify_journal(kept).head
    break_header(kept)
    found = verify_journal(kept, head, second_anchor=second)
    assert [each.part for each in found.findings] == ["file"]
    said = parts(verify_journal(kept, Head(MANY, OTHER), second_anchor=second))
    assert "one that was rewritten" in said["head"]
    assert str(second) not in said["head"]
    write_second_anchor(second, Head(MANY + 2, head.chain))
    said = parts(verify_journal(kept, second_anchor=second))
    assert "no event that far was found" in said["head"]


def test_one_with_a_damaged_header_that_was_cut_short_is_told_by_all_of_them(
    kept: Path, second: Path
) -> None:
    head = verify_journal(kept).head
    tamper(kept, remove(MANY))
    with closing(sqlite3.connect(kept)) as database:
        database.execute("VACUUM")  # what was removed is in no page any more
    break_header(kept)
    found = verify_journal(kept, head, second_anchor=second)
    said = parts(found)
    assert found.lost == 1
    assert said["chain"] == f"Event {MANY} cannot be read. "
    assert said["head"].count("is not intact, so it cannot be compared") == 2


async def test_another_journal_with_a_damaged_header_is_told_by_all_of_them(
    kept: Path, second: Path, opened: Opener, event: Feed
) -> None:
    other = kept.with_name("other.db")
    async with await opened(other) as journal:
        for number in range(101, 101 + MANY):
            await journal.append([event(number)])
    kept.write_bytes(other.read_bytes())
    break_header(kept)
    said = parts(verify_journal(kept, second_anchor=second))
    assert "one that was rewritten" in said["end"]
    assert "one that was rewritten" in said["head"]
