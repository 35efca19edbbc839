"""The anchor: what it knows of a lost end, and that a damaged anchor is no damaged journal."""

import errno
import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jru_tui.board.events import Event
from jru_tui.journal.protocol import Appended, Head
from jru_tui.journal.sqlite import anchor as anchors
from jru_tui.journal.sqlite import journal as sqlite
from jru_tui.journal.sqlite.anchor import Anchor, AnchoredHead, anchor_file, read_anchor
from jru_tui.journal.sqlite.file_access import examine
from jru_tui.journal.sqlite.journal import SqliteJournal

Opener = Callable[..., Awaitable[SqliteJournal]]
Feed = Callable[[int], Event]

AT = datetime(2020, 10, 30, 18, tzinfo=UTC)
OLDER, NEWER = (AnchoredHead(Head(number, f"{number:064x}"), AT) for number in (6, 7))


@pytest.fixture
def anchored(tmp_path: Path) -> Path:
    """A journal's path, with an anchor beside it that was moved to 6 and then to 7."""
    path = tmp_path / "journal.db"
    anchor = Anchor(path)
    for told in (OLDER, NEWER):
        anchor.move(told.head, told.at)
    anchor.close()
    return path


@pytest.fixture
async def kept(path: Path, opened: Opener, event: Feed) -> Path:
    """A closed journal of three events that were appended one by one."""
    async with await opened(path) as journal:
        for number in (1, 2, 3):
            await journal.append([event(number)])
    return path


def flipped(content: bytes, bit: int) -> bytes:
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def test_an_anchor_names_the_newest_append(anchored: Path) -> None:
    assert read_anchor(anchored) == anchors.AnchorReading(NEWER)


def test_no_flipped_bit_makes_an_anchor_lie(anchored: Path) -> None:
    file = anchor_file(anchored)
    content = file.read_bytes()
    for bit in range(len(content) * 8):
        file.write_bytes(flipped(content, bit))
        read = read_anchor(anchored)
        assert read.acknowledged in (OLDER, NEWER)
        assert read.damaged or read.acknowledged == NEWER


