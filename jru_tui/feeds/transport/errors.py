"""Errors of the connection, in words for the supervisor. No text of the server's is repeated."""

import socket
import ssl
from collections.abc import Iterator
from datetime import datetime
from http import HTTPStatus
from ipaddress import ip_address
from os import strerror
from pathlib import Path
from traceback import walk_tb
from urllib.parse import urlsplit

from msgspec import Struct, structs

from jru_tui.feeds.decoding.text import clean, quoted
from jru_tui.feeds.models import PollFailure


class ConnectionTrouble(Struct, frozen=True):
    """A request without a good answer.

    Attributes:
        failure: in words.
        again: whether a second try at once may well succeed (a hiccup, a connection just closed).
        status: the HTTP status, 0 where none came.
        start: the first bytes of a document that was refused.
        unclear: nobody knows whether the request arrived.
        hung_up: the server closed the connection; one of TLS may have meant `NO_SECURE_ANSWER`.
    """

    failure: PollFailure
    again: bool = False
    status: int = 0
    start: bytes = b""
    unclear: bool = False
    hung_up: bool = False


class NotHttpError(OSError):
    """An answer in another protocol than HTTP: TLS (`tls`) or something else."""

    def __init__(self, *, tls: bool) -> None:
        self.tls = tls
        super().__init__()


_NEEDS_PERSON = {
    400: "the server does not understand the request (400): is the address right?",
    401: "the server refuses the token (401): is it set, and still valid?",
    403: "the server does not allow this (403)",
    404: "nothing is at that address (404): is it right?",
    405: "that address does not accept this request (405): is it right?",
    410: "what was at that address is gone for good (410)",
}
_WAIT = {
    204: "the server answered with nothing (204)",
    206: "the server answered with part of a document (206)",
    408: "the server gave up waiting (408)",
    425: "the server asks to try again later (425)",
    429: "the server asks for fewer requests (429)",
    500: "the server has an internal error (500)",
    502: "a gateway cannot reach the server (502)",
    503: "the server is out of service for now (503)",
    504: "a gateway got no answer from the server (504)",
}


_NO_TLS = frozenset({"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG"})
_OLD_TLS = frozenset(
    {"UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION", "NO_PROTOCOLS_AVAILABLE"}
)
_ENDED = 10
_RENEW = "and the people who run the server must renew it"
_UNKNOWN = "its issuer is not trusted by this machine, nor named by feed.ca_file in the settings"
_OTHER_NAME = "it is for another name: is the address right?"
# By the codes of OpenSSL (X509_V_ERR_*, openssl/x509_vfy.h).
_CERTIFICATE = {
    9: "it is not valid yet: is this machine's clock right?",
    _ENDED: f"it has expired, {_RENEW}",
    18: _UNKNOWN,
    19: _UNKNOWN,
    20: _UNKNOWN,
    21: _UNKNOWN,
    23: "its issuer has revoked it",
    62: _OTHER_NAME,
    64: _OTHER_NAME,
}
_CLIENT = frozenset(
    {
        "TLSV13_ALERT_CERTIFICATE_REQUIRED",
        "SSLV3_ALERT_BAD_CERTIFICATE",
        "SSLV3_ALERT_CERTIFICATE_EXPIRED",
        "SSLV3_ALERT_CERTIFICATE_UNKNOWN",
        "TLSV1_ALERT_UNKNOWN_CA",
    }
)

