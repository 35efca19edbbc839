"""Secrets that stand in a mapping in plain text, which whoever sees the file can read."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl, urlsplit

from jru_tui.feeds.mapping.schema import MappingFile

_NAME = re.compile(
    r"token|secret|passw|pwd|credential|auth|api[-_]?key|(?:^|[-_])(?:key|sig|jwt)$|signature"
    r"|subscription-key|session|cookie",
    re.IGNORECASE,
)
_VALUE = re.compile(
    r"(?:Bearer|Basic|Token|ApiKey)\s+\S+|eyJ[\w-]{10,}\.[\w-]+\..*"
    # Letters and figures without end, as nobody would choose for a word.
    r"|(?=.*\d)(?=.*[a-z])[a-z0-9+/_=-]{24,}",
    re.IGNORECASE,
)
_RIGHT = "name it in feed.{} and keep the secret in feed.token_file"


def plain_secrets(file: MappingFile) -> Iterator[str]:
    """Sentences on what looks like a secret, by its name or by what it is; none shows it."""
    yield from _found("request.headers", file.request.headers, "token_header")
    yield from _found("request.parameters", file.request.parameters, "token_parameter")
    try:
        parts = urlsplit(file.vehicles.url)
    except ValueError:
        return
    if parts.password:
        yield "vehicles.url holds a password in plain text: keep it in feed.token_file"
    yield from _found("vehicles.url", dict(parse_qsl(parts.query)), "token_parameter")


def _found(where: str, table: Mapping[str, str], carrier: str) -> Iterator[str]:
    for name, value in table.items():
        if value and (_NAME.search(name) or _VALUE.fullmatch(value)):
            right = _RIGHT.format(carrier)
            yield f"{where} holds what looks like a secret in plain text ({name}): {right}"
