"""One feed document: from body bytes to its envelope and the raw bytes of each record.

A document is whole or refused. Nothing in here looks inside a record, with one exception: what
would make the whole document unreadable although only one record is at fault (a NaN, half a
character) is changed so that exactly that record is refused later.
"""

import codecs
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from typing import Any

import msgspec
from msgspec import Raw, Struct

from jru_tui.feeds.caps import too_much
from jru_tui.feeds.clean import clean, quoted
from jru_tui.feeds.record import DuplicateKeysError, may_name_a_key_twice, refuse_duplicate_keys
from jru_tui.feeds.repeated import nearest
from jru_tui.feeds.tidy import in_words, utc_time

FORMAT = "jru/1"
MAX_CURSOR = 4_096
MAX_MEND = 32_000_000
"""Bytes up to which a document with an unreadable record is taken apart to save the others, which
takes a second for each 10 MB."""

_STEP = 4_000_000
"""Bytes that are read through in one go, about 3 ms."""

_MAX_DIGITS = 19
"""Digits of the largest whole number that JSON's readers agree on, 2**63 - 1."""
_MAX_DEPTH = 32
"""How deeply a document may be nested."""
_PIECE = 100_000
"""Bytes whose texts are left out in one go: a document may be all quotation marks."""
_SHAPE = bytes.maketrans(b"[]", b"{}")
_NO_SHAPE = bytes(set(range(256)) - set(b'"{}[]:,'))
_ALL_ZEROS = bytes.maketrans(b"123456789", b"0" * 9)
_TOO_MANY = b"0" * (_MAX_DIGITS + 1)

_LISTS = frozenset({"calls", "vehicles"})
_ENVELOPE = msgspec.json.Decoder(dict[str, Raw])
_RECORDS = msgspec.json.Decoder(list[Raw])
# Possessive: what a text has been read up to is never given back, and so costs no memory.
_INSIDE = rb'[^"\\]*+(?:\\.[^"\\]*+)*+'
# One without an end goes to the end: looked for from each quotation mark it would take hours.
_STRING = b'"' + _INSIDE + rb'(?:"|\\?\Z)'
_KEY = re.compile(rb'\s*"(' + _INSIDE + rb')"\s*:\s*', re.DOTALL)
_COMMA = re.compile(rb"\s*,")
# A number as Python writes them (1_000), or with digits that are not ASCII.
_ODD_NUMBER = rb"-?(?:\d[\d.]*+_|[\d.eE]*+[\x80-\xff])[\w.\x80-\xff]*+"
_TOKEN = re.compile(
    rb"(?P<string>" + _STRING + rb")|(?P<number>-?(?:NaN|Infinity)\b|" + _ODD_NUMBER + rb")"
    rb"|(?P<other>[^\"NI\d\x80-\xff-]++|\d[\d.eE+-]*+|.)",
    re.DOTALL,
)
_NUMBER = re.compile(_STRING + rb"|-?(\d+)(?![\d.eE])|[\d.eE+-]+", re.DOTALL)
_HALF = re.compile(
    rb"(?P<keep>\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\(?!u[dD][89a-fA-F]).)"
    rb"|\\u[dD][89a-fA-F][0-9a-fA-F]{2}",
    re.DOTALL,
)


class BadDocument(ValueError):  # noqa: N818 - reads as what it is: a verdict, not a defect
    """The document is refused as a whole; the message says why, in words, and is clean."""


class Document(Struct, frozen=True):
    """The envelope of a document, and of each of its pages the two lists, not looked into yet."""

    generated_at: datetime
    complete: bool
    cursor: str | None
    next: str | None
    calls: tuple[Raw, ...]
    vehicles: tuple[Raw, ...]


def split(
    body: bytes,
    zone: tzinfo | None = None,
    near: datetime | None = None,
    max_keys: int | None = None,
    max_values: int | None = None,
) -> Document:
    """Take a document apart, of which `read_through` has made sure.

    `near` is what a clock says, for a time that may be either of two.

    Raises:
        BadDocument: it is not a whole `jru/1` document, is nested too deeply, or has more than
            `max_keys` keys or `max_values` values.
    """
    body = body.removeprefix(codecs.BOM_UTF8)
    _refuse_monsters(body, max_keys, max_values)
    return _document(_opened(body), zone, near)


