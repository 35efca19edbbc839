"""`jru-tui journal`, and a shift that goes on with a damaged journal."""

import asyncio
import json
import os
from collections.abc import Callable, Coroutine
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from click.testing import Result

import jru_tui
from jru_tui.board.commands import Note
from jru_tui.board.events import CallReported, Commanded, Event, Exported, FeedChanged, Viewed
from jru_tui.board.records import CallRecord
from jru_tui.board.redaction import redact
from jru_tui.cli import app_runner
from jru_tui.cli.errors import JOURNAL_DAMAGED
from jru_tui.cli.sessions import live_session
from jru_tui.desk.desk import Desk
from jru_tui.journal.care.verification import verify_journal
from jru_tui.journal.export_inbox import leave_export, read_inbox
from jru_tui.journal.files import beside
from jru_tui.journal.sqlite.file_access import load
from jru_tui.journal.sqlite.journal import open_journal
from jru_tui.settings.load import load_settings
from tests.journal.care.conftest import remove, rewrite, tamper

Jru = Callable[..., Result]

AT = datetime(2020, 10, 30, 20, tzinfo=UTC)
MANY = 12
EXAMPLES = Path(jru_tui.__file__).parents[1] / "docs" / "mappings"


def fact(number: int) -> Event:
    """Call K-n was opened; the first word is that the feed is there."""
    said = CallReported(CallRecord(f"K-{number}", AT)) if number else FeedChanged("live", AT)
    return Event(f"e{number}", AT, AT, "feed", said)


@pytest.fixture
async def kept(home: Path) -> Path:
    """The journal of the settings, with a dozen events."""
    path = home / "journal.sqlite"
    async with await open_journal(path, by="SC 1", clock=lambda: AT) as journal:
        await journal.append([fact(number) for number in range(MANY)])
    return path


@pytest.mark.usefixtures("kept")
def test_info_tells_what_there_is(jru: Jru, home: Path) -> None:
    said = jru("journal", "info").stdout
    assert f"Holds:       {MANY} events in 1 shift," in said
    assert "Last backup: none" in said
    jru("journal", "backup", str(home / "b.sqlite"))
    found = json.loads(jru("journal", "info", "--json").stdout)
    assert (found["events"], found["backups"][0]["position"]) == (MANY, MANY)
    assert "Last backup: 20" in jru("journal", "info").stdout


def test_verify_says_so_and_exits_accordingly(jru: Jru, kept: Path) -> None:
    done = jru("journal", "verify")
    assert done.exit_code == 0
    assert done.stdout.startswith(f"The journal is intact: {MANY} events")
    head = done.stdout.splitlines()[1].removeprefix("Head: ")
    assert jru("journal", "verify", "--head", head).exit_code == 0
    assert jru("journal", "verify", "--head", f"{MANY}:{'0' * 64}").exit_code == JOURNAL_DAMAGED
    tamper(kept, rewrite("body", 7))
    done = jru("journal", "verify")
    assert done.exit_code == JOURNAL_DAMAGED
    assert "Event 7 was changed after it was written." in done.stdout
    assert "jru-tui journal salvage NEW" in done.stdout
    told = json.loads(jru("journal", "verify", "--json").stdout)
    assert [each["position"] for each in told["findings"]] == [7]


def test_verify_lists_a_damaged_header_with_what_to_do(jru: Jru, kept: Path) -> None:
    content = bytearray(kept.read_bytes())
    content[0] ^= 1
    kept.write_bytes(content)
    done = jru("journal", "verify")
    assert done.exit_code == JOURNAL_DAMAGED
    assert f"cannot be trusted: {MANY} events are intact, 0 are not." in done.stdout
    assert "its first bytes, which say what it is, were changed" in done.stdout
    told = json.loads(jru("journal", "verify", "--json").stdout)
    assert [each["part"] for each in told["findings"]] == ["file"]


def test_backup_and_restore_bring_a_night_back(jru: Jru, kept: Path, home: Path) -> None:
    backup = home / "backups" / "b.sqlite"
    assert jru("journal", "backup", str(backup)).exit_code == 0
    tamper(kept, rewrite("body", 7))
    done = jru("journal", "restore", str(backup))
    assert f"Restored {MANY} events" in done.stdout
    assert "journal.replaced-1.sqlite" in done.stdout
    assert jru("journal", "verify").exit_code == 0
    assert jru("journal", "backup", str(backup)).exit_code == 1


def test_salvage_keeps_what_is_whole(jru: Jru, kept: Path, home: Path) -> None:
    tamper(kept, rewrite("body", 7), remove(9))
    done = jru("journal", "salvage", str(home / "new.sqlite"))
    assert done.exit_code == JOURNAL_DAMAGED
    assert f"Wrote {MANY - 3} of {MANY} events" in done.stdout
    assert "Not in it: event 7, 9 to 10." in done.stdout
    again = jru("journal", "salvage", str(home / "2.sqlite"), "--json")
    assert [each["position"] for each in json.loads(again.stdout)["lost"]] == [7, 9, 10]


