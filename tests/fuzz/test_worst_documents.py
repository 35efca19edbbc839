"""What the worst documents within the caps cost: memory, and how long the keys had to wait."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.fuzz.worst import WORST

ROOT = Path(__file__).parents[2]
MOST_MB = 150
MOST_HELD_S = 0.5
"""Of the processor's time, which no other program's work adds to."""

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/clear_refs").exists(), reason="memory is measured as Linux tells it"
)


def measured(name: str) -> dict[str, Any]:
    told = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.worst", name],
        cwd=ROOT,
        capture_output=True,
        check=True,
        timeout=120,
    )
    found: dict[str, Any] = json.loads(told.stdout)
    return found


@pytest.mark.parametrize("name", WORST)
def test_the_worst_document_costs_little_memory_and_holds_no_key_up(name: str) -> None:
    """MAP-03, MAP-04, MAP-05, MAP-07."""
    cost = measured(name)
    assert "fault of this program" not in cost["reason"]
    assert cost["grown_mb"] < MOST_MB
    assert cost["held_s"] < MOST_HELD_S


def test_without_caps_it_is_seen() -> None:
    cost = measured("without caps")
    assert cost["grown_mb"] > MOST_MB
    assert cost["held_s"] > MOST_HELD_S
