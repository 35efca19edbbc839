"""A checkpoint of a board: saved state, so that a start need not read the whole journal.

It is keyed by the version of the fold, which is a digest of the code and of the settings that
the fold follows: another version finds a checkpoint of no use. It is never a second truth: the
journal is, and whatever stands in a checkpoint can be had from it again.
"""

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

import msgspec

from jru_tui import __version__
from jru_tui.board.archive import FOUND, Archive, ArchivePiece, Findable
from jru_tui.board.board import Board
from jru_tui.board.projection import checkpoint_root
from jru_tui.board.queries.call_search import words_of
from jru_tui.board.rules import Rules
from jru_tui.board.shifts import period_at, shift_at

_ENCODER = msgspec.msgpack.Encoder()


def fold_version(rules: Rules) -> str:
    """A digest of everything that decides what a board makes of events."""
    return sha256(_code() + msgspec.json.encode(rules)).hexdigest()


def take_checkpoint(board: Board) -> list[ArchivePiece]:
    """Give what has to be written into a board's archive, so that this holds it as it stands."""
    return list(checkpoint_pieces(board))


def checkpoint_pieces(board: Board) -> Iterator[ArchivePiece]:
    """Yield its pieces one by one. The board may be read in between, but not changed."""
    yield ArchivePiece(
        checkpoint_root.SHELF,
        checkpoint_root.KEY,
        checkpoint_root.encode(checkpoint_root.root_of(board)),
    )
    yield from board.storage.pieces()
    yield from _findable(board)
    # Imported here: a start reads a checkpoint and writes none.
    from jru_tui.board.queries.dispatch.travel_times.kept_journeys import (  # noqa: PLC0415
        journeys_piece,
    )

    yield journeys_piece(board)


def rely_on(board: Board, archive: Archive) -> None:
    """Have a board read through to an archive that holds all of what was just taken of it.

    It forgets what the running shift does not need. Nothing may have been told to it in between.
    """
    board.storage.mark_archived()
    board.storage.replace_archive(archive)
    _forget(board)


def read_through_to(board: Board, archive: Archive) -> None:
    """Have a board read through to a newer archive, and forget nothing.

    Something was told to it since what the archive holds was taken of it.
    """
    board.storage.replace_archive(archive)


def restored_board(rules: Rules, archive: Archive) -> Board | None:
    """The board that an archive holds; None if it holds none, or one that cannot be read."""
    root = archive.get(checkpoint_root.SHELF, checkpoint_root.KEY)
    if root is None:
        return None
    try:
        found = checkpoint_root.decode(root)
    except msgspec.MsgspecError:
        return None
    board = Board(rules, archive)
    checkpoint_root.restore(board, found)
    return board


def _forget(board: Board) -> None:
    """Keep in memory only what the running shift and the last one need."""
    if board.written_at is None:
        return
    shift = shift_at(board.rules.hours, board.written_at)
    hot = {call.id for call in board.recent_calls()}.union(*board.store.concerns().values())
    board.call_views.keep_only(lambda call_id, _: call_id in hot)
    board.store.forget(hot)
    board.standing.forget()
    board.given_commands.forget()
    board.log_book.forget(hot)
    board.log_writer.forget()
    board.places.keep_only(hot)
    board.call_names.forget(hot)
    board.call_lists.forget(shift.starts_at)
    board.tallies.keep_only(period_at(board.rules.hours, shift.starts_at).starts_at)
    board.shift_index.keep_only(shift.starts_at)
    board.storage.forget_before(shift.starts_at.toordinal() - 1)


def _findable(board: Board) -> Iterator[ArchivePiece]:
    """Give the words of the calls in memory, to find them by once the archive alone has them."""
    for call in tuple(board.held_calls().values()):
        findable = None
        if call.closed_at is not None:
            found = Findable(call.opened_at, call.closed_at, words_of(board, call))
            findable = _ENCODER.encode(found)
        yield ArchivePiece(FOUND, call.id, findable)


@cache
def _code() -> bytes:
    """A digest of the code of everything below `board`."""
    digest = sha256(__version__.encode())
    folder = Path(__file__).parent
    for file in sorted(folder.rglob("*.py")):
        digest.update(str(file.relative_to(folder)).encode() + file.read_bytes())
    return digest.digest()
