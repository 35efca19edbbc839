"""SQL migrations of the tables in PostgreSQL."""

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
# A role that may append and is no supervisor's appends none of a supervisor's commands: looked at
# once for all events of a statement. What may be given is the list of `board.decisions.actor`.
_CONTROLLERS = """
ALTER TABLE jru.access DROP CONSTRAINT access_duty_check;
ALTER TABLE jru.access ADD CHECK (duty IN ('reader', 'writer', 'supervisor'));
INSERT INTO jru.access SELECT force, role, 'supervisor' FROM jru.access WHERE duty = 'writer';
CREATE FUNCTION jru.refuse_role() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog
    AS $$ BEGIN
    IF EXISTS (
        SELECT FROM added WHERE body::json #>> '{fact,kind}' = 'commanded'
            AND NOT coalesce(body::json #>> '{fact,command,command}', '') = ANY ('{
                acknowledge, assign, check, next-call, next-call-end, note, offer-role, stand-down,
                strike, take-role, undo}'::text[])
            AND NOT force = ANY ((SELECT jru.forces('supervisor'))::text[])
    ) THEN
        RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
            MESSAGE = 'this command is for the role of a supervisor';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER commands_are_for_roles AFTER INSERT ON jru.event
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION jru.refuse_role();
"""
# What was written stays, but its owner may take its words in a purge: the digest that takes their
# place is proven here, so that also the owner can erase and not alter. No statistics of words are
# kept: to set the type of a column again deletes those that were, and the view, which stands on
# that column, keeps its readers.
_VIEW = """CREATE OR REPLACE VIEW jru.journal WITH (security_invoker = true) AS SELECT
    force, position, id, {columns} FROM jru.event;
"""
_PURGES = (
    """
CREATE OR REPLACE FUNCTION jru.refuse_change() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog
    AS $$ BEGIN
    IF TG_OP = 'UPDATE' AND current_user = 'jru_owner'
        AND current_setting('jru.purge', true) = 'on' THEN
        IF (NEW.force, NEW.position, NEW.id, NEW.hash) = (OLD.force, OLD.position, OLD.id, OLD.hash)
            AND OLD.erased IS NULL AND NEW.purge IS NOT NULL AND NEW.salt IS NULL
            AND NEW.erased = sha256(OLD.salt || convert_to(OLD.body, 'UTF8')) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'the journal is append-only';
END $$;
"""
    + _VIEW.format(
        columns="NULL::timestamptz AS at, NULL::timestamptz AS recorded_at, NULL::text AS source, "
        "NULL::text AS by, NULL::text AS kind, NULL::json AS fact"
    )
    + """
ALTER TABLE jru.event ALTER COLUMN body TYPE text, ALTER COLUMN body SET STATISTICS 0;
"""
    + _VIEW.format(
        columns="""(body::json ->> 'at')::timestamptz AS at,
    (body::json ->> 'recorded_at')::timestamptz AS recorded_at,
    body::json ->> 'source' AS source,
    coalesce(body::json ->> 'by', '') AS by,
    body::json -> 'fact' ->> 'kind' AS kind,
    body::json -> 'fact' AS fact"""
    )
)
# Who may append and is no supervisor holds nothing either, and tells of no erasure or new chain:
# the owner does that in a purge. Looked at as the commands are.
_CARE = """
CREATE OR REPLACE FUNCTION jru.refuse_role() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog
    AS $$ BEGIN
    IF EXISTS (
        SELECT FROM added WHERE (
                body::json #>> '{fact,kind}' IN ('held', 'purged', 'migrated')
                AND NOT pg_has_role(current_user, 'jru_owner', 'USAGE')
            OR body::json #>> '{fact,kind}' = 'commanded'
                AND NOT coalesce(body::json #>> '{fact,command,command}', '') = ANY ('{
                    acknowledge, assign, check, next-call, next-call-end, note, offer-role,
                    stand-down, strike, take-role, undo}'::text[])
            ) AND NOT force = ANY ((SELECT jru.forces('supervisor'))::text[])
    ) THEN
        RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
            MESSAGE = 'this command is for the role of a supervisor';
    END IF;
    RETURN NULL;
END $$;
"""
MIGRATIONS: tuple[str, ...] = (
    _TABLES
    + _RULES
    + "".join(_POLICIES.format(table=table) for table in ("head", "event", "lease", "presence")),
    _PRESENCE,
    _CONTROLLERS,
    _PURGES,
    _CARE,
)
"""Each brings a database from the version of its index to the next; never edited once released."""
