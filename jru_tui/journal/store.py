"""The journal's SQLite file with everything that belongs to it, driven from one thread."""

import os
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing, suppress
from datetime import datetime
from pathlib import Path

from jru_tui.board.events import Event
from jru_tui.journal import connections, files, reader, schema, writer
from jru_tui.journal.anchor import Anchor, keep_lost, read_anchor
from jru_tui.journal.errors import in_words
from jru_tui.journal.hash_chain import GENESIS, BrokenChainError
from jru_tui.journal.lock import Holder, only_writer
from jru_tui.journal.protocol import Appended, Conflict, Head, JournalError


class Store:
    """One open journal. Everything but `release` runs on the thread that called `connect`.

    Args:
        path: where; None keeps the journal in memory.
        by: who writes, for the lock.
        clock: the time in UTC.
        read_only: look on beside a writer.

    Attributes:
        read_only: whether nothing can be written: as asked for, or because of `warning`.
        warning: what is wrong with the journal, in a sentence; empty when all is well.
        notice: what was found when it was opened, as the end of a sentence; empty for nothing.
    """

    def __init__(
        self, path: Path | None, *, by: str, clock: Callable[[], datetime], read_only: bool
    ) -> None:
        self.read_only = read_only
        self.warning = ""
        self.notice = ""
        self._path = path.resolve() if path else None
        self._name = self._path or "in memory"
        self._by = by
        self._clock = clock
        self._identity: tuple[files.Identity | None, ...] = ()
        self._anchor: Anchor | None = None
        self._held = ExitStack()
        self._connection: sqlite3.Connection

    def connect(self) -> sqlite3.Connection:
        """Open it, create it where missing, and examine its end.

        A journal that can be read but must not, or cannot, be written to is opened read-only with
        a `warning`.

        Raises:
            JournalError: it cannot be used at all.
        """
        with in_words(self._name), ExitStack() as held:
            if self._path is None:
                self._connection = connections.writer(None)
            else:
                self._connection = self._connect_file(self._path, held)
            self._held = held.pop_all()
        return self._connection

    def _connect_file(self, path: Path, held: ExitStack) -> sqlite3.Connection:
        files.refuse_network(path)
        schema.refuse_foreign(path)
        if not self.read_only and files.is_started(path) and not files.may_write(path):
            self._look_on(f"The journal {path} cannot be written here: nothing new is recorded.")
        if not self.read_only:
            files.make_folder(path)
            held.enter_context(only_writer(path, Holder(self._by, os.getpid(), self._clock())))
        if damage := connections.examine(path):
            held.close()
            self._look_on(damage)
        if self.read_only:
            self.notice = connections.copied(path)
            connection = connections.open_reader(path)
        else:
            files.make_private(path)
            anchor = read_anchor(path)
            self._anchor = held.enter_context(closing(Anchor(path)))
            connection = connections.writer(path)
            # What has just been examined is where it stands: a new file owes nothing to the
            # anchor of one that was deleted. When that was written, only the old anchor can tell.
            head = reader.head(connection)
            if anchor is not None and head.position == 0 < anchor.head.position:
                self.notice = (
                    f"the journal {path} is gone, and with it {anchor.head.position} events that "
                    "were acknowledged: this is a new, empty one"
                )
                keep_lost(path)
            if anchor is None or anchor.head != head:
                self._move_anchor(head, None)
        self._identity = self._files(path)
        return connection

    def _look_on(self, warning: str) -> None:
        self.read_only = True
        self.warning = warning

    def append(self, events: Sequence[Event], expected: int | None) -> Appended | Conflict:
        """Write all of the events or none; see `Journal.append`."""
        if self.read_only:
            raise JournalError(
                self.warning or "The journal is open read-only: nothing is recorded."
            )
        with in_words(self._name):
            self._require_file()
            answer = writer.append(self._connection, events, expected)
        if not isinstance(answer, Head):
            return answer
        self._move_anchor(answer, self._clock())
        return Appended(answer.position)

    def page(self, after: int) -> list[reader.Row]:
        """The next rows behind a position; empty at the end."""
        with in_words(self._name):
            return reader.page(self._connection, after)

    def head(self) -> Head:
        """The last position and its hash, of a file that is still there; sets `warning` anew."""
        with in_words(self._name):
            self._require_file()
            if not self.read_only:
                self.warning = self._long_log()
            return reader.head(self._connection)

    def verify(self, after: int = 0, previous: bytes = GENESIS) -> tuple[int, bytes]:
        """Check one page of the chain; returns its last position and hash."""
        with in_words(self._name):
            try:
                return reader.verify(self._connection, after, previous)
            except BrokenChainError as error:
                raise JournalError(f"The journal was damaged or tampered with: {error}.") from error

    def version(self) -> int:
        """A number that changes when another process has written."""
        with in_words(self._name):
            (number,) = self._connection.execute("PRAGMA data_version").fetchone()
            return int(number)

    def release(self) -> None:
        """Let another writer in, once the connection is closed."""
        self._held.close()

    def _long_log(self) -> str:
        """What to say of a write-ahead log that cannot be worked off, which some reader holds."""
        if self._path is None:
            return ""
        log = files.beside(self._path, "-wal")
        if not log.exists() or log.stat().st_size <= connections.LONG_LOG:
            return ""
        return (
            f"The journal's log {log} grows because another program has the journal open and "
            "does not let go: close it."
        )

    def _move_anchor(self, head: Head, at: datetime | None) -> None:
        # What is committed stays so whatever becomes of the anchor; the next append moves it.
        if self._anchor is not None:
            with suppress(OSError):
                self._anchor.move(head, at)

    def _files(self, path: Path) -> tuple[files.Identity | None, ...]:
        """Which files the journal is in; what is new lies in the log beside it at first."""
        if self.read_only:  # whoever writes may take the log away at any time
            return (files.identity(path),)
        return files.identity(path), files.identity(files.beside(path, "-wal"))

    def _require_file(self) -> None:
        """Notice that the file was deleted or replaced: SQLite goes on writing to what nobody sees.

        Raises:
            JournalError: it was.
        """
        if self._path is None:
            return
        found = self._files(self._path)
        if found[0] == self._identity[0] and found != self._identity:
            raise JournalError(
                f"The log beside the journal, {self._path}-wal, was deleted or replaced while it "
                "was open: nothing more is recorded. Quit the program now: what it has recorded is "
                "then written into the journal."
            )
        if found != self._identity:
            raise JournalError(
                f"The journal {self._path} was deleted or replaced while it was open: nothing more "
                "is recorded. Put the file back, or start the program again with a new one."
            )
