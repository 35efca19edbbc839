"""`jru-tui status` of a feed and of a journal, and what it says when there is none."""

import asyncio
import json
import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result

from jru_tui.board.events import CallReported, Event, Fact, FeedChanged, VehicleReported
from jru_tui.board.records import CallRecord, ResponseRecord, VehicleRecord
from jru_tui.journal.sqlite.journal import open_journal
from jru_tui.journal.sqlite.lock import LockHolder, only_writer

Jru = Callable[..., Result]
Serving = Callable[..., AbstractContextManager[str]]

EIGHT = datetime(2020, 10, 30, 20, tzinfo=UTC)
NINE = EIGHT + timedelta(hours=1)


def document(**changes: object) -> bytes:
    """A feed with one vehicle at scene, written down in the middle of a shift."""
    now = NINE
    at = (now - timedelta(minutes=5)).isoformat()
    stages = {"allocated_at": at, "en_route_at": at, "at_scene_at": at}
    told = {
        "feed": "jru/1",
        "generated_at": now.isoformat(),
        "calls": [
            {
                "id": "K-1",
                "opened_at": (now - timedelta(minutes=9)).isoformat(),
                "grade": "G1",
                "responses": [{"vehicle": "JRU3", **stages}],
            }
        ],
        "vehicles": [{"id": "JRU3", "status": "at_scene", "status_at": at, "call": "K-1"}],
    }
    return json.dumps(told | changes).encode()


def kept(path: Path, clock: Callable[[], datetime] = lambda: NINE) -> None:
    """A journal in which JRU 3 reaches a call at nine o'clock; `clock` is this machine's."""

    async def keep() -> None:
        reached = CallRecord("K-1", EIGHT, responses=(ResponseRecord("JRU3", EIGHT, EIGHT, NINE),))
        facts: list[tuple[datetime, Fact]] = [
            (EIGHT, FeedChanged("live", EIGHT)),
            (EIGHT, VehicleReported(VehicleRecord("JRU3", "en_route", EIGHT, call="K-1"))),
            (NINE, CallReported(reached)),
        ]
        events = [
            Event(str(number), at, at, "feed", fact) for number, (at, fact) in enumerate(facts)
        ]
        async with await open_journal(path, by="SC 1", clock=clock) as journal:
            await journal.append(events)

    asyncio.run(keep())


def test_a_feed_is_polled_once(jru: Jru, serving: Serving) -> None:
    with serving(document()) as url:
        told = json.loads(jru("status", "--feed", url, "--json").stdout)
    assert told["feed"] == {"state": "live", "age_s": 0, "error": None, "quarantined": 0}
    assert told["vehicles"][0]["id"] == "JRU3"
    assert told["vehicles"][0]["period"]["attended"] == 1
    assert told["calls"][0]["vehicles"] == ["JRU3"]


def test_a_bad_record_is_counted(jru: Jru, serving: Serving) -> None:
    with serving(document(vehicles=[{"id": "JRU3"}])) as url:
        told = json.loads(jru("status", "--feed", url, "--json").stdout)
    assert told["feed"]["quarantined"] == 1


def test_the_text_carries_the_marking(jru: Jru, serving: Serving) -> None:
    with serving(document()) as url:
        said = jru("status", "--feed", url).stdout
    assert said.startswith("OFFICIAL-SENSITIVE.\n")
    assert "JRU3: at scene for 5 minutes, call K-1. 1 call attended, 0 h 30 saved" in said


def test_a_feed_that_cannot_be_had_is_a_reason_and_code_1(jru: Jru, serving: Serving) -> None:
    with serving(b"no such page", status=404) as url:
        said = jru("status", "--feed", url)
    assert said.exit_code == 1
    assert said.stdout == ""
    assert said.stderr == (
        f"jru-tui: the feed at {url} cannot be read: nothing is at that address (404): "
        "is it right?\n"
    )


def test_a_feed_that_nobody_serves_is_a_reason_and_code_1(jru: Jru, serving: Serving) -> None:
    with serving(b"") as url:
        pass
    said = jru("status", "--feed", url, "--json")
    assert said.exit_code == 1
    assert "cannot be read" in said.stderr


