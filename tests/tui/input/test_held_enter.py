"""Enter that is held down: one press, which never confirms what it has asked."""

import pytest

from jru_tui.tui.dialogs.assign import AssignDialog
from jru_tui.tui.terminal.key_repeat import RepeatFilter
from jru_tui.tui.terminal.parser import InputParser
from jru_tui.tui.terminal.tokens import HeldKey, KeyPress, Token
from tests.tui.conftest import settle
from tests.tui.dialogs.conftest import shown
from tests.tui.input.conftest import OpenApp, TypedApp

ENTER = KeyPress("enter", "\r")
HELD = HeldKey("enter")
REPEAT_S = 0.033
FIRST_REPEAT_S = 0.5


def read(*reads: tuple[float, bytes]) -> list[tuple[float, Token]]:
    """What becomes of reads, each so many seconds after the one before; with when that is."""
    source, now = RepeatFilter(InputParser()), 0.0
    found: list[tuple[float, Token]] = []
    for after, data in (*reads, (10.0, b"")):
        while source.due is not None and source.due <= now + after:
            due = source.due
            found += [(round(due, 3), token) for token in source.expire(due)]
        now += after
        if data:
            found += [(round(now, 3), token) for token in source.feed(data, now)]
    return found


def test_an_enter_alone_and_one_much_later_wait_for_nothing() -> None:
    assert read((0, b"\r"), (5, b"\r")) == [(0, ENTER), (5, ENTER)]


def test_a_second_press_waits_a_moment_and_counts() -> None:
    assert read((0, b"\r"), (0.3, b"\r")) == [(0, ENTER), (0.45, ENTER)]


@pytest.mark.parametrize("first", [0.2, 0.25, 0.5, 0.66, 1.0, 2.0])
@pytest.mark.parametrize("rate", [0.02, 0.033, 0.1])
def test_a_key_that_is_held_counts_once(first: float, rate: float) -> None:
    repeats = [(rate, b"\r")] * 20
    assert [token for _, token in read((0, b"\r"), (first, b"\r"), *repeats)] == [ENTER, HELD]


def test_a_lagging_line_hands_over_repeats_together() -> None:
    found = read((0, b"\r"), (0.5, b"\r\r\r"), (0.3, b"\r\r"), (0.2, b"\r"))
    assert [token for _, token in found] == [ENTER, HELD]


def test_two_presses_in_one_read_are_two_presses() -> None:
    assert [token for _, token in read((0, b"\r\r"))] == [ENTER, ENTER]


def test_the_next_press_after_a_held_key_counts_again() -> None:
    found = read((0, b"\r"), (0.5, b"\r"), (0.03, b"\r"), (0.6, b"\r"))
    assert [token for _, token in found] == [ENTER, HELD, ENTER]


def test_another_key_follows_the_one_that_waits_at_once() -> None:
    found = read((0, b"\r"), (0.3, b"\rn"))
    assert found == [(0, ENTER), (0.3, ENTER), (0.3, KeyPress("n", "n"))]


def test_a_mouse_that_moves_lets_no_key_go() -> None:
    moved = b"\x1b[<35;5;5M"
    found = read((0, b"\r"), (0.5, b"\r"), (0.01, moved), (0.02, b"\r"), (0.03, b"\r"))
    assert [token for _, token in found if token in (ENTER, HELD)] == [ENTER, HELD]


def test_a_terminal_that_tells_repeats_is_believed_at_once() -> None:
    found = read((0, b"\x1b[13u"), (0.5, b"\x1b[13;1:2u"), (0.03, b"\x1b[13;1:3u"))
    assert [getattr(token, "key", "") for _, token in found] == ["enter", "enter"]
    assert isinstance(found[1][1], HeldKey)
    assert [token.repeated for _, token in read((0, b"\x1b[106;1:2u"))] == [True]  # type: ignore[union-attr]


async def hold(typed: TypedApp, presses: int = 15) -> None:
    """Hold Enter down for about a second."""
    typed.send(b"\r", after=1.0)
    await settle(typed.app, typed.pilot)
    typed.send(b"\r", after=FIRST_REPEAT_S)
    for _ in range(presses):
        typed.send(b"\r", after=REPEAT_S)


async def type_note(typed: TypedApp) -> None:
    """Give a command that is undone only when it was shown: it was given before this board."""
    typed.send(b"na note")
    await typed.settle()
    typed.send(b"\r")
    await typed.settle()


@pytest.mark.parametrize("line", [b"a", b":a"])
async def test_a_held_enter_sends_nothing_that_was_not_read(open_app: OpenApp, line: bytes) -> None:
    async with open_app() as typed:
        typed.know_repeats()
        await type_note(typed)
        before = typed.app.desk.board.last_order()
        typed.send(line)
        await typed.settle()
        await hold(typed)
        await typed.settle()
        assert typed.app.desk.board.last_order() == before
        if line == b"a":
            assert isinstance(typed.app.screen, AssignDialog)
            assert "held down" in shown(typed.app, "refusal")
            typed.send(b"\r", after=1.0)
            await typed.settle()
            assert typed.app.desk.board.calls["K-1037"].on_it


async def test_without_the_filter_a_held_enter_sends(open_app: OpenApp) -> None:
    """The control."""
    async with open_app() as typed:
        typed.send(b"a")
        await typed.settle()
        await hold(typed)
        await typed.settle()
        assert typed.app.desk.board.calls["K-1037"].on_it
