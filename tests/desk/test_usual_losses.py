"""Doubt is measured against what the feed usually drops."""

from datetime import timedelta
from random import Random

import pytest

from jru_tui.desk.desk import Desk
from jru_tui.desk.feed_monitor import UsualLosses
from tests.desk.conftest import Wall, call, document


async def test_a_slow_feed_of_short_calls_is_seldom_doubted(desk: Desk, wall: Wall) -> None:
    """Polled every 20 minutes, with calls of half an hour."""
    random, open_calls, number, doubted = Random(1), dict[str, float](), 0, 0
    for _ in range(262):
        wall.forward(minutes=20)
        open_calls = {id_: left - 20 for id_, left in open_calls.items() if left > 20}
        for _ in range(random.randint(4, 14)):
            number += 1
            open_calls[f"K{number}"] = random.expovariate(1 / 30)
        await desk.receive(document(*map(call, open_calls), when=wall.now))
        doubted += desk.health.state == "suspect"
    assert doubted < 15


async def test_an_empty_list_of_such_a_feed_is_still_doubted(desk: Desk, wall: Wall) -> None:
    for round_ in range(8):
        wall.forward(minutes=20)
        listed = (call(f"K{round_}.{number}") for number in range(10))
        await desk.receive(document(*listed, call("K"), when=wall.now))
    before = desk.health
    assert before.state == "live"
    wall.forward(minutes=20)
    await desk.receive(document(when=wall.now))
    assert desk.health.state == "suspect"


@pytest.mark.parametrize(
    ("before", "count", "known", "exceeded"),
    [
        ([], 1, 1, True),
        ([], 5, 10, False),
        ([], 6, 10, True),
        ([6, 6], 6, 10, True),
        ([6, 6, 6], 6, 10, False),
        ([6, 6, 6], 7, 10, False),
        ([6, 6, 6], 8, 10, True),
        ([9, 9, 9], 9, 9, True),
        ([1, 1, 1], 1, 1, False),
        ([30, 1, 1, 1], 5, 8, True),
    ],
)
def test_more_than_is_usual(before: list[int], count: int, known: int, *, exceeded: bool) -> None:
    losses = UsualLosses()
    for each in before:
        losses.add({"call": each})
    losses.add({"vehicle": 50})
    assert losses.exceeded("call", count, known) is exceeded


async def test_a_fast_feed_is_doubted_as_before(desk: Desk, wall: Wall) -> None:
    for number in range(60):
        wall.forward(seconds=5)
        listed = (call(f"K{each}") for each in range(number, number + 20))
        await desk.receive(document(*listed, when=wall.now))
    wall.now += timedelta(seconds=5)
    await desk.receive(document(*(call(f"K{each}") for each in range(78, 82)), when=wall.now))
    assert desk.health.state == "suspect"
