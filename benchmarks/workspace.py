"""Where a run works: settings, journals and a home of its own, and how programs are started."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks import history, program
from benchmarks.feed_server import FeedServer
from benchmarks.fleet import fleet
from benchmarks.terminal import Terminal

ROOT = Path(__file__).resolve().parent.parent
"""The checkout."""

KEPT = ROOT / ".benchmarks"
"""What a run leaves. It also works in there: a commit costs what the disk of the checkout takes."""

POLL_S = 1.3
"""Seconds between two polls: no multiple of the clock's second, so that the two do not coincide."""

_SETTINGS = """
[feed]
interval_s = {interval_s}
deadline_s = 120
max_mb = 400
max_inflated_mb = 400
max_records = 1000000

[shift]
start = "{start:%H:%M}"
end = "{end:%H:%M}"
zone = "UTC"
"""


class Workspace:
    """A folder with settings, journals and a home: nothing of this machine's user is touched.

    Attributes:
        folder: all of it.
        now: when it was made, UTC; histories end then.
        environment: of every process that is measured.
    """

    def __init__(self, folder: Path, *, first: bool = False) -> None:
        """Work in an empty folder that is there; `first`: before all other work of the machine."""
        self.folder = folder
        self._first = first
        self.now = datetime.now(UTC).replace(microsecond=0)
        home = self.folder / "home"
        self.environment = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_DATA_HOME": str(home / "data"),
            "XDG_STATE_HOME": str(home / "state"),
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
            "TERM": "xterm-256color",
        }
        self._made = 0

    def new_folder(self) -> Path:
        """An empty folder."""
        self._made += 1
        folder = self.folder / f"{self._made:03d}"
        folder.mkdir()
        return folder

    def settings(self, interval_s: float) -> Path:
        """A settings file: a shift that began four hours ago, and a feed as large as it comes."""
        start = self.now - history.UNDER_WAY
        path = self.folder / f"settings-{interval_s}.toml"
        path.write_text(
            _SETTINGS.format(interval_s=interval_s, start=start, end=start + timedelta(hours=10))
        )
        return path

    def board(self, journal: Path, url: str, *, interval_s: float = POLL_S) -> Terminal:
        """The program's board on a journal and a feed."""
        arguments = ("--feed", url, "--journal", str(journal), "--as", history.SUPERVISOR)
        config = ("--config", str(self.settings(interval_s)))
        command = (*program.COMMAND, "run", *arguments, *config)
        return Terminal(command, self.environment, first=self._first)

    def floor(self, name: str, *arguments: str) -> Terminal:
        """A program of `floors/`."""
        command = (sys.executable, "-m", f"benchmarks.floors.{name}", *arguments)
        return Terminal(command, self.environment, first=self._first)


@contextmanager
def fleet_board(
    workspace: Workspace, *, calls: int, vehicles: int, interval_s: float = POLL_S
) -> Iterator[tuple[Terminal, FeedServer]]:
    """A board with a new journal on a feed that lists so many open calls and vehicles."""
    listing = fleet(calls=calls, vehicles=vehicles, now=datetime.now(UTC))
    journal = workspace.new_folder() / "journal.db"
    with (
        FeedServer(listing) as feed,
        workspace.board(journal, feed.url, interval_s=interval_s) as board,
    ):
        yield board, feed
