"""Tables, roles and policies of journals in a database, and how they came to be.

A database holds one journal a force. There are three roles: the owner has the tables, to migrate
them and to erase; a writer of a force appends to its journal; a reader reads it. That nobody reads
or writes another force's journal, that a reader writes nothing and that nobody changes what was
written is the database's word, not this program's.
"""

from typing import LiteralString

from psycopg import sql

from jru_tui.journal.hash_chain import GENESIS
from jru_tui.journal.places import roles_of
from jru_tui.journal.postgres.connection import Connection
from jru_tui.journal.protocol import JournalError

SCHEMA = "jru"
OWNER = "jru_owner"

# `head` is locked by whoever appends until that is committed. So positions are committed in their
# order, without a gap, which a sequence does not promise: allocation order is not commit order.
_TABLES = """
CREATE TABLE jru.format (version integer NOT NULL);
CREATE TABLE jru.access (
    force text NOT NULL,
    role  name NOT NULL,
    duty  text NOT NULL CHECK (duty IN ('reader', 'writer')),
    PRIMARY KEY (force, role, duty)
);
CREATE TABLE jru.head (
    force    text PRIMARY KEY,
    position bigint NOT NULL CHECK (position >= 0),
    chain    bytea NOT NULL CHECK (octet_length(chain) = 32),
    moved_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE jru.event (
    force    text NOT NULL REFERENCES jru.head,
    position bigint NOT NULL CHECK (position > 0),
    id       text NOT NULL,
    body     text NOT NULL,
    salt     bytea,
    erased   bytea,
    purge    text,
    hash     bytea NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (force, position),
    UNIQUE (force, id)
);
CREATE TABLE jru.lease (
    force   text NOT NULL REFERENCES jru.head,
    duty    text NOT NULL,
    holder  text NOT NULL,
    session text NOT NULL,
    fence   bigint NOT NULL,
    ends_at timestamptz NOT NULL,
    heard_at timestamptz,
    PRIMARY KEY (force, duty)
);
CREATE TABLE jru.presence (
    force    text NOT NULL REFERENCES jru.head,
    session  text NOT NULL,
    said     text NOT NULL,
    since    timestamptz NOT NULL DEFAULT clock_timestamp(),
    heard_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (force, session)
);
CREATE VIEW jru.journal WITH (security_invoker = true) AS SELECT
    force,
    position,
    id,
    (body::json ->> 'at')::timestamptz AS at,
    (body::json ->> 'recorded_at')::timestamptz AS recorded_at,
    body::json ->> 'source' AS source,
    coalesce(body::json ->> 'by', '') AS by,
    body::json -> 'fact' ->> 'kind' AS kind,
    body::json -> 'fact' AS fact
FROM jru.event;
"""
_RULES = """
CREATE FUNCTION jru.forces(wanted text) RETURNS text[] LANGUAGE sql STABLE
    SET search_path = pg_catalog
    AS $$ SELECT coalesce(array_agg(DISTINCT access.force), '{}')
    FROM jru.access JOIN pg_roles ON pg_roles.rolname = access.role
    WHERE access.duty = wanted AND pg_has_role(current_user, pg_roles.oid, 'USAGE') $$;
CREATE FUNCTION jru.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF current_setting('jru.purge', true) IS DISTINCT FROM 'on' THEN
        RAISE EXCEPTION 'the journal is append-only';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION jru.refuse_return() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.position <= OLD.position THEN
        RAISE EXCEPTION 'the head of a journal only moves on';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER event_stays_as_written BEFORE UPDATE ON jru.event
    FOR EACH ROW EXECUTE FUNCTION jru.refuse_change();
CREATE TRIGGER event_stays BEFORE DELETE OR TRUNCATE ON jru.event
    FOR EACH STATEMENT EXECUTE FUNCTION jru.refuse_change();
CREATE TRIGGER head_moves_on BEFORE UPDATE ON jru.head
    FOR EACH ROW EXECUTE FUNCTION jru.refuse_return();
"""
_POLICIES = """
ALTER TABLE jru.{table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE jru.{table} FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON jru.{table} TO jru_owner USING (true) WITH CHECK (true);
CREATE POLICY readers ON jru.{table} FOR SELECT
    USING (force = ANY ((SELECT jru.forces('reader'))::text[]));
CREATE POLICY writers ON jru.{table}
    USING (force = ANY ((SELECT jru.forces('writer'))::text[]))
    WITH CHECK (force = ANY ((SELECT jru.forces('writer'))::text[]));
"""
# Also a reader's board is seen by the others, though a reader writes no table: these two functions
# write one row that is its own, and say by which login. What nobody renews for an hour is deleted.
_PRESENCE = """
ALTER TABLE jru.presence SET UNLOGGED;
ALTER TABLE jru.presence ADD COLUMN login name NOT NULL DEFAULT session_user;
CREATE FUNCTION jru.tell_presence(of_force text, of_session text, words text, age_s float8)
    RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
    AS $$
    DELETE FROM jru.presence
        WHERE force = of_force AND heard_at < clock_timestamp() - interval '1 hour';
    INSERT INTO jru.presence AS known (force, session, said, login, since)
        SELECT of_force, of_session, words, session_user,
            clock_timestamp() - make_interval(secs => least(greatest(age_s, 0), 1e9))
        WHERE length(words) <= 1000 AND length(of_session) <= 100 AND EXISTS (
            SELECT FROM jru.access JOIN pg_roles ON pg_roles.rolname = access.role
            WHERE access.force = of_force AND access.duty = 'reader'
                AND pg_has_role(session_user, pg_roles.oid, 'USAGE'))
        ON CONFLICT (force, session) DO UPDATE
            SET said = excluded.said, heard_at = clock_timestamp()
            WHERE known.login = excluded.login;
    $$;
CREATE FUNCTION jru.end_presence(of_force text, of_session text)
    RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
    AS $$ DELETE FROM jru.presence
    WHERE force = of_force AND session = of_session AND login = session_user $$;
"""
MIGRATIONS: tuple[str, ...] = (
    _TABLES
    + _RULES
    + "".join(_POLICIES.format(table=table) for table in ("head", "event", "lease", "presence")),
    _PRESENCE,
)
"""Each brings a database from the version of its index to the next; never edited once released."""

