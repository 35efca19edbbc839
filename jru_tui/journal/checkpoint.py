"""The checkpoint file beside a journal: the state that the next start begins with.

It is one SQLite file that never changes once it has its name: a new one is written beside it and
put in its place, and whoever reads the old one goes on reading that. A seal beside it says which
position of the journal it stands for, which version of the fold made it, and the digest of the
file. What does not match is of no use, silently: the journal holds everything that is in it.
"""

import os
import re
import sqlite3
import stat
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from hashlib import file_digest
from pathlib import Path
from typing import TypeVar
from weakref import finalize

import msgspec
from msgspec import Struct

from jru_tui.board import Closing, TimeSpan
from jru_tui.journal.checkpoint_blocks import Blocks
from jru_tui.journal.database import Database
from jru_tui.journal.files import beside, open_side_file, read_side_file

_FIND = """SELECT at_us, call FROM (
SELECT at_us, call FROM found CROSS JOIN closed ON closed.number = found.rowid
WHERE found MATCH :words ORDER BY found.rowid DESC LIMIT 2 * :most
) ORDER BY at_us DESC, call LIMIT :most"""
"""The newest of all that have the words, without a look at the others: numbers follow time, but for
calls that changed later. Twice as many leave room for those."""
_FIND_IN = """SELECT at_us, call FROM found CROSS JOIN closed ON closed.number = found.rowid
WHERE found MATCH :words AND found.rowid BETWEEN :first AND :last
AND (at_us >= :starts AND at_us < :ends OR opened_us >= :starts AND opened_us < :ends)
ORDER BY at_us DESC, call LIMIT :most"""
_NUMBERS_IN = """SELECT min(number), max(number) FROM (
SELECT number FROM closed WHERE at_us >= :starts AND at_us < :ends
UNION ALL SELECT number FROM closed WHERE opened_us >= :starts AND opened_us < :ends)"""
"""Numbers follow time, but for calls that changed later: so few words are compared."""
_CALLS_IN = """SELECT at_us, call FROM (
SELECT at_us, call FROM closed WHERE at_us >= :starts AND at_us < :ends
UNION ALL SELECT at_us, call FROM closed
WHERE opened_us >= :starts AND opened_us < :ends AND at_us >= :ends
) ORDER BY at_us DESC, call LIMIT :most"""
_FIND_ANY = """SELECT call FROM found JOIN closed ON closed.number = found.rowid
WHERE found MATCH ? AND opened_us < ? ORDER BY opened_us DESC, call DESC LIMIT ?"""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_COPY = 1 << 20
_CACHE_KB = 512
_ABANDONED_S = 60.0
_MARK = re.compile("[0-9a-f]{8}")
"""Stands behind the name of a file that is being written."""


class Seal(Struct, frozen=True):
    """The purpose of a checkpoint, and the marks by which its file is known.

    Attributes:
        position: of the journal that it stands for.
        chain: the chain of the journal up to there.
        version: of the fold that made it.
        digest: SHA-256 of the file.
        size: of the file, in bytes.
        mtime_ns: when it was last written, so that its digest need not be taken at each start.
        inode: which file it is.
    """

    position: int
    chain: str
    version: str
    digest: str
    size: int
    mtime_ns: int
    inode: int

    def knows(self, status: os.stat_result) -> bool:
        """Tell whether a file looks as the sealed one did."""
        return (status.st_size, status.st_mtime_ns, status.st_ino) == (
            self.size,
            self.mtime_ns,
            self.inode,
        )


T = TypeVar("T")