def test_a_journal_is_told_as_it_stood(jru: Jru, home: Path) -> None:
    path = home / "kept.sqlite"
    kept(path)
    ask = ("status", "--journal", str(path), "--json", "--at")
    before = json.loads(jru(*ask, "2020-10-30T20:30:00Z").stdout)
    after = json.loads(jru(*ask, "2020-10-30 21:10").stdout)
    assert before["shift"]["attended"] == 0
    assert after["shift"]["attended"] == 1
    assert after["feed"] == {"state": "recorded", "age_s": 600, "error": None, "quarantined": 0}
    assert after["calls"][0]["waiting_s"] == 3600


def test_a_journal_is_told_by_the_clock_of_the_system_that_it_tells_of(
    jru: Jru, home: Path
) -> None:
    # A dispatch system that plays a night of 2020 today, written down half an hour ago.
    path = home / "kept.sqlite"
    kept(path, clock=lambda: datetime.now(UTC) - timedelta(minutes=30))
    told = json.loads(jru("status", "--journal", str(path), "--json").stdout)
    assert told["as_of"].startswith("2020-10-30T21:3")
    assert told["shift"]["attended"] == 1
    assert 1800 <= told["feed"]["age_s"] < 1860


def test_a_board_that_was_killed_is_not_told_as_live(jru: Jru, home: Path) -> None:
    # What was written last is that the feed is live; only a board that is there can mean it.
    path = home / "kept.sqlite"
    kept(path, clock=lambda: datetime.now(UTC) - timedelta(minutes=30))
    with only_writer(path, LockHolder("SC 1", os.getpid(), datetime.now(UTC))):
        page = jru("handover", "--journal", str(path)).stdout
    assert "There is no contact with the feed: what follows is as of 21:" not in page
    # Its number is that of a process that is there: this one.
    page = jru("handover", "--journal", str(path)).stdout
    assert "There is no contact with the feed: what follows is as of 21:" in page


def test_a_journal_needs_the_date_of_a_time(jru: Jru, home: Path) -> None:
    kept(home / "kept.sqlite")
    said = jru("status", "--journal", str(home / "kept.sqlite"), "--at", "21:10")
    assert said.exit_code == 2
    assert "'21:10' needs its date too" in said.stderr


def test_a_journal_that_is_not_there_or_is_none_is_told(jru: Jru, home: Path) -> None:
    path = home / "none.sqlite"
    assert jru("status", "--journal", str(path)).stderr == (
        f"jru-tui: there is no journal at {path}.\n"
    )
    path.write_text("not a database, but a letter to somebody")
    said = jru("status", "--journal", str(path))
    assert said.exit_code == 1
    assert "is not a journal" in said.stderr


def test_only_one_source_can_be_named(jru: Jru) -> None:
    said = jru("status", "quiet_tuesday", "--feed", "http://127.0.0.1/")
    assert said.exit_code == 2
    assert "Give only one of SOURCE, --feed and --journal." in said.stderr


def test_no_source_at_all_is_wrong_usage(jru: Jru) -> None:
    assert jru("status").exit_code == 2


def test_a_feed_has_no_other_moment_than_now(jru: Jru) -> None:
    said = jru("status", "--feed", "http://127.0.0.1/", "--at", "2020-10-30 21:10")
    assert said.exit_code == 2
    assert "a feed has no past" in said.stderr


def test_a_journal_on_a_read_only_disk_that_was_not_closed_is_told_from_a_copy(
    jru: Jru, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """STO-02."""
    path = tmp_path / "archive" / "shift.sqlite"
    kept(path)
    # A log as one that was killed leaves it, and nowhere to write.
    path.with_name("shift.sqlite-wal").write_bytes(bytes(32))
    access = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode: False if mode == os.W_OK else access(path, mode)
    )
    result = jru("status", "--journal", str(path))
    assert result.exit_code == 0, result.stderr
    assert result.stderr == (
        f"jru-tui: a copy of the journal {path} is read: it was not closed properly, and is in a "
        "place that is read-only.\n"
    )
    assert "JRU3" in result.stdout
