"""Parts of the lines of exports: the events of a journal as JSON that steers no terminal.

The hash of an event covers its bytes as they are stored, and those of a journal that somebody else
wrote may hold anything. So the bytes stand in the line as they are where they are harmless, and
otherwise in hex, beside what they say with all that would steer a terminal taken out.
"""

import json

import msgspec

from jru_tui.board import clean_all, is_clean_json

_ENCODER = msgspec.json.Encoder()
_BREAKS = b"\n\r\t"
"""What JSON allows between its parts."""


def encode_head(value: object) -> bytes:
    """Encode plain values as JSON in which nothing steers a terminal, without a line end."""
    text = _ENCODER.encode(value)
    if text.isascii() and b"\x7f" not in text:
        return text
    plain = json.dumps(msgspec.to_builtins(value), separators=(",", ":"))
    return plain.replace("\x7f", "\\u007f").encode()


def event_members(body: bytes) -> bytes:
    """The members of a line that hold an event: `event`, and `body` where its bytes may not stand.

    Args:
        body: the event as it is stored.
    """
    if is_clean_json(body) and not any(sign in body for sign in _BREAKS):
        return b'"event":' + body
    try:
        said = clean_all(msgspec.json.decode(body))
    except (msgspec.DecodeError, UnicodeDecodeError):
        said = {}
    return b'"body":"' + body.hex().encode() + b'","event":' + _ENCODER.encode(said)
