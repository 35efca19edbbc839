"""The forms of reports: the ends of their files' names, and JSON for programs."""

from collections.abc import Mapping

import msgspec

from jru_tui.board import printable_json
from jru_tui.reports.pages.page import ReportPage

SUFFIXES: Mapping[str, str] = {
    "text": "txt",
    "csv": "csv",
    "json": "json",
    "markdown": "md",
    "html": "html",
}


def indented_json(contract: msgspec.Struct) -> str:
    """The contract on the wire: indented, without a line end behind it."""
    return printable_json(msgspec.json.format(msgspec.json.encode(contract), indent=2).decode())


def as_markdown(page: ReportPage) -> str:
    """The page as Markdown."""
    from jru_tui.reports.pages.page_markdown import as_markdown as write  # noqa: PLC0415 - see above

    return write(page)


def as_html(page: ReportPage) -> str:
    """The page as one HTML file."""
    from jru_tui.reports.pages.page_html import as_html as write  # noqa: PLC0415 - see above

    return write(page)
