"""Secure lines: a real server, and a CA made here. Ids of faults as in the catalogue."""

import asyncio
import datetime as dt
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
import trustme

from jru_tui.feeds.models import FeedReading, PollFailure
from jru_tui.feeds.poller import HttpFeed
from jru_tui.feeds.transport.tls import context, ends_at
from jru_tui.settings.model import FeedSettings, Tls
from tests.feeds.conftest import NOW, Server, answer, document, failed, feed_at, no_wait, read

Serve = Callable[..., AbstractAsyncContextManager[str]]


@pytest.fixture(scope="module")
def ca() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def ca_file(ca: trustme.CA, tmp_path: Path) -> Path:
    file = tmp_path / "ca.pem"
    ca.cert_pem.write_to_path(str(file))
    return file


@asynccontextmanager
async def secure(
    certificate: trustme.LeafCert, *, asks: trustme.CA | None = None
) -> AsyncIterator[str]:
    """The address of a server that answers every request with a good document, over TLS."""
    shown = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(shown)
    if asks is not None:
        shown.verify_mode = ssl.CERT_REQUIRED
        asks.configure_trust(shown)
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer(document(), "Connection: close"))
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
            return
        finally:
            writer.close()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.ensure_future(serve(reader, writer)))

    listening = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=shown)
    try:
        yield f"https://127.0.0.1:{listening.sockets[0].getsockname()[1]}/feed"
    finally:
        listening.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def feed(url: str, **tls: Path) -> HttpFeed:
    return HttpFeed(FeedSettings(url=url, tls=Tls(**tls)), lambda: NOW, wait=no_wait)


async def refusal(url: str, **tls: Path) -> str:
    async with feed(url, **tls) as it:
        poll = failed(await it.poll())
    return poll.reason


async def test_a_ca_of_the_settings_is_trusted(ca: trustme.CA, ca_file: Path) -> None:
    async with secure(ca.issue_cert("127.0.0.1")) as url, feed(url, ca_file=ca_file) as it:
        assert read(await it.poll()).listed_calls == {"K-1036"}


async def test_a_ca_that_nobody_knows_is_refused(ca: trustme.CA) -> None:
    """TLS-03: the only ways in are the system's store and the settings."""
    async with secure(ca.issue_cert("127.0.0.1")) as url:
        said = await refusal(url)
    assert said == (
        "the certificate of “127.0.0.1” is refused: its issuer is not trusted by this "
        "machine, nor named by feed.ca_file in the settings"
    )


async def test_a_certificate_that_has_expired_is_refused(ca: trustme.CA, ca_file: Path) -> None:
    """TLS-01."""
    old = ca.issue_cert("127.0.0.1", not_after=dt.datetime(2020, 10, 30, tzinfo=dt.UTC))
    async with secure(old) as url:
        said = await refusal(url, ca_file=ca_file)
    assert said == (
        "the certificate of “127.0.0.1” is refused: it expired on 30 October 2020, and the "
        "people who run the server must renew it"
    )


async def test_a_certificate_for_another_name_is_refused(ca: trustme.CA, ca_file: Path) -> None:
    """TLS-02."""
    async with secure(ca.issue_cert("other.example")) as url:
        said = await refusal(url, ca_file=ca_file)
    assert said == (
        "the certificate of “127.0.0.1” is refused: it is for another name: is the address right?"
    )


async def test_a_server_that_asks_for_a_certificate_is_shown_ours(
    ca: trustme.CA, ca_file: Path, tmp_path: Path
) -> None:
    """TLS-05."""
    mine = tmp_path / "mine.pem"
    ca.issue_cert("board.example").private_key_and_cert_chain_pem.write_to_path(str(mine))
    async with secure(ca.issue_cert("127.0.0.1"), asks=ca) as url:
        said = await refusal(url, ca_file=ca_file)
        assert "asks for a client certificate" in said
        async with feed(url, ca_file=ca_file, client_cert=mine) as it:
            assert isinstance(await it.poll(), FeedReading)


async def test_a_client_certificate_that_has_expired_says_so(
    ca: trustme.CA, ca_file: Path, tmp_path: Path
) -> None:
    """TLS-05."""
    mine = tmp_path / "mine.pem"
    old = ca.issue_cert("board.example", not_after=dt.datetime(2020, 10, 30, tzinfo=dt.UTC))
    old.private_key_and_cert_chain_pem.write_to_path(str(mine))
    async with secure(ca.issue_cert("127.0.0.1"), asks=ca) as url:
        said = await refusal(url, ca_file=ca_file, client_cert=mine)
    assert "client certificate" in said
    assert said.endswith("; our own certificate (feed.client_cert) expired on 30 October 2020")


