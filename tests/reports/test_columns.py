"""Columns stay columns, in a pipe and in a narrow terminal."""

from hypothesis import given
from hypothesis import strategies as st

from jru_tui.reports.columns import columns

ROWS = [("record", "reason"), ("call K-1036", "its times are out of order"), ("call K-2",)]


def test_a_pipe_gets_every_row_in_one_line() -> None:
    assert list(columns(ROWS, None)) == [
        "  record       reason",
        "  call K-1036  its times are out of order",
        "  call K-2",
    ]


def test_in_a_terminal_the_last_column_is_folded_under_itself() -> None:
    assert list(columns(ROWS, 35)) == [
        "  record       reason",
        "  call K-1036  its times are out of",
        "               order",
        "  call K-2",
    ]


CELL = st.text(alphabet="ab ", min_size=1, max_size=60).map(str.split).map(" ".join)


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=4), st.integers(90, 140))
def test_no_word_is_lost_and_no_line_is_wider_than_the_terminal(
    rows: list[tuple[str, str]], width: int
) -> None:
    lines = list(columns(rows, width))
    assert all(len(line) <= width for line in lines)
    told = [word for row in rows for cell in row for word in cell.split()]
    assert sorted(" ".join(lines).split()) == sorted(told)
