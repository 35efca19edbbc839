"""Addresses with query parameters: those that a feed is asked with, beside its own."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit


def with_parameters(url: str, parameters: Mapping[str, str]) -> str:
    """The address with these query parameters in place of those of the same names.

    An address that is none comes back as it is: whoever asks there says so in words.
    """
    if not parameters:
        return url
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    own = parse_qsl(parts.query, keep_blank_values=True)
    query = [pair for pair in own if pair[0] not in parameters] + list(parameters.items())
    return urlunsplit(parts._replace(query=urlencode(query)))


def parameter(url: str, name: str) -> str:
    """The value of a query parameter; empty where it has none."""
    try:
        return dict(parse_qsl(urlsplit(url).query)).get(name, "")
    except ValueError:
        return ""


def without_secrets(url: str) -> str:
    """The address as it may be shown: what its parameters say may be a key, and stays hidden."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "an address that is not valid"
    pairs = (part.partition("=") for part in parts.query.split("&"))
    query = "&".join(name + (is_ and "=…") for name, is_, _ in pairs)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=host, query=query))