def clock_at(now: dt.datetime) -> Callable[[], dt.datetime]:
    """Give a clock that stands still."""
    return lambda: now


async def test_the_coming_end_of_our_certificate_is_told(
    ca: trustme.CA, ca_file: Path, tmp_path: Path
) -> None:
    """TLS-05."""
    mine = tmp_path / "mine.pem"
    for days, said in (
        (31, ""),
        (8, "expires in 7 days"),
        (2, "in 1 day"),
        (1, "within a day"),
    ):
        end = dt.datetime.now(dt.UTC) + dt.timedelta(days=days, minutes=-5)
        issued = ca.issue_cert("board.example", not_after=end)
        issued.private_key_and_cert_chain_pem.write_to_path(str(mine))
        settings = Tls(ca_file=ca_file, client_cert=mine)
        async with secure(ca.issue_cert("127.0.0.1"), asks=ca) as url:
            real = FeedSettings(url=url, tls=settings)
            now = end - dt.timedelta(days=days, minutes=-5)
            async with HttpFeed(real, clock_at(now), wait=no_wait) as it:
                assert said in read(await it.poll()).remark
                assert bool(said) is bool(read(await it.poll()).remark)


def test_what_is_no_certificate_has_no_end(tmp_path: Path) -> None:
    file = tmp_path / "x.pem"
    assert ends_at(file) is None
    for inside in ("", "AAAA", "MIIB"):
        file.write_text(f"-----BEGIN CERTIFICATE-----\n{inside}\n-----END CERTIFICATE-----\n")
        assert ends_at(file) is None


NOT_OURS = {
    "TLS-04": (
        b"\x15\x03\x01\x00\x02\x02\x46",  # the alert of a server that knows no TLS so new
        "no secure connection: the server does not support TLS 1.2 or later",
    ),
    "TLS-06": (
        answer(document()),
        "no secure connection: what answers there does not speak TLS; is the address right?",
    ),
}


@pytest.mark.parametrize(("reply", "said"), NOT_OURS.values(), ids=NOT_OURS)
async def test_what_speaks_no_tls_of_ours_is_told(reply: bytes, said: str, ca_file: Path) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(4_000)
        writer.write(reply)
        await writer.drain()
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    async with listening:
        assert await refusal(f"https://127.0.0.1:{port}/feed", ca_file=ca_file) == said


def test_nothing_older_than_tls_1_2_is_spoken() -> None:
    """TLS-04."""
    made = context(Tls())
    assert isinstance(made, ssl.SSLContext)
    assert made.minimum_version == ssl.TLSVersion.TLSv1_2
    assert made.verify_mode == ssl.CERT_REQUIRED
    assert made.check_hostname


async def test_a_secure_server_asked_in_the_clear_is_told(ca: trustme.CA) -> None:
    """TLS-06."""
    said = PollFailure(
        "what answers there speaks TLS: use https:// in the address", needs_person=True
    )
    for asks in (None, ca):
        there = secure(ca.issue_cert("127.0.0.1"), asks=asks)
        async with there as url, feed(f"http{url[5:]}") as it:
            assert await it.poll() == said


async def test_a_server_that_answers_plain_words_with_an_alert_is_told(server: Server) -> None:
    """TLS-06."""
    server.says((b"\x15", 0.0, b"\x03\x01\x00\x02\x02\x46", 0.0))
    async with feed(server.url()) as it:
        poll = failed(await it.poll())
    assert poll.reason == "what answers there speaks TLS: use https:// in the address"
    assert poll.needs_person


async def test_only_the_host_of_the_settings_is_asked_in_the_clear() -> None:
    """TLS-06."""
    for plain_http, said in (("feed.invalid", "no connection"), ("", "the address is not secure")):
        async with feed_at("http://feed.invalid/feed", plain_http=plain_http) as it:
            assert failed(await it.poll()).reason.startswith(said)


@pytest.mark.parametrize("name", ["ca_file", "client_cert"])
async def test_a_file_that_holds_no_certificate_is_named_and_nothing_is_asked(
    name: str, tmp_path: Path
) -> None:
    file = tmp_path / "not.pem"
    file.write_text("hello")
    said = await refusal("https://127.0.0.1:9/feed", **{name: file})
    assert said.startswith(f"feed.{name} in the settings names “{file}”, which does not hold")
