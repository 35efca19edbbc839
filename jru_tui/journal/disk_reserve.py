"""Reserved disk space, released when the disk is full."""

import os
from contextlib import suppress
from pathlib import Path

from jru_tui.journal.files import beside

RESERVE = 1 << 20
"""Bytes: room for about a hundred small writes."""
_SUFFIX = ".reserve"


class Reserve:
    """A file beside a journal that only reserves space.

    Args:
        journal: the path of the journal.
        size: bytes to hold.

    Attributes:
        given_up: the room was given up, and the disk has not had so much of it again since.
    """

    def __init__(self, journal: Path, size: int = RESERVE) -> None:
        self._path = beside(journal.resolve(), _SUFFIX)
        self._size = size
        self.given_up = False

    def hold(self) -> bool:
        """Take the room, where it is not held yet; False if the disk does not have it."""
        with suppress(OSError):
            if self._path.stat().st_size >= self._size:
                self.given_up = False
                return True
        try:
            # Random, as some disks keep nothing of what is all alike.
            self._write(os.urandom(self._size))
        except OSError:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)
            return False
        self.given_up = False
        return True

    def give_up(self) -> bool:
        """Give the room up where the disk is full; False if it is not, or there is none to give."""
        try:
            disk = os.statvfs(self._path.parent)
            if disk.f_bavail * disk.f_frsize >= self._size:
                return False
            self._path.unlink()
        except OSError:
            return False
        self.given_up = True
        return True

    def _write(self, content: bytes) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
        with os.fdopen(os.open(self._path, flags, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
