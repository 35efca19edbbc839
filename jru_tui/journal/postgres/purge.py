"""Erases what old events say about people in a journal on a server, while its boards are open.

It is what `care.purge` does to a file: an erased event keeps its place, its hash and what figures
are made of. The events are chosen before anybody has to wait, and chosen again once nobody can
append: what another board has held or reopened by then stays.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import Any
from uuid import uuid4

import msgspec
import psycopg
from psycopg import errors as kinds
from psycopg.rows import args_row

from jru_tui.board import Event, Purged, Rules, redact
from jru_tui.journal.board_loader import checkpoint_home
from jru_tui.journal.care.backup import list_backups, remove_cut_off_backups
from jru_tui.journal.care.purge import OtherCopy, PurgeResult, Remains, other_copies
from jru_tui.journal.care.retention import PurgeChoice, PurgeChooser
from jru_tui.journal.checkpoint import remove_checkpoint
from jru_tui.journal.hash_chain import ChainRow, link, make_salt
from jru_tui.journal.long_journal import whole_board
from jru_tui.journal.postgres import reader, schema
from jru_tui.journal.postgres.access import PlainConnection, connected
from jru_tui.journal.protocol import Head, JournalError
from jru_tui.journal.spool import list_spools
from jru_tui.journal.sqlite import reader as stored
from jru_tui.settings import JournalServer, Retention

_TRIES = 5
"""How often the events are chosen, where boards hold what was chosen in the meantime."""

_UNSALTED = """SELECT count(*) FROM jru.event
    WHERE force = %s AND salt IS NULL AND erased IS NULL"""
_ROWS = """SELECT position, id, convert_to(body, 'UTF8'), salt, erased, hash, purge FROM jru.event
    WHERE force = %s AND position = ANY(%s) AND erased IS NULL ORDER BY position"""
_ERASE = """UPDATE jru.event SET body = %s, salt = NULL, erased = %s, purge = %s
    WHERE force = %s AND position = %s"""
_INSERT = """INSERT INTO jru.event (force, position, id, body, salt, hash)
    VALUES (%s, %s, %s, %s, %s, %s)"""
_LEFT = """SELECT position, id, convert_to(body, 'UTF8'), salt, erased, hash, purge FROM jru.event
    WHERE force = %s AND position > %s AND erased IS NOT NULL ORDER BY position LIMIT %s"""
_TOLD = "SELECT convert_to(body, 'UTF8') FROM jru.event WHERE force = %s AND id = %s"
_LOG = """SELECT current_setting('archive_mode') <> 'off', current_setting('wal_recycle')::bool,
    EXISTS (SELECT FROM pg_replication_slots), EXISTS (SELECT FROM pg_stat_replication)"""
_BATCH = 1_000
_DECODER = msgspec.json.Decoder(Event)
_ENCODER = msgspec.json.Encoder()


class _ChosenAnewError(Exception):
    """A purge that is not to be committed: some of what was erased is held by now."""


class ServerPurge:
    """A purge of one journal on a server.

    Attributes:
        choice: the events that are, or were, to be erased.
    """

    def __init__(
        self,
        server: JournalServer,
        rules: Rules,
        retention: Retention,
        now: datetime,
        on_progress: Callable[[int], None],
    ) -> None:
        """Choose the events.

        Args:
            server: where the journal is.
            rules: of the board.
            retention: how long what is kept.
            now: the time, UTC.
            on_progress: called with the number of events that have been read.

        Raises:
            JournalError: there is no journal, or it does not answer.
        """
        self._server = server
        self._now = now
        self._on_progress = on_progress
        # The most of it lies in this machine's checkpoint, which `erase` removes.
        self._chooser = PurgeChooser(whole_board(server, rules, on_progress), retention, now)
        with connected(server) as connection:
            self.choice = self._choose(connection)

    def erase(self, by: str, reason: str) -> PurgeResult:
        """Erase them, and every trace of them in the files of the table.

        It is all done or nothing. Where it is cut off behind that, the traces go with the next one.

        Args:
            by: who has it done.
            reason: why, in words.

        Raises:
            JournalError: whoever asks may not, or boards went on to hold what was chosen.
        """
        with connected(self._server, writes=True) as connection:
            try:
                connection.execute("SET ROLE jru_owner")
            except kinds.InsufficientPrivilege as error:
                raise JournalError(
                    f"Nothing was erased: this needs the role {schema.OWNER} in "
                    f"{self._server.name}, which the login that ran `journal init` has."
                ) from error
            self._require_salts(connection)
            done = self._erased(connection, by, reason)
            # What this machine's boards keep of it is in its place in the journal as well.
            home = checkpoint_home(self._server)
            remove_checkpoint(home)
            remove_cut_off_backups(list_backups(home))
            self._rewrite(connection)
        return done

    def remaining_copies(self, *, begin: bool) -> list[OtherCopy]:
        """List what still holds the words: what this program knows of, and what the server has.

        Args:
            begin: begin the server's log anew, where whoever asks may do that.

        Raises:
            JournalError: the server does not answer.
        """
        home = checkpoint_home(self._server)
        noun = "commands that wait on this machine to be saved, or could not be read"
        copies = [*other_copies(home), *(OtherCopy(str(file), noun) for file in list_spools(home))]
        name = self._server.name
        with connected(self._server) as connection:
            begun = begin and _begin_log(connection)
            archived, recycled, slots, standbys = connection.execute(_LOG).fetchone() or ()
        if not begun or recycled or slots:
            copies.append(OtherCopy(f"pg_wal of {name}", "the server's log, until it is cleared"))
        if archived:
            copies.append(OtherCopy(f"the archive of {name}", "the archived log"))
        if standbys:
            copies.append(OtherCopy(f"the standbys of {name}", "their logs, until cleared"))
        copies.append(
            OtherCopy(f"backups of {name}", "as the server's programs made them before today")
        )
        return copies

    def _choose(self, connection: PlainConnection) -> PurgeChoice:
        """Choose by all that the journal holds, of which only what is new is read."""
        force, chooser = self._server.force, self._chooser
        while True:
            values = (force, chooser.position, reader.PAGE, reader.PAGE_BYTES)
            rows = connection.execute(reader.PAGE_OF_EVENTS, values, binary=True).fetchall()
            if not rows:
                return chooser.choose()
            reader.require_in_order(rows, chooser.position)
            chooser.take([stored.decode(row) for row in rows])
            self._on_progress(chooser.position)

    def _require_salts(self, connection: PlainConnection) -> None:
        row = connection.execute(_UNSALTED, (self._server.force,)).fetchone()
        if row and row[0]:
            raise JournalError(
                f"The journal holds {row[0]:,} events of an earlier format, which cannot be erased "
                "as they are: export it to a file, run `jru-tui journal migrate` on that, and "
                "import it into a new journal."
            )

    def _erased(self, connection: PlainConnection, by: str, reason: str) -> PurgeResult:
        for _ in range(_TRIES):
            try:
                with connection.transaction():
                    return self._try(connection, by, reason)
            except _ChosenAnewError:
                continue
        raise JournalError(
            "Nothing was erased: while the purge ran, boards kept holding or reopening calls that "
            "were due. Run it again."
        )

    def _try(self, connection: PlainConnection, by: str, reason: str) -> PurgeResult:
        """Erase what was chosen, and tell of it; nothing is committed yet.

        Raises:
            _ChosenAnewError: a board has kept some of it meanwhile.
        """
        force, purge, chosen = self._server.force, uuid4().hex, self.choice
        connection.execute("SET LOCAL statement_timeout = 0")
        connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        connection.execute("SET LOCAL jru.purge = 'on'")
        left = Remains()
        for name, body in self._take_words(connection, chosen.positions, purge):
            left.add(name, body)
        # From here on nobody appends.
        locked = connection.execute(f"{reader.HEAD} FOR UPDATE", (force,), binary=True)
        head = reader.as_head(locked.fetchone(), force)
        if head.position > self._chooser.position:
            self.choice = self._choose(connection)
            if not set(chosen.positions) <= set(self.choice.positions):
                raise _ChosenAnewError
            self.choice = chosen
        if left.events:
            fact = Purged(chosen.before, len(chosen.calls), left.events, left.proof, reason)
            event = Event(purge, self._now, self._now, "supervisor", fact, by)
            head = _append(connection, force, head, event)
        return PurgeResult(left.events, len(chosen.calls), head)

    def _take_words(
        self, connection: PlainConnection, positions: Iterable[int], purge: str
    ) -> Iterator[tuple[str, bytes]]:
        """Erase events; gives the id and what is left of each.

        Args:
            connection: the connection.
            positions: of the events; those that are erased already stay.
            purge: the id of the event that will tell of it.
        """
        force, rest = self._server.force, iter(positions)
        while batch := list(islice(rest, _BATCH)):
            values = []
            for row in _chain_rows(connection, _ROWS, (force, batch)):
                assert row.body is not None
                assert row.salt is not None
                assert row.id is not None
                left = _ENCODER.encode(redact(_DECODER.decode(row.body)))
                digest = sha256(row.salt + row.body).digest()
                values.append((left.decode(), digest, purge, force, row.position))
                yield row.id, left
            if values:
                with connection.cursor() as cursor:
                    cursor.executemany(_ERASE, values)

    def _rewrite(self, connection: PlainConnection) -> None:
        """Write the table anew, so that no page of it holds what was erased."""
        connection.execute("SET statement_timeout = 0")
        for _ in range(_TRIES):
            try:
                connection.execute("VACUUM FULL jru.event")
            except kinds.LockNotAvailable:
                continue
            return
        raise JournalError(
            "The words are erased, but another program kept reading the journal, so traces remain "
            "in the files of its table: run the purge again once that program has stopped."
        )


def wrong_remains(connection: PlainConnection, force: str) -> list[str]:
    """The ids of the purges of which what is left is not what they left.

    Args:
        connection: the connection.
        force: whose journal it is.
    """
    left: defaultdict[str, Remains] = defaultdict(Remains)
    after = 0
    while rows := _chain_rows(connection, _LEFT, (force, after, _BATCH)):
        for row in rows:
            left[row.purge or ""].add(row.id or "", row.body or b"")
        after = rows[-1].position
    return [
        purge
        for purge, remains in left.items()
        if _stated_proof(connection, force, purge) != remains.proof
    ]


def _stated_proof(connection: PlainConnection, force: str, purge: str) -> str:
    row = connection.execute(_TOLD, (force, purge), binary=True).fetchone()
    try:
        fact = _DECODER.decode(row[0]).fact if row else None
    except msgspec.MsgspecError:
        return ""
    return fact.proof if isinstance(fact, Purged) else ""


def _chain_rows(connection: PlainConnection, query: str, values: tuple[Any, ...]) -> list[ChainRow]:
    with connection.cursor(binary=True, row_factory=args_row(ChainRow)) as cursor:
        return cursor.execute(query.encode(), values).fetchall()


def _append(connection: PlainConnection, force: str, head: Head, event: Event) -> Head:
    """Write an event behind a head that is locked."""
    body, salt, position = _ENCODER.encode(event), make_salt(), head.position + 1
    digest = link(bytes.fromhex(head.chain), body, event.id, salt)
    connection.execute(_INSERT, (force, position, event.id, body.decode(), salt, digest))
    connection.execute(schema.MOVE_HEAD, (position, digest, force))
    connection.execute("SELECT pg_notify(%s, %s)", (schema.channel_of(force), str(position)))
    return Head(position, digest.hex())


def _begin_log(connection: PlainConnection) -> bool:
    """Begin a new file of the server's log and let go of the old ones; False if that is refused."""
    try:
        connection.execute("SET statement_timeout = 0")
        connection.execute("SELECT pg_switch_wal()")
        connection.execute("CHECKPOINT")
    except psycopg.errors.InsufficientPrivilege:
        return False
    return True
