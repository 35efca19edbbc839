"""Several keys that come at once, as over a line that lags: none that was typed is lost."""

import pytest
from textual.events import Key

from jru_tui.tui.board_screen import BoardScreen
from jru_tui.tui.widgets.call_list import CallList
from tests.tui.live.conftest import Live, Start


def at_once(live: Live, keys: str) -> None:
    """Hand the app keys before it has looked at the first; `⏎` is Enter."""
    for each in keys:
        names = {"⏎": "enter", " ": "space", ":": "colon", "-": "minus", "/": "slash"}
        named = names.get(each, each)
        live.app.post_message(Key(named, "\r" if each == "⏎" else each))


@pytest.mark.parametrize(
    "keys", [":n k-1037 his brother has a key⏎", "nhis brother has a key⏎"], ids=["line", "dialog"]
)
async def test_a_line_that_comes_in_one_piece_is_carried_out(start: Start, keys: str) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        at_once(live, keys)

        def noted() -> bool:
            said = [line.text for line in live.desk.board.log(call="K-1037")]
            return "note: his brother has a key" in said

        await live.until(pilot, noted)
        await live.until(pilot, lambda: isinstance(live.app.screen, BoardScreen))


async def test_words_to_find_that_come_in_one_piece_run_no_commands(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        at_once(live, "/rtc")
        await live.until(pilot, lambda: getattr(live.app.focused, "value", "") == "rtc")
        assert isinstance(live.app.screen, BoardScreen)


async def test_keys_that_are_no_writing_do_what_they_did(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        at_once(live, "k⏎")
        await live.until(
            pilot,
            lambda: any(
                "welfare check" in line.text for line in live.desk.board.log(vehicle="JRU1")
            ),
        )


@pytest.mark.parametrize("key", ["down", "a", "f5"], ids=["list", "dialog", "no command"])
async def test_a_refusal_and_a_passing_word_go_with_the_next_key(start: Start, key: str) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        calls = live.app.screen_stack[0].query_one(CallList)
        live.app.tell("JRU 1 cannot be sent.")
        assert calls.part.notice == "JRU 1 cannot be sent."
        await pilot.press(key)
        await live.until(pilot, lambda: not calls.part.notice)
        await pilot.press("escape")
        live.app.mention("Note written.")
        assert calls.part.word == "Note written."
        await pilot.press(key)
        await live.until(pilot, lambda: not calls.part.word)
        if key == "a":
            live.app.mention("Said under a dialog.")
            await pilot.press("x", "backspace")
            await pilot.pause()
            assert calls.part.word == "Said under a dialog."


async def test_a_key_behind_enter_is_no_part_of_the_line(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await pilot.press(*":n", "space", *"k-1037", "space", *"abc")
        at_once(live, "⏎x")

        def noted() -> list[str]:
            said = [line.text for line in live.desk.board.log(call="K-1037")]
            return [each for each in said if each.startswith("note: abc")]

        await live.until(pilot, lambda: bool(noted()))
        assert noted() == ["note: abc"]
