"""`handover` and `report`: their forms, their files, and the note that a journal keeps of each."""

import asyncio
import csv
import io
import json
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result

from jru_tui.board.board import Board
from jru_tui.board.commands import HandOver
from jru_tui.board.events import (
    CallReported,
    Commanded,
    Event,
    Exported,
    Fact,
    FeedChanged,
    Source,
    VehicleReported,
)
from jru_tui.board.records import CallRecord, ResponseRecord, VehicleRecord
from jru_tui.board.rules import Rules
from jru_tui.cli.errors import JOURNAL_DAMAGED
from jru_tui.desk.desk import Desk
from jru_tui.desk.workers import import_exports
from jru_tui.journal import export_inbox
from jru_tui.journal.sqlite.file_access import load
from jru_tui.journal.sqlite.journal import open_journal

Jru = Callable[..., Result]

WEEKEND = "east_kent_first_weekend"
EIGHT = datetime(2020, 10, 30, 20, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def journal(home: Path) -> Path:
    """A shift in which JRU 3 reaches a call at 20:10, handed over at 20:30 by SC 1."""
    path = home / "kept.sqlite"
    way = ResponseRecord("JRU3", EIGHT, EIGHT + MINUTE, EIGHT + 10 * MINUTE)
    facts: list[tuple[datetime, Source, Fact]] = [
        (EIGHT, "program", FeedChanged("live", EIGHT)),
        (EIGHT, "feed", VehicleReported(VehicleRecord("JRU3", "en_route", EIGHT, call="K-1"))),
        (EIGHT + 10 * MINUTE, "feed", CallReported(CallRecord("K-1", EIGHT, responses=(way,)))),
        (EIGHT + 30 * MINUTE, "supervisor", Commanded(HandOver("all quiet"))),
    ]

    async def keep() -> None:
        events = [
            Event(str(number), at, at, source, fact, by="SC 1" if source == "supervisor" else "")
            for number, (at, source, fact) in enumerate(facts)
        ]
        async with await open_journal(path, by="SC 1", clock=lambda: EIGHT) as kept:
            await kept.append(events)

    asyncio.run(keep())
    return path


@pytest.fixture(autouse=True)
def account(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is logged on to this machine."""
    monkeypatch.setattr("jru_tui.cli.export.getuser", lambda: "kim")


def exports(path: Path) -> list[Event]:
    return [event for _, event in load(path) if isinstance(event.fact, Exported)]


def test_the_handover_of_a_journal_names_where_it_stands(jru: Jru, journal: Path) -> None:
    said = jru("handover", "--journal", str(journal), "--at", "2020-10-30 20:40").stdout
    assert said.startswith("OFFICIAL-SENSITIVE\nHandover, Friday 30 October 2020, 20:40\n")
    assert "Since it was handed over at 20:30 by SC 1\nSaid then: all quiet\n" in said
    assert "\nJournal: event 4, chain " in said


@pytest.mark.parametrize(
    "args",
    [
        *(("handover", "--format", form) for form in ("text", "html", "markdown")),
        *(("report", "--format", form) for form in ("text", "html", "csv", "json")),
        ("status",),
        ("status", "--json"),
        ("watch",),
        ("snapshot", "-o", "board.txt"),
    ],
    ids=" ".join,
)
def test_what_nobody_asked_for_leaves_the_board_in_no_form(
    jru: Jru, journal: Path, home: Path, args: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """REC-22: what is written out is named, and a field that nobody knows has no name."""
    monkeypatch.chdir(home)
    record = CallRecord("K-9", EIGHT + 5 * MINUTE, grade="G1")
    fact = CallReported(record, beyond='{"insurance":"QQ123456C"}')
    at = EIGHT + 5 * MINUTE

    async def keep() -> None:
        async with await open_journal(journal, by="SC 1", clock=lambda: EIGHT) as kept:
            await kept.append([Event("more", at, at, "feed", fact)])

    asyncio.run(keep())
    when = () if args[0] == "watch" else ("--at", "2020-10-30 20:40")
    done = jru(*args, "--journal", str(journal), *when)
    written = Path("board.txt")
    said = done.stdout + (written.read_text(encoding="utf-8") if written.exists() else "")
    assert done.exit_code == 0, done.output
    assert len(said) > 100
    by_call = args[0] != "report"
    assert ("K-9" in said) is by_call
    assert "QQ123456C" not in said
    assert "insurance" not in said


def test_the_handover_of_an_earlier_moment_names_where_it_stood_then(
    jru: Jru, journal: Path
) -> None:
    ask = ("handover", "--journal", str(journal), "--at")
    early = jru(*ask, "2020-10-30 20:15").stdout
    assert "Journal: event 3, chain " in early
    assert "Since the shift began" in early
    assert early == jru(*ask, "2020-10-30 20:15").stdout


def test_a_handover_of_nothing_yet_stands_at_the_beginning(jru: Jru, journal: Path) -> None:
    said = jru("handover", "--journal", str(journal), "--at", "2020-10-30 19:00").stdout
    assert f"Journal: event 0, chain {'0' * 64}\n" in said


def test_a_scenario_says_that_it_is_one_and_is_kept_nowhere(jru: Jru) -> None:
    said = jru("handover", WEEKEND).stdout
    assert said.startswith("Sample shift: East Kent's first weekend\nHandover,")
    assert "None of this is saved in a journal." in said
    assert "OFFICIAL" not in said


@pytest.mark.parametrize(
    ("args", "begins"),
    [
        (("handover", WEEKEND, "--format", "html"), "<!DOCTYPE html>"),
        (("handover", WEEKEND, "--format", "markdown"), "**Sample shift"),
        (("report", WEEKEND), "Sample shift: East Kent's first weekend\nReport, shifts of"),
        (("report", WEEKEND, "--format", "csv"), '"shift","vehicle","figure"'),
        (("report", WEEKEND, "--format", "json"), '{\n  "marking": "Sample shift'),
        (("report", WEEKEND, "--format", "html"), "<!DOCTYPE html>"),
    ],
)
def test_a_form_can_be_named(jru: Jru, args: tuple[str, ...], begins: str) -> None:
    assert jru(*args).stdout.startswith(begins)


@pytest.mark.parametrize(
    ("command", "name", "begins"),
    [
        ("handover", "page.md", "**Sample shift"),
        ("handover", "page.html", "<!DOCTYPE html>"),
        ("handover", "page.txt", "Sample shift"),
        ("report", "r.csv", '"shift"'),
        ("report", "r.JSON", "{"),
        ("report", "r.htm", "<!DOCTYPE html>"),
    ],
)
def test_a_file_says_its_form_by_its_name(
    jru: Jru, home: Path, command: str, name: str, begins: str
) -> None:
    done = jru(command, WEEKEND, "-o", str(home / name))
    assert (done.exit_code, done.output) == (0, "")
    assert (home / name).read_text().startswith(begins)
    assert (home / name).stat().st_mode & 0o777 == 0o600


def test_a_file_of_a_form_that_there_is_not_is_wrong_usage(jru: Jru, home: Path) -> None:
    done = jru("handover", WEEKEND, "-o", str(home / "page.csv"))
    assert done.exit_code == 2
    assert "means the format csv; available: text, markdown, html." in done.stderr
    done = jru("report", WEEKEND, "-o", str(home / "page.pdf"))
    assert done.exit_code == 2
    assert "means the format pdf" in done.stderr
    assert jru("report", WEEKEND, "--format", "csv", "-o", str(home / "r.tab")).exit_code == 0


def test_a_file_that_cannot_be_written_is_told(jru: Jru, home: Path) -> None:
    done = jru("report", WEEKEND, "-o", str(home / "none" / "r.csv"))
    assert done.exit_code == 1
    assert "cannot be written: No such file or directory." in done.stderr


def test_a_report_tells_every_shift_of_a_scenario_unless_some_are_named(jru: Jru) -> None:
    def nights(*args: str) -> list[str]:
        told = json.loads(jru("report", WEEKEND, "--format", "json", *args).stdout)
        return [each["starts_at"][:10] for each in told["shifts"]]

    assert nights() == ["2020-10-30", "2020-10-31", "2020-11-01"]
    assert nights("--from", "2020-10-31") == ["2020-10-31", "2020-11-01"]
    assert nights("--to", "2020-10-31") == ["2020-10-30", "2020-10-31"]
    assert nights("--from", "2020-11-01", "--to", "2020-11-01") == ["2020-11-01"]
    assert nights("--at", "2020-10-31 22:00") == ["2020-10-30", "2020-10-31"]


def test_jru_3_attends_twelve_calls_in_the_report_too(jru: Jru) -> None:
    told = json.loads(jru("report", WEEKEND, "--format", "json").stdout)
    attended = {each["id"]: each["figures"]["attended"] for each in told["whole"]["vehicles"]}
    assert attended["JRU3"] == 12


def test_shifts_that_are_not_there_are_told(jru: Jru) -> None:
    done = jru("report", WEEKEND, "--from", "2021-01-01")
    assert done.exit_code == 1
    assert "no call was opened, reached or closed in those shifts." in done.stderr


@pytest.mark.parametrize(
    "args",
    [("--from", "2020-11-02", "--to", "2020-11-01"), ("--from", "Friday"), ("--format", "pdf")],
)
def test_a_span_or_a_form_that_is_none_is_wrong_usage(jru: Jru, args: tuple[str, ...]) -> None:
    assert jru("report", WEEKEND, *args).exit_code == 2


def test_an_export_is_noted_in_its_journal(jru: Jru, home: Path, journal: Path) -> None:
    (home / "settings.toml").write_text('by = "SC 70001"')
    done = jru("report", "--journal", str(journal), "--format", "csv")
    assert done.stderr == ""
    (noted,) = exports(journal)
    assert (noted.fact, noted.by, noted.source) == (
        Exported("report", "csv"),
        "SC 70001",
        "supervisor",
    )
    rows = csv.DictReader(io.StringIO(done.stdout, newline=""))
    assert {row["marking"] for row in rows} == {"OFFICIAL-SENSITIVE"}


def test_an_export_that_came_to_nothing_is_not_noted(jru: Jru, home: Path, journal: Path) -> None:
    done = jru("report", "--journal", str(journal), "-o", str(home / "none" / "r.csv"))
    assert done.exit_code == 1
    assert exports(journal) == []
    assert jru("report", "--journal", str(journal), "-o", str(home / "r.csv")).exit_code == 0
    (noted,) = exports(journal)
    assert noted.by == "kim, command line"


def test_a_picture_is_an_export_as_well(jru: Jru, home: Path, journal: Path) -> None:
    ask = ("snapshot", "--journal", str(journal), "--at", "2020-10-30 20:40")
    assert jru(*ask, "-o", str(home / "board.svg")).exit_code == 0
    assert (home / "board.svg").stat().st_mode & 0o777 == 0o600
    (noted,) = exports(journal)
    assert noted.fact == Exported("snapshot", "svg")


def test_a_look_makes_what_a_journal_holds_no_younger(jru: Jru, home: Path, journal: Path) -> None:
    def age_s() -> int:
        done = jru("status", "--journal", str(journal), "--json")
        return int(json.loads(done.stdout)["feed"]["age_s"])

    before = age_s()
    assert jru("snapshot", "--journal", str(journal), "-o", str(home / "b.txt")).exit_code == 0
    assert age_s() >= before


def test_a_link_that_goes_round_is_told(jru: Jru, home: Path) -> None:
    (home / "loop.txt").symlink_to(home / "loop.txt")
    done = jru("handover", WEEKEND, "-o", str(home / "loop.txt"))
    assert done.exit_code in {1, 2}
    assert "fault" not in done.stderr
    assert (home / "loop.txt").is_symlink()


@pytest.mark.parametrize("name", ["a" * 300 + ".txt", "f.txt/x.txt"])
def test_a_name_that_cannot_be_is_told(jru: Jru, home: Path, name: str) -> None:
    (home / "f.txt").write_text("")
    done = jru("handover", WEEKEND, "-o", str(home / name))
    assert done.exit_code == 1
    assert "cannot be written: " in done.stderr


def test_the_page_names_the_last_event_that_it_holds(jru: Jru, journal: Path) -> None:
    """Not the number of events: one from a clock that was ahead is not in it."""

    async def keep() -> None:
        ahead = EIGHT + timedelta(hours=3)
        late = Event("late", ahead, ahead, "supervisor", Commanded(HandOver("of the future")))
        last = Event("last", EIGHT, EIGHT + 31 * MINUTE, "program", FeedChanged("live", EIGHT))
        async with await open_journal(journal, by="SC 1", clock=lambda: EIGHT) as kept:
            await kept.append([late])
            await kept.append([last])

    asyncio.run(keep())
    said = jru("handover", "--journal", str(journal), "--at", "2020-10-30 20:40").stdout
    assert "of the future" not in said
    assert "\nJournal: event 6, chain " in said


@pytest.mark.parametrize("command", ["status", "report", "handover", "watch"])
def test_a_journal_that_was_changed_by_another_hand_is_told(
    jru: Jru, journal: Path, command: str
) -> None:
    with closing(sqlite3.connect(journal)) as connection:
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(
            "UPDATE event SET body = replace(body, 'all quiet', 'all is off') WHERE position = 4"
        )
        connection.commit()
    done = jru(command, "--journal", str(journal))
    assert "was damaged or tampered with: event 4 is missing or was changed" in done.stderr
    assert "tampered with: event 4" in done.stdout
    assert done.exit_code == JOURNAL_DAMAGED


async def test_an_export_beside_the_board_that_writes_is_noted_by_that_board(
    jru: Jru, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JRU_TUI_BY", "SC 70001")
    ask = ("handover", "--journal", str(journal), "--at", "2020-10-30 20:40")
    seen = asyncio.Event()
    async with await open_journal(journal, by="SC 9", clock=lambda: EIGHT) as writer:
        desk = Desk(board=Board(Rules()), journal=writer, clock=lambda: EIGHT, by="SC 9")
        await desk.catch_up()
        done = await asyncio.to_thread(jru, *ask)
        assert (done.exit_code, done.stderr) == (0, "")
        assert done.stdout.startswith("OFFICIAL-SENSITIVE\nHandover")
        assert exports(journal) == []
        (left,) = journal.with_name("kept.sqlite.word").iterdir()
        assert stat.S_IMODE(left.stat().st_mode) == 0o600
        assert stat.S_IMODE(left.parent.stat().st_mode) == 0o700

        async def pause(_seconds: float) -> None:
            seen.set()
            await asyncio.Event().wait()

        taking = asyncio.create_task(import_exports(desk, journal, pause))
        await seen.wait()
        taking.cancel()
        (line,) = (each for each in desk.board.log() if "exported" in each.text)
    (noted,) = exports(journal)
    assert (noted.fact, noted.by) == (Exported("handover", "text"), "SC 70001")
    assert noted.recorded_at == EIGHT
    assert (line.text, line.by) == ("exported handover as text", "SC 70001")
    assert list(journal.with_name("kept.sqlite.word").iterdir()) == []


async def test_word_that_is_no_export_is_not_taken(journal: Path) -> None:
    command = Event("c1", EIGHT, EIGHT, "supervisor", Commanded(HandOver("not mine")))
    export_inbox.leave_export(journal, command)
    folder = journal.with_name("kept.sqlite.word")
    (folder / "broken.json").write_text("{")
    assert export_inbox.read_inbox(journal) == []
    kept = Event("e1", EIGHT, EIGHT, "supervisor", Exported("report", "csv"))
    export_inbox.leave_export(journal, kept)
    export_inbox.leave_export(journal, kept)
    assert export_inbox.read_inbox(journal) == [kept]


def test_the_log_of_a_call_is_written_to_a_file_and_noted(
    jru: Jru, journal: Path, tmp_path: Path
) -> None:
    page = tmp_path / "log.html"
    told = jru("debrief", "--of", "no such call", "--journal", str(journal))
    assert told.exit_code == 1
    assert "no call or vehicle is called no such call" in told.stderr
    call = json.loads(jru("status", "--journal", str(journal), "--json").stdout)["calls"][0]["id"]
    assert jru("debrief", "--of", call, "--journal", str(journal), "-o", str(page)).exit_code == 0
    assert f"Log of call {call}" in page.read_text(encoding="utf-8")
