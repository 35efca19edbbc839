"""A journal as lines of JSON, with the hashes that prove it, and back.

The first line names the format, then each line holds one event as it is stored, and the last line
says where the journal stands. Whoever reads the lines follows the chain without this program: the
hash of an event is SHA-256 over the hash before it, a zero byte, its digest, and its `id`; the
digest is SHA-256 over its `salt` and the bytes of `event`. Of an event that was erased `erased` is
the digest; of one of an earlier format, without either, the bytes of `event` stand in the place of
zero byte and digest. Where a line has a `body`, its bytes count in place of `event`.

The hash of an event covers its bytes as they are stored, and those of a journal that somebody else
wrote may hold anything. So the bytes stand in the line as they are where they are harmless, and
otherwise in hex as `body`, beside what they say with all that would steer a terminal taken out.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from jru_tui.board import clean_all, is_clean_json
from jru_tui.journal import files
from jru_tui.journal.care.copies import write_journal
from jru_tui.journal.errors import in_words
from jru_tui.journal.hash_chain import GENESIS, BrokenChainError, ChainRow, follow_rows, link_row
from jru_tui.journal.protocol import EMPTY, Head, JournalError
from jru_tui.journal.sqlite import connections, reader, schema
from jru_tui.journal.sqlite.connections import open_reader

_ENCODER = msgspec.json.Encoder()
_BREAKS = b"\n\r\t"
"""What JSON allows between its parts."""


def encode_head(value: object) -> bytes:
    """Encode plain values as JSON in which nothing steers a terminal, without a line end."""
    text = _ENCODER.encode(value)
    if text.isascii() and b"\x7f" not in text:
        return text
    plain = json.dumps(msgspec.to_builtins(value), separators=(",", ":"))
    return plain.replace("\x7f", "\\u007f").encode()


def event_members(body: bytes) -> bytes:
    """The members of a line that hold an event: `event`, and `body` where its bytes may not stand.

    Args:
        body: the event as it is stored.
    """
    if is_clean_json(body) and not any(sign in body for sign in _BREAKS):
        return b'"event":' + body
    try:
        fact = clean_all(msgspec.json.decode(body))
    except (msgspec.DecodeError, UnicodeDecodeError):
        fact = {}
    return b'"body":"' + body.hex().encode() + b'","event":' + _ENCODER.encode(fact)


FORMAT = "jru-tui journal/1"


class ExportLine(Struct, frozen=True):
    """An event of an export. Its hash covers the very bytes of `event`, or else those in `body`."""

    position: int
    hash: str
    id: str
    event: msgspec.Raw
    salt: str = ""
    erased: str = ""
    purge: str | None = None
    body: str = ""

    def row(self) -> ChainRow:
        """Give it as a journal stores it.

        Raises:
            ValueError: salt, digest, hash or body are no hexadecimal numbers.
        """
        salt, erased, digest = map(bytes.fromhex, (self.salt, self.erased, self.hash))
        stored = bytes.fromhex(self.body) if self.body else bytes(self.event)
        return ChainRow(
            self.position, self.id, stored, salt or None, erased or None, digest, self.purge
        )


_LINES = msgspec.json.Decoder(ExportLine)


def export_lines(
    path: Path, on_progress: Callable[[int], None] = lambda _: None
) -> Iterator[bytes]:
    """The lines of a journal, each with its line end.

    Raises:
        JournalError: when iterated: there is no journal, or its chain is broken.
    """
    path = path.resolve()
    with in_words(path):
        files.refuse_special(path)
        schema.refuse_foreign(path)
        damage = connections.examine(path, lambda: None).damage
        with closing(open_reader(path)) as connection:
            yield from lines_of(_rows(connection), path, on_progress, damage)


def proven_rows(
    rows: Iterable[ChainRow], start: Head, name: Path | str, done: str
) -> Iterator[ChainRow]:
    """Yield stored events, each once it is known to be as it was written.

    Args:
        rows: the events.
        start: where the journal stood before the first of them.
        name: of the journal, for sentences.
        done: the word for what is done with them, for sentences.

    Raises:
        JournalError: when iterated: the chain is broken.
    """
    try:
        yield from follow_rows(rows, start.position, bytes.fromhex(start.chain))
    except BrokenChainError as error:
        raise JournalError(
            f"The journal {name} is damaged at event {error.position:,}: nothing can be {done} as "
            "proven. `jru-tui journal salvage` keeps the intact events."
        ) from error


def lines_of(
    rows: Iterable[ChainRow], name: Path | str, on_progress: Callable[[int], None], damage: str = ""
) -> Iterator[bytes]:
    """The lines of stored events, each with its line end.

    Args:
        rows: the events, from the first on.
        name: of the journal, for sentences.
        on_progress: called with the number of events that have been written.
        damage: what is wrong with the end of the journal, for the last line; empty for nothing.

    Raises:
        JournalError: when iterated: the chain is broken.
    """
    yield _json({"format": FORMAT})
    position, digest = 0, GENESIS
    for row in proven_rows(rows, EMPTY, name, "exported"):
        position, digest = row.position, row.digest or GENESIS
        yield _line(row)
        on_progress(position)
    warnings = {"warnings": [damage]} if damage else {}
    yield _json({"head": {"position": position, "chain": digest.hex()}, **warnings})


def import_lines(
    lines: Iterable[bytes], path: Path, on_progress: Callable[[int], None] = lambda _: None
) -> Head:
    """Write a journal of the lines of an export, where there is none yet.

    Args:
        lines: of the export, each with its line end.
        path: the file of the new journal.
        on_progress: called with the number of events that have been written.

    Returns:
        Where it stands.

    Raises:
        JournalError: they are no whole export, or it cannot be written; nothing is left then.
    """
    with in_words(path):
        found = ExportReader(iter(lines))
        head = write_journal(path.absolute(), found.rows(), on_progress)
        if head != found.head:
            path.unlink(missing_ok=True)
            raise JournalError("The export and what was written of it differ.")
        return head


class ExportReader:
    """A reader of the lines of an export, which checks the chain.

    Attributes:
        head: where they end.
    """

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self.head = EMPTY

    def rows(self) -> Iterator[ChainRow]:
        """The id and the body of each event.

        Raises:
            JournalError: the lines are no whole export.
        """
        first = _plain(next(self._lines, b""))
        if first.get("format") != FORMAT:
            raise JournalError(
                f"This is not a journal export: its first line does not name {FORMAT}."
            )
        digest = GENESIS
        for position, line in enumerate(self._lines, 1):
            if line.startswith(b'{"head"'):
                self._end(line, Head(position - 1, digest.hex()))
                return
            try:
                found = _LINES.decode(line)
            except (msgspec.MsgspecError, UnicodeDecodeError) as error:
                raise JournalError(f"Line {position + 1} is not an event: {error}.") from error
            row = _row_of(found, position + 1)
            if row.position != position or link_row(digest, row) != row.digest:
                raise JournalError(f"Line {position + 1} was changed, or one before it is missing.")
            digest = row.digest or GENESIS
            yield row
        raise JournalError("The export is cut short: its last line, which says so, is missing.")

    def _end(self, line: bytes, reached: Head) -> None:
        """Take the last line, which says where the lines end."""
        with suppress(msgspec.MsgspecError):
            self.head = msgspec.convert(_plain(line).get("head"), Head)
        if self.head != reached:
            raise JournalError("The export does not end where its last line says.")
        if next(self._lines, None) is not None:
            raise JournalError("Something follows the export's last line.")


def _rows(connection: sqlite3.Connection) -> Iterator[ChainRow]:
    position = 0
    while rows := reader.chain_page(connection, position):
        yield from rows
        position = rows[-1].position


def _line(row: ChainRow) -> bytes:
    """The line of an event; its own bytes come last."""
    proof = {"salt": row.salt, "erased": row.erased}
    head = {
        "position": row.position,
        "hash": (row.digest or b"").hex(),
        "id": row.id,
        **{name: value.hex() for name, value in proof.items() if value is not None},
        **({"purge": row.purge} if row.purge is not None else {}),
    }
    return encode_head(head)[:-1] + b"," + event_members(row.body or b"{}") + b"}\n"


def _row_of(line: ExportLine, number: int) -> ChainRow:
    try:
        return line.row()
    except ValueError as error:
        raise JournalError(f"Line {number} is not an event: {error}.") from error


def _plain(line: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(line, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return {}


def _json(value: object) -> bytes:
    return msgspec.json.encode(value) + b"\n"
