"""The suite ends, whatever a test does: limits, process groups, and the signals that it needs."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.programs import running

PATIENCE_S = 60
ROOT = Path(__file__).parent.parent
HANGS = """
import pytest
from tests.programs import running

@pytest.mark.timeout(1)
def test_it():
    with running("sh", "-c", "sleep 600 & echo $!; wait") as shell:
        print("grandchild", shell.stdout.readline())
        shell.stdout.readline()
"""
ASKS_FOR_AN_INTERRUPT = """
import signal

def test_it():
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
"""


def suite(folder: Path, test: str, *before: str) -> subprocess.CompletedProcess[str]:
    """Run one test with the settings of this suite, but in a process of its own."""
    (folder / "test_one.py").write_text(test)
    settings = (
        "-c",
        str(ROOT / "pyproject.toml"),
        "-p",
        "tests.conftest",
        "-p",
        "no:cacheprovider",
    )
    return subprocess.run(
        [*before, sys.executable, "-m", "pytest", *settings, str(folder / "test_one.py")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def is_alive(pid: int) -> bool:
    """Tell whether a process is there and has not ended."""
    asked = ["ps", "-o", "stat=", "-p", str(pid)]
    status = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    return bool(status) and not status.startswith("Z")


def ends(pid: int) -> bool:
    """Tell whether a process that was killed is gone: that may take a moment."""
    give_up = time.monotonic() + PATIENCE_S
    while is_alive(pid):
        if time.monotonic() > give_up:
            return False
    return True


def test_a_test_that_hangs_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    done = suite(tmp_path, HANGS)
    assert done.returncode == 1
    assert "Timeout (>1.0s)" in done.stdout
    grandchild = int(done.stdout.split("grandchild ")[1].split()[0])
    assert ends(grandchild)


def test_every_test_has_a_limit(request: pytest.FixtureRequest) -> None:
    assert 0 < float(request.config.getini("timeout")) <= 600


def test_programs_can_be_interrupted_where_the_suite_runs_in_the_background(tmp_path: Path) -> None:
    ignored = ("sh", "-c", 'trap "" INT; exec "$@"', "sh")
    done = suite(tmp_path, ASKS_FOR_AN_INTERRUPT, *ignored)
    assert done.returncode == 0, done.stdout


def test_a_group_ends_with_its_context() -> None:
    with running("sh", "-c", "sleep 600 & echo $!; wait") as shell:
        assert shell.stdout is not None
        grandchild = int(shell.stdout.readline())
        assert is_alive(grandchild)
    assert ends(grandchild)
