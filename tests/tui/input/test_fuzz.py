"""Seeded fuzz over the parser of terminal input. `make fuzz` runs it at length."""

from random import Random

import pytest
from textual._xterm_parser import XTermParser
from textual.events import Key

from jru_tui.tui.terminal.paste import clean_paste
from jru_tui.tui.terminal.tokens import KeyPress, PastedText
from tests.tui.input import sent
from tests.tui.input.typed import all_of

SHARDS = 8


@pytest.fixture(params=range(SHARDS))
def random(request: pytest.FixtureRequest) -> Random:
    return Random(request.param)


@pytest.fixture
def runs(request: pytest.FixtureRequest) -> range:
    return range(request.config.getoption("--fuzz-runs") // SHARDS)


def test_nothing_that_is_no_key_becomes_one_whole_cut_or_late(random: Random, runs: range) -> None:
    for _ in runs:
        parts = [sent.no_key(random) for _ in range(random.randint(1, 5))]
        if random.random() < 0.5:
            at = random.randrange(len(parts))
            parts[at] = parts[at][: random.randint(2, len(parts[at]))]
        reads = list(sent.reads(random, parts))
        typed = all_of(reads)
        assert not typed.writes, reads
        typed.read(b"k")
        assert typed.keys == ["k"], reads


def test_textuals_own_parser_fails_it() -> None:
    random = Random(0)
    keys = crashes = 0
    for _ in range(200):
        parser = XTermParser()
        data = sent.no_key(random).decode(errors="replace")
        try:
            events = [*parser.feed(data), *parser.feed("")]
        except (ValueError, OverflowError):  # a code point that does not exist ends the app
            crashes += 1
        else:
            keys += any(isinstance(event, Key) for event in events)
    assert keys > 100
    assert crashes > 0


def test_keys_between_answers_are_all_there_in_order(random: Random, runs: range) -> None:
    keys = {"a": "a", "Q": "Q", "7": "7", "é": "é", "\r": "enter", "\x1b[1;1A": "up", " ": "space"}
    keys |= {"\x1b[97;2;65u": "A", "\x1b[3~": "delete", "\x1b[27u": "escape"}
    for _ in runs:
        parts, expected = [], []
        for _ in range(random.randint(1, 6)):
            if random.random() < 0.5:
                parts.append(sent.no_key(random))
            else:
                key = random.choice([*keys])
                parts.append(key.encode())
                expected.append(keys[key])
        reads = list(sent.reads(random, parts))
        assert all_of(reads).keys == expected, reads


def test_a_paste_is_its_words_whatever_it_holds(random: Random, runs: range) -> None:
    holds = (
        "one ",
        "two\r",
        "zwei\n",
        "\x1b",
        "\x1b[A",
        "\x1b[200~",
        "\x1b[201~",
        "q",
        "\x9b",
        "é",
    )
    for _ in runs:
        pieces = random.choices(holds, k=random.randint(0, 12))
        data = f"\x1b[200~{''.join(pieces)}\x1b[201~".encode()
        cut = random.randint(1, len(data) - 1)
        wait = random.choice((0.0, 0.01, 0.04)) if cut > 1 else 0.0
        typed = all_of([(data[:cut], 0.0), (data[cut:], wait), (b"\r", 0.2)])
        words = clean_paste("".join(pieces))
        expected = [PastedText(words)] if words else []
        assert typed.writes == [*expected, KeyPress("enter", "\r")], (data, cut)


def test_any_bytes_end_nothing_and_leave_no_board_deaf(random: Random, runs: range) -> None:
    common = [b"\x1b", b"[", b"]", b"P", b"M", b"O", b"<", b";", b"200~", b"201~", b"u", b"\xc3"]
    for _ in runs:
        parts = [
            random.choice(common)
            if random.random() < 0.6
            else random.randbytes(random.randint(1, 6))
            for _ in range(random.randint(1, 20))
        ]
        reads = [(part, random.choice((0.0, 0.01, 0.3, 2.0))) for part in parts]
        typed = all_of(reads)
        before = len(typed.keys)
        typed.read(b"k")
        assert typed.keys[before:] == ["k"], reads
