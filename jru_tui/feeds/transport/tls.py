"""Security of a connection: its trusted authorities, its own certificate, and no TLS before 1.2.

There is no way to switch the checking off. Trusted is what the operating system trusts, so that a
force's own CA works once its machines know it, or one CA of the settings in its place.
"""

import ssl

import truststore

from jru_tui.feeds.decoding.text import quoted
from jru_tui.feeds.models import PollFailure
from jru_tui.feeds.transport.errors import ConnectionTrouble
from jru_tui.settings import Tls


def context(tls: Tls) -> ssl.SSLContext | ConnectionTrouble:
    """The certificates of the settings put to use, or why they cannot be."""
    if tls.ca_file is None:
        made: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    else:
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        try:
            made.load_verify_locations(tls.ca_file)
        except (OSError, ValueError):
            return _unusable("ca_file", str(tls.ca_file), "a certificate of a CA")
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    if tls.client_cert is not None:
        try:
            # A key under a password would stop the board to ask for it.
            made.load_cert_chain(tls.client_cert, tls.client_key, password=lambda: b"")
        except (OSError, ValueError):
            what = "a certificate with its key, without a password"
            return _unusable("client_cert", str(tls.client_cert), what)
    return made


def _unusable(name: str, file: str, what: str) -> ConnectionTrouble:
    reason = f"feed.{name} in the settings names {quoted(file, 200)}, which does not hold {what}"
    return ConnectionTrouble(PollFailure(reason, needs_person=True))
