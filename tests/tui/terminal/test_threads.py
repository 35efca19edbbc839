"""The thread that writes to a terminal waits for it; nobody who draws waits for the thread."""

import os
import pty
import tty
from collections.abc import Iterator
from queue import SimpleQueue
from threading import Event, Thread

import pytest

from jru_tui.tui.terminal.threads import OutputThread

PATIENCE_S = 60.0
FRAMES = 100
BEGUN = "." * 1_000_000 + ">"


class Output:
    """A thread that is writing to a pipe more than that takes."""

    def __init__(self) -> None:
        self.reads, self._writes = os.pipe()
        self.told: SimpleQueue[str] = SimpleQueue()
        self.thread = OutputThread(
            self._writes, lambda _: self.told.put("end"), lambda: self.told.put("caught up")
        )
        self.thread.start()
        self.thread.write(BEGUN)
        self._found = os.read(self.reads, 1)

    def read(self, end: bytes) -> str:
        """Read up to an end, and give what was written behind what was begun first."""
        while not self._found.endswith(end):
            self._found += os.read(self.reads, 65_536)
        return self._found.decode().removeprefix(BEGUN)

    def close(self) -> None:
        os.close(self.reads)
        self.thread.stop(PATIENCE_S)
        os.close(self._writes)


@pytest.fixture
def output() -> Iterator[Output]:
    made = Output()
    yield made
    made.close()


def draw(output: Output) -> None:
    """Draw more than may wait, without waiting for any of it."""
    drawn = Event()

    def write() -> None:
        for number in range(FRAMES):
            output.thread.write(f"<{number}>")
        drawn.set()

    Thread(target=write, daemon=True).start()
    assert drawn.wait(PATIENCE_S)


def test_what_a_slow_terminal_cannot_take_is_left_out_and_drawn_anew(output: Output) -> None:
    draw(output)
    output.read(b">")
    assert output.told.get(timeout=PATIENCE_S) == "caught up"
    output.thread.write("<left out: nobody has drawn all of the screen yet>")
    output.thread.go_on()
    output.thread.write("<all>")
    shown = output.read(b"<all>").removesuffix("<all>")
    assert shown
    assert shown == "".join(f"<{number}>" for number in range(shown.count("<")))
    assert output.told.empty()


def test_the_end_waits_for_no_terminal_that_takes_nothing(output: Output) -> None:
    draw(output)
    output.thread.stop(0.0)
    assert output.thread.is_alive()  # it waits for the terminal, and nobody for it


def test_the_end_does_not_wait_for_what_was_still_to_be_drawn(output: Output) -> None:
    draw(output)
    output.thread.stop(0.0)
    assert output.read(b">") == ""
    output.thread.join(PATIENCE_S)
    assert not output.thread.is_alive()


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """A terminal from both sides: where it is read, and where it is written to."""
    reads, writes = pty.openpty()
    tty.setraw(writes)
    yield reads, writes
    os.close(reads)
    os.close(writes)


def writer(fd: int) -> OutputThread:
    return OutputThread(fd, lambda _: None, lambda: None)


def test_what_a_terminal_takes_at_once_wakes_no_thread(terminal: tuple[int, int]) -> None:
    reads, writes = terminal
    output = writer(writes)
    for number in range(3):
        output.write(f"<{number} ü>")
        assert os.read(reads, 100).decode() == f"<{number} ü>"  # the thread was never started
    assert os.get_blocking(writes)


def test_what_a_terminal_does_not_take_at_once_comes_behind_it_in_order(
    terminal: tuple[int, int],
) -> None:
    reads, writes = terminal
    output = writer(writes)
    output.start()
    drawn = [f"<{number}" + "." * 10_000 + ">" for number in range(20)]
    for text in drawn:
        output.write(text)  # nobody reads yet: a write that waited would wait for ever
    found = b""
    while len(found) < len("".join(drawn)):
        found += os.read(reads, 65_536)
    assert found.decode() == "".join(drawn)
    output.stop(PATIENCE_S)
    assert not output.is_alive()


def test_a_terminal_that_is_lost_is_told_by_the_thread() -> None:
    told: SimpleQueue[Exception | None] = SimpleQueue()
    reads, writes = pty.openpty()
    output = OutputThread(writes, told.put, lambda: None)
    output.start()
    os.close(reads)
    output.write("nobody sees it")
    assert told.get(timeout=PATIENCE_S) is None
    output.stop(PATIENCE_S)
    os.close(writes)
