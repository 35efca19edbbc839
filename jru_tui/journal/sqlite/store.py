"""The journal's SQLite file with its side files, used from one thread."""

import os
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing, suppress
from datetime import datetime
from pathlib import Path

from jru_tui.board import Event
from jru_tui.journal import files
from jru_tui.journal.errors import in_words
from jru_tui.journal.hash_chain import GENESIS, BrokenChainError
from jru_tui.journal.protocol import (
    EMPTY,
    AppendConflict,
    Appended,
    Head,
    JournalDamagedError,
    JournalError,
)
from jru_tui.journal.sqlite import connections, creation, reader, schema, writer
from jru_tui.journal.sqlite.anchor import Anchor, anchor_file, keep_lost, read_anchor
from jru_tui.journal.sqlite.file_watch import FileWatch
from jru_tui.journal.sqlite.lock import LockHolder, only_writer
from jru_tui.journal.sqlite.time_limits import StepCounter


class Store:
    """An open journal. Everything but `release` runs on the thread that called `connect`.

    Args:
        path: where; None keeps the journal in memory.
        by: who writes, for the lock.
        clock: the time in UTC.
        read_only: look on beside a writer.

    Attributes:
        read_only: whether nothing can be written: as asked for, or because of `warning`.
        warning: what is wrong with the journal, in a sentence; empty when all is well.
        damaged: what it holds is not what was written here.
        notice: what was found when it was opened, as the end of a sentence; empty for nothing.
        name: the journal's, for sentences.
        beats: counts the steps of an opening that takes long.
    """

    def __init__(
        self, path: Path | None, *, by: str, clock: Callable[[], datetime], read_only: bool
    ) -> None:
        self.read_only = read_only
        self.warning = ""
        self.damaged = False
        self.notice = ""
        self._path = path.resolve() if path else None
        self.name = self._path or "in memory"
        self._by = by
        self._clock = clock
        self._identity: tuple[files.Identity | None, ...] = ()
        self._anchor: Anchor | None = None
        self._watch = FileWatch(self._path)
        self._anchor_warning = ""
        self._held = ExitStack()
        self.beats = StepCounter()
        self._connection: sqlite3.Connection

    def connect(self) -> sqlite3.Connection:
        """Open it, create it where missing, and examine its end.

        A journal that can be read but must not, or cannot, be written to is opened read-only with
        a `warning`.

        Raises:
            JournalError: it cannot be used at all.
        """
        with in_words(self.name), ExitStack() as stack:
            if self._path is None:
                self._connection = connections.writer(None)
            else:
                self._connection = self._connect_file(self._path, stack)
            self._held = stack.pop_all()
        return self._connection

    def _connect_file(self, path: Path, stack: ExitStack) -> sqlite3.Connection:
        files.refuse_network(path)
        files.refuse_special(path)
        may_write = not self.read_only and (not path.exists() or files.may_write(path))
        if not creation.is_incomplete(path):
            schema.refuse_foreign(path)
        if not self.read_only and files.is_started(path) and not may_write:
            self._look_on(f"The journal {path} cannot be written here: nothing new is recorded.")
        connection = None
        if self.read_only:
            creation.refuse_incomplete(path)
            self._examine(path)
        else:
            connection = self._connect_writer(path, stack)
        if connection is None:
            self.notice = self.notice or connections.copy_reason(path)
            connection = connections.open_reader(path)
        self._identity = self._files(path)
        self._watch.start(read_only=self.read_only)
        return connection

    def _connect_writer(self, path: Path, stack: ExitStack) -> sqlite3.Connection | None:
        """Open the journal as its one writer, made where it is missing; None if it is damaged."""
        files.make_folder(path)
        holder = LockHolder(self._by, os.getpid(), self._clock())
        name_file = stack.enter_context(only_writer(path, holder))
        self.notice = creation.set_incomplete_aside(path)
        if not self._examine(path):
            stack.close()
            return None
        anchored = read_anchor(path)
        new = not files.is_started(path)
        if new and anchored.position:
            # What has just been examined is where it stands: a new file owes nothing to the anchor
            # of one that was deleted. When that was written, only the old anchor can tell.
            keep_lost(path)
            self.notice = (
                f"the journal {path} is gone, and with it {anchored.position:,} saved events: "
                "this is a new, empty one"
            )
        self._anchor = stack.enter_context(closing(Anchor(path)))
        if new:
            # Durable before the other files: a power loss while they are made is known for one.
            self._anchor.begin(EMPTY, None)
        files.make_private(path)
        connection = connections.writer(path)
        name_file()
        head, known = reader.head(connection), anchored.acknowledged
        if known is None or known.head != head:
            self._anchor.begin(head, None)
        elif anchored.damaged:
            self._anchor.begin(head, known.at)
        return connection

    def _examine(self, path: Path) -> bool:
        """Look at the journal's end; False if it is damaged and can only be looked on."""
        found = connections.examine(path, self.beats.beat)
        self.notice = self.notice or _as_ending(found.anchor)
        if found.damage:
            self.damaged = True
            self._look_on(found.damage)
        return not found.damage

    def _look_on(self, warning: str) -> None:
        self.read_only = True
        self.warning = warning

    def append(self, events: Sequence[Event], expected: int | None) -> Appended | AppendConflict:
        """Write all of the events or none; see `Journal.append`.

        Raises:
            JournalError: nothing was written.
        """
        if self.read_only:
            raise JournalError(
                self.warning or "The journal is open read-only: nothing is recorded."
            )
        with in_words(self.name), self._watch.own_write() as found:
            # They have just been looked at, and a look costs a tenth of what is written.
            if tuple(state and state.identity for state in found) != self._identity:
                self._require_file()
            answer = writer.append(self._connection, events, expected)
        if not isinstance(answer, Head):
            return answer
        self._move_anchor(answer, self._clock())
        return Appended(answer.position)

    def page(self, after: int) -> list[reader.Row]:
        """The next rows behind a position; empty at the end."""
        with in_words(self.name):
            return reader.page(self._connection, after)

    def head(self) -> Head:
        """The last position and its hash, of a file that is still there; sets `warning` anew."""
        with in_words(self.name):
            self._require_file()
            if not self.read_only:
                self._watch_anchor()
                self.warning = self._long_log() or self._anchor_warning
            return reader.head(self._connection)

    def verify(self, after: int = 0, previous: bytes = GENESIS) -> tuple[int, bytes]:
        """Check one page of the chain; returns its last position and hash.

        Raises:
            JournalError: the page cannot be read.
        """
        with in_words(self.name):
            self._watch.follow(after)
            if after == 0:
                # What is remembered of the file is not what the disk has by now.
                self._connection.execute("PRAGMA shrink_memory")
            try:
                position, digest = reader.verify(self._connection, after, previous)
            except BrokenChainError as error:
                self._watch.broken()
                raise JournalDamagedError(
                    f"The journal was damaged or tampered with: {error}."
                ) from error
            if position == after:
                self._watch.note_verified(Head(position, digest.hex()))
            return position, digest

    def version(self) -> int:
        """A number that changes when another process has written."""
        with in_words(self.name):
            (number,) = self._connection.execute("PRAGMA data_version").fetchone()
            return int(number)

    def is_touched(self) -> bool:
        """Tell whether another program has written to the files since the chain was followed."""
        return self._watch.is_touched()

    def settle(self) -> None:
        """Wait until the disk has the anchor."""
        self._watch.stamp()
        if self._anchor is not None:
            with suppress(OSError):  # as when it is moved
                self._anchor.sync()

    def release(self) -> None:
        """Release the lock for another writer, once the connection is closed."""
        self._watch.stamp(closed=True)
        self._held.close()

    def _long_log(self) -> str:
        """Describe a write-ahead log that cannot be worked off because a reader holds it."""
        if self._path is None:
            return ""
        log = files.beside(self._path, "-wal")
        if not log.exists() or log.stat().st_size <= connections.LONG_LOG:
            return ""
        return (
            f"The journal's log {log} grows because another program has the journal open and does "
            "not release it: close that program."
        )

    def _move_anchor(self, head: Head, at: datetime | None) -> None:
        # What is committed stays so whatever becomes of the anchor; the next append moves it.
        if self._anchor is not None:
            with suppress(OSError):
                self._anchor.move(head, at)

    def _watch_anchor(self) -> None:
        """Put an anchor that somebody has changed or taken away back, and keep it in mind."""
        if self._path is None or self._anchor is None:
            return
        with suppress(OSError):
            if self._anchor.is_as_written():
                return
            self._anchor_warning = (
                f"The anchor {anchor_file(self._path)} was deleted, replaced or changed while the "
                "board was open, and has been restored. Find out who did that."
            )
            self._anchor.put_back()

    def _files(self, path: Path) -> tuple[files.Identity | None, ...]:
        """Identify the journal's files; what is new lies in the log beside it at first."""
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


def _as_ending(sentence: str) -> str:
    """A sentence as the end of another one."""
    return sentence[:1].lower() + sentence[1:].rstrip(".")
