"""What `--at` understands, and what it says about the rest."""

from datetime import UTC, datetime

import pytest

from jru_tui.cli.times import MomentError, moment

FRIDAY = datetime(2020, 10, 30, 18, tzinfo=UTC)
OCTOBER = datetime(2020, 10, 24, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "first_shift", "read"),
    [
        ("2020-11-02T02:00:00Z", FRIDAY, datetime(2020, 11, 2, 2, tzinfo=UTC)),
        ("2020-07-01T22:00:00+01:00", None, datetime(2020, 7, 1, 21, tzinfo=UTC)),
        ("2020-07-01 22:00", None, datetime(2020, 7, 1, 21, tzinfo=UTC)),
        ("2020-10-30 22:47", None, datetime(2020, 10, 30, 22, 47, tzinfo=UTC)),
        ("22:47", FRIDAY, datetime(2020, 10, 30, 22, 47, tzinfo=UTC)),
        ("22:47:30", FRIDAY, datetime(2020, 10, 30, 22, 47, 30, tzinfo=UTC)),
        ("01:30", FRIDAY, datetime(2020, 10, 31, 1, 30, tzinfo=UTC)),
        ("01:30 BST", OCTOBER, datetime(2020, 10, 25, 0, 30, tzinfo=UTC)),
        ("01:30 GMT", OCTOBER, datetime(2020, 10, 25, 1, 30, tzinfo=UTC)),
        ("2020-10-25 01:30 BST", None, datetime(2020, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_as_people_and_programs_write_it(
    text: str, first_shift: datetime | None, read: datetime
) -> None:
    assert moment(text, first_shift) == read
    assert moment(text, first_shift).tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "first_shift", "said"),
    [
        ("soon", FRIDAY, "'soon' is not a time: write 2020-10-30T22:47:00Z"),
        ("", FRIDAY, "'' is not a time"),
        ("2020-13-01 22:00", FRIDAY, "is not a time"),
        ("25:00", FRIDAY, "'25:00' is not a time"),
        ("22:47", None, "'22:47' needs its date too"),
        ("2020-10-25 01:30", None, "01:30 occurs twice on 25 October 2020: write 01:30 BST or"),
        ("01:30", OCTOBER, "01:30 occurs twice on 25 October 2020"),
        ("2020-03-29 01:30", None, "01:30 does not exist on 29 March 2020"),
        ("2020-07-01 22:00 GMT", None, "22:00 on 1 July 2020 is BST, not GMT"),
        ("0001-01-01T00:00:00+14:00", None, "is not a time"),
        ("0001-01-01T00:00:00Z", None, "is out of range: 2000 to 2199"),
        ("9999-12-31T23:59:59Z", None, "is out of range: 2000 to 2199"),
    ],
)
def test_what_names_no_one_moment_is_refused_in_words(
    text: str, first_shift: datetime | None, said: str
) -> None:
    with pytest.raises(MomentError) as refused:
        moment(text, first_shift)
    assert said in str(refused.value)
