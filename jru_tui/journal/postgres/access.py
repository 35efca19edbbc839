"""Reads a journal in PostgreSQL at once, for a command that ends: on one connection of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import psycopg
from msgspec import Struct
from psycopg.rows import args_row

from jru_tui.board import Event, ShiftHours
from jru_tui.journal import reader as stored
from jru_tui.journal.care.shifts import shifts_between
from jru_tui.journal.care.soundness import GONE, LostEvent, SoundEvent, prove
from jru_tui.journal.care.verification import JournalFinding, Verification
from jru_tui.journal.hash_chain import GENESIS, BrokenChainError, ChainRow, follow
from jru_tui.journal.postgres import reader, schema
from jru_tui.journal.postgres.connection import SESSION, keep_quiet, parameters
from jru_tui.journal.postgres.errors import in_words
from jru_tui.journal.protocol import EMPTY, Head, JournalDamagedError, JournalError
from jru_tui.settings import JournalServer

PlainConnection = psycopg.Connection[tuple[Any, ...]]

_MOST_FINDINGS = 100
_FILL = """INSERT INTO jru.event (force, position, id, body, salt, erased, purge, hash)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"""
_RECORDED_AT = """SELECT (body::json ->> 'recorded_at')::timestamptz FROM jru.event
    WHERE force = %s AND position = %s"""
_AGE = "SELECT clock_timestamp() - moved_at FROM jru.head WHERE force = %s"
_HELD = "SELECT holder FROM jru.lease WHERE force = %s AND ends_at > clock_timestamp()"
_ABOUT = """SELECT current_user::text, %s = ANY(jru.forces('writer')), version(),
    current_setting('fsync'), current_setting('synchronous_commit'),
    current_setting('synchronous_standby_names'), pg_is_in_recovery(),
    pg_total_relation_size('jru.event')"""


class ServerSurvey(Struct, frozen=True):
    """A journal on a server, and what its server says of itself.

    Attributes:
        server: its host and database.
        force: whose journal it is.
        role: the role by which it was asked.
        writes: that role may append.
        format: the version of its tables.
        events: how many it holds.
        shifts: how many shifts lie between the first event and the last, both included.
        bytes: of the table of events, of all forces together.
        first_at: when the first event was recorded; None where there is none.
        last_at: the same of the last.
        head: where it stands.
        poller: the board that polls the feed; empty where none does.
        version: of the server.
        durable: what is committed is on the server's disk by then.
        standbys: those that have it by then, as the server is set; empty for none.
        standby: this server is one itself.
    """

    server: str
    force: str
    role: str
    writes: bool
    format: int
    events: int
    shifts: int
    bytes: int
    first_at: datetime | None
    last_at: datetime | None
    head: Head
    poller: str
    version: str
    durable: bool
    standbys: str
    standby: bool


@contextmanager
def connected(server: JournalServer, *, writes: bool = False) -> Iterator[PlainConnection]:
    """A connection to a journal of this program's version, while the context lasts.

    Raises:
        JournalError: there is none, or it does not answer.
    """
    keep_quiet()
    with (
        in_words(server.name),
        psycopg.connect(server.address, **parameters(server, writes=writes)) as connection,
    ):
        connection.execute(SESSION)
        found = connection.execute("SELECT to_regclass('jru.format') IS NOT NULL").fetchone()
        row = (
            connection.execute("SELECT max(version) FROM jru.format").fetchone()
            if found == (True,)
            else None
        )
        schema.require_current(row[0] if row else 0, server.name)
        yield connection


def load(server: JournalServer, after: int = 0) -> Iterator[tuple[int, Event]]:
    """All events behind a position.

    Raises:
        JournalError: when iterated: there is no journal, or an event cannot be read.
    """
    with connected(server) as connection:
        head_of(connection, server.force)
        while True:
            values = (server.force, after, reader.PAGE, reader.PAGE_BYTES)
            rows = connection.execute(reader.PAGE_OF_EVENTS, values, binary=True).fetchall()
            if not rows:
                return
            reader.require_in_order(rows, after)
            yield from map(stored.decode, rows)
            after += len(rows)


def damage_of(server: JournalServer) -> str:
    """Say what is wrong with the end of a journal, as a sentence; empty where it is whole.

    Raises:
        JournalError: there is none, or it does not answer.
    """
    with connected(server) as connection:
        end = head_of(connection, server.force)
        start = max(0, end.position - stored.TAIL)
        digest = _hash_at(connection, server.force, start)
        try:
            found = Head(start, digest.hex())
            for rows in _chain_pages(connection, server.force, start):
                position, digest = follow(rows, found.position, digest)
                found = Head(position, digest.hex())
        except BrokenChainError as error:
            return f"The journal was damaged or tampered with: {error}."
    # Others write on: what was read is at least what the head said before.
    return "" if found.position >= end.position else "The end of the journal is missing."


def head_of(connection: PlainConnection, force: str) -> Head:
    """The last position and its hash.

    Raises:
        JournalError: the force has no journal there.
    """
    row = connection.execute(reader.HEAD, (force,), binary=True).fetchone()
    return reader.as_head(row, force)


def head_at(server: JournalServer, position: int) -> Head:
    """The head at a position: what a page about that moment names.

    Raises:
        JournalError: there is no such position.
    """
    if position == 0:
        return EMPTY
    with connected(server) as connection:
        return Head(position, _hash_at(connection, server.force, position).hex())


def hash_at(server: JournalServer, position: int) -> bytes | None:
    """The chain's hash at a position; None where the journal is not that long.

    Raises:
        JournalError: there is no journal, or it does not answer.
    """
    with connected(server) as connection:
        try:
            return _hash_at(connection, server.force, position)
        except JournalDamagedError:
            return None


def clock_ahead(server: JournalServer, now: datetime) -> timedelta:
    """Tell how far the journal's times are ahead of this machine's clock.

    They are the dispatch system's. How old the last of them is, the server's clock tells: this
    machine's may be wrong.

    Args:
        server: the journal's.
        now: by this machine's clock, UTC.

    Raises:
        JournalError: there is no journal, or it does not answer.
    """
    with connected(server) as connection:
        head = head_of(connection, server.force)
        last = _recorded_at(connection, server.force, head.position)
        row = connection.execute(_AGE, (server.force,)).fetchone()
    if last is None or row is None:
        return timedelta()
    age: timedelta = row[0]
    return last + age - now


def poller_of(server: JournalServer) -> str:
    """Name the board that polls the feed; empty where none does.

    Raises:
        JournalError: there is no journal, or it does not answer.
    """
    with connected(server) as connection:
        row = connection.execute(_HELD, (server.force,)).fetchone()
    return (row[0] or "somebody") if row else ""


def survey(server: JournalServer, hours: ShiftHours) -> ServerSurvey:
    """Look at a journal.

    Args:
        server: where it is.
        hours: when shifts are.

    Raises:
        JournalError: there is none, or it does not answer.
    """
    force = server.force
    with connected(server) as connection:
        head = head_of(connection, force)
        first_at = _recorded_at(connection, force, 1)
        last_at = _recorded_at(connection, force, head.position)
        about = connection.execute(_ABOUT, (force,)).fetchone()
        held = connection.execute(_HELD, (force,)).fetchone()
    assert about is not None
    role, writes, version, fsync, commit, standbys, standby, size = about
    return ServerSurvey(
        server=server.name,
        force=force,
        role=role,
        writes=writes and not standby,
        format=schema.VERSION,
        events=head.position,
        shifts=shifts_between(first_at, last_at, hours),
        bytes=size,
        first_at=first_at,
        last_at=last_at,
        head=head,
        poller=held[0] if held else "",
        version=" ".join(version.split()[:2]),
        durable=fsync == "on" and commit not in ("off", "local"),
        standbys=standbys,
        standby=standby,
    )


def verify(
    server: JournalServer, expected: Head | None, told: Callable[[int], None]
) -> Verification:
    """Follow the whole chain of a journal.

    Args:
        server: where it is.
        expected: a head that a handover has printed, which has to lie on the chain.
        told: told how many events have been checked.

    Raises:
        JournalError: there is none, or it does not answer.
    """
    sound, lost, digests = 0, list[LostEvent](), dict[int, str]()
    with connected(server) as connection:
        end = head_of(connection, server.force)
        wanted = {end.position} | ({expected.position} if expected else set())
        for proven in prove(_all_rows(connection, server.force, end.position)):
            if isinstance(proven, LostEvent):
                lost.append(proven)
                continue
            sound += 1
            told(sound)
            if proven.position in wanted:
                digests[proven.position] = _digest(proven)
    findings = [
        JournalFinding("chain", f"Event {event.position:,} is {event.reason}.", event.position)
        for event in lost[:_MOST_FINDINGS]
    ]
    if end.position and not lost and digests.get(end.position) != end.chain:
        findings.append(
            JournalFinding("end", "The head is not that of the last event.", end.position)
        )
    if expected and not digests.get(expected.position, "").startswith(expected.chain):
        findings.append(
            JournalFinding(
                "head",
                f"The head of event {expected.position:,} is not on this chain: it is not the "
                "journal that was handed over, or it was changed since.",
                expected.position,
            )
        )
    return Verification(sound, len(lost), end, tuple(findings))


def rows_of(server: JournalServer) -> Iterator[ChainRow]:
    """Yield every event as it is stored, in order.

    Raises:
        JournalError: when iterated: there is no journal, or it does not answer.
    """
    with connected(server) as connection:
        head_of(connection, server.force)
        for page in _chain_pages(connection, server.force, 0):
            yield from page


def fill(server: JournalServer, rows: Iterator[ChainRow], told: Callable[[int], None]) -> Head:
    """Write events as they were stored elsewhere, with their own chain, into an empty journal.

    Args:
        server: where it is.
        rows: the events, in order.
        told: told how many have been written.

    Returns:
        Where it stands.

    Raises:
        JournalError: it is not empty, or they cannot be written; nothing was.
    """
    position, digest = 0, GENESIS
    with connected(server, writes=True) as connection, connection.transaction():
        locked = connection.execute(f"{reader.HEAD} FOR UPDATE", (server.force,), binary=True)
        if reader.as_head(locked.fetchone(), server.force).position:
            raise JournalError(
                f"The journal of {server.force} in {server.name} is not empty: import into a new "
                "one."
            )
        connection.execute("SET LOCAL statement_timeout = 0")
        for batch in _batches(rows):
            with connection.cursor() as cursor:
                cursor.executemany(_FILL, [_values(server.force, row) for row in batch])
            position, digest = batch[-1].position, batch[-1].digest or GENESIS
            told(position)
        if position:
            connection.execute(schema.MOVE_HEAD, (position, digest, server.force))
            connection.execute(
                "SELECT pg_notify(%s, %s)", (schema.channel_of(server.force), str(position))
            )
    return Head(position, digest.hex())


def _batches(rows: Iterator[ChainRow]) -> Iterator[list[ChainRow]]:
    while batch := list(islice(rows, reader.PAGE)):
        yield batch


def _values(force: str, row: ChainRow) -> tuple[object, ...]:
    assert row.body is not None
    body = row.body.decode()
    return force, row.position, row.id, body, row.salt, row.erased, row.purge, row.digest


def note(server: JournalServer, event: Event) -> None:
    """Append one event of a supervisor's, wherever the journal stands.

    Raises:
        JournalError: it cannot be written.
    """
    import asyncio  # noqa: PLC0415 - the only one here that needs a loop

    from jru_tui.journal.postgres.journal import open_postgres  # noqa: PLC0415 - as above

    async def write() -> None:
        async with await open_postgres(server) as journal:
            await journal.append([event])

    asyncio.run(write())


def _all_rows(connection: PlainConnection, force: str, last: int) -> Iterator[ChainRow | LostEvent]:
    """Every position once, in order, whatever is missing."""
    position = 0
    for page in _chain_pages(connection, force, 0):
        for row in page:
            while position + 1 < row.position:
                position += 1
                yield LostEvent(position, GONE)
            position = row.position
            if position > last:
                return
            yield row
    for missing in range(position + 1, last + 1):
        yield LostEvent(missing, GONE)


def _chain_pages(connection: PlainConnection, force: str, after: int) -> Iterator[list[ChainRow]]:
    with connection.cursor(binary=True, row_factory=args_row(ChainRow)) as cursor:
        while True:
            values = (force, after, reader.PAGE, reader.PAGE_BYTES)
            rows = cursor.execute(reader.PAGE_OF_CHAIN, values).fetchall()
            if not rows:
                return
            yield rows
            after = rows[-1].position


def _digest(proven: SoundEvent) -> str:
    return (proven.row.digest or b"").hex()


def _hash_at(connection: PlainConnection, force: str, position: int) -> bytes:
    if position == 0:
        return GENESIS
    row = connection.execute(
        "SELECT hash FROM jru.event WHERE force = %s AND position = %s",
        (force, position),
        binary=True,
    ).fetchone()
    if row is None:
        raise JournalDamagedError(f"Event {position:,} is missing from the journal.")
    return bytes(row[0])


def _recorded_at(connection: PlainConnection, force: str, position: int) -> datetime | None:
    row = connection.execute(_RECORDED_AT, (force, position)).fetchone()
    found: datetime | None = row[0] if row else None
    return found
