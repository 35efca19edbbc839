"""A page as plain text, its last line ended: one thing a line, tables in columns."""

from collections.abc import Iterator
from itertools import zip_longest

from jru_tui.reports.pages.page import ReportPage, Section, Table
from jru_tui.reports.pages.scatter_text import scatter_lines


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
    widths = [max(map(len, column)) for column in zip_longest(*rows, fillvalue="")]
    for row in rows:
        first, *rest = (
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=False))
        )
        yield "  ".join([first, *rest]).rstrip()
