"""`jru-tui command`: the same gates and answers without a screen, beside a board or without one."""

import asyncio
import os
import re
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, overload

import pytest
from click.testing import Result

from jru_tui.board.board import Board
from jru_tui.board.call_commands import Assign
from jru_tui.board.events import CallReported, Commanded, Event, Fact, VehicleReported
from jru_tui.board.records import CallRecord, VehicleRecord
from jru_tui.board.rules import Rules
from jru_tui.cli.sessions.command_session import give_command, serve_commands
from jru_tui.desk.desk import Desk
from jru_tui.journal import command_inbox
from jru_tui.journal.command_inbox import CommandRequest, RequestReply
from jru_tui.journal.sqlite.file_access import load
from jru_tui.journal.sqlite.journal import open_journal
from jru_tui.settings.load import load_settings
from jru_tui.tui.commands.catalogue import COMMANDS
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.board_command import board_command
from jru_tui.tui.commands.line.grammar import LineError

Jru = Callable[..., Result]

NOW = datetime(2020, 10, 30, 21, tzinfo=UTC)


@pytest.fixture
def path(home: Path) -> Path:
    """A journal with one call and two vehicles, which no board writes."""
    path = home / "shift.sqlite"
    opened = NOW - timedelta(minutes=9)
    facts: list[Fact] = [
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
async def running(path: Path, asked: list[str]) -> AsyncIterator[Desk]:
    """A board on the journal: its desk, and what listens for requests; `asked` is each poll."""

    def poll_now() -> bool:
        asked.append("poll")
        return True

    async with await open_journal(path, by="SC 1", clock=lambda: NOW) as journal:
        desk = Desk(board=Board(Rules()), journal=journal, clock=lambda: NOW, by="SC 1")
        await desk.catch_up()
        serving = asyncio.create_task(serve_commands(desk, path, COMMANDS, lambda: NOW, poll_now))
        yield desk
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving


@overload
def given_beside_a_board(
    path: Path, line: str, /, *, confirm: str = "", asked: list[str] | None = None
) -> str: ...


@overload
def given_beside_a_board(
    path: Path, line: str, /, *lines: str, confirm: str = "", asked: list[str] | None = None
) -> list[str]: ...


def given_beside_a_board(
    path: Path, line: str, /, *lines: str, confirm: str = "", asked: list[str] | None = None
) -> str | list[str]:
    """Give lines while a board runs; what was said of each, of a single one alone."""

    async def give() -> list[str]:
        said = []
        async with running(path, asked if asked is not None else []):
            settings = load_settings(None, {}, {"journal": str(path)})
            for given in (line, *lines):
                try:
                    said += [
                        await asyncio.to_thread(give_command, settings, given, "SC 9", confirm)
                    ]
                except Exception as error:  # noqa: BLE001 -- a sentence is wanted
                    said += [str(error)]
        return said

    found = asyncio.run(give())
    return found if lines else found[0]


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
    "a": "not done: “assign” needs more: assign call vehicle [reason].",
    "frobnicate": "not done: there is no command “frobnicate”.",
    "q": "not done: “quit” works only on the board's screen.",
    "find fall": "works only on the board's screen",
    "h": "works only on the board's screen; try `jru-tui handover`.",
    "U": "nothing was undone just now",
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


def given(path: Path) -> list[str]:
    """The kinds of what was commanded."""
    return [type(command).__name__ for command, _ in commands(path)]


def code_in(said: str) -> str:
    """The code by which what was shown is confirmed."""
    found = re.search(r"--confirm ([0-9a-f]{6})", said)
    assert found is not None, said
    return found[1]


def test_what_the_board_shows_before_it_is_undone_is_shown_in_words(jru: Jru, path: Path) -> None:
    there = ("--journal", str(path), "--as", "SC 9")
    jru("command", "a k-1037 jru2", *there)
    shown = jru("command", "u", *there)
    assert (shown.exit_code, shown.stdout) == (3, "")
    assert "not done yet: undo “K-1037: JRU 2 assigned”, given by SC 9" in shown.stderr
    assert "JRU 2: allocated K-1037 → available" in shown.stderr
    assert "this board sends nothing to dispatch" in shown.stderr
    assert given(path) == ["Assign"]
    done = jru("command", "u", *there, "--confirm", code_in(shown.stderr))
    assert done.exit_code == 0
    assert done.stdout.startswith("K-1037: undid: JRU 2 assigned; JRU 2: allocated K-1037 → avail")
    assert given(path) == ["Assign", "Undo"]
    again = jru("command", "u", *there, "--confirm", code_in(shown.stderr))
    assert (again.exit_code, "nothing to undo" in again.stderr) == (1, True)
    shown = jru("command", "U", *there)
    assert (shown.exit_code, "redo “K-1037: JRU 2 assigned”" in shown.stderr) == (3, True)
    assert jru("command", "U", *there, "--confirm", code_in(shown.stderr)).exit_code == 0
    assert given(path) == ["Assign", "Undo", "Undo"]


def test_what_was_confirmed_is_shown_again_where_the_board_is_another_one(
    jru: Jru, path: Path
) -> None:
    there = ("--journal", str(path), "--as", "SC 9")
    jru("command", "a k-1037 jru2", *there)
    code = code_in(jru("command", "u", *there).stderr)
    jru("command", "n k-1037 looked", "--journal", str(path), "--as", "SC 8")
    shown = jru("command", "u", *there, "--confirm", code)
    assert shown.exit_code == 3
    assert f"{code} no longer applies: the board has changed." in shown.stderr
    assert "other commands were given since" in shown.stderr
    assert "since then: " in shown.stderr
    assert given(path) == ["Assign", "Note"]
    assert code_in(shown.stderr) != code


def test_what_somebody_else_gave_is_not_undone(jru: Jru, path: Path) -> None:
    jru("command", "a k-1037 jru2", "--journal", str(path), "--as", "SC 8")
    refused = jru("command", "u", "--journal", str(path), "--as", "SC 9")
    assert (refused.exit_code, "you have nothing to undo" in refused.stderr) == (1, True)


@pytest.mark.parametrize("stopped", [True, False])
def test_the_most_urgent_assignment_is_shown_and_then_given(
    jru: Jru, path: Path, *, stopped: bool
) -> None:
    if stopped:
        shown = jru("command", "A", "--journal", str(path)).stderr
    else:
        shown = given_beside_a_board(path, "A")
    assert "not done yet: JRU 2 to K-1037" in shown
    assert "K-1037: G1 Fall" in shown
    assert commands(path) == []
    code = code_in(shown)
    if stopped:
        jru("command", "A", "--journal", str(path), "--confirm", code)
    else:
        given_beside_a_board(path, "A", confirm=code)
    assert [command for command, _ in commands(path)] == [Assign("K-1037", "JRU2")]
    assert "no call is waiting" in jru("command", "A", "--journal", str(path)).stderr


def test_a_running_board_undoes_a_slip_at_once(path: Path) -> None:
    said = given_beside_a_board(path, "a k-1037 jru2", "u", "U")
    assert said[1] == (
        "K-1037: undid: JRU 2 assigned; JRU 2: allocated K-1037 → available; K-1037 waits again."
    )
    assert "not done yet: redo “K-1037: JRU 2 assigned”" in said[2]
    assert given(path) == ["Assign", "Undo"]


def test_a_running_board_asks_the_feed_and_tells_dispatch_at_once(path: Path) -> None:
    asked: list[str] = []
    assert given_beside_a_board(path, "r", asked=asked) == "asking the feed now."
    assert len(asked) == 1
    given_beside_a_board(path, "a k-1037 jru2", asked=asked)
    assert len(asked) == 2
    given_beside_a_board(path, "a k-1037 jru2", asked=asked)
    assert len(asked) == 2


def test_a_stopped_board_asks_no_feed(jru: Jru, path: Path) -> None:
    refused = jru("command", "r", "--journal", str(path))
    assert (refused.exit_code, "no board is running to poll" in refused.stderr) == (1, True)


DONE = {
    "c k-1037 advice": "K-1037: closed, advice",
    "g k-1037 G2 calmer": "K-1037: regraded G1 → G2: calmer; G1 → G2.",
    "m k-1037 New Street": "K-1037: place no place → New Street",
    "i jru1 known": "dismissed: known.",
    "O assault G1 Sea Street": "H-1: opened by hand: G1, Assault, Sea Street.",
    "s jru1 0": "raises an emergency for JRU 1: an officer needs help.",
    "b k-1037 ambulance": "K-1037: back-up asked: ambulance.",
    "w jru2 on officer 70912 +doctor": "70912 on JRU 2.",
    "k jru1": "the check clock starts again.",
    "S start": "shift taken over.",
    "H watch JRU 1": "handed over: watch JRU 1.",
    "n jru2 $(reboot); [b]x[/b] it's": "JRU 2: note: $(reboot); [b]x[/b] it's.",
}


@pytest.mark.parametrize("line", DONE)
def test_each_is_done_and_says_what_the_dialog_would_have_shown(
    jru: Jru, path: Path, line: str
) -> None:
    if line.startswith("i "):
        jru("command", "a k-1037 jru2", "--journal", str(path))
        line = line.replace("jru1", "jru2")
    done = jru("command", line, "--journal", str(path))
    assert (done.exit_code, done.stderr) == (0, "")
    assert DONE.get(line, "dismissed: known.") in done.stdout


def test_a_name_alone_is_done_shown_or_needs_its_words_of_every_command(path: Path) -> None:
    board = Board(Rules())
    for _, event in load(path):
        board.apply(event)
    for spec in COMMANDS:
        if spec.typed is None:
            continue
        answer = board_command(spec.id, Context(board, NOW), COMMANDS)
        if isinstance(answer, LineError):
            assert "use it on the board" not in answer.reason, answer


def test_a_journal_that_is_cut_short_is_said_whatever_is_typed(jru: Jru, path: Path) -> None:
    jru("command", "n k-1037 looked", "--journal", str(path))
    with closing(sqlite3.connect(path)) as file, file:
        triggers = file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (trigger,) in triggers:
            file.execute(f"DROP TRIGGER {trigger}")
        file.execute("DELETE FROM event WHERE position = (SELECT max(position) FROM event)")
    for line in ("n k-1037 again", "n k-9 nobody"):
        refused = jru("command", line, "--journal", str(path))
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert "saved: the rest is lost" in refused.stderr


HOSTILE = {
    "n k-1037 \x1b]52;c;aGk=\x07 hi": "K-1037: note: \ufffd]52;c;aGk=\ufffd hi.",
    "n k-1037 two\nlines": "K-1037: note: two lines.",
    "n k-1037 bad\udcffbytes": "K-1037: note: bad\ufffdbytes.",
    "n k-1037 " + "x" * 600: "not done: the line is longer than 600 characters.",
    ":a k-1037 jru1": "not done: JRU 1 cannot be sent: at scene.",
}


@pytest.mark.parametrize("line", HOSTILE, ids=range(len(HOSTILE)))
def test_a_line_that_no_keyboard_types_is_cleaned_or_refused(
    jru: Jru, path: Path, line: str
) -> None:
    done = jru("command", line, "--journal", str(path))
    assert done.output.removeprefix("jru-tui: ").strip() == HOSTILE[line]
    assert done.exit_code == HOSTILE[line].startswith("not done")


def test_a_running_board_cleans_what_others_leave(path: Path) -> None:
    said = given_beside_a_board(path, "n k-1037 \x1b[31mred")
    assert said == "K-1037: note: \ufffd[31mred."


def test_a_pipe_among_the_requests_holds_nobody_up(path: Path) -> None:
    folder = path.with_name("shift.sqlite.commands")
    folder.mkdir()
    os.mkfifo(folder / "0.json")
    assert given_beside_a_board(path, "n k-1037 looked") == "K-1037: note: looked."


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
            with pytest.raises(Exception, match="check whether it was done"):
                await asyncio.to_thread(give_command, settings, "a k-1037 jru2", "SC 9")

    asyncio.run(claims_and_is_gone())


def test_without_a_journal_it_says_so(jru: Jru, home: Path) -> None:
    done = jru("command", "a k-1037 jru2", "--journal", str(home / "none.sqlite"))
    assert done.exit_code == 1
    assert "there is no journal at" in done.stderr
    assert not (home / "none.sqlite").exists()
