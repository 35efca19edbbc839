"""The spool: commands that the journal's server could not take yet, on this board's machine.

It is a file of lines, for its owner alone: a command is synced to the disk before it is
acknowledged, and what became of it is a line behind it. Each board that runs has a file of its own,
which it locks. What a board that was killed has left is taken over by the next that starts.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid5

import msgspec
from msgspec import Struct, structs

from jru_tui.board import Command, Decision, Request
from jru_tui.journal.atomic_write import NotWrittenError, sync_folder
from jru_tui.journal.files import beside
from jru_tui.journal.protocol import JournalError

_MOST = 64
"""Boards on one machine and one journal that can have a spool."""

_ENCODER = msgspec.json.Encoder()


class GivenCommand(Struct, frozen=True):
    """A command as it was given, to be decided on the newest board.

    Attributes:
        id: of this act; the ids of its events follow from it, so that it is given once.
        at: when it was given, UTC, by the board's time.
        by: who gave it.
        session: the run of the program in which it was given.
        base: the position of the journal that the board showed then.
        commands: the command, or those of a decision.
        together: they are one decision.
        shown: the side effects that were shown before; None where nothing was.
        happened_at: when it was done, UTC, where it is entered late; None: as it was given.
        words: what it does, in the words of the board on which it was given.
    """

    id: str
    at: datetime
    by: str
    session: str
    base: int
    commands: tuple[Command, ...]
    together: bool = False
    shown: tuple[str, ...] | None = None
    happened_at: datetime | None = None
    words: str = ""

    @property
    def asked(self) -> Request:
        """The command, or the decision."""
        return Decision(self.commands) if self.together else self.commands[0]

    def event_id(self, number: int) -> str:
        """Give the id of the event of one of its commands, by its number from 0."""
        return uuid5(UUID(self.id), str(number)).hex


class SpooledCommand(Struct, frozen=True):
    """A command that waits in the spool.

    Attributes:
        given: the command.
        conflict: what stands against giving it as it is, as a sentence; empty for nothing.
        aside: a supervisor has put it aside: what was given after it need not wait.
    """

    given: GivenCommand
    conflict: str = ""
    aside: bool = False


class _Put(Struct, frozen=True, tag="given", tag_field="line"):
    given: GivenCommand


class _Aside(Struct, frozen=True, tag="aside", tag_field="line"):
    id: str
    conflict: str


class _Ended(Struct, frozen=True, tag="ended", tag_field="line"):
    id: str


_DECODER = msgspec.json.Decoder(_Put | _Aside | _Ended)


class Spool:
    """The spool of one board, locked while it is open. Its calls block, for a disk's time.

    Attributes:
        path: of the file.
        notice: what could not be read of it, as a sentence; empty for nothing.
    """

    def __init__(self, path: Path, descriptor: int) -> None:
        """Read what a run before this one has left; see `open_spool`."""
        self.path = path
        self.notice = ""
        self._descriptor = descriptor
        content = os.pread(descriptor, os.fstat(descriptor).st_size, 0)
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            # The last line was never synced, so it was never acknowledged.
            os.ftruncate(descriptor, whole)
        self._waiting, damaged = _read(content)
        self._size = whole
        if damaged:
            copy = _keep_damaged(path, content)
            self.notice = (
                f"{damaged} lines of the commands waiting to be saved cannot be read: they are in "
                f"{copy}"
            )

    @property
    def waiting(self) -> tuple[SpooledCommand, ...]:
        """The commands that wait, in the order in which they were given."""
        return tuple(self._waiting.values())

    def add(self, given_command: GivenCommand) -> None:
        """Put a command behind the others; durable when this returns.

        Raises:
            NotWrittenError: it cannot be written; it is not in the spool.
        """
        self._write(_Put(given_command))
        self._waiting[given_command.id] = SpooledCommand(given_command)

    def note_conflict(self, id_: str, conflict: str) -> None:
        """Take note of what stands against a command; it is found out again after a restart."""
        self._waiting[id_] = structs.replace(self._waiting[id_], conflict=conflict)

    def put_aside(self, id_: str) -> None:
        """Put a command aside, so that those behind it need not wait.

        Raises:
            NotWrittenError: that cannot be written.
        """
        known = self._waiting[id_]
        self._write(_Aside(id_, known.conflict))
        self._waiting[id_] = structs.replace(known, aside=True)

    def end(self, id_: str) -> None:
        """Let a command go: it is in the journal, or was dropped.

        Raises:
            NotWrittenError: that cannot be written.
        """
        self._write(_Ended(id_))
        del self._waiting[id_]
        if not self._waiting:
            with suppress(OSError):  # then it is read, and found to be over
                os.ftruncate(self._descriptor, 0)
                os.fsync(self._descriptor)
                self._size = 0

    def adopt(self, other: "Spool") -> None:
        """Take over what another board has left.

        Raises:
            NotWrittenError: it cannot be written here; it stays there.
        """
        for spooled in other.waiting:
            if spooled.given.id not in self._waiting:
                self.add(spooled.given)
                if spooled.aside:
                    self.note_conflict(spooled.given.id, spooled.conflict)
                    self.put_aside(spooled.given.id)
            other.end(spooled.given.id)

    def close(self) -> None:
        """Let go of the file; what waits stays in it."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _write(self, line: _Put | _Aside | _Ended) -> None:
        content = _ENCODER.encode(line) + b"\n"
        try:
            written = os.pwrite(self._descriptor, content, self._size)
            if written < len(content):
                raise NotWrittenError(f"{self.path} cannot be written: the disk is full.")
            os.fsync(self._descriptor)
        except OSError as error:
            with suppress(OSError):
                os.ftruncate(self._descriptor, self._size)
            reason = error.strerror or type(error).__name__
            raise NotWrittenError(f"{self.path} cannot be written: {reason}.") from error
        self._size += len(content)


