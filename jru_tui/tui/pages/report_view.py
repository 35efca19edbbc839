"""The view of a report page: headings, lines, tables and bars."""

from collections.abc import Iterator

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.measure import Measurement
from rich.style import Style
from rich.table import Table as Grid
from rich.text import Text

from jru_tui.board import printable
from jru_tui.reports import Chart, ReportPage, Section, Table
from jru_tui.tui.drawing.styles import Inks

_BAR = 24
_LEAST_BAR = 4


def draw_page(page: ReportPage, inks: Inks) -> RenderableType:
    """The page; what it holds of the feed's words is literal text."""
    return Group(*_parts(page, inks))


def _parts(page: ReportPage, inks: Inks) -> Iterator[RenderableType]:
    yield Text(page.marking, inks.style("dim"))
    yield Text(printable(page.title), inks.style("accent"))
    yield from (Text(printable(line)) for line in page.lead)
    for section in page.sections:
        yield Text()
        yield from _section(section, inks)
    yield Text()
    yield from (Text(line, inks.style("dim")) for line in page.foot)
    yield Text(page.marking, inks.style("dim"))


def _section(section: Section, inks: Inks) -> Iterator[RenderableType]:
    sign = "! " if section.grave else ""
    yield Text(
        f"{sign}{printable(section.heading)}",
        inks.style("red-strong" if section.grave else "strong"),
    )
    for item in section.items:
        about = (f"{printable(item.about)}: ", inks.style("strong")) if item.about else ""
        yield Text.assemble(about, printable(item.text))
    if section.table is not None:
        yield _table(section.table, section.chart, inks)


def _table(table: Table, chart: Chart | None, inks: Inks) -> Grid:
    """The rows, each with the bar of its chart behind it."""
    bars = dict(chart.bars) if chart else {}
    most = max(bars.values(), default=0)
    grid = Grid.grid(padding=(0, 2, 0, 0))
    for place, _ in enumerate(table.columns):
        grid.add_column(justify="right" if place else "left")
    grid.add_column()
    grid.add_row(*(Text(column, inks.style("dim")) for column in table.columns))
    for row in table.rows:
        share = bars.get(row[0], 0) / most if most else 0.0
        bar = Bar(share, inks.style("free")) if bars else ""
        grid.add_row(*(Text(printable(cell)) for cell in row), bar)
    return grid


class Bar:
    """A bar as a share of the available width; all bars of a column have one scale."""

    def __init__(self, share: float, style: Style) -> None:
        self._share = share
        self._style = style

    def __rich_measure__(self, _console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement(min(_LEAST_BAR, options.max_width), min(_BAR, options.max_width))

    def __rich_console__(self, _console: Console, options: ConsoleOptions) -> RenderResult:
        cells = round(min(_BAR, options.max_width) * self._share)
        yield Text("━" * cells, self._style)
