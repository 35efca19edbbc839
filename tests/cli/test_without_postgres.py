"""The program without the extra `postgres`: all that concerns a journal in a file works."""

import asyncio
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks import program
from benchmarks.history import History

_WITHOUT_PSYCOPG = """
import pkgutil, sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("psycopg", "psycopg_pool"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Missing())
"""
_COMMAND = f"{_WITHOUT_PSYCOPG}sys.argv[0] = 'jru-tui'\nfrom jru_tui.cli import main\nmain()"
_MODULES = f"""{_WITHOUT_PSYCOPG}
import jru_tui
for module in pkgutil.walk_packages(jru_tui.__path__, "jru_tui."):
    if not module.name.startswith(("jru_tui.journal.postgres.", "jru_tui.__main__")):
        __import__(module.name)
"""

COMMANDS = {
    "status": (),
    "handover": (),
    "report": (),
    "watch": (),
    "journal info": (),
    "journal verify": (),
    "journal export": (),
    "journal migrate": (),
    "journal purge": ("--dry-run", "--days", "30"),
    "journal backup": ("backup.sqlite",),
    "journal salvage": ("whole.sqlite",),
    "journal disclose": ("for_court", "--call", "K-000001"),
}


@pytest.fixture
def journal(home: Path) -> Path:
    """A journal of a night that has just ended."""
    path, now = home / "night.sqlite", datetime.now(UTC).replace(microsecond=0)
    asyncio.run(program.write_journal(path, History(nights=1, vehicles=3, now=now).events(), now))
    return path


def run(code: str, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={**os.environ, "HOME": str(folder)},
    )


def test_every_module_is_loaded_but_those_of_a_journal_on_a_server(home: Path) -> None:
    assert run(_MODULES, folder=home).stderr == ""


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_works_on_a_journal_in_a_file(command: str, journal: Path, home: Path) -> None:
    words = (*command.split(), *COMMANDS[command], "--journal", str(journal))
    done = run(_COMMAND, *words, folder=home)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_backup_is_put_back(journal: Path, home: Path) -> None:
    backup = str(home / "backup.sqlite")
    run(_COMMAND, "journal", "backup", backup, "--journal", str(journal), folder=home)
    done = run(_COMMAND, "journal", "restore", backup, "--journal", "new.sqlite", folder=home)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_control_sees_that_the_driver_is_missing(home: Path) -> None:
    told = run(f"{_WITHOUT_PSYCOPG}import jru_tui.journal.postgres.access", folder=home)
    assert "No module named 'psycopg'" in told.stderr
