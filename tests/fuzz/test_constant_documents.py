"""A document that stays the same costs the same at every poll, however it is spoiled.

The work of a poll is counted in calls of functions, and grows no faster than the document does.
`--fuzz-documents N` tries N documents of each kind in place of a few.
"""

from collections.abc import Container, Iterator
from datetime import datetime
from itertools import count

import pytest

from jru_tui.feeds.mapping import calls_from_rows, vehicle_mapper
from jru_tui.feeds.mapping.responses import PresentStatus, ResponseLeg, present_status
from jru_tui.feeds.models import Poll, PollFailure
from tests.fuzz.conftest import Served, feed_of
from tests.fuzz.documents import SEEDS, Seed, spoiled
from tests.fuzz.meter import counted

FEW = 25
POLLS = 6
MOST_BYTES = 15_000
"""Less than what is read in a thread, where nothing would be counted."""
MOST_WORK_A_BYTE = 12
"""The dearest document that reading does not repeat itself over takes 7."""


@pytest.fixture(params=SEEDS, ids=lambda seed: seed.name)
def seed(request: pytest.FixtureRequest) -> Seed:
    chosen: Seed = request.param
    return chosen


@pytest.fixture
def numbers(request: pytest.FixtureRequest) -> range:
    return range(request.config.getoption("--fuzz-documents") or FEW)


async def work_of(seed: Seed, parts: tuple[bytes, ...]) -> tuple[list[int], Poll]:
    """The work of each of several polls of the same document, after a good one."""
    served = Served(seed)
    works = []
    async with feed_of(served) as feed:
        poll = await feed.poll()
        assert not isinstance(poll, PollFailure)
        served.serve(*parts)
        for _ in range(POLLS):
            with counted() as work:
                poll = await feed.poll()
            works.append(work.count)
    return works, poll


async def test_the_work_of_each_poll_of_a_document_is_that_of_the_second(
    seed: Seed, numbers: range
) -> None:
    """MAP-01, MAP-02."""
    for number in numbers:
        parts = spoiled(seed, number, MOST_BYTES)
        works, poll = await work_of(seed, parts)
        assert set(works[1:]) == {works[1]}, number
        assert "fault of this program" not in getattr(poll, "reason", ""), number
        assert max(works) < 10_000 + MOST_WORK_A_BYTE * sum(map(len, parts)), number


GARBLED = b"""[
 {"call_number": "20-1", "unit_id": "JRU3", "received_dttm": "2020-10-30T22:38:02",
  "dispatch_dttm": "2020-10-30T22:39:30", "on_scene_dttm": "%s", "rowid": "1"},
 {"call_number": "20-1", "unit_id": "JRU3", "received_dttm": "2020-10-30T22:38:02",
  "dispatch_dttm": "2020-10-30T22:39:30", "on_scene_dttm": "%s", "rowid": "2"}]"""
GOOD = GARBLED % (b"2020-10-30T22:51:09", b"2020-10-30T22:51:09")
BAD = GARBLED % (b"22:51", b"22:51")


async def garbled(polls: int) -> Iterator[int]:
    """The work of each poll of two rows of one unit that cannot be read any more."""
    (seed,) = (seed for seed in SEEDS if seed.name == "soda_fire_calls")
    served = Served(seed, (GOOD,))
    works = []
    async with feed_of(served) as feed:
        await feed.poll()
        served.serve(BAD)
        for _ in range(polls):
            with counted() as work:
                await feed.poll()
            works.append(work.count)
    return iter(works)


async def test_two_garbled_rows_of_one_unit_cost_the_same_at_every_poll() -> None:
    """MAP-01, MAP-02."""
    _, second, *others = await garbled(20)
    assert set(others) == {second}


async def test_rows_that_are_remembered_twice_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = calls_from_rows._untold

    def twice(
        before: list[ResponseLeg], told: Container[tuple[str, datetime | None]]
    ) -> list[ResponseLeg]:
        return [*plain(before, told), *(leg for leg in before for _ in range(2))]

    monkeypatch.setattr(calls_from_rows, "_untold", twice)
    _, second, *_, last = await garbled(6)
    assert last > second


async def test_work_that_grows_faster_than_the_document_is_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (seed,) = (seed for seed in SEEDS if seed.name == "csv_snapshot")
    head, row, *_ = seed.parts[0].splitlines(keepends=True)
    body = head + row * 60
    ways = [ResponseLeg("JRU3", "JRU 3", "K-1")] * 1_000
    plain = vehicle_mapper.VehicleMapper.vehicle

    def again(
        self: vehicle_mapper.VehicleMapper, id_: str, row: object, now: PresentStatus
    ) -> dict[str, object]:
        present_status(ways)  # as if all its ways were looked through for each of its rows
        return plain(self, id_, row, now)

    most = 10_000 + MOST_WORK_A_BYTE * len(body)
    works, _ = await work_of(seed, (body,))
    assert max(works) < most
    monkeypatch.setattr(vehicle_mapper.VehicleMapper, "vehicle", again)
    works, _ = await work_of(seed, (body,))
    assert max(works) > most


def test_the_same_number_spoils_a_document_in_the_same_way(seed: Seed) -> None:
    assert spoiled(seed, 1) == spoiled(seed, 1)
    assert len({spoiled(seed, number) for number, _ in zip(count(), range(20), strict=False)}) > 15
