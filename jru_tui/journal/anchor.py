"""The last acknowledged position, kept outside the database.

SQLite drops the end of a damaged `-wal` file without a word, and what is left is a shorter journal
with an unbroken chain. The anchor knows that there was more. It is written after each commit
without waiting for the disk: after a power cut it may be older than the journal, never newer.

It also holds when that was by this machine's clock. The journal's own times are the dispatch
system's, and the two together say how far apart the clocks are.
"""

import os
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from jru_tui.journal.atomic_write import write_whole
from jru_tui.journal.files import beside
from jru_tui.journal.protocol import Head

_LONGEST = 200
_UNKNOWN = "-"


class Acknowledged(Struct, frozen=True):
    """The last acknowledged append, and when it was by this machine's clock, if that is known."""

    head: Head
    at: datetime | None


def anchor_file(path: Path) -> Path:
    """Where the anchor of the journal at `path` is kept."""
    return beside(path, ".anchor")


def read_anchor(path: Path) -> Acknowledged | None:
    """What the anchor of the journal at `path` says; None if it says nothing that can be read."""
    try:
        with anchor_file(path).open("rb") as file:
            position, chain, at = file.read(_LONGEST).decode("ascii").split()
        return Acknowledged(
            Head(int(position), chain), None if at == _UNKNOWN else datetime.fromisoformat(at)
        )
    except (FileNotFoundError, ValueError):
        return None


def keep_lost(path: Path) -> None:
    """Set aside what the anchor says of a journal that is gone, before a new one overwrites it."""
    write_whole(beside(path, ".anchor.lost"), anchor_file(path).read_text("ascii"))


class Anchor:
    """The side file while its journal is being written.

    Raises:
        OSError: it cannot be made.
    """

    def __init__(self, path: Path) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        self._descriptor = os.open(anchor_file(path), flags, 0o600)

    def move(self, head: Head, at: datetime | None) -> None:
        """Say that all up to `head` was acknowledged at `at`: one write of constant length."""
        when = at.isoformat(timespec="milliseconds") if at else _UNKNOWN
        line = f"{head.position:020d} {head.chain} {when:<29}\n"
        os.pwrite(self._descriptor, line.encode("ascii"), 0)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._descriptor)
