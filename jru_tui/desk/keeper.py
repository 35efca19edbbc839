"""Looks after the journal while nothing happens: that it is still there, and still whole."""

import asyncio
from collections.abc import Awaitable, Callable

from jru_tui.desk.desk import Desk

EVERY_S = 60.0
"""How often the journal is looked for: a file that was deleted takes writes and keeps nothing."""
_DAY = 24 * 60
"""After so many looks the whole chain is followed again; the first time at the start."""


async def look_after(desk: Desk, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
    """Look again and again, until cancelled. What is wrong is said on the board."""
    looks = 0
    while True:
        await desk.look_for_journal(whole=looks % _DAY == 0)
        looks += 1
        await pause(EVERY_S)