NO_ADDRESS = ConnectionTrouble(
    PollFailure(
        "the address is not valid: it must start with https:// and name a host", needs_person=True
    )
)
NOT_SECURE = ConnectionTrouble(
    PollFailure(
        "the address is not secure: use https:// (http:// is for this machine, and for the one "
        "host that feed.plain_http in the settings names)",
        needs_person=True,
    )
)
NOT_HTTP = ConnectionTrouble(
    PollFailure("what answers there is not an HTTP server, or is broken: is the address right?"),
    again=True,  # a line that is kept may hold what belonged to the answer before
)
FLOODED = ConnectionTrouble(
    PollFailure(
        "the headers of the answer are longer than 100 kB: too many cookies? The answer is not read"
    )
)
SPEAKS_TLS = ConnectionTrouble(
    PollFailure("what answers there speaks TLS: use https:// in the address", needs_person=True)
)
NO_ANSWER = ConnectionTrouble(
    PollFailure("the connection was closed without an HTTP answer: is the address right?"),
    again=True,
    hung_up=True,
)
BROKEN_OFF = ConnectionTrouble(
    PollFailure("the connection broke before the answer was complete"), again=True, hung_up=True
)
_NEVER_SENT = frozenset({"ConnectError", "ConnectTimeout", "InvalidURL", "UnsupportedProtocol"})
NO_SECURE_ANSWER = ConnectionTrouble(
    PollFailure(
        "the connection was closed without an answer: perhaps the server asks for a client "
        "certificate (feed.client_cert in the settings), or refuses this one"
    ),
    again=True,
)


def status_trouble(status: int, location: str | None, wait_s: float | None) -> ConnectionTrouble:
    """Explain a status other than 200 and an expected 304; `wait_s` is what it asks for.

    Args:
        status: the HTTP status.
        location: where it points to; None for nowhere.
        wait_s: seconds that the server asks for; None for none.
    """
    again = status >= HTTPStatus.INTERNAL_SERVER_ERROR and wait_s is None
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST and location:
        host = _host_of(location)
        target = f" to {quoted(host)}" if host else ""
        reason = f"the server redirects{target} ({status}): redirects are not followed"
        return ConnectionTrouble(PollFailure(reason, needs_person=True), status=status)
    if status in _WAIT:
        return ConnectionTrouble(PollFailure(_WAIT[status], retry_after_s=wait_s), again, status)
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        reason = _NEEDS_PERSON.get(status, f"the server refuses the request ({status})")
        is_gone = status == HTTPStatus.GONE
        failure = PollFailure(reason, needs_person=True, retry_after_s=wait_s, gone=is_gone)
        return ConnectionTrouble(failure, status=status)
    return ConnectionTrouble(
        PollFailure(f"the server answered with status {status}", retry_after_s=wait_s),
        again,
        status,
    )


def _host_of(location: str) -> str:
    """The host that an address names, empty where it names none or is not one."""
    try:
        return urlsplit(location).hostname or ""
    except ValueError:
        return ""


def address_trouble(url: str, *, anywhere: bool, plain_http: str = "") -> ConnectionTrouble | None:
    """Say why an address cannot be used at all; None where it can.

    What goes over the wire is confidential, so http without TLS is for this machine only, and for
    the host that the settings name. `anywhere` is for an application that is asked in-process.

    Args:
        url: the address.
        anywhere: true for an application in this process.
        plain_http: the host that is allowed http; may be empty.
    """
    try:
        parts = urlsplit(url)
        host, scheme = parts.hostname or "", parts.scheme
        usable = parts.port != 0  # reading it checks its range
    except ValueError:
        host, scheme, usable = "", "", False
    if not usable or scheme not in {"http", "https"} or not host or not url.isprintable():
        return NO_ADDRESS
    if scheme == "http" and not anywhere and host != plain_http and not _is_this_machine(host):
        return NOT_SECURE
    return None