def joined(pages: Sequence[Document]) -> Document:
    """The pages of one document as one; the newest cursor and time hold for all of it."""
    first = pages[0]
    if len(pages) == 1:
        return first
    return Document(
        generated_at=min(page.generated_at for page in pages),
        complete=all(page.complete for page in pages),
        cursor=next((page.cursor for page in reversed(pages) if page.cursor), None),
        next=None,
        calls=tuple(listed for page in pages for listed in page.calls),
        vehicles=tuple(listed for page in pages for listed in page.vehicles),
    )


def _refuse_other_text(body: bytes) -> None:
    start = body[:64].removeprefix(codecs.BOM_UTF8).lstrip()
    if not start:
        raise BadDocument("the feed answered with nothing")
    if start.startswith(b"<"):
        raise BadDocument("the feed answered with a web page: signed out?")
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in start:
        raise BadDocument("the document is not in UTF-8")


def read_through(body: bytes) -> Iterator[None]:
    """Make sure that a body is text in UTF-8 from end to end, in steps of a few milliseconds.

    Raises:
        BadDocument: it is not.
    """
    _refuse_other_text(body)
    if body.isascii():
        return
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(body), _STEP):
            if at:
                yield
            decoder.decode(body[at : at + _STEP])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise BadDocument("the document is not in UTF-8") from None


def _refuse_monsters(body: bytes, max_keys: int | None, max_values: int | None) -> None:
    """Refuse what no dispatch system writes, and what readers of JSON choke on."""
    shape = _shape(body)
    # A value is behind a comma or the first of its list or object.
    keys, values = shape.count(b":"), shape.count(b",") + shape.count(b"{")
    for what, count, most in (("keys", keys, max_keys), ("values", values, max_values)):
        if most is not None and count > most:
            said = f"the document has {count:,} {what}, more"
            raise BadDocument(too_much(said, f"{most:,}", "max_records"))
    if _depth(shape) > _MAX_DEPTH:
        raise BadDocument("the document is nested too deeply")
    pieces = (body[at : at + _STEP + _MAX_DIGITS] for at in range(0, len(body), _STEP))
    if not any(_TOO_MANY in piece.translate(_ALL_ZEROS) for piece in pieces):
        return
    digits = max((len(number[1] or b"") for number in _NUMBER.finditer(body)), default=0)
    if digits > _MAX_DIGITS:
        raise BadDocument(f"the document holds a whole number of {digits:,} digits")


def _shape(body: bytes) -> bytes:
    """The brackets, all as braces, the commas and the colons outside the texts of a document.

    Right for all that is JSON, up to where it is not: there the reading refuses it.
    """
    if b"\\" in body:
        body = body.replace(b"\\\\", b"").replace(b'\\"', b"")
    inside = 0
    found: list[bytes] = []
    for at in range(0, len(body), _PIECE):
        # Two quotation marks side by side change nothing for what stands before and behind them.
        piece = body[at : at + _PIECE].translate(_SHAPE, _NO_SHAPE).replace(b'""', b"")
        parts = piece.split(b'"')
        found.append(b"".join(parts[inside::2]))
        inside ^= (len(parts) - 1) % 2
    return b"".join(found)


def _depth(shape: bytes) -> int:
    """How deeply braces are nested; one more than the cap stands for all that is more."""
    braces = shape.translate(None, b":,")
    for depth in range(_MAX_DEPTH + 1):
        if b"{}" not in braces:
            # Nothing, or what was cut: as deep as it was when it broke off.
            return depth + braces.count(b"{")
        braces = braces.replace(b"{}", b"")
    return _MAX_DEPTH + 1


def _opened(body: bytes) -> dict[str, Raw]:
    try:
        envelope = _ENVELOPE.decode(body)
    except msgspec.ValidationError:
        raise BadDocument(f"the answer is JSON, but not a {FORMAT} document") from None
    except msgspec.DecodeError as error:
        body = _mended(body)
        try:
            envelope = _ENVELOPE.decode(body)
        except ValueError:  # also half a character in one of its own keys
            raise BadDocument(f"the document is cut or not JSON: {in_words(error)}") from None
    _refuse_double_keys(body, envelope)
    _refuse_odd_parts(envelope)
    return envelope


