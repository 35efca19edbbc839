"""A connection that is made as soon as the way to the server is open again.

The kernel repeats the first packet of a connection after one second and after three: a single try
would find out only then that packets are no longer dropped.
"""

import asyncio

from jru_tui.journal.postgres.connection import (
    Connection,
    PromptConnection,
    keep_quiet,
    parameters,
)
from jru_tui.settings import JournalServer

TRY_EVERY_S = 0.5
"""Seconds between the beginnings of two tries."""

_MOST_TRIES = 4
"""With the packets that the kernel repeats, one goes out every half second until a try ends."""


async def connect_promptly(server: JournalServer, *, writes: bool) -> Connection:
    """Make one connection by tries that overlap: the first to end decides. It is not prepared.

    Args:
        server: where it leads.
        writes: true to connect to the one of several hosts that takes writes.

    Raises:
        psycopg.Error: it cannot be made.
    """
    keep_quiet()
    tries: list[asyncio.Task[Connection]] = []
    try:
        while True:
            options = parameters(server, writes=writes)
            tries.append(asyncio.create_task(PromptConnection.connect(server.address, **options)))
            within_s = TRY_EVERY_S if len(tries) < _MOST_TRIES else None
            ended, _ = await asyncio.wait(
                tries, timeout=within_s, return_when=asyncio.FIRST_COMPLETED
            )
            if ended:
                decides = ended.pop()
                tries.remove(decides)
                return await decides
    finally:
        for attempt in tries:
            attempt.add_done_callback(_drop)
            attempt.cancel()


def _drop(attempt: asyncio.Task[Connection]) -> None:
    """Close the connection of a try that came too late, if it made one."""
    if not attempt.cancelled() and attempt.exception() is None:
        attempt.result().pgconn.finish()
