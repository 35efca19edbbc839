"""The checkpoint file beside a journal: the state that the next start begins with.

It is one SQLite file that never changes once it has its name: a new one is written beside it and
put in its place, and whoever reads the old one goes on reading that. A seal beside it says which
position of the journal it stands for, which version of the fold made it, and the digest of the
file. What does not match is of no use, silently: the journal holds everything that is in it.
"""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, suppress
from datetime import UTC, datetime, timedelta
from hashlib import file_digest
from pathlib import Path
from typing import TypeVar
from weakref import finalize

import msgspec
from msgspec import Struct

from jru_tui.board import FOUND, ArchivePiece, Findable
from jru_tui.journal.atomic_write import NotWrittenError, sync_folder, write_whole
from jru_tui.journal.checkpoint_blocks import SCHEMA, Blocks
from jru_tui.journal.database import Database
from jru_tui.journal.errors import in_words
from jru_tui.journal.files import beside, open_side_file, read_side_file
from jru_tui.journal.protocol import Head, JournalError

_FOUND_SCHEMA = """
CREATE VIRTUAL TABLE found USING fts5 (
    words, content = '', columnsize = 0, tokenize = "unicode61 remove_diacritics 2"
);
CREATE TABLE closed (
    number INTEGER PRIMARY KEY AUTOINCREMENT, call TEXT NOT NULL UNIQUE, at_us INTEGER NOT NULL
) STRICT;
"""
"""Words are in the index alone: the text itself can be had from its call. Such an index forgets
nothing: words that a call was found by before have no line in `closed` any more, and their number
is not given again."""
_FIND = """SELECT call FROM found JOIN closed ON closed.number = found.rowid
WHERE found MATCH ? ORDER BY at_us DESC, call LIMIT ?"""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_COPY = 1 << 20
_PAGE = 65_536
"""Bytes of a page: several blocks have room in it, so that little is left empty."""
_DECODER = msgspec.msgpack.Decoder(Findable)


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
        place: Path | None = None,
    ) -> None:
        """Open a file that stands for that position of the journal.

        Args:
            file: where it is.
            position: of the journal's last event that is in it.
            make_anew: called where the file turns out to be damaged; puts one in its place.
            place: where it will be from now on; None where it stays.

        Raises:
            sqlite3.Error: it cannot be opened.
        """
        self.position = position
        self._file = file
        self._make_anew = make_anew
        self._open()
        self._file = place or file
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

    def find(self, words: str, most: int) -> list[str]:
        """Ids of closed calls that hold all of the words, or words that begin so, newest first."""
        tokens = ["".join(char for char in word if char != '"') for word in words.split()]
        query = " ".join(f'"{token}"*' for token in tokens if token)
        if not query:
            return []
        asked = (query, most)
        return self._ask(lambda: [row[0] for row in self._connection.execute(_FIND, asked)])

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
        self._blocks = Blocks(self._connection)
        self._close = finalize(self, _close, self._connection, self.descriptor)


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
    file, seal = checkpoint_file(path), _read_seal(path)
    if seal is None or seal.version != version:
        return None
    with suppress(OSError, sqlite3.Error):
        digest = hash_at(seal.position)
        if digest is None or digest.hex() != seal.chain:
            return None
        if not seal.knows(file.stat()) and _digest(file) != seal.digest:
            return None
        return Checkpoint(file, seal.position, make_anew)
    return None


def read_position(path: Path) -> int | None:
    """The position that the checkpoint of a journal stands for, as it says itself."""
    seal = _read_seal(path)
    return None if seal is None else seal.position


def sealed_chain(path: Path, position: int) -> bytes | None:
    """The chain's hash that the checkpoint of a journal stands for, as it says itself.

    Args:
        path: where the journal is.
        position: that it has to stand for.
    """
    seal = _read_seal(path)
    return bytes.fromhex(seal.chain) if seal and seal.position == position else None


def is_intact(path: Path) -> bool:
    """Tell whether the checkpoint of a journal is, byte by byte, what was sealed.

    Raises:
        OSError: it cannot be read.
    """
    seal = _read_seal(path)
    return seal is not None and _digest(checkpoint_file(path)) == seal.digest


