"""The transaction that appends events to a journal in PostgreSQL, on the head that it knows."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import psycopg

from jru_tui.board import Event
from jru_tui.journal import hash_chain
from jru_tui.journal.postgres import errors, lease, reader
from jru_tui.journal.postgres.connection import Connection, Cursor, time_limit
from jru_tui.journal.postgres.schema import MOVE_HEAD, channel_of
from jru_tui.journal.protocol import (
    AppendConflict,
    Appended,
    Head,
    JournalDivergedError,
    JournalError,
    OutcomeUnknownError,
)
from jru_tui.journal.sqlite import reader as stored

_HEAD_AND_HASH = """SELECT position, chain,
    (SELECT hash FROM jru.event WHERE event.force = head.force AND event.position = %s)
    FROM jru.head WHERE force = %s"""


class KnownHead:
    """The newest head that a board has seen.

    A server that took over without all that was confirmed, or one that was replaced and came back,
    does not hold it: nothing is written there, and nothing is shown of it as if it went on.

    Attributes:
        head: that head; None before any was seen.
    """

    def __init__(self) -> None:
        self.head: Head | None = None

    async def ask(self, connection: Connection, force: str) -> Cursor:
        """Ask where the journal stands, and for the hash where it was seen to stand, for `check`.

        Args:
            connection: the connection.
            force: whose journal it is.
        """
        position = self.head.position if self.head is not None else 0
        return await connection.execute(_HEAD_AND_HASH, (position, force), binary=True)

    def check(self, found: Head, digest: bytes | None) -> None:
        """See that a journal which stands at a head goes on from the one that is known.

        Args:
            found: where the journal stands.
            digest: the hash there at the known position; None where it holds none.

        Raises:
            JournalDivergedError: it does not.
        """
        if self.head is None or not self.head.position:
            return
        behind = found.position < self.head.position
        if behind or digest is None or digest.hex() != self.head.chain:
            raise JournalDivergedError(
                f"The journal's server does not hold event {self.head.position:,} as this board "
                "saw it: another server has taken over without it, or an old one has come back."
            )

    def see(self, head: Head) -> None:
        """Take note of a head."""
        if self.head is None or head.position >= self.head.position:
            self.head = head


_ENCODER = msgspec.json.Encoder()
_INSERT = """INSERT INTO jru.event (force, position, id, body, salt, hash)
    SELECT %s, * FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bytea[], %s::bytea[])"""


class Batch:
    """Events that are written together, encoded once whatever becomes of the first try.

    Raises:
        JournalError: one is twice in it, or holds text that no store can.
    """

    def __init__(self, events: Sequence[Event]) -> None:
        self.ids = [event.id for event in events]
        self.has_repeats = len(set(self.ids)) < len(self.ids)
        try:
            self.bodies = [_ENCODER.encode(event) for event in events]
        except UnicodeEncodeError as error:
            raise JournalError(
                "Nothing was written: a text has characters that cannot be kept."
            ) from error
        self.salts = [hash_chain.make_salt() for _ in self.ids]

    def chained(self, head: Head) -> list[bytes]:
        """The hashes of the events behind a head."""
        digest, hashes = bytes.fromhex(head.chain), []
        for body, name, salt in zip(self.bodies, self.ids, self.salts, strict=True):
            digest = hash_chain.link(digest, body, name, salt)
            hashes.append(digest)
        return hashes


async def append(
    connection: Connection,
    force: str,
    batch: Batch,
    expected: int | None,
    fence: int | None = None,
    *,
    known: KnownHead | None = None,
) -> Appended | AppendConflict:
    """Write all of the events in one transaction, or none; see `Journal.append`.

    Args:
        connection: the connection to the journal.
        force: whose journal it is.
        batch: the events, in order.
        expected: the position that they were decided on; None for any.
        fence: that of the lease by which they are written; None where they need none.
        known: where this board has seen the journal stand, and sees it from now on.

    Raises:
        JournalError: nothing was written.
        OutcomeUnknownError: the connection was lost while it was committed.
        psycopg.Error: nothing was written.
    """
    commits = False
    try:
        with time_limit(connection):
            # psycopg's own `transaction` waits for the server at its begin and at its end.
            async with connection.pipeline() as pipeline:
                await connection.execute("BEGIN")
                seen = known or KnownHead()
                answers = await _ask(connection, force, batch, fence, seen)
                # The server is told that this is all for now. It would wait for the rest of a
                # pipeline without a limit, with the head locked, where the board has given up and
                # nothing tells the server.
                await pipeline.sync()
                answer, head = await _append(connection, force, batch, expected, answers)
                commits = True
                await connection.execute("COMMIT")
            seen.see(head)
            return answer
    except psycopg.Error as error:
        if commits and errors.is_lost(error):
            raise OutcomeUnknownError(
                "The journal's server did not confirm that it has saved this: the board checks "
                "when the server answers again."
            ) from error
        raise


class _Asked(NamedTuple):
    """The answers that an append waits for, within its transaction.

    Attributes:
        locked: the head, locked until the end.
        positions: of those of the events that are in the journal already.
        fence: that of the holder of the lease, and the one that is written under; None for none.
        known: where this board has seen the journal stand, and the head with the hash there.
    """

    locked: Cursor
    positions: Cursor
    fence: tuple[Cursor, int] | None
    known: tuple[KnownHead, Cursor]


async def _ask(
    connection: Connection, force: str, batch: Batch, fence: int | None, known: KnownHead
) -> _Asked:
    """Ask for all that an append depends on, at once.

    The positions are those of what was committed when its turn came, which is behind the lock.
    """
    return _Asked(
        await connection.execute(f"{reader.HEAD} FOR UPDATE", (force,), binary=True),
        await connection.execute(reader.POSITIONS, (force, batch.ids), binary=True),
        None if fence is None else (await lease.ask(connection, force), fence),
        (known, await known.ask(connection, force)),
    )


async def _append(
    connection: Connection, force: str, batch: Batch, expected: int | None, answers: _Asked
) -> tuple[Appended | AppendConflict, Head]:
    """Write the events; gives the answer, and where the journal stands then."""
    head = reader.as_head(await answers.locked.fetchone(), force)
    found: dict[str, int] = dict(await answers.positions.fetchall())
    known, hashed = answers.known
    row = await hashed.fetchone()
    known.check(head, row[2] if row else None)
    if 0 < len(found) < len(set(batch.ids)):
        raise JournalError(
            f"Nothing was written: {len(found)} of {len(set(batch.ids))} events are in the journal "
            "already."
        )
    if found:
        return Appended(max(found.values())), head
    if expected not in (None, head.position):
        author = await _author_of_last(connection, force, head)
        return AppendConflict(head.position, author), head
    if batch.has_repeats:
        raise JournalError("Nothing was written: one event is in the batch twice.")
    if not batch.ids:
        return Appended(head.position), head
    if answers.fence is not None:
        await lease.require(*answers.fence)
    hashes = batch.chained(head)
    last = head.position + len(hashes)
    await connection.execute(
        _INSERT,
        (
            force,
            list(range(head.position + 1, last + 1)),
            batch.ids,
            [body.decode() for body in batch.bodies],
            batch.salts,
            hashes,
        ),
    )
    await connection.execute(MOVE_HEAD, (last, hashes[-1], force))
    await connection.execute("SELECT pg_notify(%s, %s)", (channel_of(force), str(last)))
    return Appended(last), Head(last, hashes[-1].hex())


async def _author_of_last(connection: Connection, force: str, head: Head) -> str:
    """Name the author of the last event; empty where there is none."""
    for row in await reader.page(connection, force, head.position - 1):
        _, event = stored.decode(row)
        return event.by or event.source
    return ""
