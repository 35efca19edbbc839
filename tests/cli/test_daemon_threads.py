"""Threads that a program which ends does not wait for, and the answers of those it does wait for.

No time is asserted: without what is tested here, the program would never end.
"""

import asyncio
import subprocess
import sys

import pytest

from jru_tui.cli.sessions import daemon_threads
from jru_tui.cli.sessions.daemon_threads import DaemonThreads

_PROGRAM = """
import asyncio, threading
from jru_tui.cli.sessions.daemon_threads import DaemonThreads

async def leave():
    loop = asyncio.get_running_loop()
    {executor}
    waiting = asyncio.create_task(asyncio.to_thread(begin))
    await began.wait()
    waiting.cancel()

def begin():
    loop.call_soon_threadsafe(began.set)
    threading.Event().wait()

began, loop = asyncio.Event(), asyncio.new_event_loop()
with asyncio.Runner(loop_factory=lambda: loop) as runner:
    runner.run(leave())
print("left")
"""


def ended(executor: str, within_s: float) -> str:
    """What a program says that leaves a thread behind which waits for ever."""
    program = [sys.executable, "-c", _PROGRAM.format(executor=executor)]
    done = subprocess.run(
        program,
        capture_output=True,
        text=True,
        timeout=within_s,
        check=True,
        start_new_session=True,
    )
    return done.stdout.strip()


def test_a_program_ends_whatever_a_thread_waits_for() -> None:
    assert ended("loop.set_default_executor(DaemonThreads())", 60) == "left"


def test_the_control_of_that_a_program_with_pythons_own_executor_does_not_end() -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        ended("pass", 3)


async def test_what_is_under_way_is_waited_for_and_gives_its_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(daemon_threads, "END_WITHIN_S", 60)
    threads = DaemonThreads()
    done: list[int] = []
    asked = threads.submit(done.append, 1)
    threads.shutdown()
    assert asked.result() is None
    assert done == [1]


async def test_a_fault_is_raised_where_it_is_awaited() -> None:
    asyncio.get_running_loop().set_default_executor(DaemonThreads())
    with pytest.raises(ZeroDivisionError):
        await asyncio.to_thread(lambda: 1 / 0)
