"""Keys, as each kind of terminal sends them."""

import pytest

from jru_tui.tui.terminal.tokens import KeyPress
from tests.tui.input.typed import Typed, keys_of


@pytest.mark.parametrize(
    ("sent", "key"),
    [
        ("a", "a"),
        ("A", "A"),
        ("7", "7"),
        (" ", "space"),
        ("?", "question_mark"),
        ("/", "slash"),
        (":", "colon"),
        ("é", "é"),
        ("\r", "enter"),
        ("\t", "tab"),
        ("\x7f", "backspace"),
        ("\b", "backspace"),
        ("\x10", "ctrl+p"),
        ("\x1b[A", "up"),
        ("\x1bOA", "up"),
        ("\x1b[1;5C", "ctrl+right"),
        ("\x1b[1;2F", "shift+end"),
        ("\x1b[5~", "pageup"),
        ("\x1b[3;5~", "ctrl+delete"),
        ("\x1b[Z", "shift+tab"),
        ("\x1bOP", "f1"),
        ("\x1b[[A", "f1"),
        ("\x1b[11~", "f1"),
        ("\x1b[24~", "f12"),
        ("\x1b[7$", "shift+home"),
        ("\x1b[8^", "ctrl+end"),
        ("\x1bOp", "0"),
        ("\x1bOM", "enter"),
        ("\x1bb", "ctrl+left"),
        ("\x1b\x7f", "ctrl+w"),
        ("\x1bx", "alt+x"),
        ("\x1bQ", "alt+shift+q"),
        ("\x1b\r", "alt+enter"),
        ("\x1b[97u", "a"),
        ("\x1b[97;2;65u", "A"),
        ("\x1b[97:65;2u", "A"),
        ("\x1b[97:65:113;2:2u", "A"),
        ("\x1b[97;5u", "ctrl+a"),
        ("\x1b[97;3u", "alt+a"),
        ("\x1b[97;7u", "alt+ctrl+a"),
        ("\x1b[97;65;65u", "A"),
        ("\x1b[97;65u", "A"),
        ("\x1b[97;66;97u", "a"),
        ("\x1b[63;2;63u", "question_mark"),
        ("\x1b[27u", "escape"),
        ("\x1b[13u", "enter"),
        ("\x1b[13;129u", "enter"),
        ("\x1b[9;2u", "shift+tab"),
        ("\x1b[1;1:2B", "down"),
        ("\x1b[57400u", "1"),
        ("\x1b[57400;129;49u", "1"),
        ("\x1b[57414u", "enter"),
        ("\x1b[57419u", "up"),
        ("\x1b[27;5;97~", "ctrl+a"),
        ("\x1b[27;2;65~", "A"),
        ("\x1b[27;1;13~", "enter"),
    ],
)
def test_a_key_has_the_name_of_its_binding(sent: str, key: str) -> None:
    assert keys_of(sent.encode()) == [key]


def test_an_input_method_may_write_several_characters_at_once() -> None:
    assert keys_of(b"\x1b[0;;97:98u") == ["a", "b"]


def test_the_kitty_protocol_tells_caps_lock() -> None:
    typed = Typed()
    typed.read(b"\x1b[97;65;65u\x1b[97;1;97u")
    typed.read(b"A")
    on, off, unknown = typed.tokens
    assert on == KeyPress("A", "A", caps_lock=True)
    assert off == KeyPress("a", "a", caps_lock=False)
    assert unknown == KeyPress("A", "A", caps_lock=None)


@pytest.mark.parametrize(
    "sent",
    [
        "\x1b[97;1:3u",
        "\x1b[1;1:3A",
        "\x1b[3;1:3~",
        "\x1b[55296u",
        "\x1b[1114112u",
        "\x1b[97;1;55296u",
        "\x1b[97;1;10u",
        "\x1b[27;5;1114112~",
        "\x1b[99999999999999999999u",
        "\x1b[97;0u",
        "\x1b[97;300u",
        "\x1b[-97u",
        "\x1b[;;u",
        "\x1b[u",
        "\x1b[57441;2u",
        "\x1b[57358;65u",
        "\x1b[E",
        "\x1b[200;5~",
        "\x1bO5",
        "\x1bOz",
    ],
)
def test_no_key_comes_of_a_report_that_tells_none(sent: str) -> None:
    assert keys_of(sent.encode() + b"\x1b[B") == ["down"]


def test_a_lone_escape_is_the_escape_key_soon() -> None:
    typed = Typed()
    typed.read(b"\x1b")
    typed.wait(0.014)
    assert typed.keys == []
    typed.wait(0.002)
    assert typed.keys == ["escape"]


def test_escape_twice_at_once_is_twice() -> None:
    assert keys_of(b"\x1b\x1b") == ["escape", "escape"]


@pytest.mark.parametrize("byte", range(0x80, 0x100))
def test_an_undecodable_byte_is_a_replacement_character(byte: int) -> None:
    sent = b"x%cy" % byte
    assert keys_of(sent) == ["x", "replacement_character", "y"]
    assert keys_of(b"x", b"%c" % byte, 2.0, b"y") == ["x", "replacement_character", "y"]


def test_a_character_may_come_in_pieces() -> None:
    assert keys_of(b"\xc3", 0.5, b"\xa9") == ["é"]
    assert keys_of("😀".encode()[:2], 0.1, "😀".encode()[2:]) == ["grinning_face"]
    assert keys_of("😀".encode()[:2], b"q") == ["replacement_character"] * 2 + ["q"]
