"""MAP-08: the zone of the machine decides nothing, whichever it is."""

import ast
import os
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OF_TIMES = (
    "tests/board/test_shifts.py",
    "tests/cli/test_times.py",
    "tests/desk/test_server_clock.py",
    "tests/feeds/mapping/test_examples.py",
    "tests/feeds/mapping/test_mapping_times.py",
    "tests/feeds/test_schedule.py",
    "tests/feeds/decoding/test_ambiguous_hour.py",
    "tests/feeds/diagnostics/test_zone_check.py",
    "tests/simulator/test_simulator_clock.py",
    "tests/simulator/test_wall_times.py",
)
_NAIVE = frozenset({"ctime", "localtime", "mktime", "timezone_name", "tzset", "utcfromtimestamp"})


@pytest.mark.parametrize("zone", ["UTC", "Europe/London", "Pacific/Auckland"])
def test_the_tests_of_times_pass_wherever_the_machine_is(zone: str) -> None:
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:xdist",
            *OF_TIMES,
        ],
        cwd=ROOT,
        env={**os.environ, "TZ": zone},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert run.returncode == 0, run.stdout[-2_000:]


def test_a_machine_somewhere_else_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: this is what the tests above would notice."""
    seen = set()
    for zone in ("UTC", "Europe/London", "Pacific/Auckland"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        seen.add(datetime(2026, 7, 1, 12).astimezone().isoformat())
    monkeypatch.undo()
    time.tzset()
    assert len(seen) == 3


def test_nothing_asks_the_machine_for_its_zone() -> None:
    """What the linter does not look for; it does for `now()` and `fromtimestamp()` without one."""
    found = []
    for file in sorted((ROOT / "jru_tui").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                naive = node.func.attr in _NAIVE
                naive = naive or (node.func.attr == "astimezone" and not node.args)
                found += [f"{file.name}:{node.lineno}"] if naive else []
    assert not found
