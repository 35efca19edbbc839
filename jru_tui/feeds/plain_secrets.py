"""Secrets in plain text where they do not belong: in an address, or in a mapping."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl, urlsplit

from jru_tui.settings import FeedSettings

_NAME = re.compile(
    r"token|secret|passw|pwd|credential|auth|api[-_. ]?key|(?:^|[-_. ])(?:key|pin|sig|jwt)$"
    r"|(?-i:[a-z](?:Key|Pin|Sig|Jwt)$)|access_?code|signature|subscription-key|session|cookie",
    re.IGNORECASE,
)
_VALUE = re.compile(
    r"(?:Bearer|Basic|Token|ApiKey)\s+\S+|eyJ[\w-]{10,}\.[\w-]+\..*"
    # Letters and figures without end, as nobody would choose for a word.
    r"|(?=.*\d)(?=.*[a-z])[a-z0-9+/_=-]{24,}",
    re.IGNORECASE,
)
_RIGHT = "name it in feed.{} and keep the secret in feed.token_file"


def secrets_of_settings(feed: FeedSettings) -> tuple[str, ...]:
    """Sentences on what looks like a secret in the addresses of the settings; none shows it."""
    addresses = (("feed.url", feed.url), ("feed.writeback", feed.writeback))
    return tuple(
        parts for location, url in addresses for parts in secrets_of_address(location, url)
    )


def secrets_of_address(location: str, url: str) -> Iterator[str]:
    """Sentences on what looks like a secret in an address.

    Args:
        location: the key that it stands at.
        url: the address; one that is none has no secrets.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return
    if parts.username or parts.password:
        yield f"{location} holds a name or password in plain text: keep it in feed.token_file"
    yield from secrets_of_table(location, dict(parse_qsl(parts.query)), "token_parameter")


def secrets_of_table(location: str, table: Mapping[str, str], carrier: str) -> Iterator[str]:
    """Sentences on what looks like a secret by its name or by what it is.

    Args:
        location: the key of the table.
        table: values by name.
        carrier: the setting of the feed that sends a secret in the right way.
    """
    for name, value in table.items():
        if value and (_NAME.search(name) or _VALUE.fullmatch(value)):
            right = _RIGHT.format(carrier)
            yield f"{location} holds what looks like a secret in plain text ({name}): {right}"