def test_an_export_comes_back(jru: Jru, kept: Path, home: Path) -> None:
    lines, new = home / "j.jsonl", home / "new.sqlite"
    assert jru("journal", "export", "-o", str(lines)).exit_code == 0
    assert lines.read_text() == jru("journal", "export").stdout
    assert lines.stat().st_mode & 0o077 == 0
    done = jru("journal", "import", str(lines), "--journal", str(new))
    assert f"Wrote {MANY} events" in done.stdout
    assert [*load(new)] == [*load(kept)]
    assert jru("journal", "import", str(lines), "--journal", str(new)).exit_code == 1


def test_a_history_becomes_a_journal_of_its_own(jru: Jru, home: Path) -> None:
    new = home / "past.sqlite"
    done = jru(
        "journal", "import", str(EXAMPLES / "csv_snapshot.csv"),
        "--mapping", str(EXAMPLES / "csv_snapshot.toml"), "--journal", str(new),
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "Wrote" in done.stdout
    assert verify_journal(new).sound
    assert jru("report", "--journal", str(new), "--format", "json").exit_code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("import", "none.jsonl", "--journal", "new.sqlite"),
        ("import", "none.csv", "--mapping", "none.toml", "--journal", "new.sqlite"),
        ("restore", "none.sqlite"),
        ("info", "--journal", "none.sqlite"),
        ("verify", "--journal", "none.sqlite"),
        ("backup", "b.sqlite", "--journal", "none.sqlite"),
        ("salvage", "b.sqlite", "--journal", "none.sqlite"),
        ("export", "--journal", "none.sqlite"),
        ("verify", "--head", "nonsense"),
    ],
)
@pytest.mark.usefixtures("kept")
def test_what_cannot_be_done_is_a_sentence_and_leaves_nothing(
    jru: Jru, home: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(home)
    before = {each.name for each in home.iterdir()}
    done = jru("journal", *arguments)
    assert done.exit_code == 1
    assert done.stderr.startswith("jru-tui: ") or "Error" in done.stderr
    assert {each.name for each in home.iterdir()} == before


@pytest.mark.parametrize("command", [
    "info", "verify", "backup", "restore", "salvage", "export", "import"
])  # fmt: skip
def test_each_has_help_with_examples(jru: Jru, command: str) -> None:
    said = jru("journal", command, "--help").stdout
    assert f"jru-tui journal {command}" in said.partition("Examples:")[2]


READERS = ("status", "handover", "report", "watch")


@pytest.mark.parametrize("command", READERS)
@pytest.mark.parametrize("damage", [rewrite("body", 7, "'{'"), remove(7)], ids=["torn", "gone"])
def test_what_is_whole_of_a_damaged_journal_is_shown_and_the_rest_is_named(
    jru: Jru, kept: Path, command: str, damage: str
) -> None:
    tamper(kept, damage)
    done = jru(command, "--journal", str(kept))
    assert done.exit_code == JOURNAL_DAMAGED, done.output
    assert "event 7 is missing or was changed" in done.stderr
    if command in {"status", "handover", "watch"}:
        assert "K-3" in done.stdout
        assert "K-11" in done.stdout


async def shift(path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], Desk]:
    """Open the board on a journal as `run` does; what it tells, and its desk."""
    told: list[str] = []
    desks: list[Desk] = []

    class App:
        def call_later(self, _tell: object, words: str) -> None:
            told.append(words)

        tell = None

    def app_for(_settings: object, desk: Desk, *_: object, **__: object) -> App:
        desks.append(desk)
        return App()

    async def show(_app: object, attend: Callable[[], Coroutine[None, None, None]]) -> None:
        coroutine = attend()
        try:
            coroutine.send(None)
        except StopIteration:
            return
        coroutine.close()

    monkeypatch.setattr(live_session, "open_board", lambda *_, **__: nullcontext())
    monkeypatch.setattr(app_runner, "app_for", app_for)
    monkeypatch.setattr(app_runner, "show", show)
    file = path.with_name("settings-of-test.toml")
    file.write_text(f'journal = "{path}"\n[feed]\nurl = "http://localhost:9/feed"\n')
    await live_session._live(load_settings(file, {}, {}), read_only=False, mouse=False)
    return told, desks[-1]


