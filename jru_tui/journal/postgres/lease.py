"""The lease for polling and posting, which one board holds at a time.

It ends by the server's clock, so that the clocks of boards do not matter. Each holder has a higher
fence than the one before: what is written under an older fence is refused within the transaction
that would have written it, however late it comes.
"""

from jru_tui.journal.postgres.connection import Connection, Cursor, time_limit
from jru_tui.journal.protocol import LeaseLostError, LeaseState

DUTY = "links"
"""The one duty that there is: the links to the feed and to the dispatch system."""

LASTS_S = 6.0
"""Seconds that a lease lasts unless it is renewed."""

_TAKE = """INSERT INTO jru.lease AS held (force, duty, holder, session, fence, ends_at, heard_at)
    VALUES (%(force)s, %(duty)s, %(holder)s, %(session)s, 1,
        clock_timestamp() + make_interval(secs => %(lasts)s),
        clock_timestamp() - make_interval(secs => %(heard)s))
    ON CONFLICT (force, duty) DO UPDATE SET
        fence = held.fence + (held.session <> excluded.session)::integer,
        holder = excluded.holder, session = excluded.session,
        ends_at = excluded.ends_at,
        heard_at = coalesce(excluded.heard_at, held.heard_at)
    WHERE held.session = excluded.session OR held.ends_at < clock_timestamp()
    RETURNING fence"""
_HELD = """SELECT holder, session, extract(epoch FROM ends_at - clock_timestamp())::float8,
    extract(epoch FROM clock_timestamp() - heard_at)::float8
    FROM jru.lease WHERE force = %s AND duty = %s"""


async def take(
    connection: Connection, force: str, holder: str, session: str, heard_s: float | None
) -> int | None:
    """Take the lease where nobody has it, or renew one's own.

    Args:
        connection: the connection.
        force: the force.
        holder: who takes it, as others are told.
        session: the run of the program.
        heard_s: seconds since it heard the feed and could keep it; None for not yet.

    Returns:
        The fence; None where somebody else has it.
    """
    values = {
        "force": force, "duty": DUTY, "holder": holder, "session": session, "lasts": LASTS_S,
        "heard": heard_s,
    }  # fmt: skip
    with time_limit(connection):
        row = await (await connection.execute(_TAKE, values)).fetchone()
    return row[0] if row else None


async def release(connection: Connection, force: str, session: str) -> None:
    """End one's own lease, so that another board need not wait.

    Args:
        connection: the connection.
        force: the force.
        session: the run of the program.
    """
    with time_limit(connection):
        await connection.execute(
            "UPDATE jru.lease SET ends_at = '-infinity' "
            "WHERE force = %s AND duty = %s AND session = %s",
            (force, DUTY, session),
        )


async def state(connection: Connection, force: str) -> LeaseState | None:
    """Tell who has the lease; None where nobody ever had."""
    with time_limit(connection):
        row = await (await connection.execute(_HELD, (force, DUTY))).fetchone()
    return LeaseState(*row) if row else None


async def ask(connection: Connection, force: str) -> Cursor:
    """Ask for the fence of the holder, and hold the lease as it is until the transaction ends.

    Args:
        connection: within the transaction.
        force: the force.

    Returns:
        What gives the fence as its one row; nothing where nobody ever had the lease.
    """
    return await connection.execute(
        "SELECT fence FROM jru.lease WHERE force = %s AND duty = %s FOR SHARE", (force, DUTY)
    )


async def require(cursor: Cursor, fence: int) -> None:
    """Require that the lease which was asked for is one's own.

    Args:
        cursor: what `ask` gave.
        fence: of the holder.

    Raises:
        LeaseLostError: another board has taken it.
    """
    if await cursor.fetchone() != (fence,):
        raise LeaseLostError("Another board now polls the feed: nothing was written.")
