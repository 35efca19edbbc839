"""A terminal's answers, its broken reports and their remains are no keys."""

import pytest

from tests.tui.input.typed import Typed, keys_of

KEYS_OF_A_BRACKET = ("left_square_bracket", "a", "right_square_bracket")
OSC_11 = b"\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\"


@pytest.mark.parametrize(
    "answer",
    [
        OSC_11,
        b"\x1b]11;rgb:1e1e/1e1e/2e2e\x07",
        "\x9d11;rgb:1e1e\x9c".encode(),
        b"\x1bP>|XTerm(370)\x1b\\",
        b"\x1bP1$r0m\x1b\\",
        b"\x1b_Gi=31;OK\x1b\\",
        b"\x1b[?62;22c",
        b"\x1b[>41;354;0c",
        b"\x1b[0n",
        b"\x1b[24;80R",
        b"\x1b[8;24;80t",
        b"\x1b[?1u",
        b"\x1b[<35;20;10X",
        b"\x1b[<35;;M",
        b"\x1b[<35;-5;3M",
        b"\x1b[32;20;10M",
        b"\x1b[M \xe0\xe0",
        b"\x1b[I",
        b"\x1b[O",
        "\x9b62;22c".encode(),
    ],
)
@pytest.mark.parametrize("wait", [0.0, 0.5])
def test_an_answer_that_is_cut_anywhere_is_no_key(answer: bytes, wait: float) -> None:
    for cut in range(2, len(answer) + 1):
        assert keys_of(answer[:cut], wait, answer[cut:] or OSC_11, 0.1, b"q") == ["q"]


def test_an_answer_may_come_byte_by_byte() -> None:
    reads = [part for byte in OSC_11 for part in (bytes([byte]), 0.01)]
    assert keys_of(*reads, 0.1, b"q") == ["q"]


def test_the_rest_of_an_answer_may_come_much_later() -> None:
    assert keys_of(b"\x1b[?62;2", 9.0, b"2c") == []
    assert keys_of(b"\x1b]11;rgb:1", 2.0, b"e", 2.0, b"1e/1e1e/2e2e\x07") == []
    assert keys_of(b"\x1b]11;rgb:1e", 9.0, b"1e/1e1e/2e2e\x1b", 9.0, b"\\") == []


def test_behind_an_escape_that_came_too_early_nothing_is_a_key() -> None:
    assert keys_of(b"\x1b", 0.5, b"]11;rgb:1e1e/1e1e/2e2e\x1b\\") == ["escape"]
    assert keys_of(b"\x1b", 0.5, b"[?62;22c") == ["escape"]
    assert keys_of(b"\x1b", 0.5, b"OA") == ["escape"]
    assert keys_of(b"\x1b", 0.5, b"P>|XTerm(370)\x1b\\") == ["escape"]


@pytest.mark.parametrize(
    "answer",
    [
        OSC_11,
        b"\x1b]52;c;cXVpdCBh\x07",
        b"\x1b]1337;ReportCellSize=17.50;8.00;2.0\x1b\\",
        b"\x1bP1+r524742=382F382F38\x1b\\",
        b"\x1bP0$r\x1b\\",
        b'\x1bPq"1;1;20;6#0;2;0;0;0#0~~@@vv@@~~$#1??}}GG}}??-\x1b\\',
        b"\x1bPtmux;\x1b\x1b]11;rgb:1e/1e/2e\x07",
        b"\x1b_GI=13,i=99;OK\x1b\\",
        b"\x1b^private a q s6\x1b\\",
        b"\x1bXa string uq\x1b\\",
        b"\x1b[I",
        b"\x1b[O",
        b"\x1b[1t",
        b"\x1b[3;-5;120t",
        b"\x1b[<0;-3;-4M",
        b"\x1b[<a;b;cM",
        b"\x1b[M#qa",
        b"\x1b[97;1:3u",
        b"\x1b[1114112u",
    ],
)
@pytest.mark.parametrize("wait", [0.02, 0.9, 1.1, 2.0])
def test_an_answer_whose_escape_came_long_before_is_no_key(answer: bytes, wait: float) -> None:
    assert keys_of(answer[:1], wait, answer[1:], 0.1, b"q") == ["escape", "q"]


def test_an_answer_may_come_byte_by_byte_behind_its_escape() -> None:
    for answer in (OSC_11, b"\x1b[24;80R", b"\x1b[A"):
        reads = [part for byte in answer for part in (bytes([byte]), 0.05)]
        assert keys_of(*reads, 0.1, b"q") == ["escape", "q"]


def test_what_is_typed_behind_escape_is_all_keys() -> None:
    typed = keys_of(b"\x1b", 0.5, b"O\ts", 0.5, b"P", 0.5, b"s6")
    assert typed == ["escape", "O", "tab", *"sPs6"]
    assert keys_of(b"\x1b", 1.5, b"[a]", writing=True) == ["escape", *KEYS_OF_A_BRACKET]


@pytest.mark.parametrize("report", [b"\x1b[M#qa", b"\x1b[M \xe0\xff"])
@pytest.mark.parametrize("wait", [0.0, 1.1, 2.0])
def test_an_old_mouse_report_is_swallowed_whole(report: bytes, wait: float) -> None:
    for cut in range(2, len(report) - 1):
        assert keys_of(report[:cut], wait, report[cut:], 0.1, b"q") == ["q"]


