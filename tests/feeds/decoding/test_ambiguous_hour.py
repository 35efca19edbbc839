"""25 October 2020 in London, 01:00 to 02:00 twice: times without a zone. TIME-02."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from jru_tui.feeds.decoding.decoder import Decoder
from jru_tui.feeds.models import PollFailure
from tests.feeds.conftest import document, reading_of

WALL = "2020-10-25T01:30:00"


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2020-10-25T{clock}:00+00:00")


def sent(id_: str) -> dict[str, Any]:
    return {"id": id_, "opened_at": WALL, "grade": "G1"}


def told(clock: str, *calls: Any) -> bytes:
    return document(generated_at=at(clock).isoformat(), calls=calls)


async def opened(decoder: Decoder, clock: str, *calls: Any) -> dict[str, str]:
    """The calls that are new or changed in a document of that minute of UTC, and since when."""
    reading = await reading_of(told(clock, *calls), decoder)
    return {each.id: f"{each.opened_at:%H:%M}" for each in reading.calls}


@pytest.fixture
def decoder() -> Decoder:
    return Decoder(zone=ZoneInfo("Europe/London"))


async def test_what_first_comes_in_the_second_hour_is_of_the_second_hour(decoder: Decoder) -> None:
    early, late = sent("K-1"), sent("K-2")
    assert await opened(decoder, "00:29") == {}
    assert await opened(decoder, "00:31", early) == {"K-1": "00:30"}
    assert await opened(decoder, "01:29", early) == {}
    assert await opened(decoder, "01:31", early, late) == {"K-2": "01:30"}
    noted = {**early, "summary": "and more of it"}
    assert await opened(decoder, "01:40", noted, late) == {"K-1": "00:30"}


async def test_what_cannot_be_told_is_of_the_first_hour(decoder: Decoder) -> None:
    assert await opened(decoder, "01:50", sent("K-1")) == {"K-1": "00:30"}


async def test_a_restart_knows_when_the_feed_was_heard_last() -> None:
    """TIME-02: what is new in its first document came after that."""
    decoder = Decoder(zone=ZoneInfo("Europe/London"), heard_at=at("01:15"))
    assert await opened(decoder, "01:40", sent("K-1")) == {"K-1": "01:30"}


async def test_what_happened_long_before_it_is_told_is_of_the_first_hour(decoder: Decoder) -> None:
    """TIME-02: the order of arrival says nothing of it."""
    await opened(decoder, "02:35")
    assert await opened(decoder, "02:36", sent("K-1")) == {"K-1": "00:30"}


async def test_after_a_gap_over_both_hours_it_cannot_be_told(decoder: Decoder) -> None:
    await opened(decoder, "00:10")
    assert await opened(decoder, "01:50", sent("K-1")) == {"K-1": "00:30"}


@pytest.mark.parametrize(("clock", "meant"), [("00:31", "00:30"), ("01:29", "01:30")])
async def test_a_documents_own_time_is_the_one_that_is_nearer_to_the_clock(
    decoder: Decoder, clock: str, meant: str
) -> None:
    page = await decoder.page(document(generated_at=WALL), at(clock))
    assert not isinstance(page, PollFailure)
    assert page.generated_at == at(meant).astimezone(UTC)
