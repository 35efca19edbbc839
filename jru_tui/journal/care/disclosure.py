"""Disclosure: the part of a journal about calls, people or days, with proof.

Every event between the first that is disclosed and the head is named by its id and its digest, so
that a stranger can follow the chain. An event that is disclosed in full comes with its salt; one
with a redaction without, so that nobody can try out what stood there.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec import Struct

from jru_tui.board import Event
from jru_tui.journal import files
from jru_tui.journal.care.redactions import AppliedRedaction, Redaction, redact_event
from jru_tui.journal.care.transfer import encode_head, event_members, proven_rows
from jru_tui.journal.errors import in_words
from jru_tui.journal.hash_chain import GENESIS, ChainRow
from jru_tui.journal.protocol import Head, JournalError
from jru_tui.journal.sqlite import reader, schema
from jru_tui.journal.sqlite.connections import open_reader

FORMAT = "jru-tui disclosure/1"

_ENCODER = msgspec.json.Encoder()


class DisclosedEvent(Struct, frozen=True):
    """An event of a disclosure, as it is disclosed.

    Attributes:
        position: in the journal.
        event: what is left of it.
        redacted: something was taken out of it for this disclosure.
        erased: a purge has erased what it said about people.
    """

    position: int
    event: Event
    redacted: bool = False
    erased: bool = False

    @property
    def whole(self) -> bool:
        """Test whether it is as it was written."""
        return not (self.redacted or self.erased)


class Disclosure(Struct, frozen=True):
    """The events taken out of a journal, with their redactions.

    Attributes:
        events: in their order.
        redactions: what was redacted in them, and how often.
        head: where the journal stands.
    """

    events: tuple[DisclosedEvent, ...]
    redactions: tuple[AppliedRedaction, ...]
    head: Head

    @property
    def redacted(self) -> int:
        """Count the events that something was redacted in."""
        return sum(disclosed.redacted for disclosed in self.events)

    @property
    def erased(self) -> int:
        """Count the events whose words a purge has erased."""
        return sum(disclosed.erased for disclosed in self.events)


def verifier_text() -> str:
    """Return the program that verifies a disclosure, as it is put beside it."""
    return Path(__file__).with_name("disclosure_verifier.py").read_text(encoding="utf-8")


def disclose(
    path: Path,
    positions: frozenset[int],
    redactions: tuple[Redaction, ...],
    write: Callable[[bytes], object],
    on_progress: Callable[[int], None] = lambda _: None,
) -> Disclosure:
    """Write some events of a journal as lines of JSON, with all that proves them.

    Args:
        path: where the journal is.
        positions: of the events; at least one.
        redactions: what is taken out of them.
        write: takes a line.
        on_progress: called with the number of events that were followed.

    Raises:
        JournalError: the chain is broken, or an event is of a format that cannot be withheld.
    """
    path, first = path.resolve(), min(positions)
    with in_words(path):
        files.refuse_special(path)
        schema.refuse_foreign(path)
        with closing(open_reader(path)) as connection:
            digest = reader.hash_at(connection, first - 1) if first > 1 else GENESIS
            if digest is None:
                raise JournalError(f"The journal {path} has no event {first - 1:,}.")
            return disclose_rows(
                _rows(connection, first - 1),
                Head(first - 1, digest.hex()),
                str(path),
                positions,
                redactions,
                write=write,
                on_progress=on_progress,
            )


def disclose_rows(
    rows: Iterable[ChainRow],
    start: Head,
    name: str,
    positions: frozenset[int],
    redactions: tuple[Redaction, ...],
    *,
    write: Callable[[bytes], object],
    on_progress: Callable[[int], None],
) -> Disclosure:
    """Write stored events as lines of JSON, with all that proves them.

    Args:
        rows: the events from the first of those that are disclosed on.
        start: where the journal stood before it.
        name: of the journal, for sentences.
        positions: of the events that are disclosed.
        redactions: what is taken out of them.
        write: takes a line.
        on_progress: called with the number of events that were followed.

    Raises:
        JournalError: the chain is broken, or an event is of a format that cannot be withheld.
    """
    found: list[DisclosedEvent] = []
    counts: dict[Redaction, int] = {}
    position, digest = start.position, bytes.fromhex(start.chain)
    write(_json({"format": FORMAT, "start": _head(position, digest)}))
    for row in proven_rows(rows, start, name, "disclosed"):
        position, digest = row.position, row.digest or GENESIS
        one = None
        if position in positions:
            one = _disclosed(row, redactions, counts)
            found.append(one)
        write(_line(row, one, name))
        on_progress(position)
    write(_json({"head": _head(position, digest)}))
    applied = tuple(AppliedRedaction(redaction, count) for redaction, count in counts.items())
    return Disclosure(tuple(found), applied, Head(position, digest.hex()))


def _rows(connection: sqlite3.Connection, after: int) -> Iterator[ChainRow]:
    while rows := reader.chain_page(connection, after):
        yield from rows
        after = rows[-1].position


def _disclosed(
    row: ChainRow, redactions: tuple[Redaction, ...], counts: dict[Redaction, int]
) -> DisclosedEvent:
    _, event = reader.decode((row.position, row.body or b""))
    redacted_event, applied = redact_event(event, redactions)
    for redaction in applied:
        counts[redaction] = counts.get(redaction, 0) + 1
    erased = row.erased is not None
    return DisclosedEvent(
        row.position, redacted_event, redacted=redacted_event != event, erased=erased
    )


def _line(row: ChainRow, disclosed: DisclosedEvent | None, name: str) -> bytes:
    """Write an event: in full with its salt, else its digest, with what is left of it."""
    head: dict[str, object] = {
        "position": row.position,
        "hash": (row.digest or b"").hex(),
        "id": row.id,
    }
    if disclosed is not None and disclosed.whole and row.salt is not None:
        proven = encode_head(head | {"salt": row.salt.hex()})
        return proven[:-1] + b"," + event_members(row.body or b"") + b"}\n"
    if row.salt is None and row.erased is None:
        raise JournalError(
            f"The journal {name} holds events of an earlier format, which cannot be withheld: run "
            "`jru-tui journal migrate` first."
        )
    digest = row.erased or sha256((row.salt or b"") + (row.body or b"")).digest()
    if disclosed is None:
        return encode_head(head | {"erased": digest.hex()}) + b"\n"
    body = _ENCODER.encode(disclosed.event)
    return encode_head(head | {"erased": digest.hex()})[:-1] + b',"event":' + body + b"}\n"


def _head(position: int, digest: bytes) -> dict[str, object]:
    return {"position": position, "chain": digest.hex()}


def _json(value: object) -> bytes:
    return _ENCODER.encode(value) + b"\n"
