"""One writer for each journal: a lock on a side file that names who holds it.

The system frees the lock when its holder ends, however it ends; the file stays. Its time of change
is the writer's sign of life: that it heard the feed, and could keep what it heard.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from jru_tui.journal.files import beside
from jru_tui.journal.protocol import JournalBusyError

_LONGEST = 4096


class Holder(Struct, frozen=True):
    """Who writes: a supervisor's name, the process, and since when (UTC)."""

    by: str
    pid: int
    since: datetime


@contextmanager
def only_writer(path: Path, holder: Holder) -> Iterator[None]:
    """Be the only writer of the journal at `path` while the context lasts.

    Raises:
        JournalBusyError: someone else is; says who.
        OSError: the side file cannot be made.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    descriptor = os.open(beside(path, ".lock"), flags, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise JournalBusyError(
                f"The journal {path} is already open for writing by "
                f"{_named(os.pread(descriptor, _LONGEST, 0))}; use --read-only to look on."
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, msgspec.json.encode(holder), 0)
        yield
    finally:
        os.close(descriptor)


def is_being_written(path: Path) -> bool:
    """Whether the process that last opened the journal for writing is still there.

    It is not asked by taking the lock: that would keep a writer out who starts just then.
    """
    try:
        holder = msgspec.json.decode(beside(path, ".lock").read_bytes(), type=Holder)
        os.kill(holder.pid, 0)
    except (FileNotFoundError, msgspec.DecodeError, UnicodeDecodeError, ProcessLookupError):
        return False
    except OSError:
        # It is somebody else's, or cannot be looked at: what the journal says last stands.
        return True
    return True


def sign(path: Path) -> None:
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


def _named(text: bytes) -> str:
    """The holder in words; one that is just writing its name has none yet."""
    try:
        holder = msgspec.json.decode(text, type=Holder)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return "another board"
    by = "".join(each for each in holder.by if each.isprintable()) or "another board"
    return f"{by}, process {holder.pid}, since {holder.since:%Y-%m-%d %H:%M} UTC"