VERSION = len(MIGRATIONS)

MOVE_HEAD = """UPDATE jru.head SET position = %s, chain = %s, moved_at = clock_timestamp()
    WHERE force = %s"""

_GRANTS: LiteralString = """
GRANT USAGE ON SCHEMA jru TO {reader};
GRANT SELECT ON jru.format, jru.access, jru.head, jru.event, jru.lease, jru.presence, jru.journal
    TO {reader};
GRANT EXECUTE ON FUNCTION jru.forces TO {reader};
GRANT {reader} TO {writer};
GRANT UPDATE (position, chain, moved_at) ON jru.head TO {writer};
GRANT INSERT ON jru.event TO {writer};
GRANT INSERT, UPDATE ON jru.lease TO {writer};
GRANT INSERT, UPDATE, DELETE ON jru.presence TO {writer};
"""


def channel_of(force: str) -> str:
    """Name the channel on which hints about a force's journal go out."""
    return f"jru_{force}"


async def version_of(connection: Connection) -> int:
    """The version of a database's tables; 0 where there are none."""
    found = await connection.execute("SELECT to_regclass('jru.format') IS NOT NULL")
    if (await found.fetchone()) != (True,):
        return 0
    row = await (await connection.execute("SELECT max(version) FROM jru.format")).fetchone()
    return int(row[0] or 0) if row else 0


async def create(connection: Connection, force: str) -> bool:
    """Make what is missing: the tables, the roles, and the force's empty journal.

    Returns:
        False if the force's journal was there already.

    Raises:
        JournalError: the tables are of a newer version.
        psycopg.Error: whoever asks may not do that.
    """
    writer, reader = roles_of(force)
    async with connection.transaction():
        # Two that set up at the same time do it one after the other.
        await connection.execute("SELECT pg_advisory_xact_lock(hashtext('jru-tui journal init'))")
        for role in (OWNER, writer, reader):
            await _create_role(connection, role)
        await connection.execute("CREATE SCHEMA IF NOT EXISTS jru AUTHORIZATION jru_owner")
        await migrate(connection)
        names = {"writer": sql.Identifier(writer), "reader": sql.Identifier(reader)}
        await connection.execute(sql.SQL(_GRANTS).format(**names))
        for role, duty in ((writer, "writer"), (writer, "reader"), (reader, "reader")):
            await connection.execute(
                "INSERT INTO jru.access VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                (force, role, duty),
            )
        made = await connection.execute(
            "INSERT INTO jru.head (force, position, chain) VALUES (%s, 0, %s) "
            "ON CONFLICT DO NOTHING",
            (force, GENESIS),
        )
        return made.rowcount == 1


async def migrate(connection: Connection) -> int:
    """Bring the tables to this program's version, within the transaction of the caller.

    Returns:
        How many steps were taken.

    Raises:
        JournalError: they are of a newer version; nothing was changed.
    """
    version = await version_of(connection)
    _refuse_newer(version)
    for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
        await connection.execute("SET LOCAL ROLE jru_owner")
        await connection.execute(script.encode())
        await connection.execute("DELETE FROM jru.format")
        await connection.execute("INSERT INTO jru.format VALUES (%s)", (number,))
        await connection.execute("RESET ROLE")
    return VERSION - version


def require_current(version: int | None, name: str) -> None:
    """Refuse tables that this program cannot use as they are.

    Raises:
        JournalError: there are none, or they are of another version.
    """
    if not version:
        raise JournalError(f"There is no journal in {name} yet: `jru-tui journal init` makes one.")
    _refuse_newer(version)
    if version < VERSION:
        raise JournalError(
            f"The journal's database {name} was set up by an earlier version of this program: "
            "`jru-tui journal migrate` brings it up to date."
        )


def _refuse_newer(version: int) -> None:
    if version > VERSION:
        raise JournalError(
            "The journal's database was set up by a newer version of this program "
            f"(format {version}, this one knows {VERSION}): update the program."
        )


async def _create_role(connection: Connection, role: str) -> None:
    found = await connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,))
    if await found.fetchone() is None:
        await connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(role)))
        if role == OWNER:
            # Whoever made a role is no member of it yet, since PostgreSQL 16.
            await connection.execute("GRANT jru_owner TO CURRENT_USER")
