"""The chain of hashes that shows whether an event was changed or taken out afterwards.

Each event's hash is SHA-256 over the hash before it (32 bytes), the event as stored (a JSON object)
and the id that it is found by, so a change anywhere alters every hash behind it, and how events
were batched leaves no trace. No JSON object begins with another, so its end is never in doubt.
"""

from collections.abc import Iterable
from hashlib import sha256

GENESIS = bytes(32)
"""What stands before the first event."""


class BrokenChainError(Exception):
    """The event at `position` is missing, or is not the one that was written there."""

    def __init__(self, position: int) -> None:
        super().__init__(f"event {position:,} is missing or was changed after it was written")
        self.position = position


def link(previous: bytes, body: bytes, name: str) -> bytes:
    """The hash of the event with the id `name` that stands behind `previous`.

    Args:
        previous: the hash of the trusted event.
        body: the event as JSON.
        name: its id.
    """
    return sha256(previous + body + name.encode()).digest()


def follow(
    rows: Iterable[tuple[int, str | None, bytes | None, bytes]],
    position: int = 0,
    previous: bytes = GENESIS,
) -> tuple[int, bytes]:
    """Check rows of (position, id, body, hash) behind a trusted one; returns the last of them.

    Args:
        rows: the rows.
        position: the position in the journal.
        previous: the hash of the trusted event.

    Raises:
        BrokenChainError: at the first row that is not the one that belongs there.
    """
    for found, name, body, digest in rows:
        position += 1
        # A damaged page may give a row without its values.
        torn = name is None or body is None
        if torn or found != position or link(previous, body or b"", name or "") != digest:
            raise BrokenChainError(position)
        previous = digest
    return position, previous
