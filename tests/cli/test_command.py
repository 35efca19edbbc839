"""`jru-tui command`: the same gates and answers without a screen, beside a board or without one."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from jru_tui.board.board import Board
from jru_tui.board.commands import Assign
from jru_tui.board.events import CallReported, Commanded, Event, VehicleReported
from jru_tui.board.records import CallRecord, VehicleRecord
from jru_tui.board.rules import Rules
from jru_tui.cli.command_session import give_command, serve_commands
from jru_tui.desk.desk import Desk
from jru_tui.journal import command_inbox
from jru_tui.journal.command_inbox import CommandRequest, RequestReply
from jru_tui.journal.file_access import load
from jru_tui.journal.sqlite import open_journal
from jru_tui.settings.load import load_settings
from jru_tui.tui.commands.catalogue import COMMANDS

Jru = Callable[..., Result]

NOW = datetime(2020, 10, 30, 21, tzinfo=UTC)


@pytest.fixture
def path(home: Path) -> Path:
    """A journal with one call and two vehicles, which no board writes."""
    path = home / "shift.sqlite"
    opened = NOW - timedelta(minutes=9)
    facts = [
        CallReported(CallRecord("K-1037", opened, grade="G1", type="fall")),
        VehicleReported(VehicleRecord("JRU1", "at_scene", opened, "JRU 1")),
        VehicleReported(VehicleRecord("JRU2", "available", opened, "JRU 2")),
    ]

    async def write() -> None:
        async with await open_journal(path, by="SC 1", clock=lambda: NOW) as journal:
            await journal.append(
                [Event(str(n), NOW, NOW, "feed", fact) for n, fact in enumerate(facts)]
            )

    asyncio.run(write())
    return path


def commands(path: Path) -> list[tuple[Any, str]]:
    """What was commanded, and by whom."""
    events = [event for _, event in load(path)]
    return [(event.fact.command, event.by) for event in events if isinstance(event.fact, Commanded)]


@asynccontextmanager
async def running(path: Path) -> AsyncIterator[Desk]:
    """A board on the journal: its desk, and what listens for requests."""
    async with await open_journal(path, by="SC 1", clock=lambda: NOW) as journal:
        desk = Desk(board=Board(Rules()), journal=journal, clock=lambda: NOW, by="SC 1")
        await desk.catch_up()
        serving = asyncio.create_task(serve_commands(desk, path, COMMANDS, lambda: NOW))
        yield desk
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving


def given_beside_a_board(path: Path, line: str) -> str:
    """Give a line while a board runs; what was said of it."""

    async def give() -> str:
        async with running(path):
            settings = load_settings(None, {}, {"journal": str(path)})
            try:
                return await asyncio.to_thread(give_command, settings, line, "SC 9")
            except Exception as error:  # noqa: BLE001 -- a sentence is wanted
                return str(error)

    return asyncio.run(give())


@pytest.mark.parametrize(
    "line", [["a k-1037 jru2"], [":a k-1037 jru2"], ["a", "k-1037", "jru2"], ["assign 1037 2"]]
)
def test_a_stopped_board_gets_it_in_its_journal(jru: Jru, path: Path, line: list[str]) -> None:
    done = jru("command", *line, "--journal", str(path), "--as", "SC 9")
    assert (done.exit_code, done.stdout) == (0, "K-1037: JRU 2 assigned.\n")
    assert commands(path) == [(Assign("K-1037", "JRU2"), "SC 9")]
    assert "JRU 2: allocated" in jru("status", "--journal", str(path)).stdout


REFUSED = {
    "a k-1037 jru1": "not done: JRU 1 cannot be sent: at scene.",
    "a k-9 jru2": "not done: there is no call “k-9”.",
    "a": "not done: “assign” needs more: assign [call] [vehicle] [reason].",
    "frobnicate": "not done: there is no command “frobnicate”.",
    "q": "not done: “quit” is for the board's screen: there is none here.",
    "find fall": "is for the board's screen",
    "u": "nothing to undo",
    "": "not done",
}


@pytest.mark.parametrize("line", REFUSED)
def test_what_the_board_would_refuse_is_refused_with_its_words(
    jru: Jru, path: Path, line: str
) -> None:
    done = jru("command", line, "--journal", str(path))
    assert done.exit_code == 1
    assert done.stdout == ""
    assert REFUSED[line] in done.stderr
    assert commands(path) == []
    assert REFUSED[line] in given_beside_a_board(path, line)
    assert commands(path) == []


def test_a_running_board_carries_it_out_and_says_so(path: Path) -> None:
    assert given_beside_a_board(path, "a k-1037 jru2") == "K-1037: JRU 2 assigned."
    assert commands(path) == [(Assign("K-1037", "JRU2"), "SC 9")]
    assert [*path.with_name("shift.sqlite.commands").iterdir()] == []


def test_undo_asks_before_it_acts_and_so_needs_the_board(jru: Jru, path: Path) -> None:
    jru("command", "a k-1037 jru2", "--journal", str(path))
    done = jru("command", "u", "--journal", str(path))
    assert (done.exit_code, done.stdout) == (1, "")
    assert "not done: " in done.stderr
    assert [type(command).__name__ for command, _ in commands(path)] == ["Assign"]


def test_a_request_that_nobody_claims_is_withdrawn_and_never_carried_out(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nobody_listens() -> str:
        async with await open_journal(path, by="SC 1", clock=lambda: NOW):
            settings = load_settings(None, {}, {"journal": str(path)})
            with pytest.raises(Exception, match="did not answer") as refused:
                await asyncio.to_thread(give_command, settings, "a k-1037 jru2", "SC 9")
            return str(refused.value)

    with monkeypatch.context() as short:
        short.setattr(command_inbox, "VALID_S", 0.2)
        assert asyncio.run(nobody_listens()).startswith("not done: ")
    assert given_beside_a_board(path, "n k-1037 looked") == "K-1037: note: looked."
    assert [type(command).__name__ for command, _ in commands(path)] == ["Note"]


@pytest.mark.parametrize("minutes", [-1, 1, 600])
def test_a_request_of_another_time_is_dropped(path: Path, minutes: int) -> None:
    now = datetime.now(UTC)
    left = CommandRequest("1", now + timedelta(minutes=minutes), "SC 9", "a k-1037 jru2")
    command_inbox.leave(path, left)
    assert command_inbox.claim(path, now) == []
    assert command_inbox.claim(path, left.at) == []


def test_a_request_is_claimed_once(path: Path) -> None:
    now = datetime.now(UTC)
    left = CommandRequest("1", now, "SC 9", "a k-1037 jru2")
    command_inbox.leave(path, left)
    assert command_inbox.claim(path, now) == [left]
    assert command_inbox.claim(path, now) == []
    assert not command_inbox.withdraw(path, "1")
    command_inbox.reply(path, "1", RequestReply(done=True, said="done"))
    assert command_inbox.take_reply(path, "1") == RequestReply(done=True, said="done")
    assert command_inbox.take_reply(path, "1") is None


def test_a_file_that_is_no_request_harms_nobody(path: Path) -> None:
    folder = path.with_name("shift.sqlite.commands")
    folder.mkdir()
    (folder / "1.json").write_text("[")
    (folder / "2.json").write_text(
        '{"id": "3", "at": "2020-10-30T21:00:00Z", "by": "", "line": ""}'
    )
    assert command_inbox.claim(path, NOW) == []
    assert given_beside_a_board(path, "a k-1037 jru2") == "K-1037: JRU 2 assigned."


def test_a_board_that_ends_in_the_middle_leaves_it_open_whether_it_was_done(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave = command_inbox.leave

    def claimed_at_once(path: Path, request: CommandRequest) -> None:
        leave(path, request)
        assert command_inbox.claim(path, request.at) == [request]

    monkeypatch.setattr(command_inbox, "VALID_S", 0.1)
    monkeypatch.setattr(command_inbox, "leave", claimed_at_once)

    async def claims_and_is_gone() -> None:
        async with await open_journal(path, by="SC 1", clock=lambda: NOW):
            settings = load_settings(None, {}, {"journal": str(path)})
            with pytest.raises(Exception, match="look whether it was done"):
                await asyncio.to_thread(give_command, settings, "a k-1037 jru2", "SC 9")

    asyncio.run(claims_and_is_gone())


def test_without_a_journal_it_says_so(jru: Jru, home: Path) -> None:
    done = jru("command", "a k-1037 jru2", "--journal", str(home / "none.sqlite"))
    assert done.exit_code == 1
    assert "there is no journal at" in done.stderr
    assert not (home / "none.sqlite").exists()
