"""How long things took: what is measured, mean and 90th centile, and what cannot be true."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jru_tui.reports.figures.measures import Spread, spread

DAY = 86_400


def over(*seconds: float) -> Spread:
    return spread(timedelta(seconds=each) for each in seconds)


def test_nothing_has_no_mean() -> None:
    assert over() == Spread(0, None, None, 0)


@pytest.mark.parametrize(
    ("count", "rank"), [(1, 1), (2, 2), (9, 9), (10, 9), (11, 10), (20, 18), (21, 19), (100, 90)]
)
def test_the_centile_is_the_nearest_rank(count: int, rank: int) -> None:
    assert over(*range(count, 0, -1)).p90_s == rank


def test_half_a_second_of_a_mean_is_rounded_up() -> None:
    assert over(1, 2).mean_s == 2
    assert over(1, 1, 2).mean_s == 1


def test_what_cannot_be_true_is_left_out_and_counted() -> None:
    assert over(60, -1, DAY, DAY + 1, 400 * DAY, -400 * DAY) == Spread(2, 43_230, DAY, 4)


def test_an_arrival_at_the_very_moment_counts() -> None:
    assert over(0) == Spread(1, 0, 0, 0)


@given(st.lists(st.integers(0, DAY), min_size=1))
def test_nine_in_ten_took_no_longer_than_the_centile(seconds: list[int]) -> None:
    told = over(*seconds)
    assert told.p90_s in seconds
    assert sum(each <= told.p90_s for each in seconds) * 10 >= len(seconds) * 9
    # The next shorter time would not do.
    assert sum(each < told.p90_s for each in seconds) * 10 < len(seconds) * 9
    assert told.mean_s is not None
    assert min(seconds) <= told.mean_s <= max(seconds)
