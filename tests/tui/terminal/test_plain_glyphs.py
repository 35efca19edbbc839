"""Plain glyphs: nothing on the screen that the font of a console lacks, and the same layout."""

from pathlib import Path

from rich.cells import cell_len

import jru_tui
from jru_tui.tui.terminal.plain_glyphs import plain

SOURCE = "".join(path.read_text() for path in Path(jru_tui.__file__).parent.rglob("*.py"))
LIGHT = set("─│┌┐└┘├┤┬┴┼")


def is_plain(sign: str) -> bool:
    return sign < "\u0100" or sign in LIGHT


def test_every_sign_of_the_program_has_a_plain_one_of_its_width() -> None:
    signs = {sign for sign in SOURCE if sign > "\u2000" and cell_len(sign) == 1}
    assert len(signs) > 40
    for sign in signs:
        assert len(plain(sign)) == 1, sign
        assert is_plain(plain(sign)), sign


def test_every_line_and_block_that_textual_draws_has_one_too() -> None:
    for code in range(0x2500, 0x2600):
        assert is_plain(plain(chr(code))), hex(code)


def test_states_of_a_vehicle_stay_apart() -> None:
    states = "○┄◇▶■◐▣·✕!"
    assert len(set(plain(states))) == len(states)


def test_what_people_write_is_left_as_it_is() -> None:
    for text in ("Café Zürich £25", "Łódź", "日本", "K-1037"):
        assert plain(text) == text
