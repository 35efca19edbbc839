"""A report's forms: JSON as documented, CSV that runs nothing, HTML that fetches nothing."""

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from jru_tui.board.board import Board
from jru_tui.board.call_commands import RightCare
from jru_tui.board.events import CallReported, Commanded, Event, Fact, VehicleReported
from jru_tui.board.records import CallRecord, ResponseRecord, VehicleRecord
from jru_tui.board.rules import Rules
from jru_tui.reports.figures.figures import Figures, count_figures
from jru_tui.reports.figures.figures_csv import COLUMNS, guarded, to_csv
from jru_tui.reports.figures.figures_text import figures_page, text
from jru_tui.reports.forms import indented_json
from jru_tui.reports.pages.page_html import as_html

DOCUMENT = Path(__file__).parents[3].joinpath("docs", "report.md").read_text(encoding="utf-8")
SEVEN = datetime(2020, 10, 30, 19, tzinfo=UTC)
HOSTILE = "</td><script src=//x.example></script><img onerror=1>&\"'"


def board(facts: Sequence[Fact]) -> Board:
    told = Board(Rules())
    for number, fact in enumerate(facts):
        told.apply(Event(str(number), SEVEN, SEVEN, "feed", fact))
    return told


def one_call(vehicle: str = "JRU1", kind: str = "fall", name: str = "JRU 1") -> Figures:
    reached = SEVEN.replace(minute=10)
    told = board(
        [
            VehicleReported(VehicleRecord(vehicle, "available", SEVEN, name=name)),
            CallReported(
                CallRecord(
                    "K-1",
                    SEVEN,
                    grade="G1",
                    type=kind,
                    responses=(ResponseRecord(vehicle, SEVEN, SEVEN, reached),),
                )
            ),
        ]
    )
    return count_figures(told.snapshot(), told.snapshot().shifts(), marking="OFFICIAL-SENSITIVE")


def keys(value: object) -> set[str]:
    """Every key anywhere in a JSON value."""
    match value:
        case dict():
            return set(value) | {key for each in value.values() for key in keys(each)}
        case list():
            return {key for each in value for key in keys(each)}
        case _:
            return set()


def test_every_field_of_the_json_is_documented() -> None:
    documented = set(re.findall(r"`([a-z0-9_]+)`", DOCUMENT))
    assert keys(json.loads(indented_json(one_call()))) <= documented


def test_the_json_is_this(friday: Board) -> None:
    told = json.loads(
        indented_json(
            count_figures(friday.snapshot(), friday.snapshot().shifts(), marking="OFFICIAL")
        )
    )
    assert told["marking"] == "OFFICIAL"
    assert told["whole"]["starts_at"] == "2020-10-30T18:00:00Z"
    assert told["whole"]["unit"] == {
        "attended": 2,
        "minutes_saved": 60,
        "pounds_saved": 50.0,
        "ambulances_spared": 0,
        "patrols_spared": 0,
        "babies_born": 0,
        "response": {"count": 2, "mean_s": 900, "p90_s": 1200, "set_aside": 0},
        "turnout": {"count": 3, "mean_s": 60, "p90_s": 60, "set_aside": 0},
        "travel": {"count": 3, "mean_s": 780, "p90_s": 1020, "set_aside": 0},
        "at_scene": {"count": 2, "mean_s": 3000, "p90_s": 3000, "set_aside": 0},
        "ambulance_wait": {"count": 0, "mean_s": None, "p90_s": None, "set_aside": 0},
    }


def test_the_text_is_this(friday: Board) -> None:
    lines = text(
        count_figures(friday.snapshot(), friday.snapshot().shifts(), marking="OFFICIAL")
    ).splitlines()
    assert lines[:16] == [
        "OFFICIAL",
        "Report, shift of Friday 30 October 2020",
        "2 calls attended; 1 h 00 and £50.00 saved; 0 ambulances and 0 patrols spared.",
        "",
        "Attended and saved by vehicle",
        "       calls   saved  pounds  ambulances  patrols  babies",
        "JRU 1      2  1 h 00  £50.00           0        0       0",
        "JRU 2      1  0 h 00   £0.00           0        0       0",
        "Unit       2  1 h 00  £50.00           0        0       0",
        "",
        "Mean times by vehicle",
        "       response  turnout   travel  at scene",
        "JRU 1   0:15:00  0:01:00  0:12:00   0:50:00",
        "JRU 2   0:20:00  0:01:00  0:15:00   0:50:00",
        "Unit    0:15:00  0:01:00  0:13:00   0:50:00",
        "",
    ]
    assert lines[-1] == "OFFICIAL"
    assert max(map(len, lines[:30])) <= 80


@pytest.mark.parametrize(
    "cell",
    [
        "=cmd|'/c calc'!A1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\tx",
        "\rx",
        "\nx",
        "\uff1d1+1",
        "\uff0b1",
        "\uff0d1",
        "\uff20x",
    ],
)
def test_no_cell_begins_a_formula(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "JRU 1", "1-2", "25.00", "'=1", " K-1"])
def test_what_is_no_formula_stays_as_it_is(cell: str) -> None:
    assert guarded(cell) == cell


