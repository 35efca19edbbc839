"""The forms of a page beside plain text, each loaded when it is asked for: most pages are text."""

from jru_tui.reports.pages.page import ReportPage


def as_markdown(page: ReportPage) -> str:
    """The page as Markdown."""
    from jru_tui.reports.pages.page_markdown import as_markdown as write  # noqa: PLC0415 - see above

    return write(page)


def as_html(page: ReportPage) -> str:
    """The page as one HTML file."""
    from jru_tui.reports.pages.page_html import as_html as write  # noqa: PLC0415 - see above

    return write(page)
