"""A document that stays the same leaves no more behind at each poll, however it is spoiled.

`--fuzz-documents N` tries N documents of each kind in place of a few.
"""

import gc
import sys
from collections.abc import Container
from datetime import datetime
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType, ModuleType

import pytest

from jru_tui.feeds.mapping import calls_from_rows
from jru_tui.feeds.mapping.responses import ResponseLeg
from tests.fuzz.conftest import Served, feed_of
from tests.fuzz.documents import SEEDS, Seed, spoiled
from tests.fuzz.test_constant_documents import BAD, GOOD

FEW = 10
POLLS = 8
MOST_BYTES = 15_000
SLACK = 500
"""Bytes by which times and digests differ from poll to poll."""
_SHARED = (type, ModuleType, FunctionType, BuiltinFunctionType, MethodType, CodeType)
"""What all of the program holds together, and no feed by itself."""


def weight(root: object) -> int:
    """The bytes of all that an object holds, however deep."""
    seen = {id(root)}
    waiting = [root]
    found = 0
    while waiting:
        held = waiting.pop()
        found += sys.getsizeof(held)
        for inner in gc.get_referents(held):
            if id(inner) not in seen and not isinstance(inner, _SHARED):
                seen.add(id(inner))
                waiting.append(inner)
    return found


async def weights(seed: Seed, *documents: tuple[bytes, ...]) -> list[int]:
    """The bytes that a feed remembers after each of several polls of the last of some documents."""
    served = Served(seed)
    found = []
    async with feed_of(served) as feed:
        for parts in documents[:-1]:
            served.serve(*parts)
            await feed.poll()
        served.serve(*documents[-1])
        for _ in range(POLLS):
            await feed.poll()
            found.append(weight(feed._format))
    return found


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name)
async def test_no_poll_of_a_document_leaves_more_behind(
    seed: Seed, request: pytest.FixtureRequest
) -> None:
    """MAP-02."""
    for number in range(request.config.getoption("--fuzz-documents") or FEW):
        parts = spoiled(seed, number, MOST_BYTES)
        _, second, *others = await weights(seed, seed.parts, parts)
        assert all(abs(each - second) < SLACK for each in others), number


SODA = next(seed for seed in SEEDS if seed.name == "soda_fire_calls")


async def test_rows_that_cannot_be_read_leave_no_more_behind() -> None:
    _, second, *others = await weights(SODA, (GOOD,), (BAD,))
    assert all(abs(each - second) < SLACK for each in others)


async def test_what_is_remembered_once_more_at_each_poll_is_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain = calls_from_rows._untold

    def longer(
        before: list[ResponseLeg], told: Container[tuple[str, datetime | None]]
    ) -> list[ResponseLeg]:
        return [*before, *before, *plain(before, told)]

    monkeypatch.setattr(calls_from_rows, "_untold", longer)
    _, second, *_, last = await weights(SODA, (GOOD,), (BAD,))
    assert last - second > SLACK