def open_spool(home: Path) -> Spool:
    """Open a spool for one board, with what boards that ended have left beside it.

    Args:
        home: the path beside which the files of the journal lie on this machine.

    Raises:
        JournalError: it cannot be made or read.
    """
    try:
        ours: Spool | None = None
        for path in _places(home):
            if ours is not None and not path.exists():
                continue
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)  # another board on this machine has it
                continue
            os.fchmod(descriptor, 0o600)
            found = Spool(path, descriptor)
            if ours is None:
                ours = found
                continue
            try:
                ours.adopt(found)
                ours.notice = ours.notice or found.notice
            finally:
                found.close()
        sync_folder(home.parent)
    except (OSError, NotWrittenError) as error:
        raise JournalError(
            f"The commands waiting to be saved cannot be opened: {error}."
        ) from error
    if ours is None:
        raise JournalError(f"{_MOST} boards on this machine have a spool: there is no other.")
    return ours


def waiting_commands(home: Path) -> tuple[GivenCommand, ...]:
    """List what waits on this machine, in the spools of all boards; reads them, and no more.

    Args:
        home: as `open_spool` takes it.
    """
    found: list[GivenCommand] = []
    for path in _places(home):
        with suppress(FileNotFoundError):
            waiting, _ = _read(path.read_bytes())
            found += [spooled.given for spooled in waiting.values()]
    return tuple(sorted(found, key=lambda command: command.at))


def list_spools(home: Path) -> list[Path]:
    """List the files of this machine that hold commands for a server, damaged ones included.

    Args:
        home: as `open_spool` takes it.
    """
    files = (file for place in _places(home) for file in home.parent.glob(f"{place.name}*"))
    return sorted({file for file in files if file.is_file() and file.stat().st_size})


def _places(home: Path) -> Iterator[Path]:
    for number in range(1, _MOST + 1):
        yield beside(home, f".spool-{number}")


def _read(content: bytes) -> tuple[dict[str, SpooledCommand], int]:
    """Read what waits by whole lines, and count those that cannot be read."""
    waiting: dict[str, SpooledCommand] = {}
    damaged = 0
    for text in content.split(b"\n")[:-1]:
        try:
            line = _DECODER.decode(text)
            match line:
                case _Put(given=given):
                    UUID(given.id)
                    waiting[given.id] = SpooledCommand(given)
                case _Aside(id=id_, conflict=conflict) if id_ in waiting:
                    known = waiting[id_]
                    waiting[id_] = structs.replace(known, conflict=conflict, aside=True)
                case _Ended(id=id_):
                    waiting.pop(id_, None)
        except (msgspec.DecodeError, ValueError):
            damaged += 1
    return waiting, damaged


def _keep_damaged(path: Path, content: bytes) -> Path:
    """Copy a file of which some lines cannot be read, so that nothing of it is lost."""
    number, copy = 1, beside(path, ".damaged")
    while os.path.lexists(copy):
        if copy.is_file() and copy.read_bytes() == content:
            return copy
        number += 1
        copy = beside(path, f".damaged-{number}")
    descriptor = os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return copy
