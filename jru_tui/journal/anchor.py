"""The last acknowledged position, kept outside the database.

SQLite drops the end of a damaged `-wal` file without a word, and what is left is a shorter journal
with an unbroken chain. The anchor knows that there was more. It is written after each commit
without waiting for the disk: after a power cut it may be older than the journal, never newer.
"""

import os
from pathlib import Path

from jru_tui.journal.files import beside
from jru_tui.journal.protocol import Head

_LONGEST = 200


def anchor_file(path: Path) -> Path:
    """Where the anchor of the journal at `path` is kept."""
    return beside(path, ".anchor")


def read_anchor(path: Path) -> Head | None:
    """What the anchor of the journal at `path` says; None if it says nothing that can be read."""
    try:
        with anchor_file(path).open("rb") as file:
            position, chain = file.read(_LONGEST).decode("ascii").split()
        return Head(int(position), chain)
    except (FileNotFoundError, ValueError):
        return None


class Anchor:
    """The side file while its journal is being written.

    Raises:
        OSError: it cannot be made.
    """

    def __init__(self, path: Path) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        self._descriptor = os.open(anchor_file(path), flags, 0o600)

    def move(self, head: Head) -> None:
        """Say that everything up to `head` was acknowledged: one write of constant length."""
        os.pwrite(self._descriptor, f"{head.position:020d} {head.chain}\n".encode("ascii"), 0)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._descriptor)
