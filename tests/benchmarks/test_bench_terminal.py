"""The control of the harness: it sees a fault that is there, and none that is not.

Only bounds that hold on any machine are asserted: a sleep is never shorter than it is.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from benchmarks import processes
from benchmarks.screen import Screen
from benchmarks.terminal import ProgramEndedError, Terminal

ROOT = Path(__file__).parents[2]
FAULT_S = 0.020


@pytest.fixture
def echo() -> Iterator[Callable[[str], Terminal]]:
    """The program that answers at once, with a fault; it is on its screen."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}
    with ExitStack() as stack:

        def start(fault: str = "") -> Terminal:
            command = (sys.executable, "-m", "benchmarks.floors.echo", fault)
            terminal = stack.enter_context(Terminal(command, environment, (40, 5)))
            assert terminal.wait(ready, 20) is not None
            return terminal

        yield start


def ready(screen: Screen) -> bool:
    return "ready" in screen.text


def test_a_key_is_seen_to_have_its_effect(echo: Callable[..., Terminal]) -> None:
    reaction = echo().press(b"x", window_s=0.02, quiet_s=0.01, patience_s=20)
    assert reaction.first_s is not None
    assert reaction.first_s == reaction.whole_s
    assert reaction.frames == 1
    assert reaction.size == reaction.first_frame > len("ready x")


def test_one_that_answers_late_is_seen_late(echo: Callable[..., Terminal]) -> None:
    late = echo("late")
    for _ in range(3):
        reaction = late.press(b"x", window_s=0.02, quiet_s=0.01, patience_s=20)
        assert reaction.first_s is not None
        assert reaction.first_s >= FAULT_S


def test_one_that_computes_is_seen_to_use_the_processor(echo: Callable[..., Terminal]) -> None:
    busy = echo("busy")
    before = processes.cpu_s(busy.pid)
    for _ in range(3):
        busy.press(b"x", window_s=0.02, quiet_s=0.01, patience_s=20)
    assert processes.cpu_s(busy.pid) - before >= 3 * FAULT_S


def test_one_that_paints_nothing_has_no_effect(echo: Callable[..., Terminal]) -> None:
    reaction = echo("mute").press(b"x", window_s=0.05, quiet_s=0.01, patience_s=0.1)
    assert reaction.first_s is None
    assert reaction.whole_s is None
    assert reaction.size == 0


def test_a_program_that_ends_is_told(echo: Callable[..., Terminal]) -> None:
    terminal = echo()
    terminal.send(b"q")
    with pytest.raises(ProgramEndedError, match="the program ended"):
        terminal.read_for(20)


@pytest.mark.parametrize("fault", ["crash", "late"])
def test_a_program_that_fails_at_its_last_key_is_told(fault: str) -> None:
    """`late` is the control: it paints as much, and ends when it is asked to."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}
    told = ""
    try:
        with Terminal(
            (sys.executable, "-m", "benchmarks.floors.echo", fault), environment, (40, 5)
        ) as terminal:
            assert terminal.wait(ready, 20) is not None
            seen = terminal.press(b"x", window_s=0.02, quiet_s=0.01, patience_s=20)
            assert seen.first_s is not None
    except ProgramEndedError as error:
        told = str(error)
    assert told.startswith("the program ended") == (fault == "crash")


def test_the_memory_and_the_tree_of_a_process_are_read() -> None:
    memory = processes.memory(os.getpid())
    assert memory.rss >= memory.pss > 1
    assert os.getpid() in processes.tree(os.getpid())
    assert processes.machine_busy_s() > 0
