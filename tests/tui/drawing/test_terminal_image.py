"""The terminal shows what was drawn, though it is sent only what differs."""

from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from jru_tui.tui.drawing.terminal_image import PlacedStrip, TerminalImage, cells_of, strip_of

PLAIN, RED = Style(color="white"), Style(color="red")
WIDTH = 12


def strip(text: str, style: Style = PLAIN) -> Strip:
    return Strip([Segment(text, style)])


def placed(x: int, y: int, text: str, style: Style = PLAIN) -> PlacedStrip:
    return PlacedStrip(x, y, strip(text, style))


@pytest.fixture
def image() -> TerminalImage:
    """A terminal of one line that is known."""
    known = TerminalImage()
    known.take(placed(0, 0, "0:23:10 open"))
    return known


def test_what_is_not_known_is_sent_whole() -> None:
    whole = placed(0, 0, "0:23:10 open")
    assert list(TerminalImage().take(whole)) == [whole]


def test_the_same_again_sends_nothing(image: TerminalImage) -> None:
    assert list(image.take(placed(0, 0, "0:23:10 open"))) == []
    assert list(image.take(placed(2, 0, "23:10"))) == []


def test_a_digit_is_one_cell(image: TerminalImage) -> None:
    assert list(image.take(placed(0, 0, "0:23:11 open"))) == [placed(6, 0, "1")]


def test_another_colour_is_another_cell(image: TerminalImage) -> None:
    assert list(image.take(placed(8, 0, "open", RED))) == [placed(8, 0, "open", RED)]
    again = Style(color="red")
    assert again is not RED
    assert list(image.take(placed(8, 0, "open", again))) == []


def test_what_was_forgotten_is_sent_again(image: TerminalImage) -> None:
    image.forget()
    whole = placed(0, 0, "0:23:10 open")
    assert list(image.take(whole)) == [whole]


def test_a_line_of_which_a_part_is_known_is_known_up_to_there(image: TerminalImage) -> None:
    beyond = placed(20, 0, "far out")
    assert list(image.take(beyond)) == [beyond]
    assert list(image.take(beyond)) == [beyond]
    assert list(image.take(placed(0, 0, "0:23:10"))) == []


@pytest.mark.parametrize("text", ["日本 two wide", "cafe\u0301", "👩‍🚒 crew"])
def test_a_line_that_terminals_measure_differently_is_sent_whole(
    image: TerminalImage, text: str
) -> None:
    odd = placed(0, 0, text)
    assert list(image.take(odd)) == [odd]
    assert list(image.take(odd)) == [odd]
    plain = placed(0, 0, "0:23:10 open")
    assert list(image.take(plain)) == [plain]


ON_BLUE, LINED = Style(color="red", bgcolor="blue"), Style(color="red", underline=True)
STYLES = st.sampled_from([PLAIN, RED, Style(bold=True), ON_BLUE, LINED])
CELLS = st.lists(st.tuples(st.sampled_from("ab·│  "), STYLES), min_size=1, max_size=WIDTH)


def of_cells(cells: list[tuple[str, Style]]) -> Strip:
    return Strip(
        [
            Segment("".join(text for text, _ in run), style)
            for style, run in groupby(cells, key=lambda cell: cell[1])
        ]
    )


def seen(cell: tuple[str, Style | None]) -> tuple[object, ...]:
    """What is seen of a cell: of a blank its ground and a line in it, whatever its ink."""
    text, style = cell
    assert style is not None
    return (text, style.bgcolor, style.underline) if text == " " else cell


@pytest.mark.parametrize("text", ["a b", "a b c", " a", "a ", "a  b"])
def test_blanks_are_sent_in_the_ink_beside_them(text: str) -> None:
    inks = [RED if character == " " else PLAIN for character in text]
    assert [*strip_of(list(zip(text, inks, strict=True)))] == [Segment(text, PLAIN)]


@pytest.mark.parametrize("blank", [ON_BLUE, LINED, Style(color="red", reverse=True), None])
def test_a_blank_that_is_seen_keeps_its_style(blank: Style | None) -> None:
    cells = [("a", PLAIN), (" ", blank), ("b", PLAIN)]
    assert [*strip_of(cells)] == [Segment(text, style) for text, style in cells]


@given(st.lists(st.tuples(st.integers(0, WIDTH - 1), st.integers(0, 1), CELLS), max_size=30))
def test_a_terminal_that_takes_the_differences_shows_what_was_drawn(
    drawn: list[tuple[int, int, list[tuple[str, Style]]]],
) -> None:
    image = TerminalImage()
    wanted = [[(" ", PLAIN)] * 2 * WIDTH for _ in range(2)]
    shown = [list(line) for line in wanted]
    for x, y, cells in drawn:
        wanted[y][x : x + len(cells)] = cells
        for left, top, part in image.take(PlacedStrip(x, y, of_cells(cells))):
            there = cells_of(part)
            assert there
            shown[top][left : left + len(there)] = there  # type: ignore[assignment]
    assert [list(map(seen, line)) for line in shown] == [list(map(seen, line)) for line in wanted]
