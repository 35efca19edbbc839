"""The spool on the disk: what was acknowledged is there after a kill, and waits once."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from jru_tui.board.call_commands import Assign, StandDown
from jru_tui.board.commands import Decision, Note
from jru_tui.journal.atomic_write import NotWrittenError
from jru_tui.journal.spool import GivenCommand, open_spool, waiting_commands

NOW = datetime(2020, 10, 30, 22, 30, tzinfo=UTC)


def given(words: str, by: str = "70001") -> GivenCommand:
    """A note that was given."""
    return GivenCommand(uuid4().hex, NOW, by, "run", 7, (Note(words, call="K-1"),), words=words)


def texts(home: Path) -> list[str]:
    return [known.words for known in waiting_commands(home)]


def test_what_is_added_is_there_for_the_next_run(tmp_path: Path) -> None:
    home = tmp_path / "main"
    spool = open_spool(home)
    swap = GivenCommand(
        uuid4().hex,
        NOW,
        "70001",
        "run",
        7,
        (StandDown("K-1", "JRU1"), Assign("K-2", "JRU1")),
        together=True,
        shown=("JRU 1 leaves K-1",),
        happened_at=NOW,
        words="swap",
    )
    spool.add(swap)
    spool.add(given("second"))
    assert spool.path.stat().st_mode & 0o777 == 0o600
    spool.close()

    again = open_spool(home)
    assert [one.given.words for one in again.waiting] == ["swap", "second"]
    assert again.waiting[0].given == swap
    assert swap.asked == Decision(swap.commands)
    assert again.notice == ""
    again.close()


def test_events_have_the_same_ids_however_often_it_is_tried() -> None:
    one = given("x")
    assert one.event_id(0) == one.event_id(0) != one.event_id(1)
    assert given("x").event_id(0) != one.event_id(0)


def test_what_is_over_does_not_wait_and_leaves_no_words(tmp_path: Path) -> None:
    spool = open_spool(tmp_path / "main")
    first, second = given("rough shed"), given("second")
    spool.add(first)
    spool.add(second)
    spool.end(first.id)
    assert texts(tmp_path / "main") == ["second"]
    spool.end(second.id)
    assert spool.path.read_bytes() == b""
    spool.add(given("third"))
    spool.close()
    assert texts(tmp_path / "main") == ["third"]


def test_what_is_put_aside_stays_aside(tmp_path: Path) -> None:
    spool = open_spool(tmp_path / "main")
    first = given("first")
    spool.add(first)
    spool.note_conflict(first.id, "70002 closed K-1")
    spool.put_aside(first.id)
    spool.close()
    (known,) = open_spool(tmp_path / "main").waiting
    assert (known.aside, known.conflict) == (True, "70002 closed K-1")


def test_a_torn_end_was_never_acknowledged(tmp_path: Path) -> None:
    spool = open_spool(tmp_path / "main")
    spool.add(given("first"))
    spool.add(given("second"))
    spool.close()
    content = spool.path.read_bytes()
    for length in range(content.index(b"\n") + 1, len(content)):
        spool.path.write_bytes(content[:length])
        again = open_spool(tmp_path / "main")
        assert [one.given.words for one in again.waiting] == ["first"]
        again.add(given("third"))
        again.close()
        assert texts(tmp_path / "main") == ["first", "third"]


def test_a_damaged_line_is_kept_and_said_and_the_others_wait(tmp_path: Path) -> None:
    spool = open_spool(tmp_path / "main")
    for words in ("first", "second", "third"):
        spool.add(given(words))
    spool.close()
    lines = spool.path.read_bytes().splitlines(keepends=True)
    damaged = lines[0] + b"\xff\x00" + lines[1] + lines[2]
    spool.path.write_bytes(damaged)
    again = open_spool(tmp_path / "main")
    assert [one.given.words for one in again.waiting] == ["first", "third"]
    assert again.notice.startswith("1 lines of the commands waiting to be saved cannot be read")
    (kept,) = tmp_path.glob("*.damaged")
    assert kept.read_bytes() == damaged


def test_a_full_disk_acknowledges_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool = open_spool(tmp_path / "main")
    spool.add(given("first"))
    write = os.pwrite

    def half(descriptor: int, content: bytes, offset: int) -> int:
        return write(descriptor, content[:20], offset)

    with monkeypatch.context() as patch:
        patch.setattr(os, "pwrite", half)
        with pytest.raises(NotWrittenError, match="the disk is full"):
            spool.add(given("lost"))
    assert [one.given.words for one in spool.waiting] == ["first"]
    spool.add(given("second"))
    spool.close()
    assert texts(tmp_path / "main") == ["first", "second"]


def test_each_board_has_its_own_and_takes_over_what_ended_ones_have_left(tmp_path: Path) -> None:
    home = tmp_path / "main"
    one, other = open_spool(home), open_spool(home)
    assert one.path != other.path
    one.add(given("of the one"))
    other.add(given("of the other"))
    aside = given("put aside")
    other.add(aside)
    other.put_aside(aside.id)
    third = open_spool(home)
    assert third.waiting == ()  # both are at work
    other.close()
    third.close()
    heir = open_spool(home)
    assert [known.given.words for known in heir.waiting] == ["of the other", "put aside"]
    assert heir.waiting[1].aside
    assert sorted(texts(home)) == ["of the one", "of the other", "put aside"]


def test_what_was_added_outlives_a_kill(tmp_path: Path) -> None:
    words = (
        "import os, pathlib, sys\n"
        "from tests.journal.test_spool import given\n"
        "from jru_tui.journal.spool import open_spool\n"
        "spool = open_spool(pathlib.Path(sys.argv[1]))\n"
        "for number in range(20):\n"
        "    spool.add(given(str(number)))\n"
        "print('kept', flush=True)\n"
        "sys.stdin.read()\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", words, tmp_path / "main"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"kept\n"
    child.send_signal(signal.SIGKILL)
    child.communicate()
    heir = open_spool(tmp_path / "main")
    assert [known.given.words for known in heir.waiting] == [str(number) for number in range(20)]
