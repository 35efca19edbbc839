"""How long a spoiled document of any size keeps the keys waiting, and what becomes of it.

`--fuzz-documents N` tries N documents of each kind in place of a few.
"""

import time

import pytest

from tests.fuzz.conftest import Served, feed_of
from tests.fuzz.documents import SEEDS, Seed, spoiled
from tests.fuzz.meter import Heartbeat

FEW = 6
MOST_HELD_S = 0.5
"""Of the processor's time, which no other program's work adds to."""
SIZES = (200_000, 3_000_000)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name)
async def test_no_spoiled_document_holds_the_keys_up(
    seed: Seed, size: int, request: pytest.FixtureRequest
) -> None:
    """MAP-07."""
    for number in range(request.config.getoption("--fuzz-documents") or FEW):
        served = Served(seed)
        async with feed_of(served, deadline_s=120.0) as feed:
            await feed.poll()
            served.serve(*spoiled(seed, number, size))
            for _ in range(2):
                async with Heartbeat() as heart:
                    poll = await feed.poll()
                assert heart.longest_s < MOST_HELD_S, number
                assert "fault of this program" not in getattr(poll, "reason", ""), number


async def test_a_loop_that_is_held_is_seen() -> None:
    async with Heartbeat() as heart:
        began = time.process_time()
        while time.process_time() - began < MOST_HELD_S:
            pass
    assert heart.longest_s >= MOST_HELD_S
