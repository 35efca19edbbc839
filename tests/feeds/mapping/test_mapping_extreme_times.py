"""Times that no clock ever showed, in each place of each shipped example, poll after poll.

A document is read or refused in words, and the next good one counts as if the bad one had never
come.
"""

import re
from collections.abc import Iterator

import pytest

from jru_tui.board.records import CallRecord
from jru_tui.feeds.models import FeedReading, PollFailure
from tests.feeds.conftest import Server, answer, read
from tests.feeds.mapping.conftest import EXAMPLES, mapped_feed

DATE = "Date: Fri, 30 Oct 2020 22:53:00 GMT"
ISO = (
    "0001-01-01T00:00:00",
    "9999-12-31T23:59:59-14:00",
    "2150-01-01T00:00:00",
    "2021-10-30T22:00:00",
)
DOCUMENTS = {
    "soda_fire_calls": ("json", rb'(?<=")\d{4}-\d\d-\d\dT[\d:.]+(?=")', ISO),
    "eido": ("json", rb'(?<=")\d{4}-\d\d-\d\dT[\d:.+]+(?=")', ISO),
    "xml_incidents": (
        "xml",
        rb"\d\d/\d\d/\d{4} [\d:]+",
        ("01/01/0001 00:00:00", "31/12/9999 23:59:59", "30/10/2021 22:00:00"),
    ),
    "csv_snapshot": (
        "csv",
        rb"\d\d/\d\d/\d{4} [\d:]+(?: [AP]M)?",
        ("01/01/0001 12:00:00 AM", "31/12/9999 11:59:59 PM", "30/10/2021 10:00:00 PM"),
    ),
    "geojson_incidents": (
        "geojson",
        rb"\b16040\d+\b",
        ("-62135596800000", "253402300799000", "9" * 30),
    ),
}
"""Of each mapping: what its document is called, how it writes times, and some that cannot be."""
KINDS = {"xml": "text/xml", "csv": "text/csv; charset=cp1252"}


def damaged(body: bytes, pattern: bytes, times: tuple[str, ...]) -> Iterator[bytes]:
    """The document with such a time in one place, for each place; and in all of them."""
    places = list(re.finditer(pattern, body))
    assert len(places) > 4
    for time in times:
        for place in places:
            yield body[: place.start()] + time.encode() + body[place.end() :]
        yield re.sub(pattern, time.encode(), body)


async def calls_after(server: Server, mapping: str, *documents: bytes) -> dict[str, CallRecord]:
    """The calls as the last of these documents leaves them, which must be a good one.

    Args:
        server: gives one document a poll.
        mapping: the name of an example.
        documents: the answers of all polls.
    """
    kind = KINDS.get(DOCUMENTS[mapping][0], "application/json")
    beside: tuple[bytes, ...] = ()
    if mapping == "geojson_incidents":
        beside = (answer((EXAMPLES / "geojson_units.geojson").read_bytes(), DATE),)
    if mapping == "soda_fire_calls":
        beside = (answer(b"[]", DATE),)  # the page after the last
    server.says(*(part for body in documents for part in (answer(body, DATE, kind=kind), *beside)))
    calls: dict[str, CallRecord] = {}
    async with mapped_feed(server.url(), EXAMPLES / f"{mapping}.toml") as feed:
        for _ in documents[:-1]:
            outcome = await feed.poll()
            assert isinstance(outcome, FeedReading | PollFailure)
            if isinstance(outcome, PollFailure):
                assert "internal error in jru-tui" not in outcome.reason
                server.scripts = server.scripts[len(server.scripts) % (1 + len(beside)) :]
            else:
                calls.update({call.id: call for call in outcome.calls})
        reading = read(await feed.poll())
    calls.update({call.id: call for call in reading.calls})
    assert not reading.refused
    assert reading.listed_calls is not None
    return {call_id: calls[call_id] for call_id in reading.listed_calls}


@pytest.mark.parametrize("mapping", DOCUMENTS)
async def test_an_impossible_time_leaves_no_trace(server: Server, mapping: str) -> None:
    suffix, pattern, times = DOCUMENTS[mapping]
    good = (EXAMPLES / f"{mapping}.{suffix}").read_bytes()
    usual = await calls_after(server, mapping, good)
    for bad in damaged(good, pattern, times):
        assert await calls_after(server, mapping, bad, bad, good) == usual, bad
