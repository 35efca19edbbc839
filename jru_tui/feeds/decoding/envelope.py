"""An envelope: from body bytes to its fields and the raw bytes of each record.

A document is whole or refused. Nothing in here looks inside a record, with one exception: what
would make the whole document unreadable although only one record is at fault (a NaN, half a
character) is changed so that exactly that record is refused later.
"""

import codecs
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

import msgspec
from msgspec import Raw, Struct

from jru_tui.feeds.decoding.ambiguous_hour import nearest
from jru_tui.feeds.decoding.json_limits import long_number_reason, oversize_reason
from jru_tui.feeds.decoding.json_repair import INSIDE, repair
from jru_tui.feeds.decoding.normaliser import in_words, utc_time
from jru_tui.feeds.decoding.record import (
    DuplicateKeysError,
    may_name_a_key_twice,
    refuse_duplicate_keys,
)
from jru_tui.feeds.decoding.text import clean, quoted
from jru_tui.feeds.size_errors import Caps

FORMAT = "jru/1"
MAX_CURSOR = 4_096
MAX_MEND = 32_000_000
"""Bytes up to which a document with an unreadable record is taken apart to save the others, which
takes a second for each 10 MB."""

_FAIR = Caps()
_STEP = 4_000_000
"""Bytes that are read through in one go, about 3 ms."""

_LISTS = frozenset({"calls", "vehicles"})
_ENVELOPE = msgspec.json.Decoder(dict[str, Raw])
_RECORDS = msgspec.json.Decoder(list[Raw])
_KEY = re.compile(rb'\s*"(' + INSIDE + rb')"\s*:\s*', re.DOTALL)
_COMMA = re.compile(rb"\s*,")


class BadDocument(ValueError):  # noqa: N818 - reads as what it is: a verdict, not a defect
    """The document is refused as a whole; the message says why, in words, and is clean."""


class DocumentEnvelope(Struct, frozen=True):
    """The envelope of a document, and of each of its pages the two lists.

    A list is not looked into yet, or its records are known.
    """

    generated_at: datetime
    complete: bool
    cursor: str | None
    next: str | None
    calls: tuple[Raw | Sequence[bytes], ...]
    vehicles: tuple[Raw | Sequence[bytes], ...]


def split(
    body: bytes,
    zone: tzinfo | None = None,
    near: datetime | None = None,
    caps: Caps = _FAIR,
    *,
    mends: bool = True,
) -> DocumentEnvelope:
    """Take a document apart, of which `read_through` has made sure.

    Args:
        body: as it came.
        zone: that of a time without one.
        near: what a clock says, for a time that may be either of two.
        caps: what it may hold.
        mends: true to save the other records of one that has an unreadable record.

    Raises:
        BadDocument: it is not a whole `jru/1` document, or too much to be read.
    """
    body = body.removeprefix(codecs.BOM_UTF8)
    if wrong := oversize_reason(body, caps) or long_number_reason(body):
        raise BadDocument(wrong)
    return _document(_opened(body, mends=mends), zone, near)


def join_pages(pages: Sequence[DocumentEnvelope]) -> DocumentEnvelope:
    """The pages of one document as one; the newest cursor and time hold for all of it."""
    first = pages[0]
    if len(pages) == 1:
        return first
    return DocumentEnvelope(
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
        raise BadDocument("the feed's answer is empty")
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


def _opened(body: bytes, *, mends: bool) -> dict[str, Raw]:
    try:
        envelope = _ENVELOPE.decode(body)
    except msgspec.ValidationError:
        raise BadDocument(f"the answer is JSON, but not a {FORMAT} document") from None
    except msgspec.DecodeError as error:
        body = repair(body) if mends and len(body) <= MAX_MEND else body
        try:
            envelope = _ENVELOPE.decode(body)
        except ValueError:  # also half a character in one of its own keys
            raise BadDocument(f"the document is cut short or not JSON: {in_words(error)}") from None
    if names_a_key_twice(body, envelope):
        raise BadDocument("the document has the same key twice, so it is unclear which is meant")
    _refuse_odd_parts(envelope)
    return envelope


def names_a_key_twice(raw: bytes, parts: Mapping[str, Raw]) -> bool:
    """Walk over the keys of one object; the length of each value is known already.

    Args:
        raw: the object as it came.
        parts: what was decoded of it, which has each key once.
    """
    at = raw.index(b"{") + 1
    seen: set[str] = set()
    while len(seen) < len(parts):
        key = _KEY.match(raw, at)
        name = msgspec.json.decode(b'"' + key[1] + b'"', type=str) if key else None
        if key is None or name is None or name in seen or name not in parts:
            return True
        seen.add(name)
        at = key.end() + len(memoryview(parts[name]))
        comma = _COMMA.match(raw, at)
        at = comma.end() if comma else at
    return raw[at:].strip() != b"}"


def _refuse_odd_parts(envelope: dict[str, Raw]) -> None:
    """Refuse a document whose parts outside of records are not as they should be."""
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


def _document(
    envelope: dict[str, Raw], zone: tzinfo | None, near: datetime | None
) -> DocumentEnvelope:
    name = _part(envelope, "feed", str)
    if name != FORMAT:
        raise BadDocument(f"the document's format is {quoted(name)}, not {FORMAT}")
    try:
        made_at = _part(envelope, "generated_at", str)
        generated_at = utc_time(made_at, None, zone, nearest(near))
    except BadDocument:
        raise
    except ValueError as error:
        raise BadDocument(f"generated_at {error}") from None
    cursor = _part(envelope, "cursor", str | None, None)
    if cursor is not None and len(cursor) > MAX_CURSOR:
        raise BadDocument("the cursor is too long")
    return DocumentEnvelope(
        generated_at=generated_at,
        complete=_part(envelope, "complete", bool | None, None) is not False,
        cursor=cursor,
        next=_part(envelope, "next", str | None, None) or None,
        calls=_list(envelope, "calls"),
        vehicles=_list(envelope, "vehicles"),
    )


def records(listed: Raw | Sequence[bytes], key: str) -> Sequence[Raw | bytes]:
    """The raw records of one list.

    Raises:
        BadDocument: it is not a list.
    """
    if not isinstance(listed, Raw):
        return listed
    try:
        return _RECORDS.decode(listed)
    except msgspec.ValidationError:
        raise BadDocument(f"{key} is not a list") from None


def _list(envelope: dict[str, Raw], key: str) -> tuple[Raw, ...]:
    """Return one list of a page; one that should be there and is not is never an empty one."""
    if key not in envelope:
        if key == "calls" and _part(envelope, "complete", bool | None, None) is not False:
            raise BadDocument(
                "the document has no list of calls: that does not mean there are none"
            )
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
