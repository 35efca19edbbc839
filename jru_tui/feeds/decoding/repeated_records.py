"""Records of a document that stand in it byte for byte as in the last one.

They were looked through then: for brackets without end, for endless numbers, for what is no JSON.
So each run of them is cut out, a mark is put in its place, and the rest is read like any document.
Where each mark turns out to be a record of a list, so is all that it stands for; else the document
has to be read as it came.
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Raw, Struct

from jru_tui.feeds.size_errors import Caps

_RUN = 16
"""Records side by side that are worth a mark of their own."""
_BLOCK = 64
"""Records that are compared at once."""
_NEAR = 20_000
"""Bytes behind a changed record in which the next one is looked for."""
_MOST_CHANGED = 4
"""Records side by side that may be new or gone."""
_MOST_RUNS = 64
"""Runs of one list that are looked for: of a list that changes everywhere little is saved."""
_MARK = b'"\x7f%d"'
_OF_MARKS = b"\x7f"
"""A character that no document has which is shortened: hardly any has it at all."""
_LONG = 50_000
"""Bytes from which on a document is worth it."""
_SPACE = b" \t\r\n"


class ShortDocument(Struct, frozen=True):
    """A document without what it repeats.

    Attributes:
        body: the rest of it, a mark in place of each run.
        runs: the records that each mark stands for.
    """

    body: bytes
    runs: Mapping[bytes, Sequence[bytes]]

    def whole(self, lists: Sequence[Sequence[Raw | bytes]]) -> list[list[bytes]] | None:
        """Put the records in place of their marks.

        Args:
            lists: the records of each list of the short document.

        Returns:
            The same of the whole document; None where a mark is no record of any list.
        """
        found = 0
        wholes: list[list[bytes]] = []
        for listed in lists:
            records: list[bytes] = []
            for raw in map(bytes, listed):
                run = self.runs.get(raw)
                found += run is not None
                records += (raw,) if run is None else run
            wholes.append(records)
        return wholes if found == len(self.runs) else None


def shorten(body: bytes, lists: Sequence[Sequence[bytes]], caps: Caps) -> ShortDocument | None:
    """Cut out of a document what it repeats of the last one.

    Args:
        body: the document as it came.
        lists: the records of each list of the last one, in order.
        caps: what a document may hold.

    Returns:
        The short document; None where little is repeated, or where what the document holds has
        to be counted.
    """
    if len(body) < _LONG or _OF_MARKS in body or not caps.allow(body):
        return None
    parts: list[bytes] = []
    runs: dict[bytes, Sequence[bytes]] = {}
    end = 0
    for listed in lists:
        for start, stop, records in _runs(body, listed, end):
            mark = _MARK % len(runs)
            runs[mark] = records
            parts += (body[end:start], mark)
            end = stop
    return ShortDocument(b"".join((*parts, body[end:])), runs) if runs else None


def _runs(
    body: bytes, listed: Sequence[bytes], at: int
) -> Iterator[tuple[int, int, Sequence[bytes]]]:
    """Find runs of records: from and up to where each stands in the body, and its records.

    Args:
        body: the document.
        listed: the records of a list of the last document, in order.
        at: the place from which on they are looked for.
    """
    first, near = 0, len(body)
    for _ in range(_MOST_RUNS):
        found = _next(body, listed, first, at, near)
        if found is None:
            return
        first, at = found
        near = _NEAR
        start, last = at, first + 1
        at += len(listed[first])
        separator = _separator(body, at)
        for size in (_BLOCK, 1):
            while last < len(listed):
                more = separator + separator.join(listed[last : last + size])
                if not body.startswith(more, at):
                    break
                at += len(more)
                last = min(last + size, len(listed))
        if last - first >= _RUN:
            yield start, at, listed[first:last]
        first = last


def _next(
    body: bytes, listed: Sequence[bytes], first: int, at: int, near: int
) -> tuple[int, int] | None:
    """Find the next record that stands behind a place.

    Args:
        body: the document.
        listed: the records of a list of the last document, in order.
        first: the number of the first one that is looked for.
        at: the place.
        near: how many bytes behind it are looked through.

    Returns:
        Its number and where it stands; None where there is none.
    """
    for number in range(first, min(first + _MOST_CHANGED, len(listed))):
        place = body.find(listed[number], at, at + near)
        if place >= 0:
            return number, place
    return None


def _separator(body: bytes, at: int) -> bytes:
    """Return the comma behind a record, with the space round it; only a comma where none is."""
    end = at
    while body[end : end + 1] and body[end] in b"," + _SPACE:
        end += 1
    separator = body[at:end]
    return separator if separator.strip(_SPACE) == b"," else b","
