import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.strip import Strip

from jru_tui.board.text import printable
from jru_tui.tui.drawing.styles import Inks
from jru_tui.tui.drawing.terminal_image import differences
from jru_tui.tui.layout.inks import INKS
from jru_tui.tui.layout.line import Line, bottom_edge, cut, fold, sides, top_edge, wrap
from jru_tui.tui.theme import BATTENBURG

VARIABLES = BATTENBURG.to_color_system().generate() | BATTENBURG.variables
THESE = Inks(VARIABLES)

texts = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cf", "Co", "Zl", "Zp")), max_size=60
) | st.sampled_from(["東京都千代田区", "e\u0301\u0301", "⚠️ ice", "👩‍👩‍👧", "[/][@click=app.quit]x"])


def cells(strip: Strip) -> int:
    """What the segments take one by one, as the terminal is told."""
    return sum(cell_len(segment.text) for segment in strip)


def strip(text: str, ink: str = "text", width: int = 12) -> Strip:
    return THESE.strip(Line(width).add(text, ink))


@given(texts, st.integers(0, 40))
def test_cut_text_never_takes_more_cells_than_it_may(text: str, width: int) -> None:
    assert cell_len(cut(text, width)) <= width


@given(st.lists(st.tuples(texts, st.none() | st.integers(0, 30)), max_size=6), st.integers(0, 60))
def test_a_line_is_exactly_as_wide_as_it_was_asked_to_be(
    parts: list[tuple[str, int | None]], width: int
) -> None:
    line = Line(width)
    for text, column in parts:
        line.add(text, "text", column)
    assert cells(THESE.strip(line)) == width


@given(texts, st.integers(6, 40))
def test_frames_stay_straight_round_any_text(text: str, width: int) -> None:
    title = Line(width).add(text)
    inside = Line(width - 2).add(text)
    for line in (top_edge(width, title), bottom_edge(width, title), sides(inside)):
        drawn = THESE.strip(line)
        assert cells(drawn) == width
        assert drawn.text[0] in "╭╰│"
        assert drawn.text[-1] in "╮╯│"


@given(texts, st.integers(1, 30), st.integers(1, 4))
def test_wrapped_text_keeps_to_its_lines(text: str, width: int, limit: int) -> None:
    lines = wrap(text, width, limit)
    assert len(lines) <= limit
    assert all(cell_len(line) <= width for line in lines)


def test_wrapping_breaks_at_spaces_and_says_when_there_was_more() -> None:
    assert wrap("the man next door has been shouting", 13, 2) == ["the man next", "door has bee…"]


def test_a_megabyte_of_text_is_cut_before_it_is_measured() -> None:
    assert cut("x" * 1_000_000, 5) == "xxxx…"
    assert len(wrap("word " * 300_000, 20, 3)) == 3


def test_what_a_terminal_would_act_on_is_shown_instead() -> None:
    assert cut("\x1b[2J\x9b\u202e\x07ok", 20) == "\ufffd[2J\ufffd\ufffd\ufffdok"


def test_equal_lines_do_not_differ() -> None:
    assert differences(strip("0:23:10"), strip("0:23:10")) == []


def test_one_digit_is_one_cell() -> None:
    assert differences(strip("0:23:10"), strip("0:23:11")) == [(6, 7)]


def test_changes_far_apart_are_sent_apart() -> None:
    assert differences(strip("1..........1"), strip("2..........2")) == [(0, 1), (11, 12)]


def test_changes_close_together_are_sent_together() -> None:
    assert differences(strip("0:59:59"), strip("1:00:00")) == [(0, 7)]


def test_another_ink_is_a_difference_though_the_text_is_the_same() -> None:
    assert differences(strip("9:30"), strip("9:30", "amber")) == [(0, 4)]


def test_a_combining_mark_is_a_difference_though_it_fills_no_cell() -> None:
    assert differences(strip("cafe"), strip("cafe\u0301")) == [(0, 12)]


def test_every_ink_has_a_style() -> None:
    assert all(THESE.style(ink).color is not None for ink in INKS)


@given(texts, st.integers(2, 40))
def test_folded_text_loses_nothing_and_fits(text: str, width: int) -> None:
    folded = fold(text, width)
    assert "".join(folded) == printable(text)
    assert all(cell_len(each.rstrip(" ")) <= width for each in folded)


def test_text_is_folded_at_spaces_where_there_are_any() -> None:
    assert fold("one two  three", 7) == ["one two  ", "three"]
    assert fold("one 12345678901", 7) == ["one ", "1234567", "8901"]
    assert fold("東京都千代田区", 7) == ["東京都", "千代田", "区"]


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("late by 104 min", 10, "late by…"),
        ("late by 104 min", 12, "late by 104…"),
        ("1234567", 4, "123…"),  # nothing but a number: better a part than nothing
        ("K-1037 waits", 5, "K-…"),
    ],
)
def test_a_line_is_never_cut_within_a_number(text: str, width: int, shown: str) -> None:
    assert wrap(text, width, 1) == [shown]