def test_an_old_mouse_report_may_be_three_characters() -> None:
    assert keys_of("\x1b[M Ġa".encode(), 0.1, b"q") == ["q"]
    assert keys_of("\x1b[M \xe9".encode(), 0.1, b"q") == ["q"]


@pytest.mark.parametrize(
    "orphan",
    [
        b"]11;rgb:1e1e/1e1e/2e2e\x1b\\",
        b"]11;rgb:1e1e/1e1e/2e2e\x07",
        b"]11;rgb:1e1e/1e1e/2e2e\\",
        b"_Gi=31;OK\x1b\\",
        b"P>|XTerm(370)\x1b\\",
        b"[?62;22c",
        b"[>41;354;0c",
        b"[24;80R",
        b"[0n",
        b"[<35;20;10M",
        b"35;20;10M",
        b"62;22c",
        b"2026;2$y",
        b"1e1e/1e1e/2e2e\x1b\\",
        b"1e/2e2e\x07",
        b"qa\rq\x1b[201~",
    ],
)
def test_what_is_left_of_an_answer_is_no_key(orphan: bytes) -> None:
    assert keys_of(orphan, 0.5, b"q") == ["q"]


@pytest.mark.parametrize("rest", [b"35;20;10M", b"<0;3;4m", b"62;22c", b"35;20;10M35;21;10M"])
def test_a_key_in_one_read_with_the_rest_of_an_answer_is_that_key(rest: bytes) -> None:
    """A board that is busy reads both at once."""
    assert keys_of(rest + b"L") == ["L"]
    assert keys_of(OSC_11[1:] + rest + b"L") == ["L"]
    assert keys_of(rest + OSC_11[1:] + b"L") == ["L"]


def test_what_comes_before_a_paste_is_over_is_the_same_behind_it() -> None:
    """A paste waits 50 ms for more of it: answers and keys that come meanwhile wait with it."""
    paste = b"\x1b[200~x\x1b[201~a\rq\x1b[201~"
    assert keys_of(paste, 0.03, OSC_11[1:], 0.05, b"35;20;10M", 0.05, b"L") == ["L"]


@pytest.mark.parametrize("typed", [":c", ":a k-1 2", "/rtc", "12;", "[a]", "s6", "2c", "a;b", "]x"])
def test_what_a_person_types_is_all_keys(typed: str) -> None:
    assert len(keys_of(typed.encode())) == len(typed)


def test_what_is_written_may_look_like_the_rest_of_an_answer() -> None:
    assert keys_of(b"12;30m", writing=True) == ["1", "2", "semicolon", "3", "0", "m"]


def test_alt_and_a_key_that_begins_a_string_makes_the_board_deaf_for_a_second() -> None:
    for introducer in b"]P_^X":
        alt = b"\x1b%c" % introducer
        assert keys_of(alt, 0.3, b"a", 0.3, b"b", 1.1, b"q") == ["q"]
        assert keys_of(alt, 0.3, b"\x1b[B") == ["down"]


@pytest.mark.parametrize("cut", [b"\x1b]", b"\x1b]11;rgb:1e", b"\x1bP>|XT", b"\x1b[?6", b"\x1b[M"])
@pytest.mark.parametrize("apart", [0.3, 0.9])
def test_nobody_types_for_more_than_five_seconds_and_is_not_heard(cut: bytes, apart: float) -> None:
    keys = [part for _ in range(20) for part in (b"7", apart)]
    assert len(keys_of(cut, apart, *keys)) >= 20 - 5 / apart


def test_a_key_that_comes_in_pieces_comes_soon_or_not_at_all() -> None:
    assert keys_of(b"\x1b[", 0.1, b"A") == ["up"]
    assert keys_of(b"\x1b[", 0.3, b"A") == []


def test_nobody_types_in_packets_for_long_and_is_not_heard() -> None:
    keys = [part for _ in range(20) for part in (b"s6", 4.0)]
    assert len(keys_of(b"\x1b]", 4.0, *keys)) >= 20


def test_alt_and_a_bracket_costs_the_next_key_alone() -> None:
    assert keys_of(b"\x1b[", 0.3, b"a", 0.3, b"b") == ["b"]
    assert keys_of(b"\x1b[", 0.3, b"\r", 0.3, b"b") == ["enter", "b"]
    assert keys_of(b"\x1b[", 11.0, b"a") == ["a"]


def test_the_mouse_is_read_in_the_form_that_was_asked_for() -> None:
    typed = Typed()
    typed.read(b"\x1b[<0;3;4M\x1b[<0;3;4m\x1b[<35;1;1M\x1b[<65;1;1M\x1b[<20;9;9M")
    assert [(each.action, each.x, each.y, each.button) for each in typed.mouse] == [
        ("down", 2, 3, 1),
        ("up", 2, 3, 1),
        ("move", 0, 0, 0),
        ("scroll_down", 0, 0, 0),
        ("down", 8, 8, 1),
    ]
    assert typed.mouse[-1].shift
    assert typed.mouse[-1].ctrl
