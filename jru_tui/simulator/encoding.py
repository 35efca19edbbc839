"""The feed's documents as bytes: format `jru/1`, every field spelled out."""

from hashlib import sha256
from typing import Any

import msgspec
from msgspec import Struct

from jru_tui.simulator.world import FeedDocument

FORMAT = "jru/1"


def encode(document: FeedDocument, cursor: str) -> bytes:
    """Encode one document as JSON; `cursor` is what a client sends back as `since`."""
    return msgspec.json.encode(
        {
            "feed": FORMAT,
            "generated_at": document.generated_at,
            "cursor": cursor,
            "complete": document.complete,
            "next": None,
            "calls": plain(document.calls),
            "vehicles": plain(document.vehicles),
        }
    )


def plain(value: Any) -> Any:
    """Records as dictionaries with all their fields: on the wire an absence is written as null."""
    if isinstance(value, Struct):
        return {name: plain(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value


def fingerprint(content: bytes) -> str:
    """A short name for exactly these bytes."""
    return sha256(content).hexdigest()[:16]
