"""The board of a journal: from its checkpoint, if there is a good one, and from the rest.

The checkpoint is derived here and nowhere else, so that what a board is made from is one thing. For
a journal on a server it is kept on the machine of each board, in a folder of its user alone.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from jru_tui.board import (
    Archive,
    ArchivePiece,
    Board,
    Event,
    Rules,
    fold_version,
    restored_board,
    shift_at,
    take_checkpoint,
)
from jru_tui.journal.backends import Place, head_at, load
from jru_tui.journal.checkpoint import (
    Checkpoint,
    read_checkpoint,
    remove_checkpoint,
    sealed_chain,
)
from jru_tui.journal.files import may_write
from jru_tui.journal.protocol import Head, JournalError
from jru_tui.journal.sqlite import file_access
from jru_tui.journal.sqlite.file_access import first_since, last_event, last_event_before
from jru_tui.journal.sqlite.lock import is_archived
from jru_tui.settings import JournalServer, paths

if TYPE_CHECKING:
    from jru_tui.journal.checkpoint_writer import PendingCheckpoint

CHECKPOINT_EVERY = 20_000
"""Events after which an open board writes one: without it a start takes half a second longer."""

_SOON_COPIED = 4 << 20
"""Bytes of a checkpoint that are copied, hashed and on the disk so soon that whoever quits need not
be able to end that. For more another process does it, which can be ended at any moment."""


SOON_READ = 5_000
"""Events that nobody waits for: a seventh of a second. Of more the running shift comes first."""

_FOLD = 10_000
"""Events that are folded in together: views are made once for all of them."""


def board_from_checkpoint(place: Place, rules: Rules) -> Board | None:
    """The board as the checkpoint of a journal holds it; None if there is no good one.

    Raises:
        JournalError: the file is not a journal, or the server does not answer.
    """
    checkpoint = checkpoint_of(place, rules)
    return None if checkpoint is None else restored_board(rules, checkpoint)


def board_of_machine(server: JournalServer, rules: Rules) -> Board | None:
    """The board of a server's journal as this machine has kept it; None where it has not.

    It is for when the server cannot be asked: nobody can say what has happened since.

    Args:
        server: the journal's.
        rules: that the board follows.
    """
    from jru_tui.journal.recent_events import read_recent  # noqa: PLC0415 - seldom needed

    home = checkpoint_home(server)

    def leave(_position: int) -> None:
        """Leave a damaged one as it is: there is nothing to make it anew from."""

    found = read_checkpoint(home, fold_version(rules), partial(sealed_chain, home), leave)
    board = (None if found is None else restored_board(rules, found)) or Board(rules)
    board.fold(read_recent(home, board.events))
    return board if board.events else None


def checkpoint_home(place: Place) -> Path:
    """The path beside which the checkpoint of a journal lies: its own, where it is a file."""
    if not isinstance(place, JournalServer):
        return place
    named = sha256(f"{place.name}\n{place.force}".encode()).hexdigest()[:16]
    return paths.state_folder() / "shared" / f"{place.force}-{named}"


def make_home(server: JournalServer) -> Path:
    """The path beside which this machine keeps what belongs to a journal on a server.

    Its folder is made: commands that wait lie there, and the list of the backups that were made.

    Raises:
        JournalError: the folder cannot be made.
    """
    home = checkpoint_home(server)
    _make_folder(home)
    return home


def _make_folder(home: Path) -> None:
    try:
        paths.make_private_folder(home.parent)
    except OSError as error:
        raise JournalError(f"{home.parent} cannot be created: {error.strerror}.") from error


def checkpoint_of(place: Place, rules: Rules) -> Checkpoint | None:
    """The checkpoint of a journal, if there is one that is good.

    Raises:
        JournalError: the file is not a journal, or the server does not answer.
    """
    version, make_anew = fold_version(rules), partial(_make_anew, place, rules)
    if not isinstance(place, JournalServer):
        return file_access.checkpoint_of(place, version, make_anew)
    from jru_tui.journal.postgres import access  # noqa: PLC0415 - seldom needed, and slow to load

    home = checkpoint_home(place)
    found = read_checkpoint(home, version, partial(access.hash_at, place), make_anew)
    if found is not None and access.is_purged(place, found.position):
        # It holds words that were erased.
        found.close()
        remove_checkpoint(home)
        return None
    return found


def board_behind_purge(place: Place, rules: Rules) -> Board:
    """Make the board of a journal in which words were erased, from what it holds by now.

    What this machine keeps of it is removed: those words are in it.

    Args:
        place: where the journal is.
        rules: that the board follows.

    Raises:
        JournalError: the journal cannot be read.
        OSError: the checkpoint cannot be removed.
    """
    remove_checkpoint(checkpoint_home(place))
    board = Board(rules)
    for _ in fold_in(board, (event for _, event in load(place))):
        pass
    return board


def board_of_journal(place: Place, rules: Rules) -> Board:
    """Make the board of all that a journal holds by now, from its checkpoint on if there is one.

    Args:
        place: where the journal is.
        rules: that the board follows.

    Raises:
        JournalError: the journal cannot be read.
    """
    board = board_from_checkpoint(place, rules) or Board(rules)
    for _ in fold_in(board, (event for _, event in load(place, board.events))):
        pass
    return board


def _write(
    place: Place,
    pieces: Iterable[ArchivePiece],
    head: Head,
    rules: Rules,
    old: Checkpoint | None = None,
) -> None:
    from jru_tui.journal.new_checkpoint import write_checkpoint  # noqa: PLC0415 - no start needs it

    home = checkpoint_home(place)
    if isinstance(place, JournalServer):
        _make_folder(home)
    write_checkpoint(home, pieces, head, fold_version(rules), old)


def keep_checkpoint(
    place: Place,
    rules: Rules,
    pieces: Iterable[ArchivePiece],
    head: Head,
    onto: Archive | None,
    *,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Archive:
    """Write what was taken of a board that stands at that head, and open it.

    Args:
        place: where the journal is.
        rules: that the board follows.
        pieces: what has changed since the board's archive was written.
        head: where the board stands.
        onto: that archive, if it has one.
        is_cancelled: tells that nobody waits for it any more; asked again and again.

    Raises:
        JournalError: it cannot be written, or was cancelled.
    """
    old = onto if isinstance(onto, Checkpoint) else None
    if old is not None and old.size > _SOON_COPIED:
        begin_checkpoint(place, list(pieces), head, rules, old).finish(is_cancelled).close()
    else:
        _write(place, pieces, head, rules, old)
    checkpoint = checkpoint_of(place, rules)
    if checkpoint is None or checkpoint.position != head.position:
        # Another board on this machine has put its own there in the meantime, or cuts in.
        raise JournalError("The checkpoint was replaced while it was written.")
    return checkpoint


def leave_checkpoint(
    place: Place,
    rules: Rules,
    pieces: Iterable[ArchivePiece],
    head: Head,
    onto: Archive | None,
) -> None:
    """Write what was taken of a board that nobody needs any more, as `keep_checkpoint` does.

    A large one is handed to a process that goes on by itself: nobody waits for it.

    Args:
        place: where the journal is.
        rules: that the board follows.
        pieces: what has changed since the board's archive was written.
        head: where the board stands.
        onto: that archive, if it has one.

    Raises:
        JournalError: it cannot be written, or was cancelled.
    """
    old = onto if isinstance(onto, Checkpoint) else None
    if old is not None and old.size > _SOON_COPIED:
        begin_checkpoint(place, list(pieces), head, rules, old).leave()
    else:
        _write(place, pieces, head, rules, old)


def fold_in(board: Board, events: Iterable[Event]) -> Iterator[None]:
    """Fold many events in, some thousand at a time, with a pause after each.

    Args:
        board: takes them in.
        events: in their order.
    """
    left = iter(events)
    while some := list(islice(left, _FOLD)):
        board.fold(some)
        yield


def begin_checkpoint(
    place: Place, pieces: list[ArchivePiece], head: Head, rules: Rules, onto: Checkpoint | None
) -> "PendingCheckpoint":
    """Begin to write a checkpoint in another process.

    Args:
        place: where the journal is.
        pieces: what has changed since `onto`; all there is, where that is None.
        head: where the journal stands.
        rules: that the board follows.
        onto: the checkpoint before.

    Raises:
        JournalError: it cannot be begun.
    """
    # Imported here: only who has a long journal needs it.
    from jru_tui.journal.checkpoint_writer import PendingCheckpoint  # noqa: PLC0415
    from jru_tui.journal.new_checkpoint import NewCheckpoint  # noqa: PLC0415

    if isinstance(place, JournalServer):
        _make_folder(checkpoint_home(place))
    new = NewCheckpoint(checkpoint_home(place), head, fold_version(rules))
    return PendingCheckpoint(new, pieces, onto, partial(_make_anew, place, rules))


def recent_board(
    path: Path, rules: Rules, known: int = 0, until: datetime | None = None
) -> Board | None:
    """The board of one shift and the one before it, where the rest takes long to read.

    It lacks what was left open in earlier shifts: it is to be looked at and not to be acted on.

    Args:
        path: where the journal is.
        rules: that the board follows.
        known: the position that a checkpoint stands for.
        until: the moment at which it is to stand, UTC; None: at the journal's end.

    Returns:
        None where what is behind that is soon read.

    Raises:
        JournalError: the file is not a journal, or an event cannot be read.
    """
    end = last_event(path) if until is None else last_event_before(path, until)
    if end is None or end[0] - known < SOON_READ:
        return None
    position, event = end
    shift = shift_at(rules.hours, event.recorded_at)
    before = shift_at(rules.hours, shift.starts_at - timedelta(seconds=1))
    start = max(first_since(path, before.starts_at), position - CHECKPOINT_EVERY)
    board = Board(rules)
    # Orders are numbered by the event that gave them, as on the board of the whole journal.
    board.events = start
    wanted = islice(load(path, after=start), position - start)
    for _ in fold_in(board, (event for _, event in wanted)):
        pass
    return board


def may_keep_checkpoint(path: Path) -> bool:
    """Test whether a checkpoint may be written beside a journal by one who only looks on.

    It may not beside a copy that no board was ever opened on: that is left as it is.
    """
    path = path.resolve()
    return may_write(path) and not is_archived(path)


def is_long(place: Place, rules: Rules) -> bool:
    """Test whether it takes long to read what is behind the checkpoint of a journal.

    Args:
        place: where the journal is.
        rules: that the board follows.

    Raises:
        JournalError: there is no journal, or its end cannot be read.
    """
    known = position_of(checkpoint_of(place, rules))
    if isinstance(place, JournalServer):
        return sum(1 for _ in islice(load(place, after=known), SOON_READ)) == SOON_READ
    end = last_event(place)
    return end is not None and end[0] - known >= SOON_READ


def is_soon_checked(path: Path) -> bool:
    """Test whether the whole chain of a journal is followed so soon that nobody waits for it.

    Raises:
        JournalError: the file is not a journal, or its end cannot be read.
    """
    end = last_event(path)
    return end is None or end[0] <= CHECKPOINT_EVERY


def position_of(archive: Archive | None) -> int:
    """The position that a checkpoint stands for; 0 for no checkpoint."""
    return archive.position if isinstance(archive, Checkpoint) else 0


def _make_anew(place: Place, rules: Rules, position: int) -> None:
    """Make the checkpoint that stands for a position from what the journal holds up to there."""
    board = Board(rules)
    for _ in fold_in(board, (event for at, event in load(place) if at <= position)):
        pass
    _write(place, take_checkpoint(board), head_at(place, position), rules)
