"""An answer: its headers, read for the next poll, and its body, counted, unpacked and whole.

Hostile values of headers mean nothing.

httpx would take an endless body, unpack a bomb, and pass a gzip that was cut short as good. So the
raw stream is read here, and a gzip must reach its own end mark with nothing behind it.
"""

import re
import zlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import accumulate, takewhile

from jru_tui.feeds.decoding.normaliser import EARLIEST, LATEST
from jru_tui.feeds.size_errors import size_error

_STEP = 1_000_000
"""Bytes unpacked in one go, about 5 ms."""
_GZIP = 16 + zlib.MAX_WBITS
_MAX_MEMBERS = 10_000
"""Parts of a gzip: each takes as long to begin as a hundred bytes to unpack."""
START = 65_536
"""Bytes of a refused body that are worth keeping."""


class BadBody(ValueError):  # noqa: N818 - reads as what it is: a verdict, not a defect
    """The body is refused; the message says why, in words. `start` is what came of it."""

    start: bytes = b""


async def whole(
    stream: AsyncIterator[bytes], encoding: str, max_wire: int, max_body: int
) -> tuple[bytes, int]:
    """The unpacked body and its size on the wire.

    Args:
        stream: the chunks of the body.
        encoding: its content coding.
        max_wire: bytes that may come.
        max_body: bytes that may be unpacked.

    Raises:
        BadBody: it is larger than allowed, wrongly packed, or was cut short.
    """
    encoding = encoding.strip().lower()
    chunks: list[bytes] = []
    try:
        if encoding in {"", "identity"}:
            size = await _plain(stream, min(max_wire, max_body), chunks)
        elif encoding in {"gzip", "x-gzip"}:
            size = await _unpacked(stream, max_wire, max_body, chunks)
        else:
            raise _unasked()
    except BadBody as error:
        error.start = _start(chunks)
        raise
    return b"".join(chunks), size


async def first_bytes(stream: AsyncIterator[bytes]) -> bytes:
    """Read the first bytes of a body that is refused before it is read, as they came."""
    chunks: list[bytes] = []
    size = 0
    async for chunk in stream:
        chunks.append(chunk)
        size += len(chunk)
        if size >= START:
            break
    return _start(chunks)


def _start(chunks: list[bytes]) -> bytes:
    few = takewhile(lambda size: size < START, accumulate(map(len, chunks), initial=0))
    return b"".join(chunks[: len(list(few))])[:START]


async def _plain(stream: AsyncIterator[bytes], cap: int, chunks: list[bytes]) -> int:
    size = 0
    async for chunk in stream:
        size += len(chunk)
        chunks.append(chunk)
        if size > cap:
            raise too_large(cap)
    return size


async def _unpacked(
    stream: AsyncIterator[bytes], max_wire: int, max_body: int, chunks: list[bytes]
) -> int:
    unpacker = zlib.decompressobj(_GZIP)
    members = 1
    wire = size = whole = 0
    async for chunk in stream:
        wire += len(chunk)
        if wire > max_wire:
            raise too_large(max_wire)
        rest = chunk
        while rest:
            if unpacker.eof:
                # A gzip may be several in a row (RFC 1952 section 2.2).
                unpacker = zlib.decompressobj(_GZIP)
                members += 1
                whole = size
            try:
                piece = unpacker.decompress(rest, _STEP)
            except zlib.error:
                raise _damaged(members) from None
            size += len(piece)
            chunks.append(piece)
            if size > max_body:
                most = _mb(max_body)
                raise BadBody(
                    size_error("the answer decompresses to more", most, "max_inflated_mb")
                )
            if members > _MAX_MEMBERS:
                raise BadBody(f"the answer is a gzip of more than {_MAX_MEMBERS:,} parts")
            rest = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
    if members > 1 and size == whole and not unpacker.eof:
        raise _damaged(members)
    if not unpacker.eof:
        raise BadBody("the answer was cut short: its gzip has no end")
    return wire


