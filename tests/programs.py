"""Programs that a test starts: none of them, and nothing that they started, outlives it."""

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any


@contextmanager
def running(
    *command: object, env: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    """Start a program in a process group of its own, which is killed with the context.

    Args:
        command: the program and its arguments; what it prints is read from its `stdout`.
        env: its whole environment; that of the test without it.
    """
    process = subprocess.Popen(
        [str(word) for word in command],
        stdout=subprocess.PIPE,
        text=True,
        env=env,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        end(process)
        assert process.stdout is not None
        process.stdout.close()


def end(process: subprocess.Popen[Any]) -> None:
    """Kill the leader of a group, and the group with it, unless it has ended."""
    if process.poll() is None:
        kill_group(process.pid)
    process.wait()


def kill_group(leader: int) -> None:
    """Kill a process and whatever it started in its group.

    Only for one that nobody has waited for yet: its number may be somebody else's after that.
    """
    with suppress(ProcessLookupError, PermissionError):  # all of them have ended
        os.killpg(leader, signal.SIGKILL)
