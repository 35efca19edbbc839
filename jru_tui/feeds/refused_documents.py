"""Refused documents, kept on disk for inspection.

Each is one file of its first 64 kB, named after the time and the SHA-256 of the whole (of that
start, where the rest was not even read).
Only its owner can read it, it is never printed, and it does not stay: it may hold what a caller
said.
"""

import contextlib
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from jru_tui.settings import make_private_folder

MAX_BYTES = 65_536
MAX_FILES = 50
"""A feed that is refused all night must not fill the disk."""


class RefusedDocuments:
    """A folder of refused documents.

    Args:
        folder: where they are; made when the first one comes.
        days: after which they go; 0 keeps none.
        clock: this machine's time.
    """

    def __init__(self, folder: Path, days: int, clock: Callable[[], datetime]) -> None:
        self._folder = folder
        self._days = days
        self._clock = clock

    def keep(self, body: bytes) -> None:
        """Keep the start of a document, once, and let go of what is too old.

        A disk that does not take it is no reason to lose the feed as well: nothing is raised.
        """
        self.expire()
        if self._days:
            with contextlib.suppress(OSError):
                self._write(body)

    def expire(self) -> None:
        """Delete what is too old, and the oldest where there are too many."""
        with contextlib.suppress(OSError):
            self._expire()

    def _expire(self) -> None:
        files = sorted(self._folder.glob("refused-*.bin"))
        oldest = f"refused-{self._clock() - timedelta(days=self._days):%Y%m%dT%H%M%SZ}"
        spare = len(files) - MAX_FILES + 1
        for position, file in enumerate(files):
            if position < spare or file.name <= oldest or not self._days:
                file.unlink(missing_ok=True)

    def _write(self, body: bytes) -> None:
        digest = sha256(body).hexdigest()
        if any(self._folder.glob(f"refused-*-{digest}.bin")):
            return
        make_private_folder(self._folder)
        file = self._folder / f"refused-{self._clock():%Y%m%dT%H%M%SZ}-{digest}.bin"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(file, flags, 0o600), "wb") as out:
            out.write(body[:MAX_BYTES])
