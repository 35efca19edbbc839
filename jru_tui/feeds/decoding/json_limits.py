"""Limits on a JSON document, checked on its bytes before it is parsed.

A few kilobytes that are packed may hold millions of empty objects, or brackets within brackets
without end. Counting what stands outside of texts costs 3 ms for a megabyte, and no memory to speak
of.
"""

import re

from jru_tui.feeds.decoding.json_repair import STRING
from jru_tui.feeds.size_errors import (
    MAX_DEPTH,
    MAX_RECORD_BYTES,
    MAX_RECORD_VALUES,
    Caps,
    size_error,
    too_many,
)

_MAX_DIGITS = 19
"""Digits of the largest whole number that JSON's readers agree on, 2**63 - 1."""
_STEP = 4_000_000
"""Bytes whose digits are looked through in one go."""
_PIECE = 100_000
"""Bytes whose texts are left out in one go: a document may be all quotation marks."""
_BRACES = bytes.maketrans(b"[]", b"{}")
_NO_OUTLINE = bytes(set(range(256)) - set(b'"{}[]:,'))
_ALL_ZEROS = bytes.maketrans(b"123456789", b"0" * 9)
_TOO_MANY = b"0" * (_MAX_DIGITS + 1)
# What is no number is passed over in one step: a search from each byte would hold all threads up.
_NUMBER = re.compile(STRING + rb'|-?(\d+)(?![\d.eE])|[\d.eE+-]+|[^"\d.eE+-]++', re.DOTALL)


def oversize_reason(body: bytes, caps: Caps) -> str:
    """Explain why a document is too much to be read; empty where it is not.

    Args:
        body: as it came.
        caps: what it may hold.
    """
    outline = _outline(body)
    containers = outline.count(b"{")
    for noun, count, most in (
        ("keys", outline.count(b":"), caps.keys),
        # A value is behind a comma or the first of its list or object.
        ("values", outline.count(b",") + containers, caps.values),
    ):
        if count > most:
            return too_many(noun, count, most)
    if _depth(outline) > MAX_DEPTH:
        return "the document is nested too deeply"
    if containers > caps.containers:
        return too_many("objects and lists", containers, caps.containers)
    return ""


def endless_reason(body: bytes, caps: Caps) -> str:
    """Explain that one list or object has too many plain values in a row; empty where none has.

    Args:
        body: as it came.
        caps: what it may hold.
    """
    outline = _outline(body)
    for noun, item in (("list", b","), ("object", b":,")):
        if item * caps.items in outline:
            message = f"one {noun} of the document has more values"
            return size_error(message, f"{caps.items:,}", "max_records")
    return ""


def overfull_reason(record: bytes) -> str:
    """Explain why one record holds more than any does, as the end of a sentence; else empty."""
    if len(record) > MAX_RECORD_BYTES:
        most = f"{MAX_RECORD_BYTES / 1e6:g} MB"
        return f"it is {len(record) / 1e6:.3g} MB long, more than the {most} allowed"
    if record.count(b",") <= MAX_RECORD_VALUES:
        return ""
    outline = _outline(record)
    count = outline.count(b",") + outline.count(b"{")
    if count <= MAX_RECORD_VALUES:
        return ""
    return f"it holds {count:,} values, more than the {MAX_RECORD_VALUES:,} allowed"


def long_number_reason(body: bytes) -> str:
    """Say that a whole number is longer than readers of JSON agree on; else empty."""
    pieces = (body[at : at + _STEP + _MAX_DIGITS] for at in range(0, len(body), _STEP))
    if not any(_TOO_MANY in piece.translate(_ALL_ZEROS) for piece in pieces):
        return ""
    digits = max((len(number[1] or b"") for number in _NUMBER.finditer(body)), default=0)
    return f"the document holds a whole number of {digits:,} digits" if digits > _MAX_DIGITS else ""


def _outline(body: bytes) -> bytes:
    """The brackets, all as braces, the commas and the colons outside the texts of a document.

    Right for all that is JSON, up to where it is not: there the reading refuses it.
    """
    if b"\\" in body:
        body = body.replace(b"\\\\", b"").replace(b'\\"', b"")
    inside = 0
    found: list[bytes] = []
    for at in range(0, len(body), _PIECE):
        # Two quotation marks side by side change nothing for what stands before and behind them.
        piece = body[at : at + _PIECE].translate(_BRACES, _NO_OUTLINE).replace(b'""', b"")
        parts = piece.split(b'"')
        found.append(b"".join(parts[inside::2]))
        inside ^= (len(parts) - 1) % 2
    return b"".join(found)


def _depth(outline: bytes) -> int:
    """Return how deeply braces are nested; one more than the cap stands for all beyond."""
    braces = outline.translate(None, b":,")
    for depth in range(MAX_DEPTH + 1):
        if b"{}" not in braces:
            # Nothing, or what was cut: as deep as it was when it broke off.
            return depth + braces.count(b"{")
        braces = braces.replace(b"{}", b"")
    return MAX_DEPTH + 1
