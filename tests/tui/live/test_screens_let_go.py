"""A screen that was opened and left stays nowhere: neither its widgets nor what they drew."""

import gc
from collections import Counter

import pytest
from textual._styles_cache import StylesCache
from textual.strip import Strip
from textual.widget import Widget

from jru_tui.tui.textual_internals.paced_screen import PacedScreen
from tests.tui.live.conftest import Start

KEYS = {
    "assign": "a",
    "back-up": "b",
    "close": "c",
    "command line": "colon",
    "crew": "w",
    "call in full": "enter",
    "feed": "F",
    "handover": "h",
    "help": "question_mark",
    "log": "L",
    "note": "n",
    "palette": "ctrl+p",
    "past shifts": "P",
    "report": "p",
    "shift": "S",
    "status": "s",
    "dismiss": "i",
}
STRIPS = 12
"""Lines drawn that may be alive more for each time: caches of a fixed size fill up meanwhile."""
TIMES = 4
WAITS = 100


def alive() -> Counter[type]:
    """What there is of widgets and of what they drew."""
    gc.collect()
    kinds = (Widget, StylesCache, Strip)
    return Counter(kind for found in gc.get_objects() for kind in kinds if isinstance(found, kind))


async def grown(start: Start, key: str) -> Counter[type]:
    """What there is more of after the screen was opened and left so often."""
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:

        async def visit() -> None:
            await pilot.press(key)
            await pilot.pause()
            assert len(live.app.screen_stack) == 2
            await pilot.press("escape")
            await pilot.pause()
            await pilot.pause()
            assert len(live.app.screen_stack) == 1

        await visit()
        await visit()
        before = alive()
        for _ in range(TIMES):
            await visit()
        for _ in range(WAITS):
            if alive()[Widget] <= before[Widget]:
                break
            await pilot.pause(0.05)  # a page may still be in the making, in a thread
        return alive() - before


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
async def test_a_screen_that_was_left_stays_nowhere(start: Start, key: str) -> None:
    more = await grown(start, key)
    assert more[Widget] == 0
    assert more[StylesCache] == 0
    assert more[Strip] <= STRIPS * TIMES


async def test_the_control_finds_what_a_screen_leaves_behind(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PacedScreen, "on_unmount", lambda _: None)
    more = await grown(start, "a")
    assert more[StylesCache] > 0
