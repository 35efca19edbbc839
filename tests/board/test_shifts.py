"""A tally belongs to the shift, and a shift crosses midnight and clock changes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jru_tui.board.rules import ShiftHours
from jru_tui.board.shifts import period_at, shift_at

HOURS = ShiftHours()
FIRST_SHIFT = datetime.fromisoformat("2018-03-01 18:00")  # hypothesis wants its bounds naive


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "starts", "ends"),
    [
        ("2020-10-30 18:00", "2020-10-30 18:00", "2020-10-31 02:00"),
        ("2020-10-31 01:59", "2020-10-30 18:00", "2020-10-31 02:00"),
        ("2020-10-31 02:10", "2020-10-30 18:00", "2020-10-31 02:00"),
        ("2020-10-31 17:59", "2020-10-30 18:00", "2020-10-31 02:00"),
        ("2020-10-31 18:00", "2020-10-31 18:00", "2020-11-01 02:00"),
        ("2020-07-03 17:00", "2020-07-03 17:00", "2020-07-04 01:00"),
        ("2020-07-03 16:59", "2020-07-02 17:00", "2020-07-03 01:00"),
    ],
)
def test_a_moment_belongs_to_the_shift_that_started_last(
    moment: str, starts: str, ends: str
) -> None:
    shift = shift_at(HOURS, utc(moment))
    assert (shift.starts_at, shift.ends_at) == (utc(starts), utc(ends))


def test_the_october_shift_lasts_nine_hours_and_the_march_shift_seven() -> None:
    october = shift_at(HOURS, utc("2020-10-24 20:00"))
    march = shift_at(HOURS, utc("2020-03-28 20:00"))
    assert october.ends_at - october.starts_at == timedelta(hours=9)
    assert march.ends_at - march.starts_at == timedelta(hours=7)


@pytest.mark.parametrize(
    ("moment", "name", "starts", "ends"),
    [
        ("2020-10-30 18:00", "weekend", "2020-10-30 18:00", "2020-11-02 02:00"),
        ("2020-11-01 23:00", "weekend", "2020-10-30 18:00", "2020-11-02 02:00"),
        ("2020-11-02 02:00", "weekend", "2020-10-30 18:00", "2020-11-02 02:00"),
        ("2020-11-02 18:00", "Monday to Thursday", "2020-11-02 18:00", "2020-11-06 02:00"),
        ("2020-10-30 17:59", "Monday to Thursday", "2020-10-26 18:00", "2020-10-30 02:00"),
        ("2020-10-24 23:00", "weekend", "2020-10-23 17:00", "2020-10-26 02:00"),
    ],
)
def test_a_weekend_is_the_three_shifts_that_start_on_friday_saturday_and_sunday(
    moment: str, name: str, starts: str, ends: str
) -> None:
    period = period_at(HOURS, utc(moment))
    assert (period.name, period.starts_at, period.ends_at) == (name, utc(starts), utc(ends))


@given(st.datetimes(FIRST_SHIFT, FIRST_SHIFT.replace(year=2030), timezones=st.just(UTC)))
def test_every_moment_lies_in_one_shift_and_that_shift_in_its_period(moment: datetime) -> None:
    shift = shift_at(HOURS, moment)
    assert moment in shift
    assert shift_at(HOURS, shift.starts_at) == shift
    assert shift_at(HOURS, shift.next_starts_at).starts_at == shift.next_starts_at
    period = period_at(HOURS, moment)
    assert moment in period
    assert period_at(HOURS, shift.starts_at) == period


def test_any_choice_of_weekend_days_makes_a_period_of_at_most_a_week() -> None:
    for days in ((), (0, 1, 2, 3, 4, 5, 6), (6, 0)):
        period = period_at(ShiftHours(weekend=days), utc("2020-10-30 20:00"))
        assert utc("2020-10-30 20:00") in period
        assert period.next_starts_at - period.starts_at <= timedelta(days=7, hours=1)


@pytest.mark.parametrize("days", [(), (0, 1, 2, 3, 4, 5, 6), (6, 0), (4, 5, 6), (2,)])
def test_every_shift_of_a_period_belongs_to_that_same_period(days: tuple[int, ...]) -> None:
    hours = ShiftHours(weekend=days)
    period = period_at(hours, utc("2020-11-01 23:00"))
    moment = period.starts_at
    while moment < period.next_starts_at:
        assert period_at(hours, moment) == period
        moment += timedelta(hours=12)
    assert period_at(hours, period.next_starts_at) != period
