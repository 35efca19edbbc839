"""The paper board: a printable page beside the journal, rewritten every minute."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

from jru_tui.board import printable_file
from jru_tui.desk import Desk
from jru_tui.journal import NotWrittenError, paper_file, write_whole
from jru_tui.reports import as_html, make_paper

EVERY_S = 50.0
"""Seconds between two pages: with the time that writing takes, none is older than a minute."""

Pause = Callable[[float], Awaitable[None]]


async def keep_paper(
    desk: Desk,
    path: Path,
    clock: Callable[[], datetime],
    marking: str,
    tell: Callable[[str], None],
    pause: Pause = asyncio.sleep,
) -> None:
    """Write the page again and again, until cancelled.

    Args:
        desk: whose board is written.
        path: where its journal is.
        clock: the board's time.
        marking: the protective marking.
        tell: told once why the page cannot be written.
        pause: waits so many seconds.
    """
    trouble = ""
    while True:
        reason = await _write(desk, path, clock, marking)
        if reason and reason != trouble:
            tell(f"The emergency page {path} is not saved: {reason}")
        trouble = reason
        await pause(EVERY_S)


async def _write(desk: Desk, path: Path, clock: Callable[[], datetime], marking: str) -> str:
    """Write it once; says why it could not be written, empty where it was."""
    health = desk.health
    page = make_paper(
        desk.board,
        clock(),
        as_of=health.as_of,
        live=health.state == "live",
        marking=marking,
    )
    content = printable_file(as_html(page))
    try:
        await asyncio.to_thread(write_whole, paper_file(path), content)
    except NotWrittenError as error:
        return str(error)
    return ""
