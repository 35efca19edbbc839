"""What is loaded before the first frame, and before an answer that needs none."""

import asyncio
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks import program
from benchmarks.feed_server import FeedServer
from benchmarks.fleet import fleet
from benchmarks.history import History
from benchmarks.terminal import ProgramEndedError, Terminal
from tests.work.conftest import NOW

ROOT = Path(__file__).parents[2]

PAINTED_OF_OTHERS = 235
"""Modules of libraries, Python's own among them, that may be loaded before the first frame is
painted, beyond those of a bare Python."""

PAINTED_OF_OUR_OWN = 252
"""Our own modules that may be: of the command line only the command that is given is loaded, of the
screen the lines of the board, and each command's gate, which dims its key."""

OF_OTHERS = 55
"""Modules of libraries that may be loaded before the screen's first frame, beyond a bare Textual
app's."""

OF_OUR_OWN = 296
"""Our own modules that may be by then: small files are cheap (0.2 ms each), whole packages are not.

Two of them tell what a crew is owed, refreshments and rest: alerts of the first frame.
Six of them read the checkpoint: 1.2 ms, for which no start folds the journal from its beginning.
Two of them are the next call of a busy vehicle: its command and its gate.
One of them is the command for what the server of a shared journal has not taken: its key is shown.
Three are warnings at places: their command, their gate, their index.
One is the clock of a wait at scene for an ambulance.
One keeps the places of calls, so that earlier calls there are found at once.
One is the filter by area.
Three hand a role to another board (0.6 ms): every command is gated before the first key.
One enters what is on paper: the app asks it with each command from when that counts.
Seven are lines that were in modules which Textual's widgets need, and need none of it themselves.
Twenty are what the first frame is painted with before the screen is loaded: the parts of the board,
apart from their widgets, and the terminal that is held for the screen.
One takes a key that is held down for one press: before the first key.
One is the package of the journal in a file, beside that of the one on a server (0.1 ms).
Three are parts of larger files: the calls of each vehicle, the delivery of commands to the desk,
and the links of a board that polls.
"""

BEHIND_THE_FRAME = {
    *("httpx", "httpcore", "certifi", "anyio", "h11", "truststore"),
    *("jmespath", "defusedxml", "pygal", "pyproj", "starlette", "uvicorn"),
}
"""What takes long to load and is not needed for a frame."""

WITHOUT_A_SCREEN = {"textual", "rich", "msgspec", "asyncio", "sqlite3", *BEHIND_THE_FRAME}
"""What `--help` and `--version` do without."""

OF_A_REPORT = 315
"""Modules that may be loaded for a report on standard output, the interpreter's among them."""

_AT_THE_FIRST_FRAME = """
import json, sys
from pathlib import Path
from {module} import {name}
def note(self):
    Path({kept!r}).write_text(json.dumps(sorted(sys.modules)))
    self.exit()
{name}.on_ready = note
{run}
"""


def journal_of(nights: int, folder: Path) -> Path:
    """A journal that ends now; none is there yet of no nights."""
    path, now = folder / "j.db", datetime.now(UTC).replace(microsecond=0)
    if nights:
        past = History(nights=nights, vehicles=3, now=now)
        asyncio.run(program.write_journal(path, past.events(), now))
    return path


_WHEN_IT_IS_PAINTED = """
import json, sys
from pathlib import Path
import jru_tui.tui.terminal.opened_terminal as opened
def note(self, frame):
    Path({kept!r}).write_text(json.dumps(sorted(sys.modules)))
    raise SystemExit
opened.OpenedTerminal.show = note
sys.argv = {arguments!r}
from jru_tui.cli import main
main()
"""


