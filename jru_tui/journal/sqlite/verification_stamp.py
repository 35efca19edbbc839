"""A stamp beside a journal: how far its chain was verified.

Whoever reads the journal next follows the chain from there on. The stamp names the journal's file
as it was then: by inode, size and both of its times. Where anything about it does not match, the
whole chain is followed again. `journal verify` always follows the whole chain.
"""

from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from jru_tui.journal.atomic_write import NotWrittenError, write_whole
from jru_tui.journal.files import Identity, beside, read_side_file
from jru_tui.journal.protocol import EMPTY, Head
from jru_tui.journal.sqlite.lock import is_being_written


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


class VerificationStamp(Struct, frozen=True):
    """The chain was followed up to `head` while the journal's file was as `file` says."""

    head: Head
    file: FileState


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
    log = file_state(beside(path, "-wal"))
    return EMPTY if log is not None and log.size and not is_being_written(path) else stamp.head


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


def leave_stamp(path: Path, head: Head) -> None:
    """Note that the chain was followed up to a head, and nobody else has written since.

    Where it cannot be noted the next one follows the whole chain.
    """
    state = file_state(path)
    if state is not None:
        with suppress(NotWrittenError):
            write_whole(
                stamp_file(path), msgspec.json.encode(VerificationStamp(head, state)).decode()
            )
