"""Writes what a document was mapped to as a document of `jru/1`."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec
from msgspec import Raw

from jru_tui.board.events import Subject
from jru_tui.feeds.decoding.envelope import Document
from jru_tui.feeds.mapping.mapper import MappedDocument
from jru_tui.feeds.models import Refused

_ENCODER = msgspec.json.Encoder()


def document(mapped: MappedDocument, as_of: datetime) -> tuple[Document, tuple[Refused, ...]]:
    """The `jru/1` document, and all that was set aside on the way to it."""
    refused = list(mapped.refused)
    calls = _written(mapped.calls, "call", refused)
    vehicles = _written(mapped.vehicles, "vehicle", refused)
    made = Document(
        as_of, complete=True, cursor=None, next=None, calls=(calls,), vehicles=(vehicles,)
    )
    return made, tuple(refused)


def _written(records: Sequence[dict[str, Any]], subject: Subject, refused: list[Refused]) -> Raw:
    out: list[bytes] = []
    for record in records:
        try:
            out.append(_ENCODER.encode(record))
        except UnicodeEncodeError:
            digest = sha256(repr(record).encode(errors="replace")).hexdigest()[:16]
            refused.append(Refused(subject, record["id"], "a text holds half a character", digest))
    return Raw(b"[" + b",".join(out) + b"]")
