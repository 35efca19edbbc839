"""TLS to the server of a journal: only who proves to be it is asked, and nobody else.

The server of the tests knows no TLS, so a proxy before it speaks it, with certificates made here.
"""

import os
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
import trustme
from msgspec.structs import replace

from jru_tui.board.events import Event
from jru_tui.journal.postgres.journal import open_postgres
from jru_tui.journal.protocol import Appended, JournalError
from jru_tui.settings import JournalServer
from jru_tui.settings.model import Secret
from tests.journal.postgres.proxy import CommitProxy

Writing = Callable[[str], Event]


@pytest.fixture(scope="module")
def ca() -> trustme.CA:
    return trustme.CA()


@asynccontextmanager
async def shown(
    server: JournalServer, certificate: trustme.LeafCert, clients_of: trustme.CA | None = None
) -> AsyncIterator[str]:
    """The address of the server by TLS, which proves itself, and may ask its clients to do so."""
    parts = urlsplit(server.address)
    query = dict(parse_qsl(parts.query))
    if not query.get("host", "").startswith("/"):
        pytest.skip("the proxy goes to a server's socket, and TEST_POSTGRES_URL names none")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    if clients_of is not None:
        context.verify_mode = ssl.CERT_REQUIRED
        clients_of.configure_trust(context)
    socket = Path(query["host"]) / f".s.PGSQL.{query.get('port', 5432)}"
    async with CommitProxy(str(socket), context).running() as proxy:
        yield f"postgresql://postgres@127.0.0.1:{proxy.port}{parts.path}"


def trusting(server: JournalServer, address: str, ca: trustme.CA, folder: Path) -> JournalServer:
    """The server as `[shared] ca_file` has it."""
    file = folder / "ca.pem"
    ca.cert_pem.write_to_path(str(file))
    return replace(
        server, address=address, tls={"sslmode": "verify-full", "sslrootcert": str(file)}
    )


async def test_who_proves_to_be_the_server_is_written_to(
    server: JournalServer, ca: trustme.CA, tmp_path: Path, note: Writing
) -> None:
    async with shown(server, ca.issue_cert("127.0.0.1")) as address:
        by_tls = trusting(server, address, ca, tmp_path)
        async with await open_postgres(by_tls) as journal:
            assert await journal.append([note("n1")]) == Appended(1)
            assert [event.id async for _, event in journal.read()] == ["n1"]


async def test_another_authority_is_refused_in_words(
    server: JournalServer, ca: trustme.CA, tmp_path: Path
) -> None:
    async with shown(server, trustme.CA().issue_cert("127.0.0.1")) as address:
        with pytest.raises(JournalError, match=r"cannot prove its identity, .* shared\.ca_file"):
            await open_postgres(trusting(server, address, ca, tmp_path))


async def test_a_certificate_that_has_expired_is_refused_in_words(
    server: JournalServer, ca: trustme.CA, tmp_path: Path
) -> None:
    old = ca.issue_cert(
        "127.0.0.1", not_before=datetime(2020, 1, 1, tzinfo=UTC),
        not_after=datetime(2020, 10, 30, tzinfo=UTC),
    )  # fmt: skip
    async with shown(server, old) as address:
        with pytest.raises(JournalError, match="has expired, or is not signed by the authority"):
            await open_postgres(trusting(server, address, ca, tmp_path))


async def test_a_server_that_asks_for_a_client_certificate_gets_it(
    server: JournalServer, ca: trustme.CA, tmp_path: Path, note: Writing
) -> None:
    async with shown(server, ca.issue_cert("127.0.0.1"), clients_of=ca) as address:
        by_tls = trusting(server, address, ca, tmp_path)
        with pytest.raises(JournalError, match="Name one that it accepts in shared"):
            await open_postgres(by_tls)
        for authority, accepted in ((trustme.CA(), False), (ca, True)):
            own = tmp_path / f"client-{accepted}.pem"
            authority.issue_cert(
                "sc70002@kent.example"
            ).private_key_and_cert_chain_pem.write_to_path(str(own))
            own.chmod(0o600)
            given = replace(by_tls, tls={**by_tls.tls, "sslcert": str(own), "sslkey": str(own)})
            if not accepted:
                with pytest.raises(JournalError, match="Name one that it accepts"):
                    await open_postgres(given)
                continue
            async with await open_postgres(given) as journal:
                assert await journal.append([note("n1")]) == Appended(1)


async def test_no_refusal_repeats_the_password(
    server: JournalServer, ca: trustme.CA, tmp_path: Path
) -> None:
    secret = "correct horse battery"
    for certificate in (
        trustme.CA().issue_cert("127.0.0.1"),
        ca.issue_cert("db.essex.example"),
    ):
        async with shown(server, certificate) as address:
            by_tls = replace(trusting(server, address, ca, tmp_path), password=Secret(secret))
            with pytest.raises(JournalError) as refused:
                await open_postgres(by_tls)
            assert secret not in str(refused.value)
            assert secret not in repr(by_tls)


async def test_another_name_is_refused_in_words(
    server: JournalServer, ca: trustme.CA, tmp_path: Path
) -> None:
    async with shown(server, ca.issue_cert("db.essex.example")) as address:
        with pytest.raises(JournalError, match=r"itself as db\.essex\.example, not 127\.0"):
            await open_postgres(trusting(server, address, ca, tmp_path))


@pytest.mark.skipif("TEST_POSTGRES_URL" in os.environ, reason="that server may know TLS")
async def test_a_server_without_tls_is_told_nothing(
    server: JournalServer, ca: trustme.CA, tmp_path: Path
) -> None:
    port = dict(parse_qsl(urlsplit(server.address).query)).get("port", "5432")
    address = f"postgresql://postgres@127.0.0.1:{port}{urlsplit(server.address).path}"
    with pytest.raises(JournalError, match="offers no TLS, so nothing was sent"):
        await open_postgres(trusting(server, address, ca, tmp_path))


async def test_without_verification_the_wrong_one_would_be_asked(server: JournalServer) -> None:
    """Make sure that the tests above can fail: this is what the settings refuse."""
    async with shown(server, trustme.CA().issue_cert("db.essex.example")) as address:
        trusting_anybody = replace(server, address=address, tls={"sslmode": "require"})
        async with await open_postgres(trusting_anybody) as journal:
            assert (await journal.head()).position == 0
