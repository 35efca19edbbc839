"""Controls of what is said of a quit: one that takes long by itself is late, a busy one is not."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.terminal.conftest import PATIENCE_S
from tests.torture.departure import Departure, ProcessorWaits

_TURNS = "while True: pass"
_SEEN_S = 0.2


@pytest.mark.parametrize(
    ("departure", "is_in_time"),
    [
        (Departure(1.9), True),
        # What was once seen on a quiet machine.
        (Departure(2.38, waited_s=0.1, clear_s=0.09), False),
        (Departure(5.88, waited_s=0.2, clear_s=0.11), False),
        # The machine was busy: it waited for a processor, or any quit takes long there.
        (Departure(3.1, waited_s=1.4, clear_s=0.3), True),
        (Departure(3.1, waited_s=0.0, clear_s=0.7), True),
        # No load excuses one that waits for its server.
        (Departure(12.0, waited_s=1.5, clear_s=1.2), False),
    ],
)
def test_a_program_that_takes_long_by_itself_is_late(
    departure: Departure, *, is_in_time: bool
) -> None:
    assert departure.is_in_time == is_in_time


@pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="the kernel counts none")
def test_a_busy_processor_is_seen_and_an_idle_wait_is_not() -> None:
    processor = min(os.sched_getaffinity(0))
    programs = [subprocess.Popen([sys.executable, "-c", _TURNS]) for _ in range(2)]
    idle = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        for program in programs:  # two that could run, and one processor
            os.sched_setaffinity(program.pid, {processor})
        busy, quiet = ProcessorWaits(programs[0].pid), ProcessorWaits(idle.pid)
        give_up = time.monotonic() + PATIENCE_S
        while busy.waited_s < _SEEN_S:
            assert time.monotonic() < give_up
            busy.look()
        quiet.look()
        assert quiet.waited_s < busy.waited_s
    finally:
        for program in (*programs, idle):
            program.kill()
            program.communicate()
