"""A look at a journal on a server: what it holds, and what its server says of itself."""

from datetime import datetime

from msgspec import Struct

from jru_tui.board import ShiftHours
from jru_tui.journal.care.survey import shifts_between
from jru_tui.journal.postgres import schema
from jru_tui.journal.postgres.access import HELD, connected, head_of, recorded_at
from jru_tui.journal.protocol import Head
from jru_tui.settings import JournalServer

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
        first_at = recorded_at(connection, force, 1)
        last_at = recorded_at(connection, force, head.position)
        about = connection.execute(_ABOUT, (force,)).fetchone()
        row = connection.execute(HELD, (force,)).fetchone()
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
        poller=row[0] if row else "",
        version=" ".join(version.split()[:2]),
        durable=fsync == "on" and commit not in ("off", "local"),
        standbys=standbys,
        standby=standby,
    )
