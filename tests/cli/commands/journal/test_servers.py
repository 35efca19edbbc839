"""The commands on a journal in PostgreSQL: made, filled from a file, read, written, and back."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from click.testing import Result

from jru_tui.board.board import Board
from jru_tui.board.events import CallReported, Event, Fact, FeedChanged, VehicleReported
from jru_tui.board.records import CallRecord, VehicleRecord
from jru_tui.cli.live_backup import LiveBackup
from jru_tui.desk.desk import Desk
from jru_tui.journal import is_started
from jru_tui.journal.care.second_anchor import read_second_anchor, write_second_anchor
from jru_tui.journal.postgres.journal import open_postgres
from jru_tui.journal.protocol import Head
from jru_tui.journal.sqlite.file_access import load
from jru_tui.journal.sqlite.journal import open_journal
from jru_tui.settings import JournalServer, load_settings
from tests.postgres_server import new_database

Jru = Callable[..., Result]

NOW = datetime(2020, 10, 30, 21, tzinfo=UTC)


@pytest.fixture
def file(home: Path) -> Path:
    """A journal in a file, with one call and two vehicles."""
    path = home / "shift.sqlite"
    opened = NOW - timedelta(minutes=9)
    facts: list[Fact] = [
        CallReported(CallRecord("K-1037", opened, grade="G1", type="fall")),
        VehicleReported(VehicleRecord("JRU1", "at_scene", opened, "JRU 1")),
        VehicleReported(VehicleRecord("JRU2", "available", opened, "JRU 2")),
        FeedChanged("stopped", NOW),
    ]

    async def write() -> None:
        async with await open_journal(path, by="SC 1", clock=lambda: NOW) as journal:
            await journal.append(
                [Event(f"e{n}", NOW, NOW, "feed", fact) for n, fact in enumerate(facts)]
            )

    asyncio.run(write())
    return path


@pytest.fixture
def shared(jru: Jru, file: Path, home: Path, database: str) -> str:
    """The address of a journal on a server that holds the same."""
    assert jru("journal", "init", "--journal", database).exit_code == 0
    lines = home / "lines.jsonl"
    assert jru("journal", "export", "--journal", str(file), "-o", str(lines)).exit_code == 0
    assert jru("journal", "import", str(lines), "--journal", database).exit_code == 0
    return database


def test_init_says_what_it_made_and_which_roles_there_are(jru: Jru, database: str) -> None:
    first = jru("journal", "init", "--journal", database)
    again = jru("journal", "init", "--journal", database, "--json")

    assert "Created the journal of main in this machine/test_" in first.output
    assert "GRANT jru_main_writer TO sc100;" in first.output
    assert json.loads(again.output) == {
        "made": False, "force": "main", "writer": "jru_main_writer", "reader": "jru_main_reader",
        "controller": "jru_main_controller",
    }  # fmt: skip


def test_init_is_not_for_files(jru: Jru, file: Path) -> None:
    refused = jru("journal", "init", "--journal", str(file))
    assert refused.exit_code == 1
    assert "Name a server" in refused.output


def test_without_init_each_command_says_what_is_missing(jru: Jru, database: str) -> None:
    for words in (["status"], ["journal", "info"], ["journal", "verify"], ["watch"]):
        refused = jru(*words, "--journal", database)
        assert refused.exit_code == 1
        assert "`jru-tui journal init` makes one" in refused.output


def test_a_server_that_is_not_there_is_told_in_words(jru: Jru, home: Path) -> None:
    address = f"postgresql://sc100@/shifts?host={home}"
    refused = jru("status", "--journal", address)
    assert refused.exit_code == 1
    assert "The journal's server this machine/shifts cannot be reached" in refused.output


def test_status_and_info_tell_what_the_file_told(jru: Jru, file: Path, shared: str) -> None:
    at = ("--at", "2020-10-30T21:05:00Z")
    here, there = (
        jru("status", "--journal", place, "--json", *at).output for place in (str(file), shared)
    )
    assert json.loads(there) == json.loads(here)
    info = json.loads(jru("journal", "info", "--journal", shared, "--json").output)
    of_file = json.loads(jru("journal", "info", "--journal", str(file), "--json").output)
    assert info["head"] == of_file["head"]
    assert (info["events"], info["shifts"], info["poller"]) == (4, 1, "")
    assert "Feed:        nobody polls it" in jru("journal", "info", "--journal", shared).output


def test_it_verifies_also_against_a_head_that_was_handed_over(
    jru: Jru, file: Path, shared: str
) -> None:
    head = json.loads(jru("journal", "info", "--journal", str(file), "--json").output)["head"]
    whole = jru("journal", "verify", "--journal", shared, "--head", f"4:{head['chain']}")
    assert whole.exit_code == 0
    assert "The journal is intact: 4 events" in whole.output
    other = jru("journal", "verify", "--journal", shared, "--head", f"4:{'0' * 64}")
    assert other.exit_code == 4
    assert "is not on this chain" in other.output


def test_there_and_back_it_is_the_same_to_the_byte(
    jru: Jru, home: Path, file: Path, shared: str
) -> None:
    lines, back = home / "back.jsonl", home / "back.sqlite"
    assert jru("journal", "export", "--journal", shared, "-o", str(lines)).exit_code == 0
    assert lines.read_bytes() == (home / "lines.jsonl").read_bytes()
    assert jru("journal", "import", str(lines), "--journal", str(back)).exit_code == 0
    assert list(load(back)) == list(load(file))


def test_only_an_empty_journal_is_filled(jru: Jru, home: Path, shared: str) -> None:
    again = jru("journal", "import", str(home / "lines.jsonl"), "--journal", shared)
    assert again.exit_code == 1
    assert "is not empty" in again.output


def test_an_export_that_is_cut_short_leaves_the_server_as_it_was(
    jru: Jru, home: Path, file: Path, database: str
) -> None:
    assert jru("journal", "init", "--journal", database).exit_code == 0
    lines = home / "lines.jsonl"
    assert jru("journal", "export", "--journal", str(file), "-o", str(lines)).exit_code == 0
    lines.write_bytes(b"".join(lines.read_bytes().splitlines(keepends=True)[:-1]))

    refused = jru("journal", "import", str(lines), "--journal", database)
    assert refused.exit_code == 1
    assert "cut short" in refused.output
    info = json.loads(jru("journal", "info", "--journal", database, "--json").output)
    assert info["events"] == 0


def test_a_typed_command_is_carried_out_on_it(jru: Jru, shared: str) -> None:
    done = jru("command", "assign K-1037 JRU 2", "--journal", shared, "--as", "70002")
    assert done.exit_code == 0, done.output
    watched = jru("watch", "--journal", shared)
    assert "70002" in watched.output
    told = json.loads(jru("status", "--journal", shared, "--json").output)
    assert told["calls"][0]["vehicles"] or told
    again = jru("command", "assign K-1037 JRU 2", "--journal", shared, "--as", "70001")
    assert again.exit_code == 1


def test_a_page_that_is_taken_out_is_noted_in_it(jru: Jru, home: Path, shared: str) -> None:
    taken = jru("handover", "--journal", shared, "-o", str(home / "page.txt"))
    assert taken.exit_code == 0, taken.output
    info = json.loads(jru("journal", "info", "--journal", shared, "--json").output)
    assert info["events"] == 5


def test_what_is_old_is_purged_on_it_and_what_is_left_is_said(jru: Jru, shared: str) -> None:
    words = ("journal", "purge", "--days", "1", "--journal", shared)
    planned = json.loads(jru(*words, "--dry-run", "--json").output)
    assert (planned["dry_run"], planned["events"]) == (True, 0)
    held = json.loads(jru("journal", "info", "--journal", shared, "--json").output)
    assert held["events"] == 4

    jru("command", "note K-1037 a bell without a voice", "--journal", shared, "--as", "70002")
    jru("command", "close K-1037 no trace", "--journal", shared, "--as", "70002")
    done = jru(*words, "--reason", "yearly review")
    assert done.exit_code == 0, done.output
    assert "Erased what " in done.output
    assert "Still holds it: backups of " in done.output
    assert jru("journal", "verify", "--journal", shared).exit_code == 0


def test_whether_a_server_has_a_journal_is_seen_when_it_is_asked(file: Path) -> None:
    assert is_started(file)
    assert not is_started(file.with_name("none.sqlite"))


def head_of(jru: Jru, place: object) -> dict[str, object]:
    found: dict[str, object] = json.loads(
        jru("journal", "info", "--journal", str(place), "--json").output
    )["head"]
    return found


def test_a_backup_is_a_journal_in_a_file_and_goes_back_into_an_empty_one(
    jru: Jru, home: Path, shared: str
) -> None:
    other_database = new_database(shared)
    made = jru("journal", "backup", str(home / "copy.sqlite"), "--journal", shared)
    assert made.exit_code == 0, made.output
    assert "Backed up 4 events" in made.output
    assert (home / "copy.sqlite").stat().st_mode & 0o777 == 0o600
    assert head_of(jru, home / "copy.sqlite") == head_of(jru, shared)
    again = jru("journal", "backup", str(home / "copy.sqlite"), "--journal", shared)
    assert again.exit_code == 1

    refused = jru("journal", "restore", str(home / "copy.sqlite"), "--journal", shared)
    assert refused.exit_code == 1
    assert "is not empty" in refused.output
    assert jru("journal", "init", "--journal", other_database).exit_code == 0
    done = jru("journal", "restore", str(home / "copy.sqlite"), "--journal", other_database)
    assert done.exit_code == 0, done.output
    assert head_of(jru, other_database) == head_of(jru, shared)


def test_so_many_backups_of_a_name_are_kept_of_a_server_as_of_a_file(
    jru: Jru, home: Path, shared: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = home / "backups"
    for hour in range(4):
        at = NOW + timedelta(hours=hour)
        monkeypatch.setattr("jru_tui.cli.times.wall_clock", lambda at=at: at)
        words = ("backup", str(folder / "shift.sqlite"), "--keep", "2", "--journal", shared)
        made = jru("journal", *words)
        assert made.exit_code == 0, made.output
    names = sorted(file.name for file in folder.glob("*.sqlite"))
    assert names == ["shift-20201030T230000Z.sqlite", "shift-20201031T000000Z.sqlite"]
    # The next purge names them.
    purged = jru("journal", "purge", "--days", "1", "--dry-run", "--journal", shared)
    assert all(name in purged.output for name in names)


def test_what_is_whole_of_a_damaged_journal_is_salvaged(jru: Jru, home: Path, shared: str) -> None:
    with psycopg.connect(shared, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")  # no trigger fires
        connection.execute("UPDATE jru.event SET body = '{}' WHERE position = 2")
    done = jru("journal", "salvage", str(home / "whole.sqlite"), "--journal", shared)
    assert done.exit_code == 4
    assert "Wrote 3 of 4 events" in done.output
    assert "Not in it: event 2." in done.output
    assert jru("journal", "verify", "--journal", str(home / "whole.sqlite")).exit_code == 0


def test_a_call_on_a_server_is_disclosed_with_its_proof_and_the_disclosure_is_noted(
    jru: Jru, home: Path, shared: str
) -> None:
    done = jru("journal", "disclose", str(home / "court"), "--call", "K-1037", "--journal", shared)
    assert done.exit_code == 0, done.output
    proven = subprocess.run(
        [sys.executable, "verify.py"],
        cwd=home / "court",
        capture_output=True,
        text=True,
        check=False,
    )
    assert proven.returncode == 0, proven.stdout + proven.stderr
    lines = jru("journal", "export", "--journal", shared).output.splitlines()
    assert '"what":"disclosure"' in lines[-2]
    assert '"about":"K-1037"' in lines[-2]


def test_a_call_on_a_server_is_held(jru: Jru, shared: str) -> None:
    words = ("K-1037", "--until", "2099-10-30", "--reason", "inquest", "--journal", shared)
    done = jru("journal", "hold", *words)
    assert done.exit_code == 0, done.output
    lines = jru("journal", "export", "--journal", shared).output.splitlines()
    assert json.loads(lines[-2])["event"]["fact"]["kind"] == "held"


def test_the_second_anchor_of_a_journal_on_a_server_is_written_and_checked(
    jru: Jru, home: Path, shared: str
) -> None:
    file, anchor = home / "jru.toml", home / "jru.anchor"
    file.write_text(f'journal = "{shared}"\nanchor = "jru.anchor"\n')
    settings = load_settings(file, {}, {})
    assert isinstance(settings.journal, JournalServer)
    server, told = settings.journal, list[str]()

    async def end(_seconds: float) -> None:
        raise ConnectionAbortedError

    async def run() -> None:
        async with await open_postgres(server) as journal:
            desk = Desk(
                board=Board(settings.rules), journal=journal, clock=lambda: NOW, shared=True
            )
            with pytest.raises(ConnectionAbortedError):
                await LiveBackup(desk, server, settings, lambda: NOW, told.append).keep(end)

    asyncio.run(run())
    head = read_second_anchor(anchor)
    assert head is not None
    assert head.position == 4
    assert jru("journal", "verify", "--config", str(file)).exit_code == 0
    assert told == []

    # A server that lost its end, or was rewritten, is found out, and the anchor is kept.
    write_second_anchor(anchor, Head(9, head.chain))
    said = anchor.read_text()
    for command in (["status"], ["journal", "verify"], ["handover"]):
        doubted = jru(*command, "--config", str(file))
        assert doubted.exit_code == 4, command
        assert "does not hold event 9 as the anchor" in doubted.output
    asyncio.run(run())
    assert "does not hold event 9" in told[0]
    assert anchor.read_text() == said

    # One that is damaged proves nothing: the whole chain is followed, and a new one is made.
    told.clear()
    anchor.write_text("nothing that is a head")
    asyncio.run(run())
    assert "is not a head" in told[0]
    assert read_second_anchor(anchor) == head
