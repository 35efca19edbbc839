"""The plan for a whole board: every open call and every vehicle, assigned together."""

import asyncio
import gc
import time
from collections.abc import Iterator, Mapping
from datetime import timedelta

from benchmarks import program
from benchmarks.feed_server import FeedServer
from benchmarks.fleet import fleet
from benchmarks.lab import Lab, ms
from benchmarks.results import Series

ROWS: Mapping[str, str] = {
    "plan": "plan of a whole board, made anew",
}

_BOARDS = ((20, 10), (100, 50))
"""Open calls, and vehicles."""


def measure(lab: Lab) -> Iterator[Series]:
    """Make the plan of a board again and again, a second later each time."""
    for calls, vehicles in _BOARDS:
        if calls <= lab.up_to:
            yield _planned(lab, calls, vehicles)


def _planned(lab: Lab, calls: int, vehicles: int) -> Series:
    lab.say(f"plans of {calls} calls and {vehicles} vehicles")
    now = lab.workspace.now
    with FeedServer(fleet(calls=calls, vehicles=vehicles, now=now)) as feed:
        _, body = feed.document()
    board = asyncio.run(program.board_of(body, now))
    if not program.plan_of(board, now).acts:
        raise ValueError("a board on which nothing is to be done measures nothing")
    samples: list[float] = []
    for turn in range(lab.count(60, 10)):
        gc.collect()
        start = time.process_time()
        program.plan_of(board, now + timedelta(seconds=turn))
        samples.append(ms(time.process_time() - start))
    return Series(
        row="plan",
        case=f"{calls} calls, {vehicles} vehicles",
        unit="CPU ms",
        samples=samples,
        size=calls * vehicles,
    )
