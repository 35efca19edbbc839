"""Callback and number of people of a call: used where they can be read, never in the way of it."""

import pytest

from jru_tui.feeds.decoding.warnings import BAD_CALLBACK, BAD_PEOPLE
from tests.feeds.conftest import call, document, reading_of


@pytest.mark.parametrize(
    ("told", "callback"),
    [
        ("01227 496 0123", "01227 496 0123"),
        (7700900123, "7700900123"),
        (None, None),
        ("", ""),
        ("\u001b[31m07700\u202e", "07700"),
        ("x" * 3_000, "x" * 1_999 + "…"),
    ],
)
async def test_a_callback_is_text_and_clean(told: object, callback: str | None) -> None:
    reading = await reading_of(document(calls=[call(callback=told)]))
    found = reading.calls[0].callback
    assert (found and found.replace("�", "").replace("[31m", "")) == callback
    assert not reading.marked


@pytest.mark.parametrize("told", [True, 1.5, [], ["07700 900123"], {"number": "07700 900123"}])
async def test_a_callback_of_another_kind_is_left_out_and_said(told: object) -> None:
    reading = await reading_of(document(calls=[call(callback=told)]))
    assert (reading.calls[0].callback, reading.refused) == (None, ())
    assert [mark.reason for mark in reading.marked] == [BAD_CALLBACK]


@pytest.mark.parametrize(
    ("told", "people"), [(3, 3), (0, 0), (2.0, 2), ("4", 4), (" 5 ", 5), ("", None), (None, None)]
)
async def test_a_number_of_people_is_read(told: object, people: int | None) -> None:
    reading = await reading_of(document(calls=[call(people=told)]))
    assert reading.calls[0].people == people
    assert not reading.marked


@pytest.mark.parametrize("told", ["several", "-1", -1, 1.5, True, 1_000_001, "²", "1_0", [], [2]])
async def test_one_that_cannot_be_read_is_left_out_and_said(told: object) -> None:
    reading = await reading_of(document(calls=[call(people=told)]))
    assert (reading.calls[0].people, reading.refused) == (None, ())
    assert [mark.reason for mark in reading.marked] == [BAD_PEOPLE]
