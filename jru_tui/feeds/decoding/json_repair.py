"""Puts what JSON does not know so that one record is refused for it, and not the whole document."""

import re

# Possessive: what a text has been read up to is never given back, and so costs no memory.
INSIDE = rb'[^"\\]*+(?:\\.[^"\\]*+)*+'
"""What stands between the quotation marks of a text."""
# One without an end goes to the end: looked for from each quotation mark it would take hours.
STRING = b'"' + INSIDE + rb'(?:"|\\?\Z)'
"""A text with its quotation marks."""

# A number as Python writes them (1_000), or with digits that are not ASCII.
_ODD_NUMBER = rb"-?(?:\d[\d.]*+_|[\d.eE]*+[\x80-\xff])[\w.\x80-\xff]*+"
_TOKEN = re.compile(
    rb"(?P<string>" + STRING + rb")|(?P<number>-?(?:NaN|Infinity)\b|" + _ODD_NUMBER + rb")"
    rb"|(?P<other>[^\"NI\d\x80-\xff-]++|\d[\d.eE+-]*+|.)",
    re.DOTALL,
)
_HALF = re.compile(
    rb"(?P<keep>\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\(?!u[dD][89a-fA-F]).)"
    rb"|\\u[dD][89a-fA-F][0-9a-fA-F]{2}",
    re.DOTALL,
)


def mended(body: bytes) -> bytes:
    """The body with what JSON does not know put so that only its own record is refused.

    A NaN and a number in other digits become one that is out of range, half a character a byte that
    is not UTF-8; the envelope passes over both, and the record's own reading refuses them. No more
    or fewer brackets are there afterwards, so what was cut stays cut.
    """

    def token(match: re.Match[bytes]) -> bytes:
        if match["number"]:
            return b"1e999"
        if match["string"] and b"\\u" in match["string"]:
            return _HALF.sub(lambda half: half["keep"] or b"\xff", match["string"])
        return match[0]

    return _TOKEN.sub(token, body)
