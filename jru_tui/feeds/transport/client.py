"""An HTTP client of one server: sends a request and classifies the result.

Imports httpx, which costs a tenth of a second: `poller` and `outbox` import this module in a thread
once the first frame is on screen. Redirects, cookies, the environment's proxies and passwords are
all off: police data goes to the address in the settings and nowhere else.
"""

import asyncio
import http.cookiejar
import logging
import ssl
from collections.abc import Callable, Mapping
from datetime import datetime

import httpx
from msgspec import Struct

from jru_tui import __version__
from jru_tui.feeds.models import PollFailure
from jru_tui.feeds.transport.answer import (
    BadBody,
    document_date,
    first_bytes,
    fresh_s,
    retry_after_s,
    too_large,
    whole,
    wrong_content_type,
)
from jru_tui.feeds.transport.errors import (
    NO_ADDRESS,
    SPEAKS_TLS,
    ConnectionTrouble,
    address_trouble,
    certificate_has_ended,
    status_trouble,
    unanswered_trouble,
    wire_trouble,
)
from jru_tui.feeds.transport.protocol_sniffer import SniffedNetwork
from jru_tui.feeds.transport.tls import served_until, speaks_tls

MAX_ETAG = 1_024
_START_S = 0.5
_HTTP = 80
_HTTPS = 443


class HttpAnswer(Struct, frozen=True):
    """A good answer to a GET: a document, or "not changed" (then `body` is empty).

    Attributes:
        etag: byte for byte as it came, to be sent back.
        fresh_s: seconds for which the server's answer stays good.
        next: the page that the Link header names.
        size: bytes on the wire.
        date: the server's own time of the answer, by its headers.
        packed: whether it came as gzip.
        caching: its `Cache-Control`, as it came.
    """

    url: str
    unchanged: bool = False
    body: bytes = b""
    etag: bytes | None = None
    fresh_s: float = 0.0
    next: str | None = None
    size: int = 0
    date: datetime | None = None
    packed: bool = False
    caching: str = ""


class PostReply(Struct, frozen=True):
    """A server's answer to a POST, whatever it is; the body is cut at the cap."""

    status: int
    body: bytes
    retry_after_s: float | None
    location: str | None


