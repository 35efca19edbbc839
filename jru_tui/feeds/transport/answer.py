"""The body of an answer, as bytes: counted while it arrives, unpacked within a cap, and whole.

httpx would take an endless body, unpack a bomb, and pass a gzip that was cut short as good. So the
raw stream is read here, and a gzip must reach its own end mark with nothing behind it.
"""

import zlib
from collections.abc import AsyncIterator
from itertools import accumulate, takewhile

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
