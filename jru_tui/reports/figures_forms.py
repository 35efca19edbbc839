"""The forms that a report comes in, by name; each is text, ready to be written or printed."""

from collections.abc import Callable, Mapping

from jru_tui.reports.figures import Figures, figures_json
from jru_tui.reports.figures_csv import to_csv
from jru_tui.reports.figures_text import page, text
from jru_tui.reports.page_html import as_html

FIGURES_FORMS: Mapping[str, Callable[[Figures], str]] = {
    "text": text,
    "csv": to_csv,
    "json": lambda told: f"{figures_json(told)}\n",
    "html": lambda told: as_html(page(told)),
}