class NewCheckpoint:
    """A checkpoint on its way: a file beside its place, which is filled and then put there.

    Attributes:
        file: the file beside.
        head: where the journal stands.
    """

    def __init__(
        self, path: Path, head: Head, version: str, make_anew: Callable[[int], None]
    ) -> None:
        """Name a file for it; nothing is written yet.

        Args:
            path: where the journal is.
            head: where the journal stands.
            version: of the fold that made the pieces.
            make_anew: see `Checkpoint`.
        """
        place = checkpoint_file(path)
        self.file = place.with_name(f".{place.name}.{os.urandom(4).hex()}")
        self.head = head
        self._path = path
        self._version = version
        self._make_anew = make_anew

    def begin(self, onto: Checkpoint | None) -> None:
        """Make the file, with what is taken over from another checkpoint.

        Raises:
            OSError: it cannot be made.
        """
        os.close(os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        if onto is None:
            return
        try:
            onto.copy_to(self.file)
        except OSError:
            self.file.unlink(missing_ok=True)
            raise

    def put_in_place(self, digest: str) -> Checkpoint:
        """Put it in place of the one that is there, and open it.

        Args:
            digest: of the file, as `fill` gave it.

        Raises:
            JournalError: it cannot be written; the old one may be of no use any more.
        """
        place = checkpoint_file(self._path)
        with in_words(place):
            status = self.file.stat()
            seal = Seal(
                self.head.position,
                self.head.chain,
                self._version,
                digest,
                status.st_size,
                status.st_mtime_ns,
                status.st_ino,
            )
            made = Checkpoint(self.file, self.head.position, self._make_anew, place)
            # Between these two there is a file that its seal does not match: that is of no use.
            self.file.replace(place)
            try:
                seal_file = beside(self._path, ".checkpoint.seal")
                write_whole(seal_file, msgspec.json.encode(seal).decode())
            except NotWrittenError as error:
                made.close()
                raise JournalError(str(error)) from error
            sync_folder(place.parent)
        return made


def write_checkpoint(
    path: Path,
    pieces: Iterable[ArchivePiece],
    head: Head,
    version: str,
    onto: Checkpoint | None = None,
) -> None:
    """Write a new checkpoint in place of the one that is there.

    Args:
        path: where the journal is.
        pieces: what has changed since `onto`; all there is, where that is None.
        head: where the journal stands.
        version: of the fold that made them.
        onto: the one that the board was read through to; what has not changed is taken from it.

    Raises:
        JournalError: it cannot be written; the old one may be of no use any more.
    """
    new = NewCheckpoint(path, head, version, _leave)
    with in_words(checkpoint_file(path)), ExitStack() as stack:
        stack.callback(new.file.unlink, missing_ok=True)
        new.begin(onto)
        new.put_in_place(fill(new.file, pieces, made=onto is not None)).close()


def fill(file: Path, pieces: Iterable[ArchivePiece], *, made: bool) -> str:
    """Put pieces into the file of a new checkpoint; returns its digest.

    Args:
        file: empty, or a copy of the checkpoint before.
        pieces: what has changed.
        made: it is such a copy.

    Raises:
        OSError, sqlite3.Error: it cannot be written.
    """
    _put(file, pieces, made=made)
    with file.open("rb") as written:
        os.fsync(written.fileno())
    return _digest(file)


def _leave(_position: int) -> None:
    """Leave a checkpoint as it is; nobody asks it anything."""


def remove_checkpoint(path: Path) -> None:
    """Remove the checkpoint of a journal, what one that was cut off left, and what is behind it."""
    for file in (checkpoint_file(path), beside(path, ".checkpoint.seal"), beside(path, ".recent")):
        for part in (file, *file.parent.glob(f".{file.name}.*")):
            part.unlink(missing_ok=True)


def _put(file: Path, pieces: Iterable[ArchivePiece], *, made: bool) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        # Nobody knows this file yet: one that is cut off is thrown away.
        connection.execute(f"PRAGMA page_size = {_PAGE}")
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        if not made:
            for statement in f"{SCHEMA}{_FOUND_SCHEMA}".split(";\n"):
                connection.execute(statement)
        Blocks(connection).put(_indexed(connection, pieces))
        connection.execute("COMMIT")


def _indexed(
    connection: sqlite3.Connection, pieces: Iterable[ArchivePiece]
) -> Iterator[ArchivePiece]:
    """Put the words that calls are found by into their index, and yield what else there is."""
    for piece in pieces:
        if piece.shelf == FOUND:
            _index(connection, piece.key, piece.value)
        else:
            yield piece


def _index(connection: sqlite3.Connection, call: str, value: bytes | None) -> None:
    """Have a call found by its words, and by no others."""
    connection.execute("DELETE FROM closed WHERE call = ?", (call,))
    if value is not None:
        told = _DECODER.decode(value)
        at_us = (told.closed_at - _EPOCH) // _MICROSECOND
        line = (None, call, at_us)
        number = connection.execute("INSERT INTO closed VALUES (?, ?, ?)", line).lastrowid
        connection.execute("INSERT INTO found (rowid, words) VALUES (?, ?)", (number, told.words))


def _read_seal(path: Path) -> Seal | None:
    try:
        return msgspec.json.decode(read_side_file(beside(path, ".checkpoint.seal")), type=Seal)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _digest(file: Path) -> str:
    with os.fdopen(open_side_file(file), "rb") as content:
        return file_digest(content, "sha256").hexdigest()
