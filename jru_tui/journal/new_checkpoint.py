"""The writing of a checkpoint: beside its place first, then put there with its seal.

It is loaded by who writes one: a start reads a checkpoint and writes none.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import msgspec
from msgspec import Struct, field

from jru_tui.board import FOUND, ArchivePiece, Findable
from jru_tui.journal.atomic_write import NotWrittenError, sync_folder, write_whole
from jru_tui.journal.checkpoint import (
    Checkpoint,
    Seal,
    checkpoint_file,
    digest_of,
    microseconds,
    read_seal,
)
from jru_tui.journal.checkpoint_blocks import SCHEMA, Blocks
from jru_tui.journal.errors import in_words
from jru_tui.journal.files import beside
from jru_tui.journal.protocol import Head, JournalError

_FOUND_SCHEMA = """
CREATE VIRTUAL TABLE found USING fts5 (
    words, content = '', columnsize = 0, tokenize = "unicode61 remove_diacritics 2"
);
CREATE TABLE closed (
    number INTEGER PRIMARY KEY AUTOINCREMENT, call TEXT NOT NULL UNIQUE, at_us INTEGER NOT NULL,
    opened_us INTEGER NOT NULL
) STRICT;
CREATE INDEX closed_at ON closed (at_us, call);
CREATE INDEX opened_at ON closed (opened_us, at_us, call);
"""
"""Words are in the index alone: the text itself can be had from its call. Such an index forgets
nothing: words that a call was found by before have no line in `closed` any more, and their number
is not given again."""
_PAGE = 65_536
"""Bytes of a page: several blocks have room in it, so that little is left empty."""
_DECODER = msgspec.msgpack.Decoder(Findable)


class NewCheckpoint(Struct):
    """A checkpoint on its way: a file beside its place, which is filled and then put there.

    Attributes:
        path: where the journal is.
        head: where the journal stands.
        version: of the fold that made the pieces.
        mark: what stands behind the name of the file.
        replaces: the chain of the checkpoint that stood there when this one was begun.
    """

    path: Path
    head: Head
    version: str
    mark: str = field(default_factory=lambda: os.urandom(4).hex())
    replaces: str = ""

    @property
    def file(self) -> Path:
        """The file beside; nothing is written until `begin`."""
        place = checkpoint_file(self.path)
        return place.with_name(f".{place.name}.{self.mark}")

    def begin(self, onto: Checkpoint | None) -> None:
        """Make the file, with what is taken over from another checkpoint.

        Raises:
            OSError: it cannot be made.
        """
        before = read_seal(self.path)
        self.replaces = "" if before is None else before.chain
        os.close(os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        if onto is None:
            return
        try:
            onto.copy_to(self.file)
        except OSError:
            self.file.unlink(missing_ok=True)
            raise

    def put_in_place(self, digest: str) -> None:
        """Put it in place of the one that is there, unless a later one has come there since.

        Args:
            digest: of the file, as `fill` gave it.

        Raises:
            JournalError: it cannot be written; the old one may be of no use any more.
        """
        place = checkpoint_file(self.path)
        with in_words(place):
            status = self.file.stat()
            seal = Seal(
                self.head.position,
                self.head.chain,
                self.version,
                digest,
                status.st_size,
                status.st_mtime_ns,
                status.st_ino,
            )
            there = read_seal(self.path)
            if there and there.chain != self.replaces and there.position > seal.position:
                raise JournalError("A later checkpoint was written in the meantime.")
            # Between these two there is a file that its seal does not match: that is of no use.
            self.file.replace(place)
            try:
                seal_file = beside(self.path, ".checkpoint.seal")
                write_whole(seal_file, msgspec.json.encode(seal).decode())
            except NotWrittenError as error:
                raise JournalError(str(error)) from error
            sync_folder(place.parent)


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
    new = NewCheckpoint(path, head, version)
    with in_words(checkpoint_file(path)), ExitStack() as stack:
        stack.callback(new.file.unlink, missing_ok=True)
        new.begin(onto)
        new.put_in_place(fill(new.file, pieces, is_copy=onto is not None))


def fill(file: Path, pieces: Iterable[ArchivePiece], *, is_copy: bool) -> str:
    """Put pieces into the file of a new checkpoint; returns its digest.

    Args:
        file: empty, or a copy of the checkpoint before.
        pieces: what has changed.
        is_copy: it is such a copy.

    Raises:
        OSError, sqlite3.Error: it cannot be written.
    """
    _put(file, pieces, is_copy=is_copy)
    with file.open("rb") as written:
        os.fsync(written.fileno())
    return digest_of(file)


def _put(file: Path, pieces: Iterable[ArchivePiece], *, is_copy: bool) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        # Nobody knows this file yet: one that is cut off is thrown away.
        connection.execute(f"PRAGMA page_size = {_PAGE}")
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        if not is_copy:
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
        findable = _DECODER.decode(value)
        line = (None, call, microseconds(findable.closed_at), microseconds(findable.opened_at))
        number = connection.execute("INSERT INTO closed VALUES (?, ?, ?, ?)", line).lastrowid
        connection.execute(
            "INSERT INTO found (rowid, words) VALUES (?, ?)", (number, findable.words)
        )
