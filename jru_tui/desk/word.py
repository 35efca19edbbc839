"""Takes the word that was left for the board that writes: exports made beside it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from jru_tui.desk.desk import Desk
from jru_tui.journal import export_inbox

EVERY_S = 5.0
"""How often it looks; nobody waits for it."""


async def take_word(
    desk: Desk, path: Path, pause: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> None:
    """Write down what was left for the writer of the journal at `path`, until cancelled."""
    while True:
        for event in await asyncio.to_thread(export_inbox.left, path):
            if await desk.exported_elsewhere(event):
                # What cannot be removed is found again, and known by its id.
                with suppress(OSError):
                    await asyncio.to_thread(export_inbox.taken, path, event)
        await pause(EVERY_S)
