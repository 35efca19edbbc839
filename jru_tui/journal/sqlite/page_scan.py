"""The rows of a damaged file, found page by page: no header, schema or tree of it is relied on.

One flipped bit of the schema, or of a page that leads to others, hides every row behind it from
SQLite, though the rows are whole. Here a row is known by how it begins: the sizes of its columns,
as this program writes them. Whatever looks so and is none does not follow in the chain.

The format of the file is that of https://www.sqlite.org/fileformat2.html.
"""

import mmap
import re
from collections.abc import Container, Iterator
from contextlib import ExitStack
from pathlib import Path

from jru_tui.journal.files import beside
from jru_tui.journal.hash_chain import GENESIS, ChainRow, link_row

_PAGE = 4_096
"""Bytes of a page, where the file no longer says so."""
_SIZES = {1 << power for power in range(9, 16)}
_BLOB = 12
"""The first kind of a column that is bytes or a text; smaller ones are numbers, 0 is nothing."""
_LINK = 4
"""Bytes of the number of the page in which a long row goes on."""
_LOG_HEADER = 32
_FRAME_HEADER = 24
_LONGEST = 64_000_000
"""Bytes of a row at most: a record with more has a damaged size."""

_VARINT = rb"(?:[\x80-\xff]{0,3}[\x00-\x7f])"
_ROW = re.compile(
    rb"(?=[\x05-\x10]\x00" + _VARINT + _VARINT + rb"\x4c(?:[\x00\x2c][\x00\x4c])?)", re.DOTALL
)
"""The beginning of a row: no position (it is the key), two texts, 32 bytes, then perhaps the salt
and the digest of what was erased."""


class _Pages:
    """The pages of a file and of the log beside it; those of the log are the newer ones."""

    def __init__(self, content: memoryview, log: memoryview) -> None:
        self.size = _page_size(content)
        self._content = content
        frame = self.size + _FRAME_HEADER
        starts = range(_LOG_HEADER, len(log) - frame + 1, frame)
        self._frames = [log[start + _FRAME_HEADER : start + frame] for start in starts]
        numbers = (int.from_bytes(log[start : start + 4], "big") for start in starts)
        self._newest = dict(zip(numbers, self._frames, strict=True))

    def all(self) -> Iterator[memoryview]:
        """Yield every page, the older ones first."""
        for start in range(0, len(self._content), self.size):
            yield self._content[start : start + self.size]
        yield from self._frames

    def get(self, number: int) -> memoryview:
        """Give a page by its number, from 1; empty where there is none."""
        start = (number - 1) * self.size
        return self._newest.get(number, self._content[start : start + self.size])


def scan_rows(path: Path, wanted: Container[int]) -> dict[int, ChainRow]:
    """Find rows of a journal, by position, in whatever state its file is.

    Of one position an erased row is preferred: nothing that was erased comes back.

    Args:
        path: where the journal is.
        wanted: the positions that are looked for.

    Raises:
        OSError: the file cannot be read.
    """
    found: dict[int, ChainRow] = {}
    for row in _scanned(path):
        known = found.get(row.position)
        if row.position in wanted and (known is None or known.erased is None or row.erased):
            found[row.position] = row
    return found


def last_scanned(path: Path) -> int:
    """Give the last position of a row in a file that has one before it; 0 where there is none.

    Raises:
        OSError: the file cannot be read.
    """
    known = {row.position for row in _scanned(path)}
    return max((position for position in known if position - 1 in known), default=0)


def holds_events(path: Path) -> bool:
    """Test whether a file, whatever it says that it is, holds an event behind another's hash.

    Raises:
        OSError: the file cannot be read.
    """
    hashes: dict[int, bytes | None] = {0: GENESIS}
    for row in _scanned(path):
        before = hashes.get(row.position - 1)
        if before is not None and link_row(before, row) == row.digest:
            return True
        hashes[row.position] = row.digest
    return False


def _scanned(path: Path) -> Iterator[ChainRow]:
    with ExitStack() as stack:
        files = (path, beside(path, "-wal"))
        content, log = (_mapped(file, stack) for file in files)
        yield from _rows(_Pages(content, log))


def _mapped(file: Path, stack: ExitStack) -> memoryview:
    if not file.is_file() or file.stat().st_size == 0:
        return memoryview(b"")
    opened = stack.enter_context(file.open("rb"))
    content = stack.enter_context(mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ))
    return stack.enter_context(memoryview(content))


def _page_size(content: memoryview) -> int:
    size = int.from_bytes(content[16:18], "big")
    return size if size in _SIZES else _PAGE


def _rows(pages: _Pages) -> Iterator[ChainRow]:
    for page in pages.all():
        content = bytes(page)
        for match in _ROW.finditer(content):
            row = _row_at(content, match.start(), pages)
            if row is not None:
                yield row


def _row_at(page: bytes, start: int, pages: _Pages) -> ChainRow | None:
    """Read a row whose record begins there; None where it is none."""
    position = _key_before(page, start)
    kinds = list(_numbers(page[start + 1 : start + page[start]]))
    if position < 1 or len(kinds) not in (4, 7) or any(0 < kind < _BLOB for kind in kinds):
        return None
    sizes = [max(0, kind - _BLOB) // 2 for kind in kinds]
    payload = _payload(page, start, page[start] + sum(sizes), pages)
    if payload is None:
        return None
    values: list[bytes | None] = []
    at = page[start]
    for kind, size in zip(kinds, sizes, strict=True):
        values.append(payload[at : at + size] if kind else None)
        at += size
    _, name, body, digest, *rest = values
    salt, erased, purge = rest or (None, None, None)
    try:
        texts = [None if value is None else value.decode() for value in (name, purge)]
    except UnicodeDecodeError:
        return None
    return ChainRow(position, texts[0], body, salt, erased, digest, texts[1])


def _payload(page: bytes, start: int, length: int, pages: _Pages) -> bytes | None:
    """Read a record, which may go on in other pages; None where it cannot be read to its end."""
    most = pages.size - 35
    local = length
    if length > _LONGEST:
        return None
    if length > most:
        least = (pages.size - 12) * 32 // 255 - 23
        local = least + (length - least) % (pages.size - 4)
        local = local if local <= most else least
    payload = page[start : start + local]
    number = int.from_bytes(page[start + local : start + local + _LINK], "big")
    while len(payload) < length:
        following = pages.get(number) if number else b""
        if len(following) < pages.size or len(payload) < local:
            return None
        number = int.from_bytes(following[:_LINK], "big")
        payload += bytes(following[_LINK : _LINK + length - len(payload)])
    return payload


def _key_before(page: bytes, start: int) -> int:
    """Read the number that ends before a place: the key of a row; 0 where there is none."""
    first = start - 1
    while first > 0 and page[first - 1] >= 0x80 and start - first < 8:  # noqa: PLR2004
        first -= 1
    return next(_numbers(page[max(0, first) : start]), 0)


def _numbers(content: bytes) -> Iterator[int]:
    """Read numbers as SQLite packs them, seven bits in a byte."""
    number = 0
    for byte in content:
        number = number << 7 | byte & 0x7F
        if byte < 0x80:  # noqa: PLR2004 - the highest bit says that more follows
            yield number
            number = 0
