"""A start on a long journal without a checkpoint: the current shift first, then the rest.

That is the first start of another version of the program, or with other settings, or from a file
that was brought from elsewhere.
"""

import asyncio
from pathlib import Path

from jru_tui.cli.sessions.live_session import PastDamagedError
from jru_tui.desk import Desk
from jru_tui.journal import (
    JournalError,
    board_from_checkpoint,
    checkpoint_beside,
    is_being_written,
    is_long,
)

UNREAD = (
    "The journal is still being read: older open calls are missing, the feed is not polled, and "
    "commands have to wait"
)

_LOOK_EVERY_S = 1.0
_LOOKS = 120
"""How often one who looks on asks whether the board that writes has read the journal."""


async def read_past(desk: Desk, path: Path) -> None:
    """Have the whole of a long journal read behind a desk that shows its end, and go on from that.

    Args:
        desk: shows the running shift.
        path: where its journal is.

    Raises:
        PastDamagedError: it cannot be read.
    """
    of_all = desk.board.events

    def tell(events: int) -> None:
        desk.tell_unread(f"{UNREAD} ({events:,} of {of_all:,} events)")

    tell(0)
    try:
        await checkpoint_beside(path, desk.board.rules, tell)
        await _complete(desk, path)
    except JournalError as error:
        raise PastDamagedError(str(error)) from error


async def look_past(desk: Desk, path: Path) -> None:
    """Do the same for one who looks on: a board that writes the journal reads it for both.

    Args:
        desk: shows the running shift.
        path: where its journal is, resolved.

    Raises:
        PastDamagedError: it cannot be read, or the board that writes it follows other settings.
    """
    try:
        for _ in range(_LOOKS):
            if not is_being_written(path):
                await read_past(desk, path)
                return
            if not await asyncio.to_thread(is_long, path, desk.board.rules):
                await _complete(desk, path)
                return
            desk.tell_unread(UNREAD)
            await asyncio.sleep(_LOOK_EVERY_S)
    except JournalError as error:
        raise PastDamagedError(str(error)) from error
    raise PastDamagedError("the board that writes it has left no checkpoint")


async def _complete(desk: Desk, path: Path) -> None:
    """Go on from the checkpoint of a journal.

    Raises:
        JournalError: there is none, or what was written since cannot be read.
    """
    board = board_from_checkpoint(path, desk.board.rules)
    if board is None:
        raise PastDamagedError("its checkpoint cannot be read")
    await desk.complete(board)
