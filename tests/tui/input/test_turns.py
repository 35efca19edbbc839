"""Keys take turns, but nothing that lags holds them up for long."""

import asyncio
from typing import Any

import pytest

from jru_tui.board.decisions.decide import Refusal
from jru_tui.tui import input_queue
from jru_tui.tui.board_screen import BoardScreen
from tests.tui.input.conftest import OpenApp, TypedApp

_LIMIT_S = 0.05


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(input_queue, "_OVER_WITHIN_S", _LIMIT_S)


def stuck(typed: TypedApp, monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Have no command come to an end before the event is set."""
    goes_on = asyncio.Event()

    async def wait(*_: object, **__: object) -> Refusal:
        await goes_on.wait()
        return Refusal("at last")

    monkeypatch.setattr(typed.app.desk, "command", wait)
    return goes_on


async def test_a_command_that_lags_holds_the_next_key_up_for_a_while_only(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_app() as typed:
        goes_on = stuck(typed, monkeypatch)
        typed.send(b"A\r\r?")
        await typed.settle()
        assert not isinstance(typed.app.screen, BoardScreen)
        goes_on.set()


async def test_keys_wait_for_one_command_once(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    wait = asyncio.wait

    async def counted(*arguments: Any, **more: Any) -> object:
        waits.extend(limit for limit in more.values() if limit == _LIMIT_S)
        return await wait(*arguments, **more)

    async with open_app() as typed:
        goes_on = stuck(typed, monkeypatch)
        monkeypatch.setattr(asyncio, "wait", counted)
        typed.send(b"A\r\r" + b"\x1b[B" * 5)
        await typed.settle()
        assert len(waits) == 1
        goes_on.set()


async def test_escape_leaves_a_page_that_is_still_being_made(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_app() as typed:
        monkeypatch.setattr(input_queue, "_OVER_WITHIN_S", 60.0)
        made = asyncio.Event()

        async def make(*_: object) -> None:
            await made.wait()

        monkeypatch.setattr(typed.app.reports, "report", make)
        typed.send(b"p\x1b[27u")
        await typed.settle()
        assert isinstance(typed.app.screen, BoardScreen)


async def test_the_caps_lock_of_the_key_that_is_handled_is_known(open_app: OpenApp) -> None:
    async with open_app() as typed:
        known: list[bool | None] = []
        for key in (b"\x1b[74;65;74u", b"\x1b[106;1;106u", b"j"):
            typed.send(key)
            await typed.settle()
            known.append(typed.app.caps_lock)
        assert known == [True, False, None]
