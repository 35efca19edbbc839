"""The program as a process: beside another one, without a terminal, and asked to end."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pexpect
import pytest

from tests.programs import kill_group, running

PATIENCE_S = 30.0
JRU = [sys.executable, "-u", "-m", "jru_tui"]


@pytest.fixture
def environ(home: Path) -> dict[str, str]:
    """A home of its own, with nothing set."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("JRU_TUI_")}
    folders = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
    return kept | {name: str(home / name) for name in folders} | {"TERM": "xterm-256color"}


@pytest.fixture
def simulator(environ: dict[str, str]) -> Iterator[list[str]]:
    """The first weekend from Friday 22:47 on, played on a port: what it said when it started."""
    command = [*JRU, "simulate", "east_kent_first_weekend", "--at", "22:47", "--port", "0"]
    with running(*command, env=environ) as process:
        assert process.stdout is not None
        yield [process.stdout.readline().strip() for _ in range(4)]
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_S) == 0


Spawn = Callable[..., Any]


@pytest.fixture
def spawn(environ: dict[str, str]) -> Iterator[Spawn]:
    """Start Python with these arguments in a terminal; all that it started ends with the test."""
    opened: list[Any] = []

    def start(*arguments: str) -> Any:
        child = pexpect.spawn(
            sys.executable,
            [*arguments],
            env=environ,
            dimensions=(36, 140),
            timeout=PATIENCE_S,
        )
        opened.append(child)
        return child

    yield start
    for child in opened:
        if child.isalive():
            kill_group(child.pid)
            child.wait()
        child.close()


def exit_code(board: Any) -> int:
    """Read to the end of a program, and give its exit code."""
    board.expect(pexpect.EOF)
    return int(board.wait())


def test_the_simulator_says_how_to_connect_and_obeys(
    simulator: list[str], environ: dict[str, str]
) -> None:
    title, feed, commands, example = simulator
    assert title == "East Kent's first weekend, from 2020-10-30 22:47 UTC. Ctrl+C ends it."
    url, writeback = feed.split()[-1], commands.split()[-1]
    assert example.endswith(f"JRU_TUI_FEED_WRITEBACK={writeback} jru-tui run --feed {url}")

    command = {"command": "assign", "id": "1", "call": "K-1037", "vehicle": "JRU2"}
    with urlopen(Request(writeback, json.dumps(command).encode())) as answer:
        assert answer.status == 200
    told = subprocess.run(
        [*JRU, "status", "--feed", url, "--json"], capture_output=True, check=True, env=environ
    )
    vehicles = {each["id"]: each for each in json.loads(told.stdout)["vehicles"]}
    assert (vehicles["JRU2"]["status"], vehicles["JRU2"]["call"]) == ("allocated", "K-1037")


def test_asked_to_end_it_gives_the_terminal_back(spawn: Spawn) -> None:
    board = spawn(*JRU[1:], "demo")
    board.expect_exact(b"DEMO")
    board.expect_exact(b"feed")
    board.kill(signal.SIGTERM)
    assert exit_code(board) == 0
    assert b"\x1b[?1049l" in board.before


def test_without_a_terminal_it_says_what_works_without_one(environ: dict[str, str]) -> None:
    done = subprocess.run(
        [*JRU, "demo"], capture_output=True, stdin=subprocess.DEVNULL, check=False, env=environ
    )
    assert done.returncode == 1
    assert done.stderr == (
        b"jru-tui: the board needs a terminal; `jru-tui status` and `snapshot` do not.\n"
    )


def test_a_reader_that_has_left_is_no_fault(environ: dict[str, str]) -> None:
    reads, writes = os.pipe()
    os.close(reads)
    done = subprocess.run(
        [*JRU, "status", "east_kent_first_weekend", "--json"],
        stdout=writes,
        stderr=subprocess.PIPE,
        check=False,
        env=environ,
    )
    os.close(writes)
    assert (done.returncode, done.stderr) == (1, b"")


def test_wrong_keys_in_the_settings_are_told_with_their_file(spawn: Spawn, home: Path) -> None:
    file = home / "keys.toml"
    file.write_text('[keys]\nassign = "c"')
    board = spawn(*JRU[1:], "demo", "--config", str(file))
    assert exit_code(board) == 1
    assert b"keys.toml: [keys]: 'c' is used by both 'assign' and 'close'" in board.before


@pytest.mark.parametrize("where", ["drawing", "polling"])
def test_a_fault_in_the_program_shows_nothing_that_a_caller_said(
    spawn: Spawn, home: Path, where: str
) -> None:
    faulty = {
        "drawing": "jru_tui.tui.board_screen.BoardScreen.tick",
        "polling": "jru_tui.desk.desk.Desk.receive",
    }
    module, kind, method = faulty[where].rsplit(".", 2)
    code = (
        f"import sys; sys.argv = ['jru-tui', 'demo']\n"
        f"from {module} import {kind}\n"
        "def fault(*args, **kwargs): raise KeyError('nothing is ' + 'heard')\n"
        f"{kind}.{method} = fault\n"
        "from jru_tui.cli import main; main()"
    )
    board = spawn("-c", code)
    board.expect_exact(b"\x1b[?1049l")
    assert exit_code(board) == 1
    said = board.before.decode()
    assert "jru-tui hit an internal error and had to stop (KeyError)" in said
    assert "Traceback" not in said
    assert "nothing is heard" not in said
    (crash,) = (home / "XDG_STATE_HOME" / "jru-tui").iterdir()
    kept = crash.read_text()
    assert "builtins.KeyError" in kept
    assert "nothing is heard" not in kept
