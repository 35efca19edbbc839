"""Columns stay columns, in a pipe and in a narrow terminal."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from jru_tui.reports.pages.columns import columns, cut

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


def test_columns_stand_under_each_other_by_cells_and_not_by_letters() -> None:
    rows = [("急救車", "here"), ("cafe\u0301", "there"), ("JRU 1", "nowhere")]
    assert list(columns(rows, None)) == [
        "  急救車  here",
        "  cafe\u0301    there",
        "  JRU 1   nowhere",
    ]


def test_letters_of_two_cells_are_folded_within_the_terminal() -> None:
    lines = list(columns([("place", "急救車急救車急救車急救車")], 29))
    assert lines == ["  place  急救車急救車急救車急", "         救車"]
    assert [cell_len(line) for line in lines] == [29, 13]


def test_a_text_is_cut_to_its_cells() -> None:
    assert cut("急救車", 6) == "急救車"
    assert cut("急救車", 5) == "急救…"
    assert cut("急救車", 4) == "急…"
    assert cut("JRU 1", 4) == "JRU…"


CELL = st.text(alphabet="ab ", min_size=1, max_size=60).map(str.split).map(" ".join)


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=4), st.integers(90, 140))
def test_no_word_is_lost_and_no_line_is_wider_than_the_terminal(
    rows: list[tuple[str, str]], width: int
) -> None:
    lines = list(columns(rows, width))
    assert all(len(line) <= width for line in lines)
    told = [word for row in rows for cell in row for word in cell.split()]
    assert sorted(" ".join(lines).split()) == sorted(told)
