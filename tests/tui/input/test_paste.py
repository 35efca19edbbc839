"""A paste is text or nothing."""

import pytest

from jru_tui.tui.terminal.tokens import KeyPress, PastedText
from tests.tui.input.typed import Typed

BEGIN, END = b"\x1b[200~", b"\x1b[201~"
Q = KeyPress("q", "q")


def pasted(*reads: bytes | float) -> list[object]:
    typed, wait = Typed(), 0.0
    for read in reads:
        if isinstance(read, bytes):
            typed.read(read, wait)
            wait = 0.0
        else:
            wait += read
    typed.wait(20.0)
    return [*typed.writes]


@pytest.mark.parametrize(
    ("held", "words"),
    [
        (b"one two", "one two"),
        (b"  one\r\n\n  two\nthree  ", "one two three"),
        (b"a\x1b[2Jb", "a\ufffd[2Jb"),
        (b"a\x1bq\x03\x00b", "a\ufffdq\ufffd\ufffdb"),
        (b"a\xa3b", "a\ufffdb"),
        (b"one" + BEGIN + b" two" + END + b" three", "one two three"),
        (b"one" + END + b"c\r" + BEGIN + b" two", "onec two"),
        ("e\u0301\u202e\u200b😀".encode(), "e\u0301\ufffd😀"),
    ],
)
@pytest.mark.parametrize("wait", [0.0, 0.04, 0.5])
def test_it_is_its_cleaned_words_in_order(held: bytes, words: str, wait: float) -> None:
    for cut in (len(BEGIN) + 1, len(BEGIN) + len(held) // 2, len(BEGIN) + len(held)):
        whole = BEGIN + held + END
        if wait > 0.05 and whole[:cut].endswith(END):
            continue
        assert pasted(whole[:cut], wait, whole[cut:], 0.1, b"q") == [PastedText(words), Q]


def test_its_end_mark_may_be_cut_for_long() -> None:
    for cut in range(1, len(END)):
        whole = [PastedText("one"), Q]
        assert pasted(BEGIN + b"one" + END[:cut], 2.0, END[cut:], 0.1, b"q") == whole
        assert pasted(BEGIN + b"one" + END + b"two" + END[:cut], 0.9, END[cut:], 0.1, b"q") == [
            PastedText("onetwo"),
            Q,
        ]


def test_an_empty_one_is_nothing() -> None:
    assert pasted(BEGIN + b" \r\n " + END, 0.1, b"q") == [Q]


def test_keys_right_behind_it_are_keys() -> None:
    assert pasted(BEGIN + b"one" + END + b"q") == [PastedText("one"), Q]
    assert pasted(BEGIN + b"one" + END, 0.01, b"q") == [PastedText("one"), Q]


def test_one_that_never_ends_is_given_and_over_with_the_next_key() -> None:
    assert pasted(BEGIN + b"one", 2.0, b"q") == [PastedText("one"), Q]
    assert pasted(BEGIN + b"one", 2.0, b" two" + END, 2.0, b"q")[-1] == Q
    assert pasted(BEGIN + b"one\x1b[201", 2.0, b"q") == [PastedText("one"), Q]
    assert pasted(BEGIN, 2.0, b"q") == [Q]


def test_one_that_never_ends_does_not_swallow_typing_for_long() -> None:
    reads = [part for _ in range(20) for part in (b"q", 0.3)]
    assert pasted(BEGIN + b"one", 0.3, *reads).count(Q) >= 3


def test_of_an_endless_one_the_beginning_is_kept() -> None:
    reads = [b"x" * 50_000] * 40
    (text, key) = pasted(BEGIN, *reads, END, 0.1, b"q")
    assert isinstance(text, PastedText)
    assert len(text.text) == 100_000
    assert key == Q
