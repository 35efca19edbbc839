"""Purges: old words about people are erased, the chain and the figures stay valid.

An erased event keeps its place, its hash and what figures are made of. Its salt is gone, so that
nobody can try out what it said, and the digest of what it was stands in its place. What is left of
all events of one purge is bound by a proof in the event that tells of the purge: SHA-256 over the
id of each and the SHA-256 of what is left of it, in order.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from datetime import datetime
from hashlib import sha256
from os import getpid
from pathlib import Path
from uuid import uuid4

import msgspec
from msgspec import Struct

from jru_tui.board import Event, Purged, redact
from jru_tui.journal import command_inbox, export_inbox, files
from jru_tui.journal.care.backup import list_backups, remove_cut_off_backups
from jru_tui.journal.care.copies import HALFWAY, remove_leftovers, saying_done
from jru_tui.journal.care.retention import PurgeChoice
from jru_tui.journal.checkpoint import remove_checkpoint
from jru_tui.journal.errors import in_words
from jru_tui.journal.protocol import Head, JournalError
from jru_tui.journal.sqlite import connections, reader, schema, writer
from jru_tui.journal.sqlite.anchor import Anchor
from jru_tui.journal.sqlite.lock import LockHolder, only_writer
from jru_tui.journal.sqlite.verification_stamp import remove_stamp

_ROW = "SELECT id, CAST(body AS BLOB), salt, erased FROM event WHERE position = ?"
_ERASE = "UPDATE event SET body = ?, salt = NULL, erased = ?, purge = ? WHERE position = ?"
_UNSALTED = "SELECT count(*) FROM event WHERE salt IS NULL AND erased IS NULL"
_LEFT = "SELECT purge, id, CAST(body AS BLOB) FROM event WHERE erased IS NOT NULL ORDER BY position"
_TOLD = "SELECT CAST(body AS BLOB) FROM event WHERE id = ?"
_DECODER = msgspec.json.Decoder(Event)
_ENCODER = msgspec.json.Encoder()


class PurgeResult(Struct, frozen=True):
    """The outcome of a purge: how many events were erased, and where the journal stands."""

    events: int
    calls: int
    head: Head


class OtherCopy(Struct, frozen=True):
    """A file that this program made of the journal, and that holds what was erased in it."""

    file: str
    what: str


def purge_journal(
    path: Path,
    choice: PurgeChoice,
    *,
    by: str,
    now: datetime,
    reason: str = "",
    on_progress: Callable[[int], None] = lambda _: None,
) -> PurgeResult:
    """Erase the events that were chosen, and every trace of them in the journal's own files.

    It is all done or nothing. Where it is cut off behind that, the traces go with the next purge.

    Args:
        path: where the journal is.
        choice: the events.
        by: who has it done.
        now: the time, UTC.
        reason: why, in words.
        on_progress: called with the number of events that have been checked.

    Raises:
        JournalError: a board has it open, it is damaged, or it has to be migrated before.
    """
    path = path.resolve()
    with in_words(path):
        files.refuse_special(path)
        schema.refuse_foreign(path)
        with (
            only_writer(path, LockHolder(by, getpid(), now)),
            closing(connections.writer(path)) as connection,
        ):
            _require_salts(connection, path)
            found = connections.examine(path, lambda: on_progress(0), whole=True)
            if found.damage:
                raise JournalError(found.damage)
            remove_copied_words(path, choice.before, now)
            connection.execute("PRAGMA secure_delete = ON")
            events = _erase(connection, choice, by, now, reason)
            try:
                _clean(connection)
            except sqlite3.Error as error:
                raise JournalError(
                    f"The words of {events:,} events are erased, but traces of them remain in the "
                    f"file {path} ({error}): free some space on its disk and run the purge again."
                ) from error
            with saying_done(
                f"The words of {events:,} events are erased; the next board writes the anchor."
            ):
                remove_stamp(path)
                head = reader.head(connection)
                with closing(Anchor(path)) as anchor:
                    anchor.renew(head, None)
    return PurgeResult(events, len(choice.calls), head)


def other_copies(path: Path) -> list[OtherCopy]:
    """List the files that this program has made of a journal and that are still there."""
    path = path.resolve()
    copies = [
        OtherCopy(backup.file, f"a backup of {backup.made_at:%Y-%m-%d %H:%M} UTC")
        for backup in list_backups(path)
        if backup.exists
    ]
    noun = "the journal that was replaced"
    for word in ("damaged", "replaced", "unsalted"):
        found = sorted(path.parent.glob(f"{path.stem}.{word}-*{path.suffix}"))
        copies += [OtherCopy(str(file), noun) for file in found]
    noun = "a view or an export whose note cannot be read, so it is not recorded"
    return copies + [OtherCopy(str(file), noun) for file in export_inbox.list_unreadable(path)]


def count_unsalted(connection: sqlite3.Connection) -> int:
    """Count the events of an earlier format, which cannot be erased as they are."""
    if schema.version_of(connection) < schema.SALTED:
        return reader.head(connection).position
    (count,) = connection.execute(_UNSALTED).fetchone()
    return int(count)


def find_wrong_remains(connection: sqlite3.Connection) -> list[str]:
    """The ids of the purges of which what is left is not what they left."""
    if schema.version_of(connection) < schema.SALTED:
        return []
    left: defaultdict[str, Remains] = defaultdict(Remains)
    for purge, name, body in connection.execute(_LEFT):
        left[str(purge)].add(name, body or b"")
    return [
        purge
        for purge, remains in left.items()
        if _stated_proof(connection, purge) != remains.proof
    ]


class Remains:
    """The remains of the events of one purge, taken in one by one, in order.

    Attributes:
        events: how many they are.
    """

    def __init__(self) -> None:
        self.events = 0
        self._whole = sha256()

    def add(self, name: str, body: bytes) -> None:
        """Take in one event by its id and what is left of it."""
        self.events += 1
        self._whole.update(name.encode() + sha256(body).digest())

    @property
    def proof(self) -> str:
        """Return what binds all of them."""
        return self._whole.hexdigest()


def _stated_proof(connection: sqlite3.Connection, purge: str) -> str:
    row = connection.execute(_TOLD, (purge,)).fetchone()
    with suppress(msgspec.MsgspecError):
        fact = _DECODER.decode(row[0]).fact if row else None
        return fact.proof if isinstance(fact, Purged) else ""
    return ""


def remove_copied_words(path: Path, before: datetime, now: datetime) -> None:
    """Remove the files beside a journal that hold words of it, and that nobody needs any more.

    What they hold is in its place in the journal as well, was never whole, or is too old to be
    carried out.

    Args:
        path: where the journal is, or beside which its files lie on this machine. No board writes.
        before: what cannot be read and was written before that moment goes.
        now: the time, UTC.

    Raises:
        OSError: one of them cannot be removed.
    """
    remove_checkpoint(path)
    paper = files.paper_file(path)
    halves = [files.beside(path, suffix) for suffix in HALFWAY]
    for file in (paper, *halves):
        remove_leftovers(file.parent, file.name.__eq__)
        file.unlink(missing_ok=True)
    ending = path.suffix or path.name
    remove_leftovers(path.parent, lambda name: name.endswith(ending))
    remove_cut_off_backups(list_backups(path))
    command_inbox.remove_expired(path, now)
    _remove_unreadable(path, before)


def _remove_unreadable(path: Path, before: datetime) -> None:
    """Remove what was left for the writer, is too old, and can never be taken in."""
    for file in export_inbox.list_unreadable(path):
        if file.stat().st_mtime < before.timestamp():
            file.unlink(missing_ok=True)


def _require_salts(connection: sqlite3.Connection, path: Path) -> None:
    unsalted = count_unsalted(connection)
    if unsalted:
        raise JournalError(
            f"The journal {path} holds {unsalted:,} events of an earlier format, which cannot be "
            "erased as they are: run `jru-tui journal migrate` first."
        )


def _erase(
    connection: sqlite3.Connection, choice: PurgeChoice, by: str, now: datetime, reason: str
) -> int:
    purge, left = uuid4().hex, Remains()
    with writer.transaction(connection):
        connection.execute("DROP TRIGGER event_stays_as_written")
        for name, body in _erased(connection, choice.positions, purge):
            left.add(name, body)
        connection.execute(schema.STAYS_AS_WRITTEN)
        if left.events:
            fact = Purged(choice.before, len(choice.calls), left.events, left.proof, reason)
            event = Event(purge, now, now, "supervisor", fact, by)
            writer.insert(connection, [event])
    return left.events


def _erased(
    connection: sqlite3.Connection, positions: Iterable[int], purge: str
) -> Iterator[tuple[str, bytes]]:
    """Erase events one by one; gives the id and what is left of each."""
    for position in positions:
        name, body, salt, erased = connection.execute(_ROW, (position,)).fetchone()
        if erased is not None:
            continue
        left = _ENCODER.encode(redact(_DECODER.decode(body)))
        digest = sha256(salt + body).digest()
        connection.execute(_ERASE, (left.decode(), digest, purge, position))
        yield name, left


def _clean(connection: sqlite3.Connection) -> None:
    """Leave no trace in pages that are free, and none in the log."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    connection.execute("VACUUM")
    busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise JournalError(
            "The words are erased, but another program has the journal open, so traces remain in "
            "its log: close that program and run the purge again."
        )
