"""Tables as plain data, counted while they are read: one dict for each line after the names."""

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from jru_tui.feeds.decoding.envelope import BadDocument
from jru_tui.feeds.decoding.text import quoted
from jru_tui.feeds.mapping.schema import CsvTable
from jru_tui.feeds.offload import checkpoint
from jru_tui.feeds.size_errors import Caps, too_many

_MAX_CELL = 1_000_000
_MAX_LINE = 2_000_000
"""Characters of one line of the file: more would be cells without end."""
_MAX_LINES = 1_000_000
"""Lines of the file, empty ones and those inside of cells among them: more are no table."""
_OFTEN = 1_000
_MOST_BLANK = 1_000
"""Blank lines that may stand before the names."""
_FAIR = Caps()
_SEPARATOR = "sep="
"""How spreadsheets name the delimiter in a line before the names."""


def read_csv(
    body: bytes, table: CsvTable, columns: Sequence[str] = (), caps: Caps = _FAIR
) -> list[Any]:
    """Read the rows of a table by the names in its first line that is not empty.

    A line with more or fewer cells than there are names stays a list, and is set aside later; as
    the last line it means that the table was cut.

    Args:
        body: as it came.
        table: how it is written.
        columns: names that have to be there.
        caps: what the table may hold.

    Raises:
        BadDocument: it is not text in that encoding, lacks a column, breaks off, or is too much.
    """
    encoding = "utf-8-sig" if table.encoding.lower() in {"utf-8", "utf8"} else table.encoding
    csv.field_size_limit(_MAX_CELL)
    try:
        # Decoded piece by piece: a table of 16 MB would be 64 MB of text.
        lines = _Lines(io.TextIOWrapper(io.BytesIO(body), encoding, newline=""))
        delimiter = lines.delimiter(table.delimiter)
        rows = csv.reader(lines, delimiter=delimiter, strict=True)
        try:
            return list(_rows(rows, columns, caps))
        except csv.Error as error:
            location = f"in line {lines.number:,}"
            raise BadDocument(f"the table is cut short or not CSV: {location}, {error}") from None
    except UnicodeError:
        raise BadDocument(f"the table is not in {table.encoding}") from None


class _Lines:
    """The lines of a table from its names on.

    Attributes:
        number: of the last line that was read, from 1.
    """

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._first = ""
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        line = self._first
        while line:
            yield line
            line = self._next()

    def delimiter(self, known: str) -> str:
        """Pass over empty lines and one that names the delimiter, and tell which it is.

        Args:
            known: what it is where no line names another one.
        """
        line = self._next()
        while line and not line.strip():
            line = self._next()
        text = line.strip().strip('"')
        if text[: len(_SEPARATOR)].lower() == _SEPARATOR and len(text) <= len(_SEPARATOR) + 1:
            # A tab at the end of the line is taken for white space.
            known = text[len(_SEPARATOR) :] or ("\t" if "\t" in line else known)
            line = self._next()
            while line and not line.strip():
                line = self._next()
        if line.lstrip().startswith("<"):
            raise BadDocument("the feed answered with a web page, where a table was expected")
        self._first = line
        return known

    def _next(self) -> str:
        line = self._text.readline(_MAX_LINE + 1)
        self.number += 1
        if self.number > _MAX_LINES:
            raise BadDocument(f"the table has more than {_MAX_LINES:,} lines")
        if len(line) > _MAX_LINE:
            raise BadDocument(f"a line of the table has more than {_MAX_LINE:,} characters")
        return line


def _rows(lines: Iterator[list[str]], columns: Sequence[str], caps: Caps) -> Iterator[Any]:
    first = next((cells for cells in islice(lines, _MOST_BLANK) if not _is_blank(cells)), [])
    names = [name.strip() for name in first]
    for column in columns:
        if column not in names:
            raise BadDocument(
                f"the table has no column {quoted(column)}: is it another table? "
                f"Its first line has "
                f"{len(names)}, the first of them {quoted(names[0] if names else '', 40)}"
            )
    if len(set(names)) != len(names):
        raise BadDocument("the table has the same column twice, so it is unclear which is meant")
    count, cell_count, width = 0, len(names), len(names)
    for cells in lines:
        count += bool(cells)
        cell_count += len(cells)
        if count > caps.rows:
            raise BadDocument(too_many("rows", count, caps.rows))
        if cell_count > caps.values:
            raise BadDocument(too_many("cells", cell_count, caps.values))
        if count % _OFTEN == 0:
            checkpoint()
        if _is_blank(cells):
            continue
        width = len(cells)
        yield dict(zip(names, cells, strict=True)) if width == len(names) else cells
    if width < len(names):
        raise BadDocument("the table is cut short: its last line has fewer columns than its first")


def _is_blank(cells: Sequence[str]) -> bool:
    """Tell whether a line holds nothing but delimiters, as spreadsheets leave them."""
    return not any(cell and not cell.isspace() for cell in cells)
