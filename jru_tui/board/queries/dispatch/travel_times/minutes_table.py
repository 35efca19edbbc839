"""A force's own table of minutes between places or zones, as CSV.

Two shapes are read, with `,`, `;` or a tab between the columns. A list has one way a line:

    from,to,minutes
    Medway,East Kent,52

and may name where both ends are, in `from_lat`, `from_lon`, `to_lat` and `to_lon`. A grid has its
goals along the top and its starts down the side, which may be followed by `lat` and `lon`:

    from,lat,lon,Medway,East Kent
    Medway,51.3967,0.5425,12,52
    East Kent,51.2748,1.0868,50,14

A cell that is empty is not known. A way that is only given the other way round counts for both.
Codes and names of the same area meet, as feeds ship them.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import nan

from msgspec import Struct

from jru_tui.board.geometry import Vector, vector

_NOT_A_WORD = re.compile(r"[\W_]+")
_PARTS = re.compile(r"\s*(?:&|/|,|;|\+|\band\b)\s*", re.IGNORECASE)

Areas = frozenset[str]
"""Everything that a place's area is called, in one spelling."""


def areas_of(area: str | None, names: Mapping[str, str]) -> Areas:
    """Every name of an area: its code, what the settings call it, and each of its parts.

    `Medway & Swale` is also `medway` and `swale`: a vehicle of both is of the area of a call in
    either of them, and `east_kent` is `East Kent`.

    Args:
        area: as the feed has it, a code or a name; None for none.
        names: the settings' names by code.
    """
    if not area:
        return frozenset()
    return _areas(area, names.get(area, ""))


@lru_cache(maxsize=512)
def _areas(area: str, name: str) -> Areas:
    whole = [text for text in (area, name) if text]
    parts = [part for text in whole for part in _PARTS.split(text)]
    return frozenset(filter(None, map(spelt, (*whole, *parts))))


def spelt(text: str) -> str:
    """A name in one spelling: `East-Kent` and `east_kent` are `east kent`."""
    return _NOT_A_WORD.sub(" ", text.replace("&", " and ")).strip().casefold()


_LIST = ("from", "to", "minutes")
_ENDS = ("from_lat", "from_lon", "to_lat", "to_lon")
_MOST_MINUTES = 24 * 60


class TravelTableError(ValueError):
    """A table cannot be read; the message names the line and the column."""


class MinutesTable(Struct, frozen=True):
    """Minutes between places, by their names in one spelling.

    Attributes:
        minutes: from one place to another.
        points: where places are, for those that say so.
    """

    minutes: Mapping[tuple[str, str], float]
    points: Mapping[str, Vector]


def parse_minutes(text: str) -> MinutesTable:
    """Read a table of minutes.

    Args:
        text: the file.

    Raises:
        TravelTableError: it is no such table; names the line and the column.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    rows = [
        (number, [cell.strip() for cell in row])
        for number, row in enumerate(csv.reader(lines, delimiter=_delimiter(lines)), 1)
        if any(cell.strip() for cell in row)
    ]
    if len(rows) < 2:  # noqa: PLR2004 - a header and one way
        raise TravelTableError("the table is empty: it needs a header and at least one line")
    number, header = rows[0]
    reader = _TableReader(_Line(number, header, header))
    for number, row in rows[1:]:
        reader.read(number, row)
    return MinutesTable(reader.minutes, reader.points)


class _Line:
    """A line of a table.

    Args:
        number: of the line in the file, from 1.
        cells: its texts.
        header: the names of its columns.
    """

    def __init__(self, number: int, cells: Sequence[str], header: Sequence[str]) -> None:
        self.number = number
        self.cells = [*cells, *[""] * (len(header) - len(cells))]
        self._header = header

    def wrong(self, column: int, problem: str) -> TravelTableError:
        """An error that names the line and the column."""
        named = f" ({self._header[column]})" if self.number > 1 and self._header[column] else ""
        return TravelTableError(f"line {self.number}, column {column + 1}{named}: {problem}")

    def name(self, column: int) -> str:
        """A place, in one spelling."""
        if not self.cells[column]:
            raise self.wrong(column, "the place has no name")
        return spelt(self.cells[column])

    def value(self, column: int, limits: tuple[float, float], subject: str) -> float | None:
        """A number within its limits; None where the cell is empty."""
        text = self.cells[column]
        if not text:
            return None
        try:
            number = float(text.replace(",", "."))
        except ValueError:
            number = nan
        if not limits[0] <= number <= limits[1]:
            bounds = f"{limits[0]:g} to {limits[1]:g}"
            raise self.wrong(column, f"“{text[:40]}” is not {subject}, {bounds}")
        return number


class _TableReader:
    """A reader of one table's lines by its header."""

    def __init__(self, header: _Line) -> None:
        self.minutes: dict[tuple[str, str], float] = {}
        self.points: dict[str, Vector] = {}
        self._header = header.cells
        self._names = [spelt(name) for name in header.cells]
        self._is_list = all(name in self._names for name in _LIST)
        self._first_goal = 3 if self._names[1:3] == ["lat", "lon"] else 1
        if not self._is_list:
            self._check_grid(header)

    def read(self, number: int, cells: Sequence[str]) -> None:
        """Take one line in.

        Raises:
            TravelTableError: a cell of it cannot be read.
        """
        if len(cells) > len(self._header):
            raise TravelTableError(f"line {number} has more columns than the header")
        line = _Line(number, cells, self._header)
        if self._is_list:
            self._read_way(line)
        else:
            self._read_grid(line)

    def _check_grid(self, header: _Line) -> None:
        goals = self._names[self._first_goal :]
        if not goals:
            columns = ", ".join(_LIST)
            text = f"line {header.number} has neither {columns} nor places along the top"
            raise TravelTableError(text)
        for column in range(self._first_goal, len(self._names)):
            if header.name(column) in self._names[self._first_goal : column]:
                raise header.wrong(column, f"{self._header[column]} is there twice")

    def _read_way(self, line: _Line) -> None:
        start, goal, minutes = (self._names.index(name) for name in _LIST)
        self._take(line, line.name(start), line.name(goal), minutes)
        ends = [self._names.index(name) if name in self._names else -1 for name in _ENDS]
        for place, lat, lon in ((start, *ends[:2]), (goal, *ends[2:])):
            if lat >= 0 and lon >= 0:
                self._place(line, line.name(place), lat, lon)

    def _read_grid(self, line: _Line) -> None:
        start = line.name(0)
        if self._first_goal > 1:
            self._place(line, start, 1, 2)
        for column in range(self._first_goal, len(line.cells)):
            self._take(line, start, self._names[column], column)

    def _take(self, line: _Line, start: str, goal: str, column: int) -> None:
        minutes = line.value(column, (0, _MOST_MINUTES), "minutes")
        if minutes is None:
            return
        before = self.minutes.setdefault((start, goal), minutes)
        if before != minutes:
            raise line.wrong(column, f"{minutes:g} minutes here, but {before:g} in an earlier line")

    def _place(self, line: _Line, name: str, lat: int, lon: int) -> None:
        latitude = line.value(lat, (-90, 90), "a latitude in degrees")
        longitude = line.value(lon, (-180, 180), "a longitude in degrees")
        if latitude is None or longitude is None:
            return
        point = vector(latitude, longitude)
        if self.points.setdefault(name, point) != point:
            raise line.wrong(lat, "this place has other coordinates in an earlier line")


def _delimiter(lines: Sequence[str]) -> str:
    first = next((line for line in lines if line.strip()), "")
    return max(",;\t", key=first.count)