class Checkpoint:
    """A checkpoint that was found good: the pieces of a board (see `board.storage.Archive`).

    Attributes:
        position: of the journal's last event that is in it.
        descriptor: the file as it was opened, whatever stands at its place by now.
    """

    def __init__(
        self,
        file: Path,
        position: int,
        make_anew: Callable[[int], None],
    ) -> None:
        """Open a file that stands for that position of the journal.

        Args:
            file: where it is.
            position: of the journal's last event that is in it.
            make_anew: called where the file turns out to be damaged; puts one in its place.

        Raises:
            sqlite3.Error: it cannot be opened.
        """
        self.position = position
        self._file = file
        self._make_anew = make_anew
        self._open()
        # A report is counted in a thread of its own, while the board is asked.
        self._lock = threading.Lock()

    def copy_to(self, file: Path) -> None:
        """Copy the file as it was opened, whatever stands at its place by now.

        Raises:
            OSError: it cannot be read, or the copy not be written.
        """
        copy_content(self.descriptor, file)

    @property
    def size(self) -> int:
        """The size of the file, in bytes."""
        return os.fstat(self.descriptor).st_size

    def get(self, shelf: str, key: str) -> bytes | None:
        """The value at a key; None where there is none."""
        return self._ask(lambda: self._blocks.get(shelf, key))

    def scan(
        self, shelf: str, first: str, last: str, *, newest_first: bool = False
    ) -> Iterable[tuple[str, bytes]]:
        """See `Archive.scan`: `shelf`, `first`, `last`, `newest_first`."""
        return self._ask(lambda: self._blocks.scan(shelf, first, last, newest_first=newest_first))

    def find(self, words: str, most: int, span: TimeSpan | None = None) -> list[Closing]:
        """See `Archive.find`: `words`, `most`, `span`."""
        tokens = ["".join(char for char in word if char != '"') for word in words.split()]
        query = " ".join(f'"{token}"*' for token in tokens if token)
        if span is not None:
            return self._ask(lambda: self._find_in(span, query, most))
        if not query:
            return []
        parameters: dict[str, object] = {"words": query, "most": most}
        return self._ask(lambda: self._closings(_FIND, parameters))

    def find_any(self, words: Iterable[str], before: datetime, most: int) -> list[str]:
        """See `Archive.find_any`: `words`, `before`, `most`."""
        query = " OR ".join(f'"{word}"' for word in words)
        if not query:
            return []
        parameters = (query, microseconds(before), most)
        return self._ask(
            lambda: [row[0] for row in self._connection.execute(_FIND_ANY, parameters)]
        )

    def _find_in(self, span: TimeSpan, query: str, most: int) -> list[Closing]:
        """Find calls in a span; an empty query finds them by that alone."""
        starts, ends = (microseconds(moment) for moment in span)
        parameters: dict[str, object] = {
            "starts": starts,
            "ends": ends,
            "words": query,
            "most": most,
        }
        if not query:
            return self._closings(_CALLS_IN, parameters)
        first, last = self._connection.execute(_NUMBERS_IN, parameters).fetchone()
        if first is None:
            return []
        parameters |= {"first": first, "last": last}
        return self._closings(_FIND_IN, parameters)

    def _closings(self, question: str, parameters: dict[str, object]) -> list[Closing]:
        rows = self._connection.execute(question, parameters)
        return [Closing(_EPOCH + at_us * _MICROSECOND, call) for at_us, call in rows]

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._close()

    def _ask(self, question: Callable[[], T]) -> T:
        with self._lock:
            try:
                return question()
            except sqlite3.DatabaseError:
                # It was whole when it was opened. Whoever looks at the board never hears of it.
                self._close()
                self._make_anew(self.position)
                self._open()
                return question()

    def _open(self) -> None:
        """Open the file twice: as it is, and as a database. Both are closed with this object."""
        self.descriptor = os.open(self._file, os.O_RDONLY | os.O_CLOEXEC)
        uri = f"{self._file.as_uri()}?mode=ro&immutable=1"
        try:
            self._connection = sqlite3.connect(
                uri, uri=True, check_same_thread=False, factory=Database
            )
        except sqlite3.Error:
            os.close(self.descriptor)
            raise
        self._close = finalize(self, _close, self._connection, self.descriptor)
        try:
            # The system keeps the file's pages; those that are kept here as well are 64 kB each.
            self._connection.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
        except sqlite3.Error:
            self._close()
            raise
        self._blocks = Blocks(self._connection)


def _close(connection: sqlite3.Connection, descriptor: int) -> None:
    connection.close()
    os.close(descriptor)


def copy_content(descriptor: int, file: Path) -> None:
    """Copy what is behind a descriptor to a file; where the descriptor stands is left as it is.

    Raises:
        OSError: it cannot be read, or the copy not be written.
    """
    at = 0
    with file.open("wb") as copy:
        while some := os.pread(descriptor, _COPY, at):
            at += copy.write(some)


def microseconds(moment: datetime) -> int:
    """The moment as an index of calls holds it, counted from the epoch."""
    return (moment - _EPOCH) // _MICROSECOND


