"""Threads that a program which ends does not wait for, and the answers of those it does wait for.

No time is asserted: without what is tested here, the program would never end.
"""

import asyncio
import subprocess
import sys
import weakref
from threading import Barrier, Event, Thread, current_thread, get_ident

import pytest

from jru_tui.cli.sessions import daemon_threads
from jru_tui.cli.sessions.daemon_threads import MOST_IDLE, DaemonThreads

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


async def test_an_idle_thread_takes_the_next_work_and_one_that_waits_holds_none_up() -> None:
    asyncio.get_running_loop().set_default_executor(DaemonThreads())
    assert len({await asyncio.to_thread(get_ident) for _ in range(20)}) == 1
    go_on = Event()
    waiting = [asyncio.create_task(asyncio.to_thread(go_on.wait)) for _ in range(9)]
    await asyncio.sleep(0)
    assert await asyncio.to_thread(lambda: 2) == 2
    go_on.set()
    assert all(await asyncio.gather(*waiting))


async def test_of_many_threads_few_stay_until_the_end() -> None:
    threads = DaemonThreads()

    async def run_together() -> set[Thread]:
        together = Barrier(20)

        def work() -> Thread:
            together.wait(60)
            return current_thread()

        return {
            *await asyncio.gather(*[asyncio.wrap_future(threads.submit(work)) for _ in range(20)])
        }

    first, second = await run_together(), await run_together()
    assert len(first) == 20
    assert 0 < len(first & second) <= MOST_IDLE
    threads.shutdown()
    for thread in first | second:
        thread.join(60)
        assert not thread.is_alive()


async def test_an_idle_thread_holds_nothing_of_what_it_worked_on() -> None:
    freed, held = asyncio.Event(), Thread(name="held")
    weakref.finalize(held, asyncio.get_running_loop().call_soon_threadsafe, freed.set)
    asyncio.get_running_loop().set_default_executor(DaemonThreads())
    assert await asyncio.to_thread(held.is_alive) is False
    del held
    async with asyncio.timeout(60):
        await freed.wait()
