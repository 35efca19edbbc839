"""A server that does not let somebody in: in plain words, and never with a password among them."""

from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from msgspec.structs import replace

from jru_tui.journal.postgres.errors import ServerGoneError, in_words
from jru_tui.journal.postgres.journal import open_postgres
from jru_tui.settings import JournalServer
from jru_tui.settings.model import Secret
from tests.postgres_server import PostgresServer

SECRET = "Gate4471-night-porter"
NAME = "db.kent.example/shifts"


async def refusal(server: JournalServer) -> str:
    """What is said to whom it does not let in: a server that may let them in later."""
    with pytest.raises(ServerGoneError) as refused:
        await open_postgres(replace(server, name=NAME))
    said = str(refused.value)
    whole = f"{said} {refused.value!r} {refused.value.__cause__}"
    assert SECRET not in whole
    return said


async def test_a_password_that_is_wrong_or_missing_is_told_so(
    postgres: PostgresServer,
) -> None:
    database = postgres.address(postgres.database())
    login = f"sc{uuid4().hex[:8]}"
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {login} LOGIN PASSWORD 'another'".encode())
    shifts = urlsplit(database).path.strip("/")
    server = JournalServer(postgres.tcp_address(shifts, login), NAME)
    assert await refusal(server) == (
        f"The journal's server {NAME} asks for a password, and there is none: name a file of your "
        "own in shared.password_file."
    )
    wrong = replace(server, password=Secret(SECRET))
    expected = f"The journal's server {NAME} does not accept the password of {login}."
    assert await refusal(wrong) == expected
    # The first of two servers is down: what the second says counts.
    port = f"127.0.0.1:{postgres.port}"
    two = replace(wrong, address=wrong.address.replace(port, f"127.0.0.1:1,{port}"))
    assert await refusal(two) == expected


async def test_a_login_or_a_database_that_is_none_is_named(database: str) -> None:
    parts = urlsplit(database)
    user = parts.username or "postgres"
    role = f"role{uuid4().hex[:8]}"
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {role}".encode())
    if not parts.query:
        pytest.skip("TEST_POSTGRES_URL asks for the password of who is not there")
    for address, words in (
        (parts._replace(path="/shiftz").geturl(), "has no database shiftz."),
        (database.replace(f"{user}@", "sc7@"), "has no role sc7."),
        (
            database.replace(f"{user}@", f"{role}@"),
            f"does not let anybody log in as {role}: it is only a role.",
        ),
    ):
        said = await refusal(JournalServer(address, NAME))
        assert said == f"The journal's server {NAME} {words}"


def test_a_machine_that_is_not_let_in_is_told_where_that_is_said() -> None:
    error = psycopg.OperationalError(
        'connection failed: FATAL:  no pg_hba.conf entry for host "10.0.0.7", user "wall", '
        'database "shifts", no encryption'
    )
    with (
        pytest.raises(
            ServerGoneError, match=r"does not let wall in from this machine.*pg_hba\.conf"
        ),
        in_words(NAME),
    ):
        raise error
