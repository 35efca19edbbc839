"""A bell for few things, each once."""

from typing import Any

import msgspec

from jru_tui.board.events import Fact
from jru_tui.feeds.models import FeedHealth
from jru_tui.tui.alarm import Bell
from tests.tui.conftest import Night
from tests.tui.live.conftest import Start


def another(night: Night, number: str, **more: Any) -> Fact:
    waiting = msgspec.structs.replace(night.calls["K-1038"], id=number, **more)
    return night.reported(waiting)


async def test_a_new_call_that_cannot_wait_rings_once(start: Start) -> None:
    live = await start(bell=Bell(("G1", "C1")))
    async with live.app.run_test():
        assert live.rung == 0
        await live.feed(another(live.night, "K-1", grade="G1"))
        assert live.rung == 1
        await live.feed(another(live.night, "K-1", grade="G1", updated_at=live.now))
        await live.feed(another(live.night, "K-2", grade="G2", category="C3"))
        assert live.rung == 1
        await live.feed(another(live.night, "K-2", grade="G2", category="C1", updated_at=live.now))
        assert live.rung == 2


async def test_an_emergency_rings_once_and_only_where_it_is_asked_to(start: Start) -> None:
    live = await start(bell=Bell(emergency=True))
    async with live.app.run_test() as pilot:
        await live.emergency()
        live.later(1)
        await pilot.pause()
        assert live.rung == 1


async def test_without_a_bell_nothing_rings(start: Start) -> None:
    live = await start()
    async with live.app.run_test() as pilot:
        await live.emergency()
        await live.feed(another(live.night, "K-1", grade="G1"))
        await pilot.pause()
        assert live.rung == 0


async def test_what_the_feed_lists_at_first_is_nothing_new(start: Start) -> None:
    live = await start(bell=Bell(("G1", "C1")))
    live.desk.health = FeedHealth("connecting")
    async with live.app.run_test():
        await live.feed(another(live.night, "K-1", grade="G1"))
        live.desk.health = FeedHealth("live", good_at=live.now)
        live.later(1)
        assert live.rung == 0
