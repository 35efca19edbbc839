"""The real program in a real terminal, on a feed that a real server plays."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

import msgspec
import pexpect
import pyte
import pytest

PATIENCE_S = 30.0
COLUMNS, LINES = 140, 36

Serving = Callable[..., AbstractContextManager[str]]
Open = Callable[..., "Terminal"]


class Terminal:
    """A terminal with the program in it: every byte that it sent, and what they show."""

    def __init__(self, *command: str, environ: dict[str, str]) -> None:
        self.process = pexpect.spawn(
            sys.executable, ["-m", "jru_tui", *command], dimensions=(LINES, COLUMNS), env=environ
        )
        self.received = b""
        self._screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self._screen)

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(self._screen.display)

    def until(self, holds: Callable[[str], bool]) -> str:
        """Read on until that holds of the screen."""
        ends = monotonic() + PATIENCE_S
        while not holds(self.text):
            assert monotonic() < ends, f"it never came to that:\n{self.text}"
            try:
                more = self.process.read_nonblocking(65_536, timeout=0.2)
            except pexpect.TIMEOUT:
                continue
            except pexpect.EOF:
                pytest.fail(f"it ended:\n{self.text}")
            self.received += more
            self._stream.feed(more)
        return self.text

    def shows(self, *texts: str) -> str:
        """Read on until all of these stand on the screen."""
        return self.until(lambda screen: all(each in screen for each in texts))

    def press(self, keys: str) -> None:
        """Type."""
        self.process.send(keys)

    def ends(self) -> int | None:
        """Wait until the program has ended; its exit code, None when a signal ended it."""
        self.process.expect(pexpect.EOF, timeout=PATIENCE_S)
        self.received += self.process.before
        self.process.close()
        return self.process.exitstatus


@pytest.fixture
def environ(home: Path) -> dict[str, str]:
    """A home of its own, and a plain terminal."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("JRU_TUI_")}
    kept.pop("NO_COLOR", None)
    folders = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
    return kept | {name: str(home / name) for name in folders} | {"TERM": "xterm-256color"}


@pytest.fixture
def terminal(environ: dict[str, str]) -> Iterator[Open]:
    """Open terminals; what still runs in one at the end is killed."""
    opened: list[Terminal] = []

    def _open(*command: str) -> Terminal:
        opened.append(Terminal(*command, environ=environ))
        return opened[-1]

    yield _open
    for each in opened:
        each.process.close(force=True)


@pytest.fixture
def feed(environ: dict[str, str]) -> Iterator[str]:
    """The first weekend from Friday 22:47 on, played on a port; and commands are obeyed."""
    command = [sys.executable, "-u", "-m", "jru_tui", "simulate", "east_kent_first_weekend"]
    with subprocess.Popen(
        [*command, "--at", "22:47", "--port", "0"], stdout=subprocess.PIPE, text=True, env=environ
    ) as simulator:
        assert simulator.stdout is not None
        said = [simulator.stdout.readline() for _ in range(4)]
        url = said[1].split()[-1]
        environ["JRU_TUI_FEED_WRITEBACK"] = said[2].split()[-1]
        yield url
        simulator.send_signal(signal.SIGINT)
        assert simulator.wait(PATIENCE_S) == 0


def journal_status(environ: dict[str, str]) -> str:
    """What `jru-tui status` reads of the journal in the usual place."""
    path = Path(environ["XDG_DATA_HOME"], "jru-tui", "journal.sqlite")
    return subprocess.run(
        [sys.executable, "-m", "jru_tui", "status", "--journal", str(path)],
        capture_output=True,
        text=True,
        check=True,
        env=environ,
    ).stdout


def test_a_shift_is_supervised_and_found_again(
    terminal: Open, feed: str, environ: dict[str, str]
) -> None:
    board = terminal("run", "--feed", feed, "--as", "SC 1")
    board.shows("2 waiting", "K-1037", "AVAILABLE", "● feed")
    board.press("a")
    board.shows("Assign a vehicle to K-1037", "JRU 2")
    board.press("\r")
    board.shows("1 waiting", "ALLOCATED", "JRU 2 assigned")
    board.press("q")
    assert board.ends() == 0
    assert b"\x1b[?1049l" in board.received, "the terminal is given back"

    again = terminal("run", "--feed", feed, "--as", "SC 1")
    again.shows("1 waiting", "ALLOCATED", "● feed")
    again.press("u")
    again.shows("2 waiting", "AVAILABLE")
    again.press("q")
    assert again.ends() == 0
    assert "JRU 2: available" in journal_status(environ)


