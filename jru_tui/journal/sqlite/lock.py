"""A lock for one writer of each journal, on a side file that names who holds it.

The system frees the lock when its holder ends, however it ends; the file stays. Its time of change
is the writer's sign of life: that it heard the feed, and could keep what it heard.

The file also names the journal's own device and inode: a copy of the journal, side files and all,
is told from the journal that a board was opened on.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from jru_tui.board import printable
from jru_tui.journal.files import (
    Identity,
    NoFileError,
    beside,
    identity,
    open_side_file,
    read_side_file,
)
from jru_tui.journal.protocol import JournalBusyError, JournalError

_IS_NO_FILE = (
    "The lock {file} is not a file (a folder, a pipe or a link is in its place), so it is "
    "not known whether another board writes the journal. Move it away and try again."
)
_MAY_NOT = (
    "The lock {file} cannot be opened (permission denied), so it is not known whether "
    "another board writes the journal. Let this user read and write it, and try again."
)
_LONGEST = 4096
_LOOK_S = 0.01
_LOOKS = 200
"""An onlooker holds the lock for a moment only; one who starts just then tries again so often."""


class LockHolder(Struct, frozen=True):
    """The writer: a supervisor's name, the process, since when (UTC), and which file it writes.

    `journal` is the file's device and inode; None until it is there, and of an earlier version.
    """

    by: str
    pid: int
    since: datetime
    journal: Identity | None = None


@contextmanager
def only_writer(path: Path, holder: LockHolder) -> Iterator[Callable[[], None]]:
    """Hold the lock of the journal at `path` while the context lasts.

    Yields:
        A function that writes down which file the journal is, once that is there.

    Raises:
        JournalBusyError: someone else is; says who.
        JournalError: what stands in the lock's place is none, or another user's.
        OSError: the side file cannot be made or locked.
    """
    descriptor = _open_for_writing(beside(path, ".lock"))

    def sign_for(journal: Identity | None) -> None:
        content = msgspec.json.encode(msgspec.structs.replace(holder, journal=journal))
        os.pwrite(descriptor, content, 0)
        os.ftruncate(descriptor, len(content))

    try:
        _lock(descriptor, path)
        sign_for(identity(path))
        yield lambda: sign_for(identity(path))
    finally:
        os.close(descriptor)


def is_being_written(path: Path) -> bool:
    """Test whether a process holds the journal at `path` open for writing.

    The lock itself is asked, shared and for a moment: no process that merely has the number of one
    that ended is taken for the writer.
    """
    try:
        descriptor = open_side_file(beside(path, ".lock"))
    except (FileNotFoundError, NoFileError):
        return False
    except OSError:
        # It is somebody else's and cannot be looked at: what the journal says last stands.
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False


def is_archived(path: Path) -> bool:
    """Test whether the file at `path` is a copy that no board was ever opened on."""
    try:
        holder = msgspec.json.decode(read_side_file(beside(path, ".lock")), type=LockHolder)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return True
    return holder.journal is not None and holder.journal != identity(path)


def leave_sign_of_life(path: Path) -> None:
    """Leave a sign of life beside the journal, which this process holds."""
    os.utime(beside(path, ".lock"))


def silence_s(path: Path) -> float | None:
    """Seconds since the writer's last sign of life; None if it has ended."""
    if not is_being_written(path):
        return None
    try:
        return max(0.0, time.time() - beside(path, ".lock").stat().st_mtime)
    except OSError:
        return None


def _open_for_writing(file: Path) -> int:
    """A descriptor of the lock's file.

    Raises:
        JournalError: something else stands there, or a file that this user may not open.
        OSError: it cannot be made.
    """
    try:
        return open_side_file(file, os.O_RDWR | os.O_CREAT)
    except (NoFileError, PermissionError) as error:
        if not os.path.lexists(file):
            raise
        words = _IS_NO_FILE if isinstance(error, NoFileError) else _MAY_NOT
        raise JournalError(words.format(file=file)) from error


def _lock(descriptor: int, path: Path) -> None:
    for _ in range(_LOOKS):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            try:
                # A writer shares with nobody; an onlooker does, and is gone in a moment.
                fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                break
            fcntl.flock(descriptor, fcntl.LOCK_UN)
            time.sleep(_LOOK_S)
        else:
            return
    raise JournalBusyError(
        f"The journal {path} is already open for writing by "
        f"{_named(os.pread(descriptor, _LONGEST, 0))}; use --read-only to watch."
    )


def _named(text: bytes) -> str:
    """The holder in words; one that is just writing its name has none yet."""
    try:
        holder = msgspec.json.decode(text, type=LockHolder)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return "another board"
    by = printable(holder.by) or "another board"
    return f"{by}, process {holder.pid}, since {holder.since:%Y-%m-%d %H:%M} UTC"