def test_what_a_feed_named_runs_in_no_spreadsheet_and_stays_in_the_json() -> None:
    told = one_call(vehicle="=1+1", kind="@SUM(A1)")
    rows = list(csv.reader(io.StringIO(to_csv(told), newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert {row[1] for row in rows[1:]} == {"", "'=1+1"}
    assert ["", "", "attended_by_type", "'@SUM(A1)", "1", "OFFICIAL-SENSITIVE"] in rows
    assert json.loads(indented_json(told))["whole"]["vehicles"][0]["id"] == "=1+1"


def test_every_cell_is_quoted_and_every_row_is_whole() -> None:
    written = to_csv(one_call(kind='two "words", and a comma'))
    assert written.endswith("\r\n")
    for line in written.split("\r\n")[:-1]:
        assert line.startswith('"')
        assert line.endswith('"')
    assert {len(row) for row in csv.reader(io.StringIO(written, newline=""))} == {len(COLUMNS)}


def test_the_csv_holds_the_figures_of_the_json(friday: Board) -> None:
    told = count_figures(friday.snapshot(), friday.snapshot().shifts())
    rows = list(csv.DictReader(io.StringIO(to_csv(told), newline="")))
    unit = {row["figure"]: row["value"] for row in rows if not row["shift"] + row["vehicle"]}
    assert unit["attended"] == "2"
    assert unit["pounds_saved"] == "50.00"
    assert unit["response_mean_s"] == "900"
    night = [row for row in rows if row["shift"] == "2020-10-30T18:00:00Z"]
    assert {row["vehicle"] for row in night} == {"", "JRU1", "JRU2"}


class Seen(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.words += data


def printed(told: Figures) -> str:
    return as_html(figures_page(told))


def test_the_html_fetches_nothing_and_runs_nothing(friday: Board) -> None:
    html = printed(count_figures(friday.snapshot(), friday.snapshot().shifts(), marking="OFFICIAL"))
    seen = Seen(html)
    assert "svg" in seen.tags
    assert seen.tags.isdisjoint({"script", "link", "img", "iframe", "object", "image", "use"})
    names = {name for name, _ in seen.attributes}
    assert names.isdisjoint({"src", "href", "xlink:href", "action", "style:url"})
    assert not [name for name in names if name.startswith("on")]
    addresses = set(re.findall(r"https?://[^\"'\s<]+", html))
    assert addresses == {"http://www.w3.org/2000/svg"}
    assert "url(" not in html
    assert "@import" not in html


def test_what_a_caller_or_a_feed_said_is_only_words_in_the_html() -> None:
    seen = Seen(printed(one_call(kind=HOSTILE, name=HOSTILE)))
    assert seen.tags.isdisjoint({"script", "img"})
    assert HOSTILE in seen.words


def test_the_marking_stands_at_the_head_and_at_the_foot_of_each_printed_page() -> None:
    """Browsers repeat the head and the foot of a table on every sheet that it runs over."""
    html = printed(one_call())
    marked = '<p class="marking">OFFICIAL-SENSITIVE</p>'
    assert html.count(marked) == 2
    head, body = html.split("<body>")[1].split("</thead>", 1)
    assert marked in head
    foot, content = body.split("</tfoot>", 1)
    assert marked in foot
    assert content.strip().endswith("</td></tr></tbody></table>\n</body>\n</html>")
    assert {"<header>", "<main>", "<footer>"} <= set(
        re.findall(r"<(?:header|main|footer)>", content)
    )
    for group in ("header", "footer"):
        assert f"display: table-{group}-group" in html


def test_the_same_figures_are_the_same_page() -> None:
    assert printed(one_call()) == printed(one_call())


def test_a_shift_without_a_call_is_a_page_too() -> None:
    empty = board([])
    told = count_figures(
        empty.snapshot(), board([CallReported(CallRecord("K-1", SEVEN))]).snapshot().shifts()
    )
    assert "0 calls attended" in text(told)
    assert "svg" not in Seen(printed(told)).tags


def test_of_a_year_of_shifts_there_is_a_table_and_no_chart() -> None:
    nights = [SEVEN.replace(month=month, day=day) for month in (8, 9) for day in range(1, 29)]
    told = board([CallReported(CallRecord(f"K-{at:%d%m}", at)) for at in nights])
    assert "svg" not in Seen(printed(count_figures(told.snapshot(), told.snapshot().shifts()))).tags


def test_drawing_leaves_how_python_imports_alone() -> None:
    code = (
        "import sys; from importlib.metadata import version\n"
        "from jru_tui.reports.pages.page_html import as_svg\n"
        "from jru_tui.reports.pages.page import Chart\n"
        "assert 'pygal' not in sys.modules\n"
        "as_svg(Chart('Calls', (('JRU 1', 2),)))\n"
        "assert 'pygal' in sys.modules and version('jru-tui')\n"
        "assert 'pygal' not in {type(hook).__module__ for hook in sys.meta_path}\n"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)


def test_who_attends_is_counted_in_every_form() -> None:
    told = board([CallReported(CallRecord("K-1", SEVEN, grade="G3", type="fall"))])
    for nth, care in enumerate((RightCare("K-1", "gp"), RightCare("K-1", "ambulance"))):
        at = SEVEN.replace(minute=nth)
        decided = Commanded(care)
        told.apply(Event(f"rc{nth}", at, at, "supervisor", decided))
    figures = count_figures(told.snapshot(), told.snapshot().shifts())
    assert json.loads(indented_json(figures))["right_care"] == [
        {"code": "ambulance", "label": "ambulance service", "calls": 1}
    ]
    assert '"right_care","ambulance","1"' in to_csv(figures)
    assert "Right care, right person" in text(figures)
