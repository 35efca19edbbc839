"""One number in a document: two calls, or one that is listed twice."""

from typing import Any

import pytest

from jru_tui.board.events import LISTED_TWICE
from jru_tui.feeds.decoding.decoder import Decoder
from jru_tui.feeds.models import FeedReading
from tests.feeds.conftest import call, document, reading_of

OLD = {"id": "0001", "version": None, "opened_at": "2020-10-29T20:10:00Z"}
ENDED = {"state": "closed", "closed_at": "2020-10-29T21:50:00Z", "updated_at": None}
NEW: dict[str, Any] = {
    "id": "0001",
    "version": None,
    "opened_at": "2020-10-30T22:04:00Z",
    "responses": [],
}


async def read(decoder: Decoder, *calls: dict[str, Any], **more: Any) -> FeedReading:
    body = document(calls=[call(**each) for each in calls], vehicles=[], **more)
    return await reading_of(body, decoder)


def told(reading: FeedReading) -> list[tuple[str, str]]:
    return [(each.id, f"{each.opened_at:%d %H:%M}") for each in reading.calls]


async def test_the_old_and_the_new_call_of_a_number_are_both_taken() -> None:
    decoder = Decoder()
    both = {**OLD, **ENDED}, NEW
    reading = await read(decoder, *both)
    assert told(reading) == [("0001", "29 20:10"), ("0001", "30 22:04")]
    assert reading.refused == ()
    assert reading.listed_calls == {"0001"}
    assert {f"{at:%d}" for _, at in reading.listed_openings} == {"29", "30"}
    again = await read(decoder, *both)
    assert (again.calls, len(again.listed_openings)) == ((), 2)
    alone = await read(decoder, NEW)
    assert (alone.calls, len(alone.listed_openings)) == ((), 1)
    assert told(await read(decoder, *both)) == [("0001", "29 20:10")]


@pytest.mark.parametrize("reverse", [False, True])
async def test_one_call_that_is_listed_twice_is_told_by_its_newer_report(reverse: bool) -> None:
    """Its opening was put right between the two reports."""
    first = {"id": "K1", "version": 1, "opened_at": "2020-10-30T22:30:00Z"}
    second = {"id": "K1", "version": 2, "opened_at": "2020-10-30T22:33:00Z"}
    decoder = Decoder()
    for _ in range(2):
        reading = await read(decoder, *((second, first) if reverse else (first, second)))
        assert [each.reason for each in reading.refused] == [LISTED_TWICE]
        assert {f"{at:%H:%M}" for _, at in reading.listed_openings} == {"22:33"}


async def test_an_opening_that_goes_there_and_back_is_told_each_time() -> None:
    """Also where only what changed is asked for, so that nothing is let go of."""
    decoder = Decoder()
    one = {"id": "K1", "version": 1, "opened_at": "2020-10-30T22:30:00Z"}
    other = {"id": "K1", "version": 2, "opened_at": "2020-10-30T22:33:00Z"}
    for each in (one, other, one, other):
        assert len((await read(decoder, each, complete=False)).calls) == 1
        assert (await read(decoder, each, complete=False)).calls == ()
