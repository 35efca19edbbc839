"""Every key of every command, as it is pressed on a bad night: no act, no crash, nothing lost.

The keys are those of the catalogue, so that a new command is tried by itself.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

import pytest
from msgspec.structs import replace
from textual.events import Key, Paste
from textual.pilot import Pilot
from textual.screen import ModalScreen, Screen

from jru_tui.board import BackUp, Note, Request, Undo
from jru_tui.tui.commands.catalogue import COMMANDS
from jru_tui.tui.commands.keymap import key_label
from jru_tui.tui.widgets.call_list import CallList
from tests.tui.conftest import settle
from tests.tui.live.conftest import Live, Start
from tests.tui.live.test_shown_before import Watched

KEYS = [key for spec in COMMANDS for key in (spec.keys[:3] if spec.takes_position else spec.keys)]
GIVING = [
    pytest.param(spec.keys[0], id=spec.id) for spec in COMMANDS if spec.dangerous and spec.begin
]
SMALLEST = (60, 15)
HOSTILE = "one\ntwo\r\x1b[31mred\x1b]0;title\x07\x1b[201~K-1031 jru2 \u202e9 enter\t\x00"
PASTED = (HOSTILE * 60)[:2000]
HELD = 15
"""Presses of a key that is held down for half a second."""
_WAYS_BACK = 6


class Keyboard:
    """The keys of an app, and all that they gave."""

    def __init__(self, live: Live, pilot: Pilot[Any], monkeypatch: pytest.MonkeyPatch) -> None:
        self.live = live
        self.pilot = pilot
        self.given: list[Request] = []
        self._give = live.app.give
        monkeypatch.setattr(live.app, "give", self._note)
        monkeypatch.setattr(live.app, "exit", lambda *_: None)

    def _note(self, asked: Request, shown: Sequence[str] | None = None) -> None:
        self.given.append(asked)
        self._give(asked, shown)

    @property
    def board(self) -> Screen[None]:
        return self.live.app.screen_stack[0]

    @property
    def calls(self) -> CallList:
        return self.board.query_one(CallList)

    async def press(self, *keys: str) -> None:
        """Press keys in one go, as a line that lags hands them over."""
        for key in keys:
            character = key_label(key) if len(key_label(key)) == 1 else None
            self.live.app.post_message(Key(key, character))
        await self.settle()

    async def settle(self) -> None:
        """Wait until everything that was begun is over."""
        await settle(self.live.app, self.pilot)

    async def back(self) -> None:
        """Press Escape until the board has the keys again."""
        for _ in range(_WAYS_BACK):
            if len(self.live.app.screen_stack) == 1 and self.calls.has_focus:
                break
            await self.press("escape")
        assert self.live.app.screen is self.board, self.live.app.screen
        assert self.calls.has_focus, self.live.app.focused

    def gave_nothing_unseen(self) -> None:
        """Fail where anything was given but the undo of a slip."""
        for asked in self.given:
            assert isinstance(asked, Undo), asked
            assert not asked.confirmed, asked
        self.given.clear()


Situation = Callable[[Keyboard, str], Awaitable[None]]


async def pressed_twice(keyboard: Keyboard, key: str) -> None:
    await keyboard.press(key, key)


async def held_down(keyboard: Keyboard, key: str) -> None:
    await keyboard.press(*[key] * HELD)


async def while_the_feed_changes_the_call(keyboard: Keyboard, key: str) -> None:
    live = keyboard.live
    await keyboard.press(key)
    live.later(1)
    record = replace(live.night.calls["K-1037"], grade="G2", updated_at=live.now)
    await live.feed(live.night.reported(record))
    await keyboard.press(key)


async def with_a_filter_that_hides_the_call(keyboard: Keyboard, key: str) -> None:
    await keyboard.press("slash", *"sports", "enter")
    selected = keyboard.calls.selected
    assert selected is not None
    assert keyboard.calls.part.rows.index_of(selected) is not None, "what is selected is not listed"
    await keyboard.press(key, key)


async def with_an_area(keyboard: Keyboard, key: str) -> None:
    keyboard.board.filter_area("Medway & Swale")  # type: ignore[attr-defined]
    await keyboard.press(key, key)


async def on_a_closed_call(keyboard: Keyboard, key: str) -> None:
    await keyboard.press("end", key, key)


async def with_a_paste_into_what_it_opens(keyboard: Keyboard, key: str) -> None:
    await keyboard.press(key)
    for _ in range(3):
        keyboard.live.app.post_message(Paste(PASTED))
        await keyboard.press("tab")


async def while_the_call_closes(keyboard: Keyboard, key: str) -> None:
    live = keyboard.live
    await keyboard.press(key)
    live.later(1)
    record = replace(
        live.night.calls["K-1037"],
        state="closed",
        closed_at=live.now,
        outcome="advice",
        updated_at=live.now,
    )
    await live.feed(live.night.reported(record))
    await keyboard.press(key)


SITUATIONS: tuple[Situation, ...] = (
    pressed_twice,
    held_down,
    while_the_feed_changes_the_call,
    with_a_filter_that_hides_the_call,
    with_an_area,
    on_a_closed_call,
    with_a_paste_into_what_it_opens,
    while_the_call_closes,
)


async def tried(live: Live, key: str, keyboard: Keyboard, situations: Iterable[Situation]) -> None:
    for situation in situations:
        keyboard.calls.find("")
        await keyboard.back()
        keyboard.board.focus_vehicle(None)  # type: ignore[attr-defined]
        keyboard.calls.select("K-1037")
        await keyboard.settle()
        await situation(keyboard, key)
        await keyboard.back()
        keyboard.gave_nothing_unseen()
        assert live.app.is_running
        assert live.app._exception is None


@pytest.mark.parametrize("key", KEYS)
async def test_a_key_does_no_act_and_leads_back(
    start: Start, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    live = await start()
    await live.desk.command(Note("a slip", call="K-1037"))
    async with live.app.run_test(size=(80, 24)) as pilot:
        await tried(live, key, Keyboard(live, pilot, monkeypatch), SITUATIONS)


@pytest.mark.parametrize("key", KEYS)
async def test_so_it_is_in_the_smallest_terminal_with_plain_glyphs_where_one_looks_on(
    start: Start, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    live = await start(read_only=True, plain_glyphs=True)
    async with live.app.run_test(size=SMALLEST) as pilot:
        keyboard = Keyboard(live, pilot, monkeypatch)
        await tried(live, key, keyboard, (pressed_twice, with_a_paste_into_what_it_opens))
        assert keyboard.given == []


async def test_a_key_that_acts_unseen_is_found(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: `b` as it must not be, which asks for an ambulance without a word."""
    careless = tuple(
        replace(spec, begin=lambda _: BackUp("K-1037", "ambulance"))
        if spec.id == "back-up"
        else spec
        for spec in COMMANDS
    )
    live = await start(commands=careless)
    async with live.app.run_test(size=(80, 24)) as pilot:
        with pytest.raises(AssertionError, match="ambulance"):
            await tried(live, "b", Keyboard(live, pilot, monkeypatch), SITUATIONS[:1])


async def test_a_key_that_traps_one_is_found(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other control: a screen that Escape does not leave."""
    live = await start()
    async with live.app.run_test(size=(80, 24)) as pilot:
        keyboard = Keyboard(live, pilot, monkeypatch)

        async def trap(_keyboard: Keyboard, _key: str) -> None:
            await live.app.push_screen(ModalScreen())

        with pytest.raises(AssertionError, match="ModalScreen"):
            await tried(live, "b", keyboard, (trap,))


@pytest.mark.parametrize("size", [(80, 24), SMALLEST], ids=str)
@pytest.mark.parametrize("key", GIVING)
async def test_what_enter_gives_stood_on_the_screen(
    start: Start, monkeypatch: pytest.MonkeyPatch, key: str, size: tuple[int, int]
) -> None:
    live = await start()
    watched = Watched(live, monkeypatch)
    async with live.app.run_test(size=size) as pilot:
        for call in ("K-1037", "K-1031", "K-1034"):
            live.app._board.select_call(call)
            await watched.press(pilot, key)
            for _ in range(3):
                await watched.press(pilot, "enter")
            for _ in range(_WAYS_BACK):
                await watched.press(pilot, "escape")
