"""Repair of damaged JSON, so that one bad record does not cost the document."""

import re
from collections.abc import Callable, Iterator

from jru_tui.feeds.offload import checkpoint

# Possessive: what a text has been read up to is never given back, and so costs no memory.
INSIDE = rb'[^"\\]*+(?:\\.[^"\\]*+)*+'
"""What stands between the quotation marks of a text."""
# One without an end goes to the end: looked for from each quotation mark it would take hours.
STRING = b'"' + INSIDE + rb'(?:"|\\?\Z)'
"""A text with its quotation marks."""

# A number as Python writes them (1_000), or with digits that are not ASCII.
_ODD_NUMBER = rb"-?(?:\d[\d.]*+_|[\d.eE]*+[\x80-\xff])[\w.\x80-\xff]*+"
_NUMBER = rb"-?(?:NaN|Infinity)\b|" + _ODD_NUMBER
# What needs no mending is passed over a thousand pieces at a time: one by one it would take
# seconds, and all in one go it would keep every thread waiting.
_TOKEN = re.compile(
    rb'(?:"[^"\\]*+"|(?!' + _NUMBER + rb")(?:[^\"NI\d\x80-\xff-]++|\d[\d.eE+-]*+|[NI-])){1,1000}+"
    rb"|(?P<string>" + STRING + rb")|(?P<number>" + _NUMBER + rb")|.",
    re.DOTALL,
)
_HALF = re.compile(
    rb"(?:[^\\]++|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|\\(?!u[dD][89a-fA-F]).){1,1000}+|(?P<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})|.",
    re.DOTALL,
)
_MOST_HALVES = 1_000
"""Halves of characters after which the rest of a text is not worth keeping."""
_OFTEN = 1_000


def out_of_range(_number: bytes) -> bytes:
    """Put a number that is none as one that is refused as out of range."""
    return b"1e999"


def as_text(number: bytes) -> bytes:
    """Put a number that is none as a text."""
    return b'"' + number + b'"'


def repair(body: bytes, number: Callable[[bytes], bytes] = out_of_range) -> bytes:
    """Put what JSON does not know so that only its own record is refused.

    Half a character becomes a byte that is not UTF-8: the envelope passes over it, and the record's
    own reading refuses it. No more or fewer brackets are there afterwards, so what was cut stays
    cut.

    Args:
        body: as it came.
        number: what stands for a NaN, an infinity, or a number in other digits.
    """
    out = bytearray()
    copied = 0
    for count, token in enumerate(_TOKEN.finditer(body)):
        if count % _OFTEN == 0:
            checkpoint()
        if token["number"]:
            new = number(token["number"])
        elif token["string"] and b"\\u" in token["string"]:
            new = b"".join(_without_halves(token["string"]))
        else:
            continue
        out += body[copied : token.start()]
        out += new
        copied = token.end()
    if not copied:
        return body
    out += body[copied:]
    return bytes(out)


def _without_halves(text: bytes) -> Iterator[bytes]:
    """Give the pieces of a text with a byte that is not UTF-8 in place of half a character."""
    found = 0
    for piece in _HALF.finditer(text):
        found += bool(piece["half"])
        if found > _MOST_HALVES:
            yield b'"' if text.endswith(b'"') else b""
            return
        yield b"\xff" if piece["half"] else piece[0]
