"""A watch on a journal's files for writes by anybody else.

A write changes a file's time of change, which no program can set back; of the log, which readers
touch as well, only the time of its last write counts. What this program writes
itself is known, as it writes on one thread.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import structs

from jru_tui.journal.files import beside
from jru_tui.journal.protocol import Head
from jru_tui.journal.sqlite.verification_stamp import (
    FileState,
    file_state,
    leave_stamp,
    read_stamp,
    remove_stamp,
)

States = tuple[FileState | None, FileState | None]


class FileWatch:
    """The files of one journal as this program left them; `path` is None in memory."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._log = path and beside(path, "-wal")
        self._active = False
        self._left: States = (None, None)
        self._touched = False
        self._verified: Head | None = None
        self._stamped: FileState | None = None

    def start(self, *, read_only: bool) -> None:
        """Begin, unless somebody else is the one who writes.

        A stamp that holds for the file as it was opened holds on: a command that writes one event
        has no time to follow the chain, and the next one need not do it for that.
        """
        self._active = self._path is not None and not read_only
        self._left = self._states()
        if self._active and self._path is not None:
            file, log = self._left
            stamp = read_stamp(self._path)
            # What is in a log that was left over, anybody may have written.
            if stamp is not None and stamp.file == file and not (log and log.size):
                self._verified, self._stamped = stamp.head, file

    @contextmanager
    def own_write(self) -> Iterator[States]:
        """Take what changes in this context for written by this program.

        Yields:
            The journal's file and its log as they were before; None in memory.
        """
        self._look()
        try:
            yield self._left
        finally:
            self._left = self._states()

    def is_touched(self) -> bool:
        """Tell whether anybody else has written since the chain was last followed."""
        self._look()
        return self._touched

    def follow(self, after: int) -> None:
        """Take note that the chain is being followed behind a position."""
        self._look()
        if after == 0:
            if self._touched:
                self._verified = None  # that was another content
            self._touched = False

    def broken(self) -> None:
        """Take note that the chain is broken: whoever opens the journal next is to find that."""
        self._verified = None
        if self._active and self._path is not None:
            remove_stamp(self._path)

    def note_verified(self, head: Head) -> None:
        """Take note that the chain is whole up to a head."""
        self._look()
        self._verified, self._stamped = head, None
        self.stamp()

    def stamp(self, *, closed: bool = False) -> None:
        """Leave the stamp beside the journal, where the file changed since the last one.

        Args:
            closed: the connection has just been closed, which works the log into the file.
        """
        if not self._active or self._path is None or self._verified is None:
            return
        if closed:
            self._left = self._states()
        self._look()
        if not self._touched and self._left[0] != self._stamped:
            leave_stamp(self._path, self._verified)
            self._stamped = self._left[0]

    def _look(self) -> None:
        if self._active and self._path and (found := self._states()) != self._left:
            self._left, self._touched, self._stamped = found, True, None
            remove_stamp(self._path)

    def _states(self) -> States:
        if self._path is None or self._log is None:
            return None, None
        log = file_state(self._log)
        # Whoever opens the log to read it may set its owner and mode, as they are.
        return file_state(self._path), log and structs.replace(log, changed_ns=0)
