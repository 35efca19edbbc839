"""The board of a shared journal whose server is gone at the start: as this machine has kept it.

It is to be looked at until the server answers. Then it makes place for the board of the journal.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime

from jru_tui.board import count, formatting
from jru_tui.cli.app_runner import app_for, show
from jru_tui.cli.times import wall_clock
from jru_tui.cli.unsaved_commands import spooled_at
from jru_tui.desk import Desk
from jru_tui.journal import (
    JournalAwayError,
    SpooledCommand,
    board_of_machine,
    checkpoint_home,
    clock_ahead,
    kept_ahead,
    kept_at,
    open_journal,
)
from jru_tui.settings import JournalServer, Settings

TRY_EVERY_S = 0.5
"""Seconds between two tries to reach the server: within one of its return the board is equal."""

_BACK = "The journal's server answers again: close what is open here to see the live board"


class ServerBackError(Exception):
    """The server answers again: the board of its journal takes the place of the kept one."""


async def show_kept_board(
    settings: Settings, server: JournalServer, reason: str, *, mouse: bool
) -> None:
    """Show the board as this machine has kept it, until it is quit.

    Args:
        settings: the settings in force.
        server: the journal's.
        reason: why it cannot be reached, as a sentence.
        mouse: true if the mouse is taken from the terminal.

    Raises:
        ServerBackError: the server answers again.
        JournalAwayError: this machine has kept none; says what to do.
    """
    board = await asyncio.to_thread(board_of_machine, server, settings.rules)
    if board is None or board.written_at is None:
        raise JournalAwayError(
            f"{reason} This machine has saved no board of its journal to show meanwhile. "
            "Start again when the server answers, or work from the last page that was printed."
        )
    ahead = await asyncio.to_thread(kept_ahead, checkpoint_home(server))

    def clock() -> datetime:
        """Return the board's time: the dispatch system's, carried on by this machine's clock."""
        return wall_clock() + ahead

    async with await open_journal(None, by="", clock=wall_clock) as journal:
        desk = Desk(board=board, journal=journal, clock=clock, by=settings.by)
        await desk.catch_up()
        desk.show_waiting([SpooledCommand(command) for command in spooled_at(server)])
        app = app_for(settings, desk, clock, read_only=True, mouse=mouse)

        async def attend() -> None:
            while True:
                desk.tell_unread(_sentence(reason, server, wall_clock))
                await asyncio.sleep(TRY_EVERY_S)
                if not await _answers(server):
                    continue
                if app.is_at_rest:
                    raise ServerBackError
                desk.tell_unread(_BACK)
                await asyncio.sleep(TRY_EVERY_S)

        await show(app, attend)


def _sentence(reason: str, server: JournalServer, clock: Callable[[], datetime]) -> str:
    """Say how old the board is, why that is, and what waits on this machine.

    Its age is by this machine's clock alone: the journal's times may be ahead of it or behind.
    """
    saved_at = kept_at(checkpoint_home(server))
    assert saved_at is not None
    age = formatting.age(max(0.0, (clock() - saved_at).total_seconds()))
    waiting = len(spooled_at(server))
    waits = f" {count(waiting, 'command')} not yet saved." if waiting else ""
    return (
        f"This board is {age} old and read-only until the journal's server answers.{waits} {reason}"
    )


async def _answers(server: JournalServer) -> bool:
    try:
        await asyncio.to_thread(clock_ahead, server, wall_clock())
    except JournalAwayError:
        return False
    return True
