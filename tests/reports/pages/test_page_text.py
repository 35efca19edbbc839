"""A page as plain text."""

from jru_tui.reports.pages.page import ReportPage, Section, Table
from jru_tui.reports.pages.page_text import as_text


def test_columns_of_a_table_stand_by_terminal_cells() -> None:
    """A letter of two cells takes the room of two, and a combining mark takes none."""
    table = Table(("unit", "calls"), (("JRU 1", "9"), ("\u6d77\u8fb9", "12"), ("cafe\u0301", "3")))
    page = ReportPage("", "Report", (), (Section("Units", (), table),))
    assert as_text(page).splitlines()[-4:] == [
        "unit   calls",
        "JRU 1      9",
        "\u6d77\u8fb9      12",
        "cafe\u0301       3",
    ]