@pytest.mark.parametrize(
    "damage",
    [
        rewrite("body", 7, "'{'"),
        remove(7),
        remove(MANY),
        rewrite("body", MANY),
        rewrite("hash", MANY, "zeroblob(32)"),
    ],
    ids=["torn in the middle", "gone", "cut short", "the last one changed", "the last hash"],
)
async def test_a_damaged_journal_still_runs_a_shift(
    kept: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    tamper(kept, damage)
    before = kept.read_bytes()
    told, desk = await shift(kept, monkeypatch)
    assert "K-3" in desk.board.calls
    assert "the board continues in a new file with" in told[0]
    assert "journal.damaged-1.sqlite" in told[0]
    assert kept.with_name("journal.damaged-1.sqlite").read_bytes() == before
    assert verify_journal(kept).findings == ()
    told, _ = await shift(kept, monkeypatch)
    assert told == []


def test_a_purge_deletes_refused_documents_that_are_too_old(
    jru: Jru, kept: Path, home: Path
) -> None:
    """Where no board runs any more, nobody else would."""
    folder = home / "state" / "refused"
    folder.mkdir(parents=True)
    old = folder / f"refused-20200101T000000Z-{'a' * 64}.bin"
    new = folder / f"refused-{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{'b' * 64}.bin"
    for file in (old, new):
        file.write_bytes(b"a caller's words")
    purged = ("journal", "purge", "--days", "30", "--journal", str(kept))
    assert jru(*purged, "--dry-run").exit_code == 0
    assert old.exists()
    assert jru(*purged).exit_code == 0
    assert [file.name for file in folder.iterdir()] == [new.name]


def test_info_tells_whether_a_purge_is_due(jru: Jru, kept: Path, home: Path) -> None:
    assert "Retention:   none is set" in jru("journal", "info").stdout
    note = Commanded(Note("zebra", vehicle="JRU1"))
    asyncio.run(append(kept, [Event("n1", AT, AT, "supervisor", note, by="SC 1")]))
    settings = home / "kept.toml"
    settings.write_text("[retention]\ndays = 30\n")
    asked = ("journal", "info", "--config", str(settings), "--journal", str(kept))
    assert "1 event with words about people is older than 30 days" in jru(*asked).stdout
    assert json.loads(jru(*asked, "--json").stdout)["retention"] == {"days": 30, "events": 1}
    jru("journal", "purge", "--config", str(settings), "--journal", str(kept))
    assert "nothing older than 30 days holds words" in jru(*asked).stdout


async def append(path: Path, events: list[Event]) -> None:
    async with await open_journal(path, by="SC 1", clock=lambda: AT) as journal:
        await journal.append(events)


def test_no_backup_is_made_of_a_damaged_journal_and_the_journal_is_named(
    jru: Jru, kept: Path, home: Path
) -> None:
    tamper(kept, rewrite("body", 3))
    done = jru("journal", "backup", str(home / "b.sqlite"))
    assert done.exit_code == 1
    assert f"The journal {kept} is incomplete: event 3" in done.output
    assert "journal salvage" in done.output
    assert not (home / "b.sqlite").exists()


def look(home: Path) -> Event:
    """A look of somebody who could not write the journal of the settings, left beside it."""
    event = Event("look1", AT, AT, "supervisor", Viewed("K-3"), by="SC 9")
    leave_export(home / "journal.sqlite", event)
    return event


def test_a_look_that_waits_is_disclosed_as_what_the_journal_holds(
    jru: Jru, kept: Path, home: Path
) -> None:
    event = look(home)
    done = jru("journal", "disclose", str(home / "given"), "--member", "SC 9")
    assert done.exit_code == 0, done.output
    assert '"id":"look1"' in (home / "given" / "events.jsonl").read_text()
    assert read_inbox(kept) == []
    assert event in [told for _, told in load(kept)]


def test_a_look_that_waits_is_recorded_before_a_purge_and_what_cannot_be_read_goes_with_its_age(
    jru: Jru, kept: Path, home: Path
) -> None:
    event, folder = look(home), beside(kept, ".word")
    old, new = folder / "old.json", folder / ".new.tmp"
    for file in (old, new):
        file.write_text("zebra")
    os.utime(old, (AT.timestamp(), AT.timestamp()))
    purged = ("journal", "purge", "--days", "30")
    said = jru(*purged, "--dry-run").output
    assert {file.name for file in folder.iterdir()} == {"look1.json", old.name, new.name}
    said = jru(*purged).output
    assert event in [told for _, told in load(kept)]
    assert [file.name for file in folder.iterdir()] == [new.name]
    assert f"Still holds it: {new}" in said


def test_a_purge_erases_what_a_disclosure_was_about(jru: Jru, kept: Path, home: Path) -> None:
    given = ("journal", "disclose", str(home / "given"), "--place", "Zebra Road", "--call", "K-3")
    assert jru(*given).exit_code == 0
    told = [event.fact for _, event in load(kept)][-1]
    assert told == Exported("disclosure", "folder", "K-3, Zebra Road")
    assert redact(told) == Exported("disclosure", "folder")


def test_a_disclosure_that_the_first_versions_recorded_is_taken_apart() -> None:
    body = b'{"kind":"exported","what":"disclosure of K-3, High Street","form":"folder"}'
    told = msgspec.json.decode(body, type=Exported)
    assert told == Exported("disclosure", "folder", "K-3, High Street")