class HttpConnection:
    """A keep-alive connection to one server.

    Args:
        clock: this machine's time, for a `Retry-After` date without a `Date`.
        transport: None for the network; tests and the demo hand in an application.
        secure: what TLS goes by, or why there cannot be any: then nothing is ever asked. None
            trusts nobody, for a line that needs no TLS.
        plain_http: the one host, besides this machine, that is asked without TLS.

    Attributes:
        is_answered: the head of an answer to the last GET has come.
    """

    def __init__(
        self,
        clock: Callable[[], datetime],
        transport: httpx.AsyncBaseTransport | None = None,
        *,
        secure: ssl.SSLContext | ConnectionTrouble | None = None,
        plain_http: str = "",
    ) -> None:
        # httpx logs whole addresses at INFO, and an address may hold a secret.
        for name in ("httpx", "httpcore"):
            logging.getLogger(name).setLevel(logging.WARNING)
        no_cookies = http.cookiejar.CookieJar(
            http.cookiejar.DefaultCookiePolicy(allowed_domains=[])
        )
        self.is_answered = False
        self._clock = clock
        self._anywhere = transport is not None
        self._plain_http = plain_http
        self._unusable = secure if isinstance(secure, ConnectionTrouble) else None
        trusting_nobody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context = secure if isinstance(secure, ssl.SSLContext) else trusting_nobody
        self._client = httpx.AsyncClient(
            transport=transport or SniffedNetwork(context),
            follow_redirects=False,
            trust_env=False,
            cookies=no_cookies,
            timeout=None,  # noqa: S113 - per read it would mean little; callers hold a deadline
            headers={
                "Accept": "application/json",
                "Accept-Encoding": "gzip",
                "User-Agent": f"jru-tui/{__version__}",
            },
        )

    async def aclose(self) -> None:
        """Hang up."""
        await self._client.aclose()

    async def get(
        self,
        url: str,
        headers: Mapping[bytes, bytes],
        *,
        max_wire: int,
        max_body: int,
        any_type: bool = False,
        any_page: bool = False,
        any_text: bool = False,
    ) -> HttpAnswer | ConnectionTrouble:
        """Ask for a document. Only 200 and an expected 304 are answers.

        Args:
            url: its address.
            headers: sent beside those of every request.
            max_wire: bytes that may come over the wire.
            max_body: bytes that they may unpack to.
            any_type: a document is taken that is not marked as JSON.
            any_page: also one that is marked as a web page.
            any_text: also one in another encoding than UTF-8.
        """
        address = self._address(url)
        if isinstance(address, ConnectionTrouble):
            return address
        answered = self.is_answered = False
        try:
            async with self._client.stream("GET", address, headers=headers) as response:
                answered = self.is_answered = True
                if response.status_code == httpx.codes.NOT_MODIFIED:
                    if b"If-None-Match" not in headers:
                        return ConnectionTrouble(
                            PollFailure(
                                "the feed answers “not changed” to a request that did not ask that"
                            )
                        )
                    # There is nothing in it, but only what was read to its end keeps the line open.
                    # One with a body all the same is not: it would pass for the next answer.
                    if not _announces_body(response):
                        await response.aread()
                    return HttpAnswer(str(address), unchanged=True, fresh_s=_fresh_s(response))
                if response.status_code != httpx.codes.OK:
                    return self._refused(response)
                kind = response.headers.get("Content-Type")
                if wrong := wrong_content_type(
                    kind, any_type=any_type, any_page=any_page, any_text=any_text
                ):
                    return ConnectionTrouble(PollFailure(wrong), start=await _start(response))
                return await self._document(response, max_wire, max_body)
        except BadBody as error:
            return ConnectionTrouble(PollFailure(str(error)), start=error.start)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as error:
            if answered:
                return wire_trouble(error, address.host)
            return await self._unanswered(error, address)

    async def answers(self, url: str, headers: Mapping[bytes, bytes]) -> bool:
        """Ask whether a server answers for an address at all: of a HEAD only the status counts.

        Args:
            url: the address.
            headers: sent beside those of every request.
        """
        address = self._address(url)
        if isinstance(address, ConnectionTrouble):
            return False
        try:
            async with self._client.stream("HEAD", address, headers=headers) as response:
                status = response.status_code
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError):
            return False
        return not httpx.codes.is_server_error(status) or status == httpx.codes.NOT_IMPLEMENTED

    async def post(
        self, url: str, headers: Mapping[bytes, bytes], body: bytes
    ) -> PostReply | ConnectionTrouble:
        """Send a JSON body and take a small answer.

        Args:
            url: the address.
            headers: those of this request.
            body: the JSON.
        """
        address = self._address(url)
        if isinstance(address, ConnectionTrouble):
            return address
        try:
            async with self._client.stream(
                "POST",
                address,
                headers={b"Content-Type": b"application/json", **headers},
                content=body,
            ) as response:
                encoding = response.headers.get("Content-Encoding", "")
                try:
                    answer, _ = await whole(response.aiter_raw(), encoding, 64_000, 64_000)
                except BadBody:
                    answer = b""  # its status is the answer; only the reason is lost
                return PostReply(
                    response.status_code,
                    answer,
                    self._retry_after_s(response),
                    response.headers.get("Location"),
                )
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as error:
            return await self._unanswered(error, address)

    def _address(self, url: str) -> httpx.URL | ConnectionTrouble:
        trouble = address_trouble(url, anywhere=self._anywhere, plain_http=self._plain_http)
        if trouble := trouble or self._unusable:
            return trouble
        try:
            address = httpx.URL(url)
            host = address.host
        except (httpx.InvalidURL, UnicodeError):  # a host that is no name is found when it is read
            return NO_ADDRESS
        return address if host else NO_ADDRESS

    async def _unanswered(self, error: Exception, address: httpx.URL) -> ConnectionTrouble:
        ended_at = None
        if certificate_has_ended(error):
            port = address.port or _HTTPS
            ended_at = await asyncio.to_thread(served_until, address.host, port)
        trouble = unanswered_trouble(error, address.scheme, address.host, ended_at)
        # Asked in the clear, most servers of TLS just hang up.
        if trouble.hung_up and not self._anywhere:
            port = address.port or _HTTP
            if await asyncio.to_thread(speaks_tls, address.host, port):
                return SPEAKS_TLS
        return trouble

    def _refused(self, response: httpx.Response) -> ConnectionTrouble:
        return status_trouble(
            response.status_code,
            response.headers.get("Location"),
            self._retry_after_s(response),
        )

    def _retry_after_s(self, response: httpx.Response) -> float | None:
        headers = response.headers
        return retry_after_s(headers.get("Retry-After"), headers.get("Date"), self._clock())

    async def _document(self, response: httpx.Response, max_wire: int, max_body: int) -> HttpAnswer:
        headers = response.headers
        length = headers.get("Content-Length", "")
        if length.isdecimal() and (size := int(length[:20])) > max_wire:
            raise too_large(max_wire, size)
        encoding = headers.get("Content-Encoding", "")
        body, size = await whole(response.aiter_raw(), encoding, max_wire, max_body)
        return HttpAnswer(
            url=str(response.url),
            body=body,
            etag=_etag(response),
            fresh_s=_fresh_s(response),
            next=response.links.get("next", {}).get("url"),
            size=size,
            date=document_date(headers.get("Date")),
            packed=bool(encoding.strip()),
            caching=headers.get("Cache-Control", ""),
        )


def _announces_body(response: httpx.Response) -> bool:
    length = response.headers.get("Content-Length", "0").strip()
    return length.strip("0") != "" or "Transfer-Encoding" in response.headers


async def _start(response: httpx.Response) -> bytes:
    """Read the start of a refused answer; a slow one is not waited for."""
    try:
        async with asyncio.timeout(_START_S):
            return await first_bytes(response.aiter_raw())
    except TimeoutError:
        return b""


def _etag(response: httpx.Response) -> bytes | None:
    """The ETag, byte for byte; None where there is none, or one that is out of all proportion."""
    found = (value for name, value in response.headers.raw if name.lower() == b"etag")
    etag = next(found, b"")
    return etag if 0 < len(etag) <= MAX_ETAG else None


def _fresh_s(response: httpx.Response) -> float:
    return fresh_s(response.headers.get("Cache-Control"), response.headers.get("Age"))


def next_page(url: str, link: str) -> str | None:
    """The address of the next page; None where it would leave the server that we asked.

    Who asks is ours to say: a name and a password in the link would take the place of the token.
    """
    try:
        here = httpx.URL(url)
        there = here.join(link)
        same = (there.scheme, there.host, there.port) == (here.scheme, here.host, here.port)
    except (httpx.InvalidURL, UnicodeError):
        return None
    return str(there.copy_with(userinfo=here.userinfo)) if same else None
