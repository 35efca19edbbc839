"""When a feed expects a vehicle (`responses[].eta_at`): used where it can be read, never in the
way of the record."""

from datetime import UTC, datetime
from typing import Any

import pytest

from jru_tui.feeds.decoding.warnings import BAD_ESTIMATE
from tests.feeds.conftest import call, document, reading_of


def response(**more: Any) -> dict[str, Any]:
    return {"vehicle": "JRU3", "allocated_at": "2020-10-30T22:39:30Z", **more}


@pytest.mark.parametrize(
    "eta", ["2020-10-30T22:58:00Z", "2020-10-30T23:58:00+01:00", "2020-10-30T22:58:00.000Z"]
)
async def test_an_estimate_is_read_and_lying_ahead_is_its_nature(eta: str) -> None:
    reading = await reading_of(document(calls=[call(responses=[response(eta_at=eta)])]))
    assert reading.calls[0].responses[0].eta_at == datetime(2020, 10, 30, 22, 58, tzinfo=UTC)
    assert not reading.marked


@pytest.mark.parametrize(
    "eta", ["soon", "", 7, True, "22:58", "2020-10-30T22:58:00", "1970-01-01T00:00:00Z", [], {}]
)
async def test_one_that_cannot_be_read_is_dropped_and_said(eta: object) -> None:
    reading = await reading_of(document(calls=[call(responses=[response(eta_at=eta)])]))
    assert reading.calls[0].responses[0].eta_at is None
    assert reading.calls[0].responses[0].allocated_at is not None
    assert [mark.reason for mark in reading.marked] == [BAD_ESTIMATE]
    assert not reading.refused


async def test_none_is_no_estimate_and_nothing_odd() -> None:
    reading = await reading_of(document(calls=[call(responses=[response(eta_at=None)])]))
    assert reading.calls[0].responses[0].eta_at is None
    assert not reading.marked


async def test_an_estimate_does_not_make_a_report_newer() -> None:
    reading = await reading_of(
        document(calls=[call(updated_at=None, responses=[response(eta_at="2020-10-30T23:58:00Z")])])
    )
    assert reading.calls[0].as_of < datetime(2020, 10, 30, 23, tzinfo=UTC)