def loaded_by(script: str, kept: Path, home: Path) -> set[str]:
    """The modules that were loaded when a script on a terminal wrote them down."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "PYTHONPATH": str(ROOT),
        "TERM": "xterm-256color",
    }
    with Terminal((sys.executable, "-c", script), environment) as terminal:
        with pytest.raises(ProgramEndedError):
            terminal.read_for(60)
        assert kept.exists(), terminal.screen.text
    return set(json.loads(kept.read_text()))


@pytest.mark.parametrize("nights", [0, 1, 5])
def test_the_first_frame_waits_for_few_modules(tmp_path: Path, nights: int) -> None:
    journal = journal_of(nights, tmp_path)
    kept = tmp_path / "bare.json"
    bare = loaded_by(
        _AT_THE_FIRST_FRAME.format(
            module="benchmarks.floors.bare", name="BareApp", kept=str(kept), run="BareApp().run()"
        ),
        kept,
        tmp_path,
    )
    kept = tmp_path / "board.json"
    with FeedServer(fleet(calls=3, vehicles=3, now=NOW)) as feed:
        arguments = ["jru-tui", "run", "--feed", feed.url, "--journal", str(journal)]
        board = loaded_by(
            _AT_THE_FIRST_FRAME.format(
                module="jru_tui.tui.app",
                name="BoardApp",
                kept=str(kept),
                run=f"sys.argv = {arguments!r}; from jru_tui.cli import main; main()",
            ),
            kept,
            tmp_path,
        )
    assert len(bare) > 200
    assert board & BEHIND_THE_FRAME == set()
    ours = {module for module in board if module.partition(".")[0] == "jru_tui"}
    assert 0 < len(board - bare - ours) <= OF_OTHERS
    assert 0 < len(ours) <= OF_OUR_OWN


def test_the_first_frame_is_painted_before_textual_is_loaded(tmp_path: Path) -> None:
    kept = tmp_path / "painted.json"
    bare = subprocess.run(
        [sys.executable, "-c", "import sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    arguments = ["jru-tui", "run", "--feed", "http://127.0.0.1:9", "--journal"]
    script = _WHEN_IT_IS_PAINTED.format(
        kept=str(kept), arguments=[*arguments, str(tmp_path / "j.db")]
    )
    painted = loaded_by(script, kept, tmp_path)
    assert {module for module in painted if module.partition(".")[0] == "textual"} == set()
    assert painted & BEHIND_THE_FRAME == set()
    ours = {module for module in painted if module.partition(".")[0] == "jru_tui"}
    others = painted - ours - set(bare.stdout.split())
    assert 0 < len(ours) <= PAINTED_OF_OUR_OWN
    assert 0 < len(others) <= PAINTED_OF_OTHERS


_BEHIND_THE_FIRST_FRAME = """
import ast, inspect, sys
from jru_tui.cli.sessions import desk_tasks
desk_tasks.load_attendants()
loaded = {*sys.modules}
[attend] = ast.parse(inspect.getsource(desk_tasks.attend_desk)).body
imports = [node for node in attend.body if isinstance(node, ast.ImportFrom)]
exec(compile(ast.Module(imports, []), "attend", "exec"))
print(len(imports), sorted({*sys.modules} - loaded))
"""


def test_what_goes_on_behind_the_screen_is_loaded_in_a_thread() -> None:
    told = subprocess.run(
        [sys.executable, "-c", _BEHIND_THE_FIRST_FRAME],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert told.stdout == "5 []\n"


@pytest.mark.parametrize("flag", ["--version", "--help"])
def test_an_answer_without_a_screen_loads_next_to_nothing(flag: str, tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "jru_tui", flag],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    loaded = {line.rpartition("|")[2].strip() for line in told.stderr.splitlines()}
    assert "click" in loaded
    assert loaded & WITHOUT_A_SCREEN == set()


@pytest.mark.parametrize("nights", [1, 5])
@pytest.mark.parametrize("command", ["status", "handover", "report"])
def test_a_report_on_standard_output_loads_neither_the_screen_nor_the_network(
    command: str, nights: int, tmp_path: Path
) -> None:
    journal = journal_of(nights, tmp_path)
    told = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "jru_tui", command, "--journal", str(journal)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
    )
    loaded = {line.rpartition("|")[2].strip() for line in told.stderr.splitlines()}
    assert "sqlite3" in loaded
    assert loaded & {"textual", "asyncio", "ssl", "aiosqlite", *BEHIND_THE_FRAME} == set()
    assert len(loaded) <= OF_A_REPORT