def test_closing_frees_the_vehicle_and_moves_the_call_down(terminal: Open, feed: str) -> None:
    board = terminal("run", "--feed", feed)
    board.shows("open 5 · closed 13", "● feed")
    board.press("jj")
    board.shows("─ K-1035 ─")
    board.press("c")
    board.shows("Close K-1035")
    board.press("\r")
    board.shows("open 4 · closed 14")
    board.press("q")
    assert board.ends() == 0


def test_what_was_shown_as_done_outlives_a_kill(
    terminal: Open, feed: str, environ: dict[str, str]
) -> None:
    board = terminal("run", "--feed", feed)
    board.shows("2 waiting", "● feed")
    board.press("a")
    board.shows("Assign a vehicle to K-1037")
    board.press("\r")
    board.shows("ALLOCATED")
    board.process.kill(signal.SIGKILL)
    board.ends()
    assert "JRU 2: allocated" in journal_status(environ)


def test_a_journal_has_one_writer_and_any_number_who_look_on(terminal: Open, feed: str) -> None:
    board = terminal("run", "--feed", feed, "--as", "SC 1")
    board.shows("2 waiting", "● feed")
    second = terminal("run", "--feed", feed)
    assert second.ends() == 1
    assert b"already open for writing by SC 1" in second.received
    wall = terminal("run", "--feed", feed, "--read-only")
    wall.shows("2 waiting")
    board.press("a")
    board.shows("Assign a vehicle to K-1037")
    board.press("\r")
    wall.shows("1 waiting", "ALLOCATED")


def test_the_feed_can_be_lost_and_the_board_stays(
    terminal: Open, serving: Serving, home: Path
) -> None:
    (home / "XDG_CONFIG_HOME" / "jru-tui").mkdir(parents=True)
    (home / "XDG_CONFIG_HOME" / "jru-tui" / "settings.toml").write_text("[feed]\ninterval_s = 1")
    with serving(document("A fall at the harbour")) as url:
        board = terminal("run", "--feed", url)
        board.shows("K-1", "● feed")
    board.shows("K-1", "○ feed lost")
    board.press("q")
    assert board.ends() == 0


def test_asking_it_to_end_gives_the_terminal_back(terminal: Open) -> None:
    board = terminal("demo")
    board.shows("DEMO", "2 waiting", "● feed")
    board.process.kill(signal.SIGTERM)
    assert board.ends() == 0
    assert b"\x1b[?1049l" in board.received


@pytest.mark.parametrize(
    ("words", "forbidden"),
    [
        ("\x1b]52;c;cm0gLXJm\x07", b"\x1b]52"),
        ("\x1b]0;pwned\x07", b"\x1b]0;"),
        ("\x1b[2Jgone", b"\x1b[2Jgone"),
        ("\x9b2Jgone", "\x9b".encode()),
        ("\u202edesrever", "\u202e".encode()),
        ("[@click=app.quit]boom[/]", b"\x1b]8;"),
        ("[ @click=app.quit]boom[/] [/foo]", b"\x1b]8;"),
    ],
)
def test_what_a_caller_says_never_steers_the_terminal(
    terminal: Open, serving: Serving, words: str, forbidden: bytes
) -> None:
    with serving(document(f"before {words} after")) as url:
        board = terminal("run", "--feed", url)
        board.shows("before", "after", "● feed")
        board.press("\r")
        board.until(lambda screen: "Calls  open 1" not in screen)
        board.shows("K-1", "before", "after")
        board.press("\x1b")
        board.shows("Calls  open 1")
        board.press("q")
        assert board.ends() == 0
    assert forbidden not in board.received


def test_without_a_terminal_it_says_what_works_without_one(environ: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "jru_tui", "demo"],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        text=True,
        check=False,
        env=environ,
    )
    assert done.returncode == 1
    assert done.stderr == (
        "jru-tui: the board needs a terminal; `jru-tui status` and `snapshot` do not.\n"
    )


def document(summary: str) -> bytes:
    """A feed with one waiting call that somebody described like this."""
    now = datetime.now(UTC)
    call = {"id": "K-1", "opened_at": now, "grade": "G1", "type": "fall", "summary": summary}
    return msgspec.json.encode(
        {"feed": "jru/1", "generated_at": now, "calls": [call], "vehicles": []}
    )
