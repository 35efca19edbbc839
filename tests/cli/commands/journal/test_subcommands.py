"""Every subcommand of `jru-tui journal` has help, JSON, progress and an exit status: one table."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result

from jru_tui.board.events import CallReported, Event
from jru_tui.board.records import CallRecord
from jru_tui.cli.commands.journal import _HOMES
from jru_tui.cli.errors import JOURNAL_DAMAGED
from jru_tui.journal.sqlite.journal import open_journal
from tests.journal.care.conftest import rewrite, tamper

Jru = Callable[..., Result]

AT = datetime(2020, 10, 30, 20, tzinfo=UTC)
MANY = 12

ARGUMENTS: dict[str, tuple[str, ...]] = {
    "info": (),
    "verify": (),
    "backup": ("new.sqlite",),
    "restore": ("made.sqlite", "--journal", "new.sqlite"),
    "salvage": ("new.sqlite",),
    "export": ("-o", "new.jsonl"),
    "import": ("made.jsonl", "--journal", "new.sqlite"),
    "purge": ("--days", "30", "--dry-run"),
    "hold": ("K-3", "--until", "2099-10-30", "--reason", "inquest"),
    "migrate": ("--dry-run",),
    "disclose": ("new", "--call", "K-3"),
    "init": (),
}
"""What each subcommand is given beside the journal of the settings."""

DAMAGED = {
    "info": JOURNAL_DAMAGED,
    "verify": JOURNAL_DAMAGED,
    "backup": 1,
    "salvage": JOURNAL_DAMAGED,
    "export": 1,
    "purge": 1,
    "migrate": 1,
    "disclose": 1,
}
"""The exit status with a journal in which an event was changed."""

SAYS_HOW_FAR = {"verify", "backup", "restore", "salvage", "export", "import", "purge", "migrate"}
"""Those that go through the whole journal."""


@pytest.fixture(autouse=True)
def kept(home: Path, jru: Jru, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The journal of the settings, with a backup and an export of it in the folder."""
    monkeypatch.chdir(home)
    path = home / "journal.sqlite"

    async def write() -> None:
        async with await open_journal(path, by="SC 1", clock=lambda: AT) as journal:
            for number in range(MANY):
                fact = CallReported(CallRecord(f"K-{number}", AT, state="closed", closed_at=AT))
                await journal.append([Event(f"e{number}", AT, AT, "feed", fact)])

    asyncio.run(write())
    assert jru("journal", "backup", "made.sqlite").exit_code == 0
    assert jru("journal", "export", "-o", "made.jsonl").exit_code == 0
    return path


def test_the_table_has_every_subcommand() -> None:
    assert ARGUMENTS.keys() == _HOMES.keys()


@pytest.mark.parametrize("name", ARGUMENTS)
def test_each_has_help_with_an_example(jru: Jru, name: str) -> None:
    done = jru("journal", name, "--help")
    assert done.exit_code == 0
    assert f"jru-tui journal {name}" in done.stdout.partition("Examples")[2]
    assert "--json" in done.stdout


@pytest.mark.parametrize("name", sorted(ARGUMENTS.keys() - {"init"}))
def test_each_answers_in_words_and_in_json(jru: Jru, home: Path, name: str) -> None:
    done = jru("journal", name, *ARGUMENTS[name])
    assert done.exit_code == 0, done.output
    assert done.stdout.strip()
    assert not done.stdout.startswith("{")
    for left in home.glob("new*"):
        left.rename(left.with_name(f"first-{left.name}"))
    done = jru("journal", name, *ARGUMENTS[name], "--json")
    assert done.exit_code == 0, done.output
    assert isinstance(json.loads(done.stdout), dict)


def test_where_there_is_no_server_init_says_so(jru: Jru) -> None:
    done = jru("journal", "init", "--json")
    assert done.exit_code == 1
    assert done.stderr.startswith("jru-tui: ")


@pytest.mark.parametrize("name", DAMAGED)
def test_each_exits_accordingly_with_a_damaged_journal(jru: Jru, kept: Path, name: str) -> None:
    tamper(kept, rewrite("body", 7))
    done = jru("journal", name, *ARGUMENTS[name])
    assert done.exit_code == DAMAGED[name], done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize("name", sorted(SAYS_HOW_FAR))
def test_each_long_one_says_how_far_it_is(
    jru: Jru, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    said: list[int] = []

    @contextmanager
    def steps(_: str) -> Iterator[Callable[[int], None]]:
        yield said.append

    monkeypatch.setattr("jru_tui.cli.progress.steps", steps)
    monkeypatch.setattr("jru_tui.journal.care.copies._BATCH", 1)
    monkeypatch.setattr("jru_tui.journal.care.restoration._STEP", 1)
    assert jru("journal", name, *ARGUMENTS[name]).exit_code == 0
    assert said
