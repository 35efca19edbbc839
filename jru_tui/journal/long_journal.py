"""The checkpoint of a long journal: whoever has to read all of it brings that to its end."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from jru_tui import garbage_collector
from jru_tui.board import Board, Rules, rely_on, take_checkpoint
from jru_tui.journal.backends import Place, head_at, load
from jru_tui.journal.board_loader import (
    begin_checkpoint,
    board_from_checkpoint,
    fold_in,
    is_long,
    may_keep_checkpoint,
)
from jru_tui.journal.checkpoint import Checkpoint
from jru_tui.journal.protocol import JournalError
from jru_tui.journal.sqlite.lock import is_being_written

if TYPE_CHECKING:
    from jru_tui.journal.checkpoint_writer import PendingCheckpoint

_MEMORY = 100_000
"""Events that are folded in between two checkpoints: a board takes some 1.5 KB for each, and those
before, which are being written, as much again."""


# Nearly all that is made stays until it is put away: looking for what does not costs a quarter.
@garbage_collector.paused()
def advance_checkpoint(place: Place, rules: Rules, on_progress: Callable[[int], None]) -> None:
    """Bring the checkpoint of a journal to its end; make one from the first event on if need be.

    It is written now and then on the way, in another process, so that memory has a limit, and what
    was done is not lost with whoever does it.

    Args:
        place: where the journal is.
        rules: that the board follows.
        on_progress: called with the number of events that are folded in, now and then.

    Raises:
        JournalError: the journal cannot be read, or the checkpoint not be written.
    """
    board = board_from_checkpoint(place, rules) or Board(rules)
    put_away = board.events
    pending: PendingCheckpoint | None = None
    try:
        for _ in fold_in(board, (event for _, event in load(place, after=board.events))):
            on_progress(board.events)
            if board.events - put_away >= _MEMORY:
                pending = _put_away(place, board, pending)
                put_away = board.events
        pending = _put_away(place, board, pending)
        pending.finish()
    finally:
        if pending is not None:
            pending.abandon()


def _put_away(
    place: Place, board: Board, before: "PendingCheckpoint | None"
) -> "PendingCheckpoint":
    """Begin to write what a board holds, and forget what the running shift does not need.

    Args:
        place: where the journal is.
        board: stands at a position of it.
        before: what was begun last; it is waited for.
    """
    archive = board.storage.archive if before is None else before.finish()
    pieces, head = take_checkpoint(board), head_at(place, board.events)
    onto = archive if isinstance(archive, Checkpoint) else None
    pending = begin_checkpoint(place, pieces, head, board.rules, onto)
    rely_on(board, pending)
    return pending


def advance_if_long(place: Place, rules: Rules, on_progress: Callable[[int], None]) -> None:
    """Bring the checkpoint of a journal to its end, where much is behind it and that is allowed.

    It is not while a board is open on the journal, which will leave one itself. A copy that no
    board was ever opened on is left as it is. Where it cannot be done, the old one stands.

    Args:
        place: where the journal is.
        rules: that the board follows.
        on_progress: called with the number of events that are folded in, now and then.

    Raises:
        JournalError: the file is not a journal, or its end cannot be read.
    """
    if isinstance(place, Path):
        place = place.resolve()
        if not may_keep_checkpoint(place) or is_being_written(place):
            return
    if is_long(place, rules):
        with suppress(JournalError, OSError):
            advance_checkpoint(place, rules, on_progress)


def whole_board(place: Place, rules: Rules, on_progress: Callable[[int], None]) -> Board:
    """The board of a whole journal, with most of it in its checkpoint where one may be kept there.

    Args:
        place: where the journal is.
        rules: that the board follows.
        on_progress: called with the number of events that are folded in, now and then.

    Raises:
        JournalError: the journal cannot be read.
    """
    advance_if_long(place, rules, on_progress)
    board = board_from_checkpoint(place, rules) or Board(rules)
    for _ in fold_in(board, (event for _, event in load(place, after=board.events))):
        on_progress(board.events)
    return board
