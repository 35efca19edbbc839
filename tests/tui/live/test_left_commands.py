"""Commands that are under way when the board is left: saved, or refused in words that are read."""

import asyncio
from collections.abc import Callable, Sequence

import pytest
from textual.events import Key

from jru_tui.board.commands import Note
from jru_tui.board.events import Commanded, Event
from jru_tui.journal.protocol import AppendConflict, Appended, JournalError
from tests.narrowing import instance
from tests.tui.live.conftest import Live, Start

FULL = "The disk is full"


class Held:
    """A journal that holds every append until it is let go, and then fails some."""

    def __init__(self, live: Live, fails: Callable[[str], bool]) -> None:
        self.let_go = asyncio.Event()
        self._fails = fails
        journal = live.desk.recorder._journal
        self._append = journal.append
        # What the desk appends passes through here.
        journal.append = self.append  # type: ignore[method-assign]

    async def append(
        self, events: Sequence[Event], expected: int | None = None
    ) -> Appended | AppendConflict:
        await self.let_go.wait()
        if self._fails(instance(Note, instance(Commanded, events[0].fact).command).text):
            raise JournalError(FULL)
        return await self._append(events, expected)


def notes(live: Live) -> list[str]:
    return [line.text for line in live.desk.board.log(call="K-1037")][-2:]


@pytest.mark.parametrize("ways", [1, 2])
async def test_a_command_that_is_refused_behind_a_quit_is_said(start: Start, ways: int) -> None:
    """Its refusal has no screen any more, and whoever typed it believes that it was done."""
    live = await start()
    held = Held(live, lambda text: text == "first")
    async with live.app.run_test(size=(140, 36)) as pilot:
        for text in ("first", "second"):
            live.app.give(Note(text, call="K-1037"))
        await pilot.pause()
        for _ in range(ways):
            live.app.exit()
        held.let_go.set()
    (said,) = await live.app.settled()
    assert said == f"“K-1037: note: first”: not done, the journal cannot be written: {FULL}"
    assert notes(live)[-1] == "note: second"
    assert "note: first" not in notes(live)


async def test_a_command_that_is_refused_before_a_quit_is_not_said_again(start: Start) -> None:
    live = await start()
    held = Held(live, lambda text: text == "first")
    held.let_go.set()
    async with live.app.run_test(size=(140, 36)) as pilot:
        live.app.give(Note("first", call="K-1037"))
        await pilot.pause()
        live.app.exit()
    assert await live.app.settled() == ()


async def test_a_fault_in_one_command_keeps_no_other_from_being_saved(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = await start()
    held = Held(live, lambda _: False)

    async def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(live.desk, "answer_spool", fail)
    async with live.app.run_test(size=(140, 36)) as pilot:
        live.app.give(Note("first", call="K-1037"))
        await pilot.pause()
        live.app.exit()
    live.app._delivery.answer_spool("give", "x")
    settled = asyncio.create_task(live.app.settled())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    held.let_go.set()
    assert await settled == ()
    assert notes(live)[-1] == "note: first"
    assert isinstance(live.app.crash, ZeroDivisionError)


async def test_what_was_typed_before_a_signal_is_carried_out(start: Start) -> None:
    """The second note waits for its turn behind the first, which is not saved yet."""
    live = await start()
    held = Held(live, lambda _: False)
    left: list[bool] = []
    async with live.app.run_test(size=(140, 36)) as pilot:
        live.app.leaving = lambda: left.append(True)
        live.app._board.select_call("K-1037")
        for text in ("first", "second"):
            for key in ("n", *text, "enter"):
                live.app.post_message(Key(key, key if len(key) == 1 else None))
        live.app.leave()
        assert left == [True]
        held.let_go.set()
        await live.until(pilot, lambda: live.app.is_ending)
    await live.app.settled()
    assert notes(live) == ["note: first", "note: second"]
