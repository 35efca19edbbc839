"""What went wrong on the wire, in words for the supervisor. No text of the server's is repeated."""

import socket
import ssl
from collections.abc import Iterator
from http import HTTPStatus
from ipaddress import ip_address
from os import strerror
from urllib.parse import urlsplit

from msgspec import Struct

from jru_tui.feeds.clean import quoted
from jru_tui.feeds.reading import Failure


class Trouble(Struct, frozen=True):
    """A request without a good answer.

    Attributes:
        failure: in words.
        again: whether a second try at once may well succeed (a hiccup, a connection just closed).
        status: the HTTP status, 0 where none came.
    """

    failure: Failure
    again: bool = False
    status: int = 0


_NEEDS_PERSON = {
    400: "the feed does not understand the request (400): is the address right?",
    401: "the feed refuses the token (401): is it set, and still good?",
    403: "the feed does not allow this (403)",
    404: "nothing is at the feed's address (404): is it right?",
    405: "the feed's address does not take this request (405): is it right?",
    410: "the feed is gone from its address for good (410)",
}
_WAIT = {
    204: "the feed answered with nothing (204)",
    206: "the feed answered with a part of a document (206)",
    408: "the feed gave up waiting (408)",
    425: "the feed asks to try again later (425)",
    429: "the feed asks us to poll less often (429)",
    500: "the feed has an error of its own (500)",
    502: "the server before the feed cannot reach it (502)",
    503: "the feed is out of service for now (503)",
    504: "the server before the feed got no answer from it (504)",
}


def status_trouble(status: int, location: str | None, wait_s: float | None) -> Trouble:
    """What a status other than 200 and an expected 304 means; `wait_s` is what it asks for."""
    again = status >= HTTPStatus.INTERNAL_SERVER_ERROR and wait_s is None
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST and location:
        host = _host_of(location)
        where = f" to {quoted(host)}" if host else ""
        reason = f"the feed has moved{where} ({status}): redirects are not followed"
        return Trouble(Failure(reason, needs_person=True), status=status)
    if status in _WAIT:
        return Trouble(Failure(_WAIT[status], retry_after_s=wait_s), again, status)
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        reason = _NEEDS_PERSON.get(status, f"the feed refuses the request ({status})")
        return Trouble(Failure(reason, needs_person=True, retry_after_s=wait_s), status=status)
    return Trouble(
        Failure(f"the feed answered with status {status}", retry_after_s=wait_s), again, status
    )


def _host_of(location: str) -> str:
    """The host that an address names, empty where it names none or is not one."""
    try:
        return urlsplit(location).hostname or ""
    except ValueError:
        return ""


def address_trouble(url: str, *, anywhere: bool) -> Trouble | None:
    """Why an address cannot be used at all; None where it can.

    What the feed says is confidential, so http without TLS is for this machine only. `anywhere`
    is for an application that is asked in-process.
    """
    try:
        parts = urlsplit(url)
        host, scheme = parts.hostname or "", parts.scheme
    except ValueError:
        host = scheme = ""
    if scheme not in {"http", "https"} or not host or not url.isprintable():
        reason = "the feed's address is not one: it must start with https:// and name a host"
    elif scheme == "http" and not anywhere and not _is_this_machine(host):
        reason = "the feed's address is not secure: use https:// (http:// is for this machine only)"
    else:
        return None
    return Trouble(Failure(reason, needs_person=True))


def _is_this_machine(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def wire_trouble(error: BaseException, host: str) -> Trouble:
    """What an exception of httpx or of the system means."""
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            reason = f"the feed's certificate is refused: {cause.verify_message or 'not valid'}"
            return Trouble(Failure(reason, needs_person=True))
        if isinstance(cause, ssl.SSLError):
            reason = (
                "no secure connection: the server speaks no TLS here or too old a one, "
                "or asks for a client certificate"
            )
            return Trouble(Failure(reason, needs_person=True))
        if isinstance(cause, socket.gaierror):
            return Trouble(Failure(f"no connection: the name {quoted(host)} is not known"))
        if isinstance(cause, ConnectionResetError | BrokenPipeError):
            return Trouble(
                Failure("the connection broke off before the answer was whole"), again=True
            )
        if isinstance(cause, OSError) and cause.errno:
            why = strerror(cause.errno).lower()
            return Trouble(Failure(f"no connection to {quoted(host)}: {why}"))
    kind = type(error).__name__
    if kind == "RemoteProtocolError":
        text = str(error)
        if "disconnected" in text or "closed connection" in text or "incomplete" in text:
            return Trouble(
                Failure("the connection broke off before the answer was whole"), again=True
            )
        return Trouble(Failure("what answers there does not speak proper HTTP"))
    if kind in {"InvalidURL", "UnsupportedProtocol", "LocalProtocolError"}:
        return Trouble(
            Failure("the request cannot be sent: is the address right?", needs_person=True)
        )
    return Trouble(Failure("the connection broke off before the answer was whole"), again=True)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The exception and what is behind it, outermost first."""
    while error is not None:
        yield error
        if isinstance(error, BaseExceptionGroup):
            for each in error.exceptions:
                yield from _causes(each)
        error = error.__cause__ or error.__context__
