"""A check of a connection's first bytes: not HTTP is reported at once.

What greets by itself and waits, as SSH does, would otherwise be waited for until the deadline, and
a page without a head would pass for a connection that was closed.
"""

import ssl
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from typing import Any

import httpcore
import httpx

from jru_tui.feeds.transport.errors import NotHttpError

_HTTP = b"HTTP/"
_ALERT = b"\x15\x03"
"""How TLS begins to say that it does not understand (RFC 8446 section 5.1)."""

# httpcore imports it at every lock, four times a request. Where it is not installed, Python would
# look through all its folders each time.
if find_spec("sniffio") is None:
    sys.modules["sniffio"] = None  # type: ignore[assignment]


class SniffedNetwork(httpx.AsyncHTTPTransport):
    """The network, for a client: no proxy, nobody's settings but ours."""

    def __init__(self, secure: ssl.SSLContext) -> None:
        super().__init__(verify=secure, trust_env=False)
        # httpx has no door for this: its own pool, but one that listens.
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=secure,
            keepalive_expiry=httpx.Limits().keepalive_expiry,
            network_backend=_Listening(),
        )


class _Listening(httpcore.AnyIOBackend):
    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - as httpcore has it
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        stream = await super().connect_tcp(host, port, timeout, local_address, socket_options)
        return _Heard(stream)


class _Heard(httpcore.AsyncNetworkStream):
    """A stream, whose first bytes are looked at."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self._start = b""

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        """Return the bytes that came.

        Raises:
            NotHttpError: it is the beginning of something else.
        """
        came = await self._stream.read(max_bytes, timeout)
        if len(self._start) < len(_HTTP):
            self._start = (self._start + came)[: len(_HTTP)]
            if not _HTTP.startswith(self._start):
                raise NotHttpError(tls=_ALERT.startswith(self._start[:2]))
        return came

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - as httpcore has it
    ) -> httpcore.AsyncNetworkStream:
        return _Heard(await self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