def checkpoint_file(path: Path) -> Path:
    """The place of the checkpoint of the journal at `path`."""
    return beside(path, ".checkpoint")


def read_checkpoint(
    path: Path,
    version: str,
    hash_at: Callable[[int], bytes | None],
    make_anew: Callable[[int], None],
) -> Checkpoint | None:
    """The checkpoint of a journal, if there is one that is good.

    Args:
        path: where the journal is.
        version: of the fold.
        hash_at: gives the chain's hash at a position of the journal.
        make_anew: see `Checkpoint`.
    """
    seal = read_seal(path)
    while seal is not None:
        found = _read_sealed(path, seal, version, hash_at, make_anew)
        before, seal = seal, read_seal(path)
        if found is not None or seal == before:
            return found
        # Another one was put there in the meantime, and its seal behind it.
    return None


def _read_sealed(
    path: Path,
    seal: Seal,
    version: str,
    hash_at: Callable[[int], bytes | None],
    make_anew: Callable[[int], None],
) -> Checkpoint | None:
    """See `read_checkpoint`; `seal`: as it was found."""
    if seal.version != version:
        return None
    file = checkpoint_file(path)
    with suppress(OSError, sqlite3.Error):
        digest = hash_at(seal.position)
        if digest is None or digest.hex() != seal.chain:
            return None
        if not seal.knows(file.stat()) and digest_of(file) != seal.digest:
            return None
        return Checkpoint(file, seal.position, make_anew)
    return None


def read_position(path: Path) -> int | None:
    """The position that the checkpoint of a journal stands for, as it says itself."""
    seal = read_seal(path)
    return None if seal is None else seal.position


def sealed_chain(path: Path, position: int) -> bytes | None:
    """The chain's hash that the checkpoint of a journal stands for, as it says itself.

    Args:
        path: where the journal is.
        position: that it has to stand for.
    """
    seal = read_seal(path)
    return bytes.fromhex(seal.chain) if seal and seal.position == position else None


def is_intact(path: Path) -> bool:
    """Tell whether the checkpoint of a journal is, byte by byte, what was sealed.

    Raises:
        OSError: it cannot be read.
    """
    seal = read_seal(path)
    return seal is not None and digest_of(checkpoint_file(path)) == seal.digest


def remove_checkpoint(path: Path) -> None:
    """Remove the checkpoint of a journal, what one that was cut off left, and what is behind it.

    What is being written goes first: a writer that goes on by itself then has no file to put there.
    """
    for file in (checkpoint_file(path), beside(path, ".checkpoint.seal"), beside(path, ".recent")):
        for part in (*_unfinished(file), file):
            part.unlink(missing_ok=True)


def remove_abandoned(path: Path) -> bool:
    """Remove what writers of a checkpoint have left that were killed.

    One that is at work writes to its file all the time: a file that nobody has written to for
    `_ABANDONED_S` is removed. A writer that was only held up leaves no checkpoint.

    Args:
        path: where the journal is.

    Returns:
        False while there is a younger one.

    Raises:
        OSError: the folder cannot be read, or a file not be removed.
    """
    left = False
    for place in (checkpoint_file(path), beside(path, ".checkpoint.seal")):
        for file in _unfinished(place):
            status = file.lstat()
            if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid():
                continue
            if time.time() - status.st_mtime >= _ABANDONED_S:
                file.unlink(missing_ok=True)
            else:
                left = True
    return not left


def _unfinished(place: Path) -> list[Path]:
    """List the files that were begun to be put in that place."""
    before = f".{place.name}."
    try:
        names = [file.name for file in place.parent.iterdir()]
    except FileNotFoundError:
        return []
    return [
        place.with_name(name)
        for name in names
        if name.startswith(before) and _MARK.fullmatch(name.removeprefix(before))
    ]


def read_seal(path: Path) -> Seal | None:
    """The seal of the checkpoint of a journal; None where there is none that can be read."""
    try:
        return msgspec.json.decode(read_side_file(beside(path, ".checkpoint.seal")), type=Seal)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def digest_of(file: Path) -> str:
    """Compute the SHA-256 of a checkpoint's file, in hexadecimal digits.

    Raises:
        OSError: it cannot be read.
    """
    with os.fdopen(open_side_file(file), "rb") as content:
        return file_digest(content, "sha256").hexdigest()
