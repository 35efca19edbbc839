"""The start on a long journal that has no checkpoint: the running shift first, then all of it.

That is the first start of another version of the program, or with other settings, or from a file
that was brought from elsewhere.
"""

from pathlib import Path

from jru_tui.cli.sessions.live_session import PastDamagedError
from jru_tui.desk import Desk
from jru_tui.journal import JournalError, board_from_checkpoint, checkpoint_beside

UNREAD = (
    "The journal is still being read: older open calls are missing here, the feed is not asked, "
    "and commands wait"
)


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
        board = board_from_checkpoint(path, desk.board.rules)
        if board is None:
            raise PastDamagedError("its checkpoint cannot be read")
        await desk.complete(board)
    except JournalError as error:
        raise PastDamagedError(str(error)) from error
