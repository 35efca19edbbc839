"""Errors of PostgreSQL and of the way to it, in a supervisor's words and without a secret."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors as kinds
from psycopg_pool import PoolClosed, PoolTimeout

from jru_tui.journal.protocol import JournalAwayError, JournalClosedError, JournalError

_SENTENCES: dict[type[psycopg.Error], str] = {
    kinds.InsufficientPrivilege: (
        "The server of the journal {name} does not allow it: {said}. Ask its administrator for "
        "the role of a writer."
    ),
    kinds.ReadOnlySqlTransaction: (
        "The server of the journal {name} is a standby now and accepts no changes: nothing was "
        "written."
    ),
    kinds.DiskFull: "The disk of the journal's server {name} is full: nothing was written.",
    kinds.LockNotAvailable: (
        "Somebody else holds the journal {name}: nothing was written. Try again."
    ),
    kinds.QueryCanceled: "The journal's server {name} did not answer in time: nothing was written.",
}
_PASSING = (
    kinds.ReadOnlySqlTransaction,
    kinds.DiskFull,
    kinds.LockNotAvailable,
    kinds.QueryCanceled,
)
"""Errors of a server that may take the same later."""

_OTHERWISE = "The journal {name} cannot be used: {said}."


class ServerGoneError(JournalAwayError):
    """The server cannot be reached; nothing was written."""


@contextmanager
def in_words(name: str) -> Iterator[None]:
    """Turn what psycopg raises about the journal `name` into a JournalError.

    Raises:
        JournalError: in place of what psycopg raised.
    """
    try:
        yield
    except PoolClosed as error:
        raise JournalClosedError from error
    except PoolTimeout as error:
        raise ServerGoneError(f"The journal's server {name} does not answer.") from error
    except psycopg.Error as error:
        raise _translated(error, name) from error


_NONE_LEFT = re.compile(r"too many (clients|connections)|connection slots are reserved")
"""Words by which a server refuses a connection that it has no room for: libpq gives no code."""

_REFUSED = {
    re.compile(r"no password supplied"): (
        "The journal's server {name} asks for a password, and there is none: name a file of your "
        "own in shared.password_file."
    ),
    re.compile(r'password authentication failed for user "(?P<login>[^"]+)"'): (
        "The journal's server {name} does not accept the password of {login}."
    ),
    re.compile(r'\b(?P<kind>role|database) "(?P<what>[^"]+)" does not exist'): (
        "The journal's server {name} has no {kind} {what}."
    ),
    re.compile(r'role "(?P<login>[^"]+)" is not permitted to log in'): (
        "The journal's server {name} does not let anybody log in as {login}: it is only a role."
    ),
    re.compile(r'no pg_hba\.conf entry for host "[^"]*", user "(?P<login>[^"]+)"'): (
        "The journal's server {name} does not let {login} in from this machine: its administrator "
        "can allow it in pg_hba.conf."
    ),
    re.compile(r"certificate verify failed"): (
        "The journal's server {name} cannot prove its identity, so nothing was sent to it: its "
        "certificate has expired, or is not signed by the authority in shared.ca_file (without "
        "one, by one that this machine trusts). Ask its administrator for a valid certificate, or "
        "for the authority's."
    ),
    re.compile(
        r'server certificate for "(?P<named>[^"]+)"(?: \(and \d+ other names?\))? does not match '
        r'host name "(?P<asked>[^"]+)"'
    ): (
        "The journal's server {name} identifies itself as {named}, not {asked}, so nothing was "
        "sent to it: use the name that is in its certificate, or ask its administrator."
    ),
    re.compile(r"does not support SSL"): (
        "The journal's server {name} offers no TLS, so nothing was sent to it: its administrator "
        "can turn that on (ssl = on)."
    ),
    re.compile(
        r"alert (?:certificate required|unknown ca|bad certificate|certificate expired"
        r"|handshake failure)|connection requires a valid client certificate"
        r"|SSL error: unexpected eof"
    ): (
        "The journal's server {name} closed the connection during the TLS handshake: it may ask "
        "for a client certificate. Name one that it accepts in shared.client_cert and "
        "shared.client_key."
    ),
    re.compile(r'certificate authentication failed for user "(?P<login>[^"]+)"'): (
        "The journal's server {name} does not accept the client certificate for {login}: it has to "
        "be issued to that login."
    ),
}
"""Words by which a server does not let somebody in, and what to say then: libpq gives no code."""

_ENDS = ("FATAL", "PANIC")
"""Severities of the words by which a server ends a connection, whatever its reason."""


def is_lost(error: psycopg.Error) -> bool:
    """Tell whether the connection is gone, not only what was asked for refused."""
    if error.diag.severity_nonlocalized in _ENDS:
        return True
    state = error.sqlstate
    broken = isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
    return broken and (state is None or state.startswith("08"))  # class 08: connection exception


def _translated(error: psycopg.Error, name: str) -> JournalError:
    message = plain_words(error)
    for kind, sentence in _SENTENCES.items():
        if isinstance(error, kind):
            passing = issubclass(kind, _PASSING)
            error_class = JournalAwayError if passing else JournalError
            return error_class(sentence.format(name=name, said=message))
    # Of several servers each has a line of its own.
    whole = str(error)
    if isinstance(error, kinds.TooManyConnections) or _NONE_LEFT.search(whole):
        return ServerGoneError(
            f"The journal's server {name} has no connection left for this board: its "
            "max_connections are in use."
        )
    if is_lost(error) and error.sqlstate is None:
        for words, sentence in _REFUSED.items():
            if matched := words.search(whole):
                return ServerGoneError(sentence.format(name=name, **matched.groupdict()))
    if is_lost(error):
        return ServerGoneError(f"The journal's server {name} cannot be reached ({message}).")
    return JournalError(_OTHERWISE.format(name=name, said=message))


def plain_words(error: BaseException) -> str:
    """Give the first line of what a driver says, without what a connection is made of."""
    message = (str(error).strip().splitlines() or [type(error).__name__])[0]
    message = re.sub(r"(?i)\bpassword\s*=\s*\S+", "password=…", message)
    message = re.sub(r"://[^/@\s]*@", "://", message)
    return message.removeprefix("connection is bad: ").rstrip(".")
