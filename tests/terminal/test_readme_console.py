"""Every console block of the README, run as it stands from the README's own moment.

Only addresses and ports are others: a test asks nobody outside this machine. `make` is asked what
it would do, as it would run this test again.
"""

import asyncio
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jru_tui.board.board import Board
from jru_tui.board.commands import Command
from jru_tui.board.rules import Rules
from jru_tui.cli.scenario_source import events_until, scenario_for
from jru_tui.journal.sqlite.journal import open_journal
from jru_tui.tui.commands.catalogue import COMMANDS
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.board_command import board_command
from tests.programs import running
from tests.terminal.conftest import Start

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MOMENT = datetime(2020, 10, 30, 22, 47, tzinfo=UTC)
PATIENCE_S = 60
_ADDRESSES = re.compile(r"https://dispatch\.example/feed|http://127\.0\.0\.1:8120/feed")


def lines() -> list[str]:
    blocks = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    found = [line for block in blocks for line in block.splitlines()]
    assert all(line.startswith("$ ") for line in found)
    return [re.sub(r"\s+# .*", "", line[2:]) for line in found]


LINES = lines()


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """A home of its own, with the program under its name."""
    program = tmp_path / "bin" / "jru-tui"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -u -m jru_tui "$@"\n')
    program.chmod(0o755)
    folders = {f"XDG_{kind}_HOME": str(tmp_path / kind) for kind in ("CONFIG", "DATA", "STATE")}
    path = f"{program.parent}:{os.environ['PATH']}"
    return {**os.environ, **folders, "PATH": path, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)}


@pytest.fixture
def feed(environ: dict[str, str]) -> Iterator[str]:
    """The feed that the README starts."""
    (start,) = (line for line in LINES if line.startswith("jru-tui simulate"))
    words = start.replace("8120", "0").split()[1:]
    with running(sys.executable, "-u", "-m", "jru_tui", *words, env=environ) as simulator:
        assert simulator.stdout is not None
        assert "22:47" in simulator.stdout.readline()
        yield simulator.stdout.readline().split()[-1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the journal of a board that watched the shift up to the README's moment."""

    async def write() -> None:
        events = [*events_until(scenario_for("east_kent_first_weekend"), MOMENT)]
        # The one that commands name, and the one of the usual place.
        for path in (tmp_path / "shift.sqlite", tmp_path / "DATA" / "jru-tui" / "journal.sqlite"):
            path.parent.mkdir(parents=True, exist_ok=True)
            async with await open_journal(path, by="SC 1", clock=lambda: MOMENT) as journal:
                await journal.append(events)

    asyncio.run(write())
    return tmp_path


def words_of(line: str, feed: str) -> list[str]:
    return shlex.split(_ADDRESSES.sub(feed, line))[1:]


OF_MAKE = [line for line in LINES if line.startswith("make ")]
OF_A_BOARD = [line for line in LINES if line.startswith(("jru-tui run", "jru-tui demo"))]
THAT_GO_ON = [line for line in LINES if "--follow" in line or "simulate" in line]
OF_A_SHELL = [line for line in LINES if line not in {*OF_MAKE, *OF_A_BOARD, *THAT_GO_ON}]


def test_there_are_blocks_of_each_kind() -> None:
    assert OF_MAKE
    assert OF_A_BOARD
    assert THAT_GO_ON
    assert len(OF_A_SHELL) > 7


@pytest.mark.parametrize("line", OF_MAKE)
def test_make_knows_what_to_do(line: str) -> None:
    done = subprocess.run(
        [*line.split(), "--dry-run"], cwd=ROOT, capture_output=True, check=False, timeout=PATIENCE_S
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("line", OF_A_BOARD)
def test_a_board_opens(open_terminal: Start, feed: str, line: str) -> None:
    board = open_terminal(*words_of(line, feed))
    board.see("waiting", "● feed")
    assert board.quit() == 0


@pytest.mark.parametrize("line", OF_A_SHELL)
def test_a_shell_runs_it(environ: dict[str, str], folder: Path, feed: str, line: str) -> None:
    programs = [part.split()[0] for part in line.split("|")]
    missing = [program for program in programs if not shutil.which(program, path=environ["PATH"])]
    if missing:
        pytest.skip(f"this machine has no {missing[0]}")
    done = subprocess.run(
        ["sh", "-c", _ADDRESSES.sub(feed, line)],
        cwd=folder,
        env=environ,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        check=False,
        timeout=PATIENCE_S,
    )
    assert done.returncode == 0, done.stderr.decode()
    written = re.search(r" -o (\S+)", line)
    assert (folder / written[1]).stat().st_size if written else done.stdout


@pytest.mark.parametrize("line", THAT_GO_ON)
def test_what_goes_on_ends_in_order(
    environ: dict[str, str], folder: Path, feed: str, line: str
) -> None:
    words = [
        word.replace("shift.sqlite", str(folder / "shift.sqlite")).replace("8120", "0")
        for word in words_of(line, feed)
    ]
    with running(sys.executable, "-u", "-m", "jru_tui", *words, env=environ) as program:
        assert program.stdout is not None
        assert program.stdout.readline()
        program.send_signal(signal.SIGINT)
        assert program.wait(PATIENCE_S) == 0


def test_every_line_that_is_typed_works_at_the_readmes_moment() -> None:
    text = README.split("<!-- keys:start -->")[0] + README.split("<!-- keys:end -->")[1]
    typed = re.findall(r"`:([a-zA-Z] [^`\[]+)`", text)
    assert len(typed) >= 3
    board = Board(Rules())
    for event in events_until(scenario_for("east_kent_first_weekend"), MOMENT):
        board.apply(event)
    for line in typed:
        command = board_command(line, Context(board, MOMENT), COMMANDS)
        assert isinstance(command, Command), (line, command)


def test_a_command_on_a_board_beside_the_simulator_is_obeyed_by_it(
    open_terminal: Start, feed: str, tmp_path: Path
) -> None:
    posts = feed.replace("/feed", "/commands")
    board = open_terminal(
        *("run", "--feed", feed, "--journal", tmp_path / "beside.sqlite"),
        JRU_TUI_FEED_WRITEBACK=posts,
        JRU_TUI_FEED_INTERVAL_S="1",
    )
    board.see("2 waiting", "● feed")
    board.press(":", *"a k-1037 jru2", "\r")
    board.see("1 waiting", "JRU 2 assigned")
    told = open_terminal("status", "--feed", feed)
    assert told.ended() == 0
    assert "JRU 2: allocated" in told.bytes.decode()