def _is_this_machine(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def unanswered_trouble(
    error: BaseException, scheme: str, host: str, ended_at: datetime | None = None
) -> ConnectionTrouble:
    """Explain an exception that came before any answer did.

    Args:
        error: the exception to explain.
        scheme: `http` or `https`.
        host: the host of the address.
        ended_at: when the certificate ended, UTC; None where that is not known.
    """
    trouble = wire_trouble(error, host, ended_at)
    if scheme == "https" and trouble.hung_up:
        # With TLS 1.3 a server refuses a client's certificate after the handshake, without a word.
        trouble = NO_SECURE_ANSWER
    return structs.replace(trouble, unclear=type(error).__name__ not in _NEVER_SENT)


def certificate_has_ended(error: BaseException) -> bool:
    """Test whether an exception means that the server's certificate is too old."""
    return any(
        isinstance(cause, ssl.SSLCertVerificationError) and cause.verify_code == _ENDED
        for cause in _causes(error)
    )


def wire_trouble(
    error: BaseException, host: str, ended_at: datetime | None = None
) -> ConnectionTrouble:
    """Explain an exception of httpx or of the system.

    `ended_at` is when the server's certificate did, where that could be found out.

    Args:
        error: the exception to explain.
        host: the host of the address.
        ended_at: when the certificate ended, UTC; None where that is not known.
    """
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            cause_text = _CERTIFICATE.get(cause.verify_code) or clean(
                cause.verify_message or "", 200
            )
            if cause.verify_code == _ENDED and ended_at is not None:
                cause_text = f"it expired on {ended_at.day} {ended_at:%B %Y}, {_RENEW}"
            reason = f"the certificate of {quoted(host)} is refused: {cause_text or 'not valid'}"
            return ConnectionTrouble(PollFailure(reason, needs_person=True))
        if isinstance(cause, ssl.SSLError):
            return ConnectionTrouble(PollFailure(_tls_words(cause.reason or ""), needs_person=True))
        if isinstance(cause, NotHttpError):
            return SPEAKS_TLS if cause.tls else NOT_HTTP
        if isinstance(cause, socket.gaierror):
            return ConnectionTrouble(
                PollFailure(f"no connection: the name {quoted(host)} is not known")
            )
        if isinstance(cause, ConnectionResetError | BrokenPipeError):
            return BROKEN_OFF
        if isinstance(cause, OSError) and cause.errno:
            cause_text = strerror(cause.errno).lower()
            return ConnectionTrouble(PollFailure(f"no connection to {quoted(host)}: {cause_text}"))
    return _protocol_trouble(type(error).__name__, str(error))


def _tls_words(reason: str) -> str:
    """Translate an error of OpenSSL; its own have no text, or none for people."""
    if reason in _NO_TLS:
        return "no secure connection: what answers there does not speak TLS; is the address right?"
    if reason in _OLD_TLS:
        return "no secure connection: the server does not support TLS 1.2 or later"
    if reason in _CLIENT:
        return (
            "no secure connection: the server asks for a client certificate, or refuses this one "
            "(feed.client_cert in the settings)"
        )
    return (
        "no secure connection: the server does not use TLS here, uses too old a version, or asks "
        "for a client certificate"
    )


def _protocol_trouble(kind: str, text: str) -> ConnectionTrouble:
    """Explain an error of httpx by the name of its exception: this module does not import it."""
    elsewhere = kind in {"InvalidURL", "UnsupportedProtocol"}  # ours has been looked at before
    if elsewhere or "location header" in text:
        reason = (
            "the server redirects to something that is not an address: redirects are not followed"
        )
        return ConnectionTrouble(PollFailure(reason, needs_person=True))
    if kind == "RemoteProtocolError":
        if "without sending a response" in text:
            return NO_ANSWER
        if "buffer too long" in text:
            return FLOODED
        return BROKEN_OFF if "closed connection" in text or "incomplete" in text else NOT_HTTP
    if kind == "LocalProtocolError":
        reason = "the request cannot be sent: are the address and the token right?"
        return ConnectionTrouble(PollFailure(reason, needs_person=True))
    return BROKEN_OFF


def hiccup_trouble(error: Exception) -> PollFailure:
    """A fault of this program's own, met while an answer was read: where, and nothing of what.

    The message of an exception may hold a call's words.
    """
    at = ""
    for frame in walk_tb(error.__traceback__):
        code = frame[0].f_code
        if "jru_tui" in code.co_filename:
            at = f" at {Path(code.co_filename).name}:{frame[1]}"
    reason = (
        f"an internal error in jru-tui prevented reading the answer: {type(error).__name__}{at}"
    )
    return PollFailure(reason, needs_person=True)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The exception and what is behind it, outermost first."""
    while error is not None:
        yield error
        if isinstance(error, BaseExceptionGroup):
            for exception in error.exceptions:
                yield from _causes(exception)
        error = error.__cause__ or error.__context__
