"""A page as Markdown, in which callers' words stay words: whatever Markdown reads is escaped."""

import re
from collections.abc import Iterator, Sequence

from jru_tui.reports.pages.page import Item, ReportPage, Section, Table

_READ = re.compile(
    r"""
      [\\`*_\[\]<>\#|~&@$]  # emphasis, code, links, tags, headings, cells, entities, mail
    | ^[-+=]                # a list or a heading, at the start
    | :(?=//) | (?<=www)\.  # what some readers take for an address
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NUMBERED = re.compile(r"^(\d+)([.)])")


def as_markdown(page: ReportPage) -> str:
    """The page as CommonMark with tables."""
    return "\n".join(_lines(page)) + "\n"


def escaped(text: str) -> str:
    """Text in which nothing is markup, on one line."""
    line = _READ.sub(r"\\\g<0>", " ".join(text.split()))
    return _NUMBERED.sub(r"\1\\\2", line)


def _lines(page: ReportPage) -> Iterator[str]:
    marking = [f"**{escaped(page.marking)}**", ""] if page.marking else []
    yield from marking
    yield f"# {escaped(page.title)}"
    for line in page.lead:
        yield ""
        yield escaped(line)
    for section in page.sections:
        yield ""
        yield from _section(section)
    for line in page.foot:
        yield ""
        yield escaped(line)
    yield from reversed(marking)


def _section(section: Section) -> Iterator[str]:
    heading = escaped(section.heading)
    yield f"## **{heading}**" if section.grave else f"## {heading}"
    yield ""
    yield from map(_item, section.items)
    if section.table is not None:
        yield from _table(section.table)


def _item(item: Item) -> str:
    about = f"**{escaped(item.about)}** " if item.about else ""
    return f"- {about}{escaped(item.text)}"


def _table(table: Table) -> Iterator[str]:
    yield _row(table.columns)
    yield "|" + "|".join([" --- ", *[" ---: "] * (len(table.columns) - 1)]) + "|"
    yield from map(_row, table.rows)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(map(escaped, cells)) + " |"
