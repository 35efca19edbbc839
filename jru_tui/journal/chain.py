"""The chain of hashes that shows whether an event was changed or taken out afterwards.

Each event's hash is SHA-256 over the hash before it (32 bytes) and the event's stored bytes, so a
change anywhere alters every hash behind it, and how events were batched leaves no trace.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256

GENESIS = bytes(32)
"""What stands before the first event."""


class BrokenChainError(Exception):
    """The event at `position` is missing, or is not the one that was written there."""

    def __init__(self, position: int) -> None:
        super().__init__(f"event {position:,} is missing or was changed after it was written")
        self.position = position


def link(previous: bytes, body: bytes) -> bytes:
    """The hash of an event that stands behind `previous`."""
    return sha256(previous + body).digest()


def forge(previous: bytes, bodies: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Each body with its hash, behind `previous`."""
    for body in bodies:
        previous = link(previous, body)
        yield body, previous


def follow(
    rows: Iterable[tuple[int, bytes, bytes]], position: int = 0, previous: bytes = GENESIS
) -> tuple[int, bytes]:
    """Check rows of (position, body, hash) behind a trusted one; returns the last of them.

    Raises:
        BrokenChainError: at the first row that is not the one that belongs there.
    """
    for found, body, digest in rows:
        position += 1
        if found != position or link(previous, body) != digest:
            raise BrokenChainError(position)
        previous = digest
    return position, previous