def _mended(body: bytes) -> bytes:
    """The body with what JSON does not know put so that only its own record is refused.

    A NaN and a number in other digits become one that is out of range, half a character a byte that
    is not UTF-8; the envelope passes over both, and the record's own reading refuses them. No more
    or fewer brackets are there afterwards, so what was cut stays cut.
    """
    if len(body) > MAX_MEND:
        return body

    def token(match: re.Match[bytes]) -> bytes:
        if match["number"]:
            return b"1e999"
        if match["string"] and b"\\u" in match["string"]:
            return _HALF.sub(lambda half: half["keep"] or b"\xff", match["string"])
        return match[0]

    return _TOKEN.sub(token, body)


def _refuse_double_keys(body: bytes, envelope: dict[str, Raw]) -> None:
    """Walk over the keys of the envelope; the length of each value is known already."""
    at = body.index(b"{") + 1
    seen: set[str] = set()
    while len(seen) < len(envelope):
        key = _KEY.match(body, at)
        name = msgspec.json.decode(b'"' + key[1] + b'"', type=str) if key else None
        if key is None or name is None or name in seen or name not in envelope:
            break
        seen.add(name)
        at = key.end() + len(memoryview(envelope[name]))
        comma = _COMMA.match(body, at)
        at = comma.end() if comma else at
    if len(seen) != len(envelope) or body[at:].strip() != b"}":
        raise BadDocument("the document names a part twice: which one is meant cannot be known")


def _refuse_odd_parts(envelope: dict[str, Raw]) -> None:
    """What belongs to no record cannot be set aside with one: the document answers for it."""
    for key in envelope.keys() - _LISTS:
        raw = bytes(envelope[key])
        try:
            found = msgspec.json.decode(raw)
            if may_name_a_key_twice(raw, msgspec.json.encode(found)):
                refuse_duplicate_keys(raw)
        except DuplicateKeysError as error:
            raise BadDocument(f"the document is refused: {error}") from None
        except ValueError as error:
            raise BadDocument(f"{clean(key, 40)}: {in_words(error)}") from None


def _document(envelope: dict[str, Raw], zone: tzinfo | None, near: datetime | None) -> Document:
    name = _part(envelope, "feed", str)
    if name != FORMAT:
        raise BadDocument(f"the document is of the format {quoted(name)}, not {FORMAT}")
    try:
        told = _part(envelope, "generated_at", str)
        generated_at = utc_time(told, None, zone, nearest(near))
    except BadDocument:
        raise
    except ValueError as error:
        raise BadDocument(f"generated_at {error}") from None
    cursor = _part(envelope, "cursor", str | None, None)
    if cursor is not None and len(cursor) > MAX_CURSOR:
        raise BadDocument("the cursor is too long")
    return Document(
        generated_at=generated_at,
        complete=_part(envelope, "complete", bool | None, None) is not False,
        cursor=cursor,
        next=_part(envelope, "next", str | None, None) or None,
        calls=_list(envelope, "calls"),
        vehicles=_list(envelope, "vehicles"),
    )


def records(listed: Raw, key: str) -> list[Raw]:
    """The raw records of one list.

    Raises:
        BadDocument: it is not a list.
    """
    try:
        return _RECORDS.decode(listed)
    except msgspec.ValidationError:
        raise BadDocument(f"{key} is not a list") from None


def _list(envelope: dict[str, Raw], key: str) -> tuple[Raw, ...]:
    """One list of a page; one that should be there and is not is never an empty one."""
    if key not in envelope:
        if key == "calls" and _part(envelope, "complete", bool | None, None) is not False:
            raise BadDocument("the document has no list of calls; that does not mean no calls")
        return ()
    return (envelope[key],)


def _part(envelope: dict[str, Raw], key: str, kind: Any, default: Any = ...) -> Any:
    raw = envelope.get(key)
    if raw is None:
        if default is not ...:
            return default
        raise BadDocument(f"{key} is missing: not a {FORMAT} document")
    try:
        return msgspec.json.decode(raw, type=kind)
    except ValueError as error:
        raise BadDocument(f"{key}: {in_words(error)}") from None
