"""The last acknowledged position, kept outside the database.

SQLite drops the end of a damaged `-wal` file without a word, and what is left is a shorter journal
with an unbroken chain. The anchor knows that there was more. It is written behind each commit and
made durable within a second: after a power cut it may be older than the journal, never newer.

It also holds when that was by this machine's clock. The journal's own times are the dispatch
system's, and the two together say how far apart the clocks are.

The file has two slots that are written in turn, each in one write and with a check of its own, so
that a write which broke off, or a bit that flipped, leaves the other one whole.
"""

import errno
import os
import stat
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from msgspec import Struct

from jru_tui.journal.atomic_write import sync_folder, write_whole
from jru_tui.journal.files import NoFileError, beside, identity, open_side_file, set_aside
from jru_tui.journal.protocol import Head

_SLOT = 512
"""Bytes of a slot: a disk writes so many in one piece."""
_SLOTS = 2
_UNKNOWN = "-"
_OLD_FIELDS, _FIELDS = 3, 4
_CHECK = 16
_CHAIN = 64
_NO_FILE = frozenset((errno.EACCES, errno.EISDIR, errno.ELOOP, errno.ENXIO, errno.EPERM))
"""Errors of what stands in an anchor's place and is none; another one is the disk's."""


class AnchoredHead(Struct, frozen=True):
    """The last acknowledged append, and when it was by this machine's clock, if that is known."""

    head: Head
    at: datetime | None


class AnchorReading(Struct, frozen=True):
    """The content of an anchor file.

    Attributes:
        acknowledged: the newest append that a whole slot names; None where none does.
        damaged: something stands in the file that is no whole slot.
    """

    acknowledged: AnchoredHead | None = None
    damaged: bool = False

    @property
    def position(self) -> int:
        """The position that was acknowledged last, 0 where none is known."""
        return self.acknowledged.head.position if self.acknowledged else 0


def anchor_file(path: Path) -> Path:
    """The place of the anchor of the journal at `path`."""
    return beside(path, ".anchor")


def read_anchor(path: Path) -> AnchorReading:
    """Read the anchor of the journal at `path`; one that is not there says nothing.

    What cannot be read, or is no file, is a damaged anchor: the journal beside it may be whole.

    Raises:
        OSError: the disk failed.
    """
    try:
        content = _content(anchor_file(path))
    except FileNotFoundError:
        return AnchorReading()
    except OSError as error:
        if error.errno not in _NO_FILE:
            raise
        return AnchorReading(damaged=True)
    if not content:
        return AnchorReading(damaged=True)
    read = [_slot(content[start : start + _SLOT]) for start in range(0, len(content), _SLOT)]
    known = [slot for slot in read if slot is not None]
    newest = max(known, key=lambda slot: slot.head.position, default=None)
    return AnchorReading(newest, damaged=len(known) < len(read))


def keep_lost(path: Path) -> None:
    """Set aside the anchor of a journal that is gone, before a new one overwrites it."""
    content = anchor_file(path).read_bytes().decode("ascii", "replace")
    write_whole(beside(path, ".anchor.lost"), content)


class Anchor:
    """The side file while its journal is being written.

    Raises:
        OSError: it cannot be made.
    """

    def __init__(self, path: Path) -> None:
        self._file = anchor_file(path)
        self._descriptor = _open_for_writing(self._file)
        self._content = bytearray(os.pread(self._descriptor, _SLOT * _SLOTS, 0))
        self._slot = 0
        self._unsynced = False
        sync_folder(path.parent)

    def begin(self, head: Head, at: datetime | None) -> None:
        """Write both slots anew for a journal that may be another one, and wait for the disk."""
        os.ftruncate(self._descriptor, 0)
        self._content.clear()
        for _ in range(_SLOTS):
            self.move(head, at)
        self.sync()

    def renew(self, head: Head, at: datetime | None) -> None:
        """Write one slot after the other, and wait for the disk each time.

        For the same journal, whose chain goes on: at a loss of power one slot is always whole.
        """
        for _ in range(_SLOTS):
            self.move(head, at)
            self.sync()

    def move(self, head: Head, at: datetime | None) -> None:
        """Store that all up to `head` was acknowledged at `at`: one write of constant length."""
        when = at.isoformat(timespec="milliseconds") if at else _UNKNOWN
        line = f"{head.position:020d} {head.chain} {when:<29}"
        slot = f"{line} {_check(line)}".ljust(_SLOT - 1) + "\n"
        start = self._slot * _SLOT
        os.pwrite(self._descriptor, slot.encode("ascii"), start)
        self._content[start : start + _SLOT] = slot.encode("ascii")
        self._slot = (self._slot + 1) % _SLOTS
        self._unsynced = True

    def sync(self) -> None:
        """Wait until the disk has what was written, if it is not there yet."""
        if self._unsynced:
            os.fsync(self._descriptor)
            self._unsynced = False

    def is_as_written(self) -> bool:
        """Test whether its file still stands in its place, with what was written into it.

        Raises:
            OSError: the disk failed.
        """
        status = os.fstat(self._descriptor)
        if identity(self._file) != (status.st_dev, status.st_ino):
            return False
        return os.pread(self._descriptor, _SLOT * _SLOTS + 1, 0) == self._content

    def put_back(self) -> None:
        """Write the file anew with what was written into it, in place of what stands there.

        Raises:
            OSError: it cannot be written.
        """
        descriptor = _open_for_writing(self._file)
        os.close(self._descriptor)
        self._descriptor, self._unsynced = descriptor, True
        os.fchmod(descriptor, 0o600)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, self._content, 0)
        self.sync()
        sync_folder(self._file.parent)

    def close(self) -> None:
        """Make it durable and release the file."""
        with suppress(OSError):
            self.sync()
        os.close(self._descriptor)


def _content(file: Path) -> bytes:
    """The bytes of both slots; none of what is no file. A pipe is not waited for.

    Raises:
        OSError: it cannot be opened or read.
    """
    descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return b""
        return os.pread(descriptor, _SLOT * _SLOTS, 0)
    finally:
        os.close(descriptor)


def _open_for_writing(file: Path) -> int:
    """A descriptor of the file; what stands there and cannot be one is set aside.

    Raises:
        OSError: it can be neither opened nor set aside.
    """
    flags = os.O_RDWR | os.O_CREAT
    try:
        return open_side_file(file, flags)
    except (NoFileError, PermissionError):
        set_aside(file)
    return open_side_file(file, flags | os.O_EXCL)


def _slot(content: bytes) -> AnchoredHead | None:
    """The append that a slot names; None if it is not whole."""
    try:
        text = content.decode("ascii")
        fields = text.split()
        if len(fields) == _FIELDS:
            line, _, check = text.rstrip().rpartition(" ")
            if _check(line) != check:
                return None
        elif len(fields) != _OLD_FIELDS:  # an earlier version wrote no check
            return None
        position, chain, at = fields[:_OLD_FIELDS]
        if len(bytes.fromhex(chain)) * 2 != _CHAIN:
            return None
        when = None if at == _UNKNOWN else datetime.fromisoformat(at)
        return AnchoredHead(Head(int(position), chain), when)
    except ValueError:
        return None


def _check(line: str) -> str:
    return sha256(line.encode("ascii")).hexdigest()[:_CHECK]
