"""JSON as plain data, whatever it is.

A large value is taken apart first, so that no call into C keeps the event loop waiting, and what
was taken apart is let go as soon as it is decoded.
"""

import json
from typing import Any

import msgspec
from msgspec import Raw

from jru_tui.feeds.decoding.envelope import MAX_MEND, BadDocument, names_a_key_twice, read_through
from jru_tui.feeds.decoding.json_limits import endless_reason, oversize_reason
from jru_tui.feeds.decoding.json_repair import as_text, repair
from jru_tui.feeds.decoding.normaliser import in_words
from jru_tui.feeds.decoding.record import (
    DuplicateKeysError,
    each_once,
    may_name_a_key_twice,
    refuse_duplicate_keys,
)
from jru_tui.feeds.offload import checkpoint
from jru_tui.feeds.size_errors import MAX_DEPTH, Caps

_LARGE = 100_000
"""Bytes of JSON that are decoded in one go."""
_OFTEN = 1_000
"""Values of a list after which somebody may have given up waiting."""
_ENCODER = msgspec.json.Encoder()
_FAIR = Caps()


def read_json(body: bytes, caps: Caps = _FAIR) -> Any:
    """Decode a JSON document.

    Raises:
        BadDocument: it is cut, not JSON, nested too deeply, or too much to be read.
    """
    body = body.removeprefix(b"\xef\xbb\xbf")
    if body.lstrip().startswith(b"<"):
        raise BadDocument("the feed answered with a web page or XML, where JSON was expected")
    if wrong := oversize_reason(body, caps) or endless_reason(body, caps):
        raise BadDocument(wrong)
    try:
        return _decoded(body)
    except (DuplicateKeysError, RecursionError) as error:
        raise _refused(error) from None
    except ValueError as error:
        return _odd(body, error)


def _odd(body: bytes, error: ValueError) -> Any:
    """Decode a document with a NaN or half a character in it: that costs its own record at most."""
    if len(body) <= MAX_MEND:
        try:
            for _ in read_through(body):
                checkpoint()
            return _decoded(repair(body, as_text))
        except (DuplicateKeysError, RecursionError) as wrong:
            raise _refused(wrong) from None
        except BadDocument:
            raise
        except ValueError:
            pass  # it is not JSON by any measure: said below, in the words of the first look
    raise BadDocument(f"the document is cut short or not JSON: {in_words(error)}") from None


def _refused(error: Exception) -> BadDocument:
    if isinstance(error, RecursionError):
        return BadDocument("the document is nested too deeply")
    return BadDocument(f"the document is refused: {error}")


def _decoded(raw: bytes | Raw, depth: int = 0) -> Any:
    view = memoryview(raw)
    first = bytes(view[:64]).lstrip()[:1]
    if len(view) <= _LARGE or depth >= MAX_DEPTH or first not in {b"[", b"{"}:
        return _small(view)
    if first == b"[":
        values: list[Any] = msgspec.json.decode(view, type=list[Raw])
        for at, value in enumerate(values):
            if at % _OFTEN == 0:
                checkpoint()
            values[at] = _decoded(value, depth + 1)
        return values
    parts: dict[str, Any] = msgspec.json.decode(view, type=dict[str, Raw])
    if names_a_key_twice(bytes(view), parts):
        raise DuplicateKeysError("an object in it has a key twice")
    for key, value in parts.items():
        parts[key] = _decoded(value, depth + 1)
    return parts


def _small(view: memoryview) -> Any:
    try:
        found = msgspec.json.decode(view)
    except UnicodeDecodeError:
        # Half a character as `mended` leaves it: whoever writes its record finds it out.
        text = bytes(view).decode(errors="surrogateescape")
        return json.loads(text, object_pairs_hook=each_once)
    if not isinstance(found, dict | list):
        return found
    raw = bytes(view)
    if b"{" in raw and may_name_a_key_twice(raw, _ENCODER.encode(found)):
        refuse_duplicate_keys(raw)
    return found
