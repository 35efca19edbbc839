"""A stamp beside a journal: how far its chain was verified.

Whoever reads the journal next follows the chain from there on. The stamp names the journal's file
as it was then: by inode, size and both of its times; and a log that a killed board has left beside
it by its SHA-256, as reading it changes its times. Where anything does not match, the whole chain
is followed again. `journal verify` always follows the whole chain.
"""

import os
from contextlib import suppress
from hashlib import file_digest
from pathlib import Path

import msgspec
from msgspec import Struct

from jru_tui.journal.atomic_write import NotWrittenError, write_whole
from jru_tui.journal.files import Identity, beside, open_side_file, read_side_file
from jru_tui.journal.protocol import EMPTY, Head
from jru_tui.journal.sqlite.lock import is_being_written

_LONGEST_LOG = 64 << 20
"""Bytes of a log that are read again and again in place of the chain."""


class FileState(Struct, frozen=True):
    """A file as the system describes it; anybody who writes to it changes `changed_ns`."""

    device: int
    inode: int
    size: int
    written_ns: int
    changed_ns: int

    @property
    def identity(self) -> Identity:
        """Identify the file, whatever is in it."""
        return self.device, self.inode


class VerificationStamp(Struct, frozen=True, omit_defaults=True):
    """The chain was followed up to `head` while the journal's file was as `file` says.

    Attributes:
        head: how far.
        file: the journal's file.
        log: SHA-256 of the log that was left over beside it; empty for none.
    """

    head: Head
    file: FileState
    log: str = ""


def file_state(path: Path) -> FileState | None:
    """Describe a file; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return FileState(
        found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
    )


def stamp_file(path: Path) -> Path:
    """The place of the stamp of the journal at `path`."""
    return beside(path, ".verified")


def verified_head(path: Path) -> Head:
    """The position up to which the chain need not be followed again, with its hash."""
    stamp = read_stamp(path)
    if stamp is None or stamp.file != file_state(path):
        return EMPTY
    # A log that no board is writing may hold anything; a board at work watches its own.
    log = "" if is_being_written(path) else left_over_log(path)
    return stamp.head if log == stamp.log else EMPTY


def left_over_log(path: Path) -> str | None:
    """SHA-256 of the log beside a journal that nobody writes; empty for none.

    None where it cannot be read, or is longer than any that this program leaves.
    """
    log = beside(path, "-wal")
    try:
        size = log.stat().st_size
        if not size or size > _LONGEST_LOG:
            return None if size else ""
        with os.fdopen(open_side_file(log), "rb") as content:
            return file_digest(content, "sha256").hexdigest()
    except FileNotFoundError:
        return ""
    except OSError:
        return None


def read_stamp(path: Path) -> VerificationStamp | None:
    """The stamp beside the journal at `path`, whatever has become of the file; None for none."""
    try:
        return msgspec.json.decode(read_side_file(stamp_file(path)), type=VerificationStamp)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def remove_stamp(path: Path) -> None:
    """Remove the stamp, so that whoever opens the journal next follows its whole chain."""
    with suppress(OSError):
        stamp_file(path).unlink(missing_ok=True)


def leave_stamp(path: Path, head: Head, log: str = "") -> None:
    """Note that the chain was followed up to a head, and nobody else has written since.

    Where it cannot be noted the next one follows the whole chain.

    Args:
        path: where the journal is.
        head: how far.
        log: SHA-256 of the log that was left over beside it; empty for none.
    """
    state = file_state(path)
    if state is not None:
        with suppress(NotWrittenError):
            stamp = VerificationStamp(head, state, log)
            write_whole(stamp_file(path), msgspec.json.encode(stamp).decode())
