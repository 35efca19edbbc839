"""What cleaning keeps and what it takes. Ids of faults are those of the fault catalogue."""

import string
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jru_tui.feeds.decoding.text import MAX_SHORT, clean, quoted, wrong_id

ANY_TEXT = st.text(alphabet=st.characters())
NASTY = st.text(
    alphabet="ab \u0301\u0302\u200d\ufe0f👩🚒🏽\x1b\r\n\t\u202e\ufffd\u034f\ud800", max_size=40
)
PRINTABLE = st.text(alphabet=string.digits + string.ascii_letters + string.punctuation + " ")
ESC = "\x1b"


@pytest.mark.parametrize(
    ("came", "shown"),
    [
        pytest.param(f"{ESC}[48;5;199mhi", "�[48;5;199mhi", id="TXT-01 colour"),
        pytest.param(f"{ESC}[2J{ESC}[3Jhi", "�[2J�[3Jhi", id="TXT-02 clear screen"),
        pytest.param(f"{ESC}[6n", "�[6n", id="TXT-03 status report"),
        pytest.param(f"{ESC}]52;c;cm0=\x07", "�]52;c;cm0=�", id="TXT-04 clipboard"),
        pytest.param(f"{ESC}]8;;http://x{ESC}\\x", "�]8;;http://x�\\x", id="TXT-05 hyperlink"),
        pytest.param(f"{ESC}]0;mine", "�]0;mine", id="TXT-06 window title"),
        pytest.param(f"{ESC}P1{ESC}c", "�P1�c", id="TXT-07 device control and reset"),
        pytest.param("a\u009b2Jb\u009dc", "a�2Jb�c", id="TXT-08 C1"),
        pytest.param("a\x07b\x08c", "a�b�c", id="TXT-09 bell and backspace"),
        pytest.param("a\rb\nc\td\ve\ff\r\ng", "a b c d e f g", id="TXT-09 line ends"),
        pytest.param("a\x00b\x7fc\x0ed\x0f", "a�b�c�d�", id="TXT-10 NUL, DEL, shifts"),
        pytest.param("[/red] [@click=x]y[/] [KD12]", "[/red] [@click=x]y[/] [KD12]", id="TXT-11"),
        pytest.param("a\u202eb\u2066c\u2069", "a�b�c�", id="TXT-15 bidi controls"),
        pytest.param("שלום", "שלום", id="TXT-16 honest right to left"),
        pytest.param("a\u200bb\u00adc\ufeffd\U000e0041e", "abcde", id="TXT-17 zero width"),
        pytest.param("👩🏽\u200d🚒", "👩🏽\u200d🚒", id="TXT-17 joiner inside an emoji"),
        pytest.param("a\u200db", "ab", id="TXT-17 joiner between letters"),
        pytest.param("e" + "\u0301" * 500 + "x", "e" + "\u0301" * 3 + "x", id="TXT-18 marks"),
        pytest.param("a\u2028b\u2029c\x85d\u00a0e\u3000f", "a b c d e f", id="TXT-19 separators"),
        pytest.param("\u3164\u115f", "��", id="TXT-17 fillers"),
        pytest.param("救急 ❤️ 🇬🇧", "救急 ❤️ 🇬🇧", id="TXT-22 wide characters and flags"),
        pytest.param("a\ufdd0b\uffffc", "a�b�c", id="TXT-23 non-characters"),
        pytest.param("a\ud800b", "a�b", id="JSON-08 half a character"),
    ],
)
def test_cleaning_shows_what_cannot_be_shown_and_keeps_the_words(came: str, shown: str) -> None:
    assert clean(came) == shown


def test_a_text_within_the_limit_loses_no_word() -> None:
    text = "word " * 399 + "ends."
    assert clean(text) == text


def test_a_line_of_a_megabyte_is_cut_and_says_so() -> None:
    """TXT-20."""
    shown = clean("x" * 1_000_000)
    assert len(shown) == MAX_SHORT
    assert shown.endswith("x…")


def test_fifty_thousand_lines_are_one_short_one() -> None:
    """TXT-21."""
    shown = clean("word\n" * 50_000)
    assert len(shown) == MAX_SHORT
    assert "\n" not in shown


@given(ANY_TEXT | NASTY)
def test_cleaned_text_holds_nothing_that_steers_a_terminal(text: str) -> None:
    for char in clean(text).replace("\u200d", ""):
        assert category(char)[0] != "C"
        assert category(char) not in {"Zl", "Zp"}


@given(ANY_TEXT | NASTY | st.text(alphabet="e\u0301\u200d🚒", min_size=1_990, max_size=2_010))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(PRINTABLE)
def test_printable_ascii_is_untouched(text: str) -> None:
    assert clean(text) == text


@given(ANY_TEXT)
def test_an_id_that_is_accepted_is_never_rewritten(text: str) -> None:
    if not wrong_id(text, spaces=True):
        assert clean(text) == text


@pytest.mark.parametrize(
    ("came", "said"),
    [
        ("", "is empty"),
        ("x" * 10_000, "has 10000 characters, more than the 256 allowed"),
        ("K 1", "holds a space: “K 1”"),
        ("K\x1b1", "holds characters that cannot be shown: “K�1”"),
        ("K\u200b1", "holds characters that cannot be shown: “K�1”"),
        ("K\n1", "holds characters that cannot be shown: “K 1”"),
        ("K-1036", ""),
        ("Ü-1", ""),
    ],
)
def test_an_id_is_refused_with_the_reason(came: str, said: str) -> None:
    """REC-05, JSON-09."""
    assert wrong_id(came) == said


def test_an_id_that_is_only_referred_to_may_hold_a_space() -> None:
    assert wrong_id("GN 21", spaces=True) == ""
    assert wrong_id(" GN21", spaces=True) == "has spaces at an end, or doubled inside: “ GN21”"


def test_a_quotation_is_short() -> None:
    assert quoted("y" * 100) == "“" + "y" * 39 + "…”"
