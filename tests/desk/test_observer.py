"""Looking on beside a writer: a quiet shift is no dead one, and a dead one no quiet one."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from jru_tui.board.board import Board
from jru_tui.board.events import Event, FeedChanged
from jru_tui.board.rules import Rules
from jru_tui.desk.desk import Desk
from jru_tui.desk.feed_monitor import FeedMonitor
from jru_tui.desk.observer import leave_signs, observe, observed_health
from jru_tui.feeds.models import FeedHealth, PollFailure, Unchanged
from jru_tui.journal.sqlite.journal import open_journal
from tests.desk.conftest import MakeCall, MakeReading, Wall
from tests.desk.shelf import Shelf


async def test_what_the_writer_hears_is_heard_and_that_it_has_ended(
    desk: Desk, reading: MakeReading, make_call: MakeCall, wall: Wall, tmp_path: Path
) -> None:
    silent_s: list[float | None] = [3.0]
    turns: asyncio.Queue[None] = asyncio.Queue()
    waiting = asyncio.Event()

    async def pause(_: float) -> None:
        waiting.set()
        await turns.get()

    async def turn() -> FeedHealth:
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
        looking = asyncio.create_task(observe(onlooker, wall, lambda: silent_s[0], 75, pause))
        try:
            async with asyncio.timeout(20):
                await waiting.wait()
                while "K1" not in onlooker.board.calls:
                    await turn()
                wall.forward(minutes=20)
                quiet = await turn()
                assert (quiet.state, quiet.good_at) == ("live", wall.now - timedelta(seconds=3))
                await desk.receive(PollFailure("no answer"))
                while (await turn()).state != "lost":
                    pass
                assert onlooker.health.error == "no answer"
                await desk.receive(reading(make_call("K1"), when=wall.now))
                while (await turn()).state != "live":
                    pass
                silent_s[0] = 76.0
                silent = await turn()
                assert (silent.state, silent.good_at) == ("lost", wall.now - timedelta(seconds=76))
                assert silent.error.startswith(
                    "the board that writes this journal has recorded nothing"
                )
                silent_s[0] = None
                ended = await turn()
                assert (ended.state, ended.error) == (
                    "lost",
                    "the board that writes this journal has ended",
                )
                assert told[-1] == "lost"
        finally:
            looking.cancel()
            await asyncio.gather(looking, return_exceptions=True)


def test_a_feed_that_is_gone_for_good_is_so_for_who_looks_on(wall: Wall) -> None:
    board = Board(Rules())
    told = FeedMonitor().note_failure(
        PollFailure("gone for good (410)", needs_person=True, gone=True)
    )
    board.apply(Event("1", wall.now, wall.now, "program", told))
    health = observed_health(board, wall.now, 3.0, 75)
    assert (health.state, health.error, health.gone) == ("lost", "gone for good (410)", True)


def test_a_journal_from_before_a_feed_could_be_gone_is_read_as_ever() -> None:
    old = b'{"kind":"feed","state":"lost","reason":"no answer"}'
    read = msgspec.json.decode(old, type=FeedChanged)
    assert read == FeedChanged("lost", reason="no answer", gone=False)
    assert msgspec.json.encode(read) == old


async def test_a_sign_is_left_for_each_answer_that_was_kept(
    wall: Wall, reading: MakeReading, make_call: MakeCall
) -> None:
    shelf = Shelf()
    desk = Desk(board=Board(Rules()), journal=shelf, clock=wall)
    polls = [
        reading(make_call("K1")),
        None,
        Unchanged(),
        reading(make_call("K2")),
        PollFailure("x"),
    ]
    signs: list[Any] = []
    left: list[int] = []

    async def pause(_: float) -> None:
        wall.forward(seconds=5)
        left.append(len(signs))
        if not polls:
            raise asyncio.CancelledError
        shelf.full = len(polls) <= 2
        if poll := polls.pop(0):
            await desk.receive(poll)

    with pytest.raises(asyncio.CancelledError):
        await leave_signs(desk, lambda: signs.append(wall.now), pause)
    assert left == [0, 1, 1, 2, 2, 2]
