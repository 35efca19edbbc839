"""Presence: which boards are open on a journal.

It is kept in a table that the server does not log: nothing waits for a disk, and a server that
crashed has forgotten it until the boards tell again. It is never part of the chain.
"""

import msgspec

from jru_tui.journal.postgres.connection import Connection, time_limit
from jru_tui.journal.postgres.schema import channel_of
from jru_tui.journal.protocol import OwnPresence, Presence

HINT = "presence"
"""The hint on a journal's channel that says who is there, and not that something was appended."""

_TELL = "SELECT jru.tell_presence(%s, %s, %s, %s)"
_END = "SELECT jru.end_presence(%s, %s)"
_NOTIFY = "SELECT pg_notify(%s, %s)"
_LIST = """SELECT session, login::text, said,
    extract(epoch FROM clock_timestamp() - since)::float8,
    extract(epoch FROM clock_timestamp() - heard_at)::float8
    FROM jru.presence WHERE force = %s ORDER BY since, session"""
_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(OwnPresence)


async def tell(
    connection: Connection, force: str, own: OwnPresence, age_s: float, *, hint: bool
) -> None:
    """Say that a board is there.

    Args:
        connection: the connection.
        force: the force.
        own: what is to be known of the board.
        age_s: seconds since it was opened.
        hint: have the others read it at once.
    """
    body = _ENCODER.encode(own).decode()
    with time_limit(connection):
        await connection.execute(_TELL, (force, own.session, body, age_s))
        if hint:
            await connection.execute(_NOTIFY, (channel_of(force), HINT))


async def end(connection: Connection, force: str, session: str) -> None:
    """Say that a board is not there any more.

    Args:
        connection: the connection.
        force: the force.
        session: the run of the program.
    """
    with time_limit(connection):
        await connection.execute(_END, (force, session))
        await connection.execute(_NOTIFY, (channel_of(force), HINT))


async def boards(connection: Connection, force: str) -> tuple[Presence, ...]:
    """List the boards, the one that has been open longest first.

    What a board says that cannot be read is left out: it may be of another version.
    """
    with time_limit(connection):
        rows = await (await connection.execute(_LIST, (force,))).fetchall()
    found = []
    for session, login, body, open_s, silent_s in rows:
        try:
            own = _DECODER.decode(body)
        except msgspec.MsgspecError:
            continue
        if own.session == session:
            found.append(Presence(own, login, open_s, silent_s))
    return tuple(found)
