"""Looking on beside a writer: a quiet shift is no dead one, and a dead one no quiet one."""

import asyncio
from pathlib import Path
from typing import Any

from jru_tui.board.board import Board
from jru_tui.board.rules import Rules
from jru_tui.desk.desk import Desk
from jru_tui.desk.onlooker import look_on
from jru_tui.feeds.reading import Failure
from jru_tui.journal.sqlite import open_journal


async def test_what_the_writer_hears_is_heard_and_that_it_has_ended(
    desk: Desk, reading: Any, make_call: Any, wall: Any, tmp_path: Path
) -> None:
    alive = [True]
    turns: asyncio.Queue[None] = asyncio.Queue()
    waiting = asyncio.Event()

    async def pause(_: float) -> None:
        waiting.set()
        await turns.get()

    async def turn() -> Any:
        waiting.clear()
        turns.put_nowait(None)
        await waiting.wait()
        return onlooker.health

    await desk.receive(reading(make_call("K1")))
    async with await open_journal(
        tmp_path / "j" / "shift.db", by="SC 2", clock=wall, read_only=True
    ) as journal:
        onlooker = Desk(board=Board(Rules()), journal=journal, clock=wall)
        told: list[str] = []
        onlooker.subscribe(lambda _: told.append(onlooker.health.state))
        looking = asyncio.create_task(look_on(onlooker, wall, lambda: alive[0], pause))
        try:
            async with asyncio.timeout(20):
                await waiting.wait()
                while "K1" not in onlooker.board.calls:
                    await turn()
                wall.forward(minutes=20)
                quiet = await turn()
                assert (quiet.state, quiet.good_at) == ("live", wall.now)
                await desk.receive(Failure("no answer"))
                while (await turn()).state != "lost":
                    pass
                assert onlooker.health.error == "no answer"
                await desk.receive(reading(make_call("K1")))
                while (await turn()).state != "live":
                    pass
                alive[0] = False
                ended = await turn()
                assert (ended.state, ended.error) == (
                    "lost",
                    "the board that kept this journal has ended",
                )
                assert told[-1] == "lost"
        finally:
            looking.cancel()
            await asyncio.gather(looking, return_exceptions=True)
