"""The forms that a handover comes in, by name; each is text, ready to be written or printed."""

from collections.abc import Callable, Mapping

from jru_tui.reports.handover import Handover
from jru_tui.reports.handover_text import page, text
from jru_tui.reports.page_html import as_html
from jru_tui.reports.page_markdown import as_markdown

HANDOVER_FORMS: Mapping[str, Callable[[Handover], str]] = {
    "text": text,
    "markdown": lambda told: as_markdown(page(told)),
    "html": lambda told: as_html(page(told)),
}
