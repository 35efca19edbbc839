"""Fuzz through the whole input path: a pseudo-terminal, the driver's thread, the parser, an app."""

import os
import pty
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.programs import end
from tests.tui.input import sent

RECORDER = """
import sys
from textual.app import App
from jru_tui.tui.terminal.driver import TerminalDriver
class Recorder(App):
    def on_ready(self):
        self.heard = open(sys.argv[1], "w", buffering=1)
        print("ready", file=self.heard)
    def on_key(self, event):
        print("key", event.key, file=self.heard)
        if event.key == "f12":
            self.exit()
    def on_paste(self, event):
        print("paste", file=self.heard)
Recorder(driver_class=TerminalDriver).run()
"""
"""An app that writes down what it is given, and leaves at F12."""
LAST = b"\x1b[24~"
_AT_ONCE = 200


def batches(random: Random, runs: int) -> Iterator[bytes]:
    for _ in range(max(1, runs // _AT_ONCE)):
        parts = [sent.no_key(random) for _ in range(_AT_ONCE)]
        # One in ten is cut, but for the `ESC` that would be the Escape key.
        yield b"".join(
            part[: random.randint(2, len(part))] if random.random() < 0.1 else part
            for part in parts
        )


@pytest.fixture
def heard(tmp_path: Path) -> Path:
    return tmp_path / "heard"


def test_no_answer_gets_through_as_a_key(heard: Path, request: pytest.FixtureRequest) -> None:
    runs = request.config.getoption("--fuzz-runs")
    ours, theirs = pty.openpty()
    recorder = subprocess.Popen(
        [sys.executable, "-c", RECORDER, heard],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    drawn = threading.Thread(target=_drain, args=(ours,))
    drawn.start()
    try:
        while not (heard.exists() and heard.read_text()):
            assert recorder.poll() is None
        for batch in batches(Random(7), runs):
            _write(ours, batch)
        _write(ours, LAST)
        assert recorder.wait(timeout=600) == 0
    finally:
        end(recorder)
        drawn.join()
        os.close(ours)


def _write(fd: int, data: bytes) -> None:
    while data:
        data = data[os.write(fd, data[:1_000]) :]


def _drain(fd: int) -> None:
    try:
        while os.read(fd, 65_536):
            pass
    except OSError:
        pass  # the program has left
