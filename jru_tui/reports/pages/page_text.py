"""A page as plain text, its last line ended: one thing a line, tables in columns, dots as signs."""

from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest

from jru_tui.reports.pages.page import ReportPage, Scatter, Section, Table

_ROWS, _COLUMNS = 16, 48
"""Cells of a plot."""
_SCALE = 7
"""Cells that the figures up the side take."""
_ENDS = (5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240)
"""Ends that an axis can have."""
_MANY = 9
"""The largest number of points that one cell of a plot can tell."""


def as_text(page: ReportPage) -> str:
    """The page as text."""
    return "\n".join(_lines(page)) + "\n"


def _lines(page: ReportPage) -> Iterator[str]:
    if page.marking:
        yield page.marking
    yield page.title
    yield from page.lead
    for section in page.sections:
        yield ""
        yield from _section(section)
    if page.foot:
        yield ""
        yield from page.foot
    if page.marking:
        yield page.marking


def _section(section: Section) -> Iterator[str]:
    yield section.heading.upper() if section.grave else section.heading
    yield from (item.line for item in section.items)
    if section.table is not None:
        yield from _table(section.table)
    if section.scatter is not None and section.scatter.points:
        yield ""
        yield from scatter_lines(section.scatter)


def _table(table: Table) -> Iterator[str]:
    rows = [table.columns, *table.rows]
    widths = [max(map(_width, column)) for column in zip_longest(*rows, fillvalue="")]
    for row in rows:
        cells = [
            (cell, " " * (width - _width(cell))) for cell, width in zip(row, widths, strict=False)
        ]
        (first, room), *rest = cells
        yield "  ".join((first + room, *(blank + cell for cell, blank in rest))).rstrip()


def _width(cell: str) -> int:
    """Count the terminal cells of a text."""
    if all(letter < "\u0300" or "\u2010" <= letter <= "\u2027" for letter in cell):
        return len(cell)  # of Latin letters, dashes and an ellipsis
    from rich.cells import cell_len  # noqa: PLC0415 - few pages have a text that needs it

    return cell_len(cell)


def scatter_lines(scatter: Scatter) -> Iterator[str]:
    """Draw points in lines: how many lie in each cell, and `·` where both figures are equal."""
    end = scatter_end(scatter)
    cells = Counter(
        (_cell(up, end, _ROWS), _cell(across, end, _COLUMNS)) for across, up in scatter.points
    )
    yield f"{scatter.title}: {scatter.up} up, {scatter.across} across, · where both are equal"
    for row in range(_ROWS - 1, -1, -1):
        scale = f"{end * (row + 1) / _ROWS:.0f}" if row in (_ROWS - 1, _ROWS // 2 - 1) else ""
        letters = "".join(_letter(cells, row, column) for column in range(_COLUMNS))
        yield f"{scale:>{_SCALE - 2}} │{letters}".rstrip()
    yield f"{0:>{_SCALE - 2}} └{'─' * _COLUMNS}"
    half = f"{end / 2:g}"
    yield f"{'':{_SCALE}}{half:>{_COLUMNS // 2}}{end:>{_COLUMNS // 2}g}"


def scatter_end(scatter: Scatter) -> float:
    """Return the end of both axes: a round figure that all but the longest 2 % lie below."""
    figures = sorted(figure for point in scatter.points for figure in point)
    longest = figures[int(0.98 * (len(figures) - 1))] if figures else 0.0
    return float(next((end for end in _ENDS if end >= longest), _ENDS[-1]))


def _cell(figure: float, end: float, cells: int) -> int:
    return min(cells - 1, int(figure / end * cells))


def _letter(cells: Counter[tuple[int, int]], row: int, column: int) -> str:
    number = cells[row, column]
    if number:
        return str(number) if number <= _MANY else "#"
    return "·" if row == column * _ROWS // _COLUMNS else " "
