"""A journal that was cut short, an archive, a folder that is not there: what each command says."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result

from jru_tui.board.events import CallReported, Event, FeedChanged
from jru_tui.board.records import CallRecord
from jru_tui.cli.errors import JOURNAL_DAMAGED
from jru_tui.journal.sqlite.anchor import anchor_file
from jru_tui.journal.sqlite.journal import open_journal

Jru = Callable[..., Result]
Serving = Callable[..., AbstractContextManager[str]]

AT = datetime(2020, 10, 30, 20, tzinfo=UTC)
READERS = {
    "status": (),
    "status --json": (),
    "handover": (),
    "handover --format html": (),
    "handover --format markdown": (),
    "report": (),
    "report --format json": (),
    "report --format html": (),
    "watch": (),
    "snapshot -o board.txt": (),
    "snapshot -o board.txt --size 60x15": (),
    "report --format csv": (),
    "report --travel": (),
    "report --travel --format csv": (),
    "report --travel --format json": (),
    "debrief --of K-1": (),
    "debrief --of K-1 --format html": (),
}
COPIERS = (
    "info",
    "info --json",
    "verify",
    "verify --json",
    "backup b.sqlite",
    "backup b.sqlite --json",
    "salvage n.sqlite",
)
"""Commands of `jru-tui journal` that look at a journal or write another file of what it holds."""


def fact(number: int) -> Event:
    """Call K-n was opened; the first word is that the feed is there."""
    said = CallReported(CallRecord(f"K-{number}", AT)) if number else FeedChanged("live", AT)
    return Event(f"e{number}", AT, AT, "feed", said)


@pytest.fixture
async def kept(home: Path) -> Path:
    """A journal of seven events, in a folder of its own."""
    path = home / "kept" / "shift.sqlite"
    async with await open_journal(path, by="SC 1", clock=lambda: AT) as journal:
        for number in range(7):
            await journal.append([fact(number)])
    return path


@pytest.fixture
async def cut_short(home: Path, kept: Path) -> Path:
    """The same with its log lost, as when only the file was copied: four of seven events."""
    path = home / "cut" / "shift.sqlite"
    async with await open_journal(path, by="SC 1", clock=lambda: AT) as journal:
        await journal.append([fact(number) for number in range(4)])
    shutil.copy(anchor_file(kept), anchor_file(path))
    return path


def contents(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir()}


@pytest.mark.parametrize("command", READERS)
def test_a_journal_cut_short_is_said_on_stderr_by_exit_status_and_on_the_page(
    jru: Jru, cut_short: Path, home: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """STO-08."""
    monkeypatch.chdir(home)
    before = contents(cut_short.parent)
    done = jru(*command.split(), "--journal", str(cut_short))
    assert "ends at event 4, but 7 had been saved: the rest is lost." in done.stderr
    assert done.exit_code == JOURNAL_DAMAGED
    page = Path("board.txt").read_text() if "snapshot" in command else done.stdout
    assert "ends at event 4, but 7 had been saved" in " ".join(page.split())
    assert before.items() <= contents(cut_short.parent).items()


@pytest.mark.parametrize("command", READERS)
def test_a_whole_journal_is_told_without_a_word_of_that(
    jru: Jru, kept: Path, home: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """The control."""
    monkeypatch.chdir(home)
    done = jru(*command.split(), "--journal", str(kept))
    assert (done.exit_code, done.stderr) == (0, "")
    assert "acknowledged" not in done.stdout
    assert "rely" not in done.stdout


@pytest.mark.parametrize("command", [*COPIERS, "export", "disclose shown --call K-1"])
def test_so_is_one_that_is_copied(
    jru: Jru, cut_short: Path, home: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """STO-08."""
    monkeypatch.chdir(home)
    done = jru("journal", *command.split(), "--journal", str(cut_short))
    assert "ends at event 4, but 7 had been saved: the rest is lost" in done.stderr
    assert done.exit_code == JOURNAL_DAMAGED
    if command.startswith("salvage"):
        assert "Not in it: event 5 to 7." in done.stdout
    else:
        assert "ends at event 4, but 7 had been saved" in done.stdout
    if command.startswith("disclose"):
        assert "ends at event 4" in Path("shown/index.html").read_text()
    if command == "export":
        Path("lines").write_text(done.stdout)
        assert jru("journal", "import", "lines", "--journal", str(home / "again")).exit_code == 0


@pytest.mark.parametrize("command", [*COPIERS, "export", "disclose shown --call K-1"])
def test_a_whole_journal_is_copied_without_a_word_of_that(
    jru: Jru, kept: Path, home: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """The control."""
    monkeypatch.chdir(home)
    done = jru("journal", *command.split(), "--journal", str(kept))
    assert (done.exit_code, done.stderr) == (0, "")
    assert "rely" not in done.stdout


def test_a_damaged_anchor_is_told_by_a_verification(jru: Jru, kept: Path) -> None:
    anchor_file(kept).write_bytes(b"nonsense")
    done = jru("journal", "verify", "--journal", str(kept))
    assert done.exit_code == 0
    assert "is damaged, so it is not known whether the journal's end was cut off" in done.stderr


@pytest.mark.parametrize("content", [None, b"", b"no database" * 99])
def test_a_verification_of_what_cannot_be_opened_says_what_is_known(
    jru: Jru, kept: Path, content: bytes | None
) -> None:
    told = json.loads(jru("journal", "verify", "--json", "--journal", str(kept)).stdout)
    head = f"event 7, chain {told['head']['chain']}"
    if content is None:
        kept.unlink()
    else:
        kept.write_bytes(content)
    done = jru("journal", "verify", "--journal", str(kept), "--head", head)
    assert done.exit_code == JOURNAL_DAMAGED
    assert "cannot be opened, so none of its events was checked" in done.stdout
    assert f"The anchor {anchor_file(kept).name} names {head}" in done.stdout
    assert f"The head that was given names {head}" in done.stderr
    assert "salvage" not in done.stdout
    done = jru("journal", "verify", "--json", "--journal", str(kept), "--head", head)
    assert done.exit_code == JOURNAL_DAMAGED
    parts = [finding["part"] for finding in json.loads(done.stdout)["findings"]]
    assert parts == ["file", "end", "head", "head"]


def test_a_verification_of_what_was_never_there_is_a_failure(jru: Jru, home: Path) -> None:
    """The control."""
    done = jru("journal", "verify", "--journal", str(home / "mistyped.sqlite"))
    assert (done.exit_code, done.stdout) == (1, "")
    assert "there is no journal at" in done.stderr


@pytest.mark.parametrize("command", ["status", "watch", "report", "handover"])
def test_a_damaged_anchor_is_told_and_does_not_make_the_figures_doubtful(
    jru: Jru, kept: Path, command: str
) -> None:
    anchor_file(kept).write_bytes(b"nonsense")
    done = jru(command, "--journal", str(kept))
    assert done.exit_code == 0
    assert "is damaged, so it is not known whether the journal's end was cut off" in done.stderr
    assert "7 events are whole" in done.stderr


@pytest.mark.parametrize("command", READERS)
@pytest.mark.parametrize("side_files", [True, False])
def test_an_archive_copy_is_left_as_it_is(
    jru: Jru, kept: Path, monkeypatch: pytest.MonkeyPatch, command: str, side_files: bool
) -> None:
    monkeypatch.chdir(kept.parent.parent)
    archive = kept.parent.with_name("archive")
    shutil.copytree(kept.parent, archive)
    if not side_files:
        for name in ("shift.sqlite.anchor", "shift.sqlite.lock"):
            (archive / name).unlink()
    before = contents(archive)
    done = jru(*command.split(), "--journal", str(archive / "shift.sqlite"))
    assert done.exit_code == 0
    assert contents(archive) == before
    exported = command.split(maxsplit=1)[0] in ("handover", "report", "snapshot", "debrief")
    assert ("not recorded in the journal: it is a copy" in done.stderr) is exported


async def test_an_archive_copy_with_its_log_is_read_whole_and_left_as_it_is(
    jru: Jru, home: Path
) -> None:
    path, archive = home / "open" / "shift.sqlite", home / "archive"
    async with await open_journal(path, by="SC 1", clock=lambda: AT) as journal:
        await journal.append([fact(number) for number in range(7)])
        shutil.copytree(path.parent, archive)
    before = contents(archive)
    assert before["shift.sqlite-wal"]
    done = jru("status", "--journal", str(archive / "shift.sqlite"))
    assert (done.exit_code, "K-6" in done.stdout) == (0, True)
    assert "a copy of the journal" in done.stderr
    assert contents(archive) == before


def test_without_a_source_the_journal_that_the_board_writes_comes_first(
    jru: Jru, kept: Path, serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JRU_TUI_JOURNAL", str(kept))
    with serving(b"nothing that anybody could read") as url:
        monkeypatch.setenv("JRU_TUI_FEED_URL", url)
        for command in ("status", "handover", "report"):
            done = jru(command)
            assert done.exit_code == 0, done.stderr
            assert "Polled" not in done.stdout
            assert "K-6" in done.stdout or command == "report"


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("command", ["status", "handover", "report", "status --json"])
def test_what_was_polled_says_so_at_the_top(
    jru: Jru,
    serving: Serving,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    named: bool,
) -> None:
    feed = b'{"feed":"jru/1","generated_at":"2020-10-30T20:00:00Z","calls":[],"vehicles":[]}'
    with serving(feed) as url:
        if not named:
            monkeypatch.setenv("JRU_TUI_FEED_URL", url)
        done = jru(*command.split(), *(("--feed", url) if named else ()))
    assert done.exit_code == 0, done.stderr
    top = "\n".join(done.stdout.splitlines()[:4])
    assert f"Polled once, from {url}: nothing earlier is known." in top


def test_without_a_journal_and_a_feed_the_journals_place_is_told(jru: Jru, home: Path) -> None:
    done = jru("status")
    assert done.exit_code == 2
    assert f"there is no journal at {home / 'journal.sqlite'} yet" in done.stderr


@pytest.mark.parametrize("command", ["status", "handover", "report"])
def test_an_empty_file_in_the_journals_place_is_no_journal(
    jru: Jru, home: Path, command: str
) -> None:
    (home / "journal.sqlite").touch()
    done = jru(command)
    assert done.exit_code == 2
    assert f"there is no journal at {home / 'journal.sqlite'} yet" in done.stderr


@pytest.mark.parametrize("command", ["status", "watch", "command n k-1 hello"])
def test_an_empty_file_that_is_named_is_no_journal(jru: Jru, home: Path, command: str) -> None:
    empty = home / "empty.sqlite"
    empty.touch()
    done = jru(*command.split(), "--journal", str(empty))
    assert (done.exit_code, done.stderr) == (1, f"jru-tui: there is no journal at {empty}.\n")
    assert empty.stat().st_size == 0


def test_a_folder_that_is_not_there_is_no_new_shift(
    jru: Jru, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jru_tui.cli.sessions.live_session.require_terminal", lambda: None)
    missing = home / "shfits" / "tonight.sqlite"
    done = jru("run", "--feed", "http://127.0.0.1:1/", "--journal", str(missing))
    assert done.exit_code == 1
    assert done.stderr == (
        f"jru-tui: there is no folder {missing.parent} for the journal: check its name, or use "
        "--create to create it.\n"
    )
    assert not missing.parent.exists()


_AS_NOBODY = """
import importlib, os, pkgutil, sys
import jru_tui
for module in pkgutil.walk_packages(jru_tui.__path__, "jru_tui."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)  # whom it becomes may not read the program either
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
from jru_tui.cli import main
sys.argv = ["jru-tui", *sys.argv[1:]]
main()
"""


@pytest.mark.parametrize(
    "command", [("status",), ("handover",), ("report",), ("watch", "--journal", "{journal}")]
)
def test_a_folder_of_another_user_is_a_sentence(
    kept: Path, home: Path, command: tuple[str, ...]
) -> None:
    home.chmod(0o755)
    for folder in home.parents:
        if folder.stat().st_uid == os.getuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o055)
    kept.parent.chmod(0o700 if os.getuid() == 0 else 0o000)
    environment = {**os.environ, "JRU_TUI_JOURNAL": str(kept), "HOME": str(kept.parent)}
    environment.pop("XDG_STATE_HOME", None)
    done = subprocess.run(
        [sys.executable, "-c", _AS_NOBODY, *(each.format(journal=kept) for each in command)],
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
        check=False,
    )
    kept.parent.chmod(0o700)
    assert done.returncode == 1, done.stderr
    assert "permission denied" in done.stderr.lower()
    assert "fault" not in done.stderr
    assert "Traceback" not in done.stderr
