"""A paste on the whole app: text where one writes, and nothing anywhere else."""

import pytest

from tests.tui.input.conftest import OpenApp

PASTE = b"\x1b[200~ 6\r\nq\x1b\x1b[Bx \x1b[201~a\x1b[201~"
NOWHERE = {
    "the board": "",
    "assign": "a",
    "status": "2s",
    "close": "c",
    "the log": "L",
    "a report": "p",
    "help": "?",
    "a call": "\r",
}
WRITTEN = {"a note": "n", "the line": ":", "words to find": "/", "the palette": "\x10"}


@pytest.mark.parametrize("keys", NOWHERE.values(), ids=NOWHERE)
async def test_it_does_nothing_where_nobody_writes(open_app: OpenApp, keys: str) -> None:
    async with open_app() as typed:
        typed.send(keys.encode() or b"\x1b")
        await typed.settle()
        before = typed.state()
        typed.send(PASTE)
        await typed.settle()
        assert typed.state() == before


@pytest.mark.parametrize("keys", WRITTEN.values(), ids=WRITTEN)
async def test_it_is_its_words_where_one_writes(open_app: OpenApp, keys: str) -> None:
    async with open_app() as typed:
        typed.send(keys.encode())
        await typed.settle()
        typed.send(PASTE)
        await typed.settle()
        assert typed.state()["written"] == "6 q\ufffd\ufffd[Bx a"
