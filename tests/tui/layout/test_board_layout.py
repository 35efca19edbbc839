"""How a terminal is shared out: the calls keep a few rows, whatever else there is to say."""

from hypothesis import given
from hypothesis import strategies as st

from jru_tui.tui.layout.board_layout import (
    board_layout,
    most_emergencies,
    most_lines,
)


def test_where_there_is_room_everything_has_what_it_wants() -> None:
    assert board_layout(140, 36, cards=8, strip=6, message_lines=1) == (8, 6, 42)
    assert board_layout(80, 24, cards=6, strip=0, message_lines=0) == (6, 0, 0)


def test_the_strip_of_time_goes_first_then_vehicles_make_room() -> None:
    assert board_layout(120, 30, cards=12, strip=7, message_lines=5) == (12, 0, 40)
    assert board_layout(120, 30, cards=12, strip=6, message_lines=2) == (12, 0, 40), (
        "five calls are too few"
    )
    assert board_layout(60, 15, cards=7, strip=0, message_lines=3) == (4, 0, 0)


@given(st.integers(20, 300), st.integers(15, 100), st.integers(4, 40), st.integers(0, 10))
def test_calls_keep_their_rows_from_15_lines_on(
    width: int, height: int, cards: int, strip: int
) -> None:
    told = most_emergencies(height) + 2 * most_lines(height)
    layout = board_layout(width, height, cards=cards, strip=strip, message_lines=told)
    left = height - 2 - told - layout.cards - layout.strip
    assert left >= min(6, height - 9 - most_emergencies(height))
    assert layout.cards >= 4
    assert layout.detail < width
