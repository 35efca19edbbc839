"""Whoever waits for an idle loop is called when all that was begun is over, once and in bounds."""

import asyncio
from contextvars import ContextVar

from jru_tui.tui.idle_watch import idle_watch

MARK: ContextVar[str] = ContextVar("mark")


async def work(turns: int, done: list[str]) -> None:
    """Stand for what one key leads to: so many turns of the loop, one after the other."""
    for _ in range(turns):
        await asyncio.sleep(0)
    done.append("work")


async def test_it_waits_for_work_that_makes_more_work() -> None:
    done: list[str] = []
    task = asyncio.create_task(work(50, done))
    idle_watch().call(lambda: done.append("idle"), turns=1_000, within_s=60)
    await idle_watch().idle(turns=1_000, within_s=60)
    assert done == ["work", "idle"]
    await task


async def test_two_that_wait_do_not_wait_for_each_other() -> None:
    turns = 0

    async def count() -> None:
        nonlocal turns
        await asyncio.sleep(0)
        turns += 1

    counted = asyncio.create_task(count())
    first = idle_watch().idle(turns=1_000_000, within_s=60)
    second = idle_watch().idle(turns=1_000_000, within_s=60)
    await asyncio.wait_for(asyncio.gather(first, second), 30)
    assert turns == 1
    await counted


async def test_a_loop_that_is_never_idle_holds_nobody_up() -> None:
    busy = asyncio.create_task(work(100_000, []))
    await asyncio.wait_for(idle_watch().idle(turns=5, within_s=0), 30)
    assert not busy.done()
    busy.cancel()


async def test_it_waits_its_turns_though_the_time_is_over() -> None:
    done: list[str] = []
    task = asyncio.create_task(work(20, done))
    await idle_watch().idle(turns=100, within_s=0)
    assert done == ["work"]
    await task


async def test_who_is_called_may_wait_again_in_the_context_that_asked() -> None:
    seen: list[str] = []
    over = asyncio.Event()

    def again() -> None:
        seen.append(MARK.get())
        over.set()

    def first() -> None:
        seen.append(MARK.get())
        idle_watch().call(again, turns=0, within_s=0)

    MARK.set("asked")
    idle_watch().call(first, turns=0, within_s=0)
    MARK.set("later")
    await asyncio.wait_for(over.wait(), 30)
    assert seen == ["asked", "asked"]
