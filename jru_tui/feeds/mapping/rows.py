"""Rows of a foreign document: those that matter, and those that are set aside."""

from hashlib import sha256
from typing import Any

import msgspec

from jru_tui.board import Subject
from jru_tui.feeds.decoding.normaliser import BadRecord
from jru_tui.feeds.decoding.text import rule_of, wrong_id
from jru_tui.feeds.mapping.expressions import expression, true
from jru_tui.feeds.mapping.load import FieldMapping
from jru_tui.feeds.mapping.scalars import holds_more
from jru_tui.feeds.models import RefusedRecord, nameless
from jru_tui.feeds.size_errors import MAX_RECORD_VALUES

_ENOUGH = 65_536
"""Characters by which a text is known that stands where a record should."""
OFTEN = 1_000
"""Rows after which somebody may have given up waiting."""


def matters(mapping: FieldMapping, row: Any, only: str) -> bool:
    """Tell whether a row is one that `only` picks; without such an expression every row is.

    Args:
        mapping: the mapping in use.
        row: the row.
        only: the expression; may be empty.

    Raises:
        BadRecord: it is no record at all, or the expression cannot be evaluated over it.
    """
    if isinstance(row, list) and mapping.file.format == "csv":
        raise BadRecord("the line has more or fewer columns than the table has names")
    if not isinstance(row, dict):
        raise BadRecord("the record is not an object")
    if holds_more(row, MAX_RECORD_VALUES):
        raise BadRecord(f"it holds more than the {MAX_RECORD_VALUES:,} values allowed")
    return not only or true(expression(only)(row))


def refusal(
    subject: Subject, key: str, reason: str, row: Any, position: int = 0, *, vehicle: str = ""
) -> RefusedRecord:
    """Set a row aside.

    Args:
        subject: what it speaks of.
        key: the id of that, where it has one.
        reason: why, in words.
        row: as it came.
        position: where it stood, from 1, or 0 where that is not known.
        vehicle: whose row of a call it is, where the call itself is taken.
    """
    digest = row_digest(row).hex()[:16]
    if vehicle:
        label = f"{key}/{vehicle}"
        # Two rows must not go by one label: where it could be parted in two ways it is not taken.
        taken = label.count("/") == 1 and not wrong_id(label)
        shown = label if taken else f"#{digest[:6]}"
        return RefusedRecord(
            subject, shown, str(reason), digest, position, named_by="row", rule=rule_of(reason)
        )
    if wrong_id(key):
        return nameless(subject, reason, digest, position)
    return RefusedRecord(subject, key, str(reason), digest, position, rule=rule_of(reason))


def row_digest(row: Any) -> bytes:
    """Sum a row up: the same for the same data, whatever is odd about it."""
    if isinstance(row, str):
        row = row[:_ENOUGH]
    try:
        return sha256(msgspec.json.encode(row)).digest()
    except UnicodeEncodeError:  # it holds half a character
        return sha256(repr(row).encode(errors="replace")).digest()
