"""The harness's screen shows what a complete emulator shows, however the bytes are cut."""

import pyte
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.screen import Screen

COLUMNS, LINES = 12, 4
places = st.builds(
    lambda y, x: f"\x1b[{y};{x}H", st.integers(1, LINES), st.integers(1, COLUMNS - 6)
)
texts = st.text(st.sampled_from("abcXYZ 019:·─━▌é│"), min_size=1, max_size=6)
# A program that paints says where each text goes: beyond a line's end emulators differ.
sequences = st.one_of(
    st.builds("{}{}".format, places, texts),
    st.builds(lambda n: f"\x1b[{n}K", st.integers(0, 2)),
    st.builds(lambda n: f"\x1b[{n}J", st.integers(0, 2)),
    st.builds(lambda n, way: f"\x1b[{n}{way}", st.integers(1, 3), st.sampled_from("ABCD")),
    st.sampled_from(
        ("\r", "\x1b[38;5;12;48;5;3m", "\x1b[0m", "\x1b[?25l", "\x1b[?2026h", "\x1b[?2026l")
    ),
    st.sampled_from(("\x1b]0;title\x07", "\x1b[H", "\x1b(B")),
)


def shown(screen: Screen) -> list[str]:
    return [screen.line(y).rstrip() for y in range(LINES)]


@given(st.lists(sequences, max_size=30))
def test_it_shows_what_pyte_shows(written: list[str]) -> None:
    data = "".join(written).encode()
    known = pyte.Screen(COLUMNS, LINES)
    pyte.ByteStream(known).feed(data)
    screen = Screen(COLUMNS, LINES)
    screen.feed(data)
    assert shown(screen) == [line.rstrip() for line in known.display]


@given(st.lists(sequences, max_size=20), st.integers(1, 7))
def test_it_does_not_matter_how_the_bytes_are_cut(written: list[str], step: int) -> None:
    data = "".join(written).encode()
    whole, cut = Screen(COLUMNS, LINES), Screen(COLUMNS, LINES)
    ended = whole.feed(data)
    in_parts = [
        state
        for start in range(0, len(data), step)
        for state in cut.feed(data[start : start + step])
    ]
    assert shown(cut) == shown(whole)
    assert in_parts == ended


def test_a_wide_character_takes_two_cells_and_a_mark_over_it_none() -> None:
    screen = Screen(COLUMNS, LINES)
    screen.feed("日本e\u0301|".encode() + b"\x1b[1;6Hx")
    assert screen.line(0).rstrip() == "日本e\u0301x"


def test_a_clock_that_runs_is_no_change_and_a_letter_is() -> None:
    screen = Screen(COLUMNS, LINES)
    screen.feed(b"at 9:59 \xe2\x94\x80\xe2\x94\x80")
    before = screen.state
    screen.feed(b"\x1b[1;1Hat 10:00 \xe2\x94\x81")
    assert screen.state == before
    screen.feed(b"\x1b[1;1Hon")
    assert screen.state != before


def test_a_frame_ends_with_its_mark() -> None:
    screen = Screen(COLUMNS, LINES)
    assert screen.feed(b"\x1b[?2026hone") == []
    assert screen.synchronized
    (first,) = screen.feed(b"\x1b[?2026l\x1b[?2026h\x1b[1;1Htw")
    (second,) = screen.feed(b"o\x1b[?2026l")
    assert first != second
    assert not screen.synchronized