def test_a_check_is_what_tells_a_flipped_bit(
    anchored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: without the check a flipped digit is believed."""
    file = anchor_file(anchored)
    content = file.read_bytes()
    first_digit_of_7 = content.index(b"0", 512) + 19
    file.write_bytes(flipped(content, first_digit_of_7 * 8 + 1))
    assert read_anchor(anchored).position == 6
    with monkeypatch.context() as patch:
        patch.setattr(anchors, "_check", lambda _line: content[512:].split()[3].decode())
        assert read_anchor(anchored).position == 5


@pytest.mark.parametrize("length", [0, 1, 40, 100])
def test_an_anchor_cut_short_is_damaged_and_knows_what_is_whole(
    anchored: Path, length: int
) -> None:
    file = anchor_file(anchored)
    os.truncate(file, length)
    assert read_anchor(anchored) == anchors.AnchorReading(None, damaged=True)
    file.write_bytes(file.read_bytes().ljust(512, b"\0") + b" " * 512)
    assert read_anchor(anchored).damaged


def test_an_anchor_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    line = f"{7:020d} {7:064x} {AT.isoformat(timespec='milliseconds'):<29}\n"
    anchor_file(path).write_text(line)
    assert read_anchor(path) == anchors.AnchorReading(NEWER)


@pytest.mark.parametrize("bit", [5, 170, 700, 880, 4096 + 100, 4096 + 600])
async def test_a_flipped_bit_in_the_anchor_locks_no_journal(
    kept: Path, opened: Opener, event: Feed, bit: int
) -> None:
    file = anchor_file(kept)
    file.write_bytes(flipped(file.read_bytes(), bit))
    async with await opened(kept) as journal:
        assert (journal.warning, journal.read_only) == ("", False)
        assert await journal.append([event(4)]) == Appended(4)
    assert read_anchor(kept).position == 4
    assert not read_anchor(kept).damaged


@pytest.mark.parametrize("content", [b"", b"\x00\xff", b"\0" * 1024, b"7 7 7\n"])
async def test_a_damaged_anchor_is_made_anew_after_the_whole_chain_was_followed(
    kept: Path, opened: Opener, event: Feed, content: bytes
) -> None:
    anchor_file(kept).write_bytes(content)
    async with await opened(kept) as journal:
        assert journal.warning == ""
        assert journal.notice == (
            f"the anchor {anchor_file(kept)} is damaged, so it is not known whether the journal's "
            "end was cut off. The journal's 3 events are whole: the chain was checked from the "
            "first to the last"
        )
    assert read_anchor(kept).position == 3
    async with await opened(kept) as journal:
        assert journal.notice == ""
        assert await journal.append([event(4)]) == Appended(4)


def as_folder(file: Path) -> None:
    file.mkdir()
    (file / "something").touch()


@pytest.mark.parametrize("place", [as_folder, os.mkfifo, lambda file: file.symlink_to(file)])
async def test_what_is_no_file_in_the_anchors_place_locks_no_journal(
    kept: Path, opened: Opener, event: Feed, place: Callable[[Path], None]
) -> None:
    file = anchor_file(kept)
    for kept_as in (".damaged", ".damaged-2"):
        file.unlink()
        place(file)
        assert read_anchor(kept) == anchors.AnchorReading(damaged=True)
        assert "is damaged, so it is not known" in examine(kept).anchor
        async with await opened(kept) as journal:
            assert (journal.warning, journal.read_only) == ("", False)
            assert "the chain was checked from the first to the last" in journal.notice
        assert read_anchor(kept).position == 3
        assert os.path.lexists(f"{file}{kept_as}")
    async with await opened(kept) as journal:
        assert await journal.append([event(4)]) == Appended(4)


def test_a_disk_that_fails_is_no_damaged_anchor(
    anchored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> bytes:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "pread", fail)
    with pytest.raises(OSError, match="Input/output"):
        read_anchor(anchored)


async def test_a_damaged_anchor_beside_a_damaged_journal_hides_nothing(
    kept: Path, opened: Opener
) -> None:
    kept.write_bytes(kept.read_bytes().replace(b'"id":"K-2"', b'"id":"K-9"'))
    anchor_file(kept).write_bytes(b"nonsense")
    async with await opened(kept) as journal:
        assert journal.read_only
        assert "tampered with: event 2 is missing or was changed" in journal.warning
    assert anchor_file(kept).read_bytes() == b"nonsense"


async def test_an_anchor_is_on_the_disk_soon_after_an_append_and_when_the_journal_is_closed(
    path: Path, opened: Opener, event: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "SETTLE_S", 0.0)
    synced: list[int] = []
    fsync = os.fsync

    def told(descriptor: int) -> None:
        fsync(descriptor)
        synced.append(read_anchor(path).position)

    async with await opened(path) as journal:
        monkeypatch.setattr(os, "fsync", told)
        await journal.append([event(1)])
        while 1 not in synced:
            await journal.head()
        monkeypatch.setattr(sqlite, "SETTLE_S", 3600.0)
        await journal.append([event(2)])
    assert synced[-1] == 2


def change(file: Path) -> None:
    file.write_bytes(flipped(file.read_bytes(), 300))


def replace(file: Path) -> None:
    copy = file.with_name("copy")
    copy.write_bytes(file.read_bytes())
    copy.replace(file)


@pytest.mark.parametrize("way", [Path.unlink, change, replace, lambda file: os.truncate(file, 9)])
async def test_an_anchor_that_is_changed_under_an_open_board_is_told_and_put_back(
    kept: Path, opened: Opener, event: Feed, way: Callable[[Path], None]
) -> None:
    file = anchor_file(kept)
    async with await opened(kept) as journal:
        await journal.append([event(4)])
        head = await journal.head()
        assert journal.warning == ""
        before = file.read_bytes()
        way(file)
        assert await journal.head() == head
        assert "anchor" in journal.warning
        assert "while the board was open" in journal.warning
        assert file.read_bytes() == before
        assert file.stat().st_mode & 0o777 == 0o600
        await journal.append([event(5)])
        await journal.head()
        assert "anchor" in journal.warning  # until somebody has looked
    assert read_anchor(kept).position == 5
    assert examine(kept, whole=True).anchor == ""
    async with await opened(kept) as journal:
        await journal.head()
        assert (journal.warning, journal.notice) == ("", "")


async def test_what_the_board_itself_writes_is_no_change(
    kept: Path, opened: Opener, event: Feed
) -> None:
    async with await opened(kept) as journal:
        for number in range(4, 9):
            await journal.append([event(number)])
            await journal.head()
            assert journal.warning == ""
