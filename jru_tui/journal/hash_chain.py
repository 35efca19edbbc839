"""The hash chain, which shows whether an event was changed or removed.

Each event's hash is SHA-256 over the hash before it (32 bytes), a zero byte, a digest of the event
and the id that it is found by, so a change anywhere alters every hash behind it, and how events
were batched leaves no trace. The digest is SHA-256 over a random salt and the event as stored (a
JSON object). What an event said can be erased: its salt goes with it, so that nobody can try out
what it may have been, and the digest stays in their place, so that the chain still holds.

An event of an earlier format has no salt: in the place of zero byte and digest stands the event
itself. No JSON object begins with a zero byte, or with another, so its end is never in doubt.
"""

import os
from collections.abc import Iterable, Iterator
from hashlib import sha256
from types import NoneType

from msgspec import Struct

GENESIS = bytes(32)
"""The hash that stands before the first event."""

SALT = 16
_DIGEST = 32
_OPTIONAL = (bytes, NoneType)


class BrokenChainError(Exception):
    """The event at `position` is missing, or is not the one that was written there."""

    def __init__(self, position: int) -> None:
        super().__init__(f"event {position:,} is missing or was changed after it was written")
        self.position = position


class ChainRow(Struct, frozen=True):
    """A row of a journal as its hash covers it.

    Of a damaged page or schema any value may be None, or of another type.

    Attributes:
        position: from 1.
        id: the event's.
        body: the event as JSON; of an erased one what is left of it.
        salt: of the digest; None of an event of an earlier format, or of an erased one.
        erased: the digest of the event as it was before it was erased; None of all others.
        digest: the hash that is stored.
        purge: the id of the event that tells of the erasure.
    """

    position: int
    id: str | None
    body: bytes | None
    salt: bytes | None
    erased: bytes | None
    digest: bytes | None
    purge: str | None = None


def make_salt() -> bytes:
    """Make the salt of an event."""
    return os.urandom(SALT)


def link(
    previous: bytes,
    body: bytes,
    name: str,
    salt: bytes | None = None,
    erased: bytes | None = None,
) -> bytes:
    """Compute the hash of an event.

    Args:
        previous: the hash before it.
        body: the event as stored.
        name: its id.
        salt: see `ChainRow`.
        erased: see `ChainRow`.
    """
    if erased is not None:
        return sha256(previous + b"\0" + erased + name.encode()).digest()
    if salt is not None:
        return sha256(previous + b"\0" + sha256(salt + body).digest() + name.encode()).digest()
    return sha256(previous + body + name.encode()).digest()


def link_row(previous: bytes, row: ChainRow) -> bytes | None:
    """Compute the hash of a row behind another hash; None where a part of it cannot be read."""
    if not (isinstance(row.id, str) and isinstance(row.body, bytes)):
        return None
    if type(row.salt) not in _OPTIONAL or type(row.erased) not in _OPTIONAL:
        return None
    if row.erased is not None and (len(row.erased) != _DIGEST or row.salt is not None):
        return None
    return link(previous, row.body, row.id, row.salt, row.erased)


def follow_rows(
    rows: Iterable[ChainRow], position: int = 0, previous: bytes = GENESIS
) -> Iterator[ChainRow]:
    """Yield rows behind a trusted one, each once it is checked.

    Args:
        rows: in order.
        position: of the trusted one.
        previous: its hash.

    Raises:
        BrokenChainError: when iterated: at the first row that is not the one that belongs there.
    """
    for row in rows:
        position += 1
        if row.position != position or row.digest is None:
            raise BrokenChainError(position)
        if link_row(previous, row) != row.digest:
            raise BrokenChainError(position)
        previous = row.digest
        yield row


def follow(
    rows: Iterable[ChainRow], position: int = 0, previous: bytes = GENESIS
) -> tuple[int, bytes]:
    """Check rows behind a trusted one.

    Args:
        rows: in order.
        position: of the trusted one.
        previous: its hash.

    Returns:
        Position and hash of the last of them.

    Raises:
        BrokenChainError: at the first row that is not the one that belongs there.
    """
    for row in follow_rows(rows, position, previous):
        position, previous = row.position, row.digest or previous
    return position, previous
