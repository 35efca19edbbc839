"""Security of a connection: its trusted authorities, its own certificate, and no TLS before 1.2.

There is no way to switch the checking off. Trusted is what the operating system trusts, so that a
force's own CA works once its machines know it, or one CA of the settings in its place.

The end of a certificate is reported a month ahead. The standard library reads certificates only
while it shakes hands, so the one date is looked up in the bytes (X.509, RFC 5280 section 4.1:
version, serial number, algorithm, issuer, validity).
"""

import re
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from jru_tui.feeds.decoding.text import quoted
from jru_tui.feeds.models import PollFailure
from jru_tui.feeds.transport.errors import ConnectionTrouble
from jru_tui.settings import Tls


def context(tls: Tls) -> ssl.SSLContext | ConnectionTrouble:
    """The certificates of the settings put to use, or why they cannot be."""
    import truststore  # noqa: PLC0415 - slow, and only loaded where a connection is made

    if tls.ca_file is None:
        ssl_context: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    else:
        ssl_context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        try:
            ssl_context.load_verify_locations(tls.ca_file)
        except (OSError, ValueError):
            return _unusable("ca_file", str(tls.ca_file), "a certificate of a CA")
    ssl_context.minimum_version = ssl.TLSVersion.TLSv1_2
    if tls.client_cert is not None:
        try:
            # A key under a password would stop the board to ask for it.
            ssl_context.load_cert_chain(tls.client_cert, tls.client_key, password=lambda: b"")
        except (OSError, ValueError):
            expectation = "a certificate with its key, without a password"
            return _unusable("client_cert", str(tls.client_cert), expectation)
    return ssl_context


def _unusable(name: str, file: str, noun: str) -> ConnectionTrouble:
    reason = f"feed.{name} in the settings names {quoted(file, 200)}, which does not hold {noun}"
    return ConnectionTrouble(PollFailure(reason, needs_person=True))


SOON = timedelta(days=30)
_WITHIN_S = 3.0
_AT_ONCE_S = 1.0

_PEM = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)
_VERSION = 0xA0
_SHORT_YEAR = 0x17


def ends_at(file: Path) -> datetime | None:
    """Read when the first certificate of a PEM file ends, in UTC; None where it cannot be read."""
    try:
        found = _PEM.search(file.read_text(encoding="ascii", errors="replace"))
        return _not_after(ssl.PEM_cert_to_DER_cert(found[0])) if found else None
    except (OSError, ValueError, IndexError):
        return None


def served_until(host: str, port: int) -> datetime | None:
    """Ask when a server's certificate ends, in UTC; None where it cannot be found out.

    It is only looked at: nothing is sent to a server that it does not vouch for.
    """
    try:
        shown = ssl.get_server_certificate((host, port), timeout=_WITHIN_S)
        return _not_after(ssl.PEM_cert_to_DER_cert(shown))
    except (OSError, ValueError, IndexError):
        return None


def speaks_tls(host: str, port: int) -> bool:
    """Test whether a server answers a TLS handshake, or refuses it in TLS."""
    try:
        ssl.get_server_certificate((host, port), timeout=_AT_ONCE_S)
    except ssl.SSLError as error:
        return "ALERT" in (error.reason or "")
    except (OSError, ValueError):
        return False
    return True


def ends_soon(at: datetime | None, now: datetime) -> str:
    """A sentence on a client certificate that ends within a month; empty where it does not."""
    if at is None or at - now > SOON:
        return ""
    if at <= now:
        return "the client certificate has expired: a new one is needed"
    days = (at - now) // timedelta(days=1)
    left = {0: "within a day", 1: "in 1 day"}.get(days, f"in {days} days")
    return f"the client certificate expires {left}: a new one is needed"


def _not_after(der: bytes) -> datetime:
    _, at, _ = _element(der, 0)  # the certificate
    _, at, _ = _element(der, at)  # what is signed of it
    tag, _, end = _element(der, at)
    if tag == _VERSION:
        at = end
    for _ in range(3):  # serial number, algorithm, issuer
        _, _, at = _element(der, at)
    _, at, _ = _element(der, at)  # validity
    _, _, at = _element(der, at)  # not before
    tag, start, end = _element(der, at)
    form = "%y%m%d%H%M%SZ" if tag == _SHORT_YEAR else "%Y%m%d%H%M%SZ"
    return datetime.strptime(der[start:end].decode("ascii"), form).replace(tzinfo=UTC)


def _element(der: bytes, at: int) -> tuple[int, int, int]:
    """The tag of the element there, and where its content starts and ends."""
    length, start = der[at + 1], at + 2
    if length & 0x80:
        start += length & 0x7F
        length = int.from_bytes(der[at + 2 : start])
    return der[at], start, start + length