def _damaged(members: int) -> BadBody:
    if members > 1:
        return BadBody("the answer has data after the end of its gzip")
    return BadBody("the answer is marked as gzip, but is not, or is damaged")


def too_large(cap: int, size: int = 0) -> BadBody:
    """The refusal of a body that is larger than the cap, in bytes; `size` where it is known."""
    # One that is hardly larger would be told to be as large.
    comparison = f"{_mb(size)}, more" if size and _mb(size) != _mb(cap) else "larger"
    return BadBody(size_error(f"the answer is {comparison}", _mb(cap), "max_mb"))


def _unasked() -> BadBody:
    return BadBody("the answer is compressed in a way that was not asked for; only gzip is read")


def _mb(size: int) -> str:
    return f"{max(size, 0) / 1_000_000:.3g} MB"


MAX_WAIT_S = 300.0
"""Longest wait that a server may ask for, in seconds: a shift must not lose its feed to a typo."""

_SECONDS = re.compile(r"[0-9]{1,9}")
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?([0-9]{1,9})\"?(?:$|[\s,])", re.IGNORECASE)
_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)


def seconds(value: str | None) -> float | None:
    """A number of seconds in ASCII digits; None for anything else."""
    return float(value) if value and _SECONDS.fullmatch(value.strip()) else None


def retry_after_s(value: str | None, date: str | None, now: datetime) -> float | None:
    """Seconds that `Retry-After` asks for, in either form, from 0 to 300; None if it says nothing.

    Args:
        value: the header.
        date: the `Date` header, against which a date is judged where the server gives one.
        now: this machine's time, where it does not.
    """
    if not value:
        return None
    wait = seconds(value)
    if wait is None:
        until = http_date(value)
        if until is None:
            return None
        wait = (until - (http_date(date or "") or now)).total_seconds()
    return min(max(wait, 0.0), MAX_WAIT_S)


def fresh_s(cache_control: str | None, age: str | None) -> float:
    """Seconds for which asking again is useless: `max-age` less `Age`, from 0 to 300."""
    found = _MAX_AGE.search(cache_control or "")
    if found is None:
        return 0.0
    return min(max(float(found[1]) - (seconds(age) or 0.0), 0.0), MAX_WAIT_S)


def wrong_content_type(
    value: str | None, *, any_type: bool = False, any_page: bool = False, any_text: bool = False
) -> str:
    """Say what is wrong with a content type; empty when it is JSON in UTF-8.

    Args:
        value: the header.
        any_type: what is not marked as JSON is taken, unless it is marked as a web page.
        any_page: what is marked as a web page is taken as well: its bytes say whether it is one.
        any_text: what is in another encoding is taken.
    """
    media = (value or "").split(";")[0].strip().lower()
    if media in {"text/html", "application/xhtml+xml"}:
        # What is marked wrongly is marked wrongly in its encoding, too.
        return "" if any_page else "the feed answered with a web page: signed out?"
    is_json = media == "application/json" or (
        media.startswith("application/") and media.endswith("+json")
    )
    if not is_json and not any_type:
        return "the answer is not marked as JSON (feed.any_type in the settings accepts it anyway)"
    charset = _CHARSET.search(value or "")
    if not any_text and charset and charset[1].lower() not in {"utf-8", "utf8", "us-ascii"}:
        return "the document is not in UTF-8"
    return ""


def http_date(value: str) -> datetime | None:
    """A date as HTTP writes it, in UTC; None for anything else.

    A date without a zone is one of the old form, which is in GMT (RFC 9110 section 5.6.7); one in a
    zone that nobody knows tells no time.
    """
    try:
        found = parsedate_to_datetime(value)
        if found.tzinfo is None and not value.rstrip()[-4:].isdecimal():
            return None
        found = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found


def document_date(value: str | None) -> datetime | None:
    """The time of a document by its `Date` header, in UTC; None where no clock is ever so wrong."""
    found = http_date(value or "")
    return found if found is not None and EARLIEST <= found < LATEST else None
