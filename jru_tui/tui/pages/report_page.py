"""The page of a report: headings, lines, tables and bars, with the keys that save it to a file."""

import asyncio
from collections.abc import Awaitable, Callable, Container, Iterator, Sequence
from typing import ClassVar

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.measure import Measurement
from rich.style import Style
from rich.table import Table as Grid
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from jru_tui.board import printable
from jru_tui.reports import Chart, Progress, ReportPage, Section, Table
from jru_tui.tui.commands.context import Context
from jru_tui.tui.drawing.styles import Inks, inks_for
from jru_tui.tui.pages.full_screen import ScrolledPage
from jru_tui.tui.phrases import hm
from jru_tui.tui.printable_pages import PageForm, PrintablePage
from jru_tui.tui.widgets.hint_bar import Hint

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


Make = Callable[[Context, str, Progress], Awaitable[PrintablePage]]
"""Makes the page of a span of time, and tells meanwhile how far it has come."""
Export = Callable[[str, PageForm], Awaitable[str]]
"""Writes a form of what is named into a file, and says in a sentence what came of it."""


class ReportScreen(ScrolledPage):
    """A page of a report. It is made again when something happened.

    Attributes:
        preparation: done when the page of the span that was asked for last is there.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(digit), f"export({digit})", show=False) for digit in range(1, 10)),
        Binding("tab", "turn", "Next span", show=False),
        Binding("enter", "go_on", "Go on", show=False),
    ]

    def __init__(
        self,
        context: Context,
        make: Make,
        export: Export,
        *,
        spans: Sequence[str] = ("",),
        once: Container[str] = (),
        go_on: tuple[str, str] | None = None,
    ) -> None:
        """Show a page.

        Args:
            context: the board.
            make: makes the page.
            export: writes one of its forms.
            spans: what `tab` goes through, in words.
            once: those of them that are made when they are asked for alone.
            go_on: what Enter does, in a word, and the action that does it.
        """
        super().__init__(context)
        self._make = make
        self._export = export
        self._spans = spans
        self._once = once
        self._span = 0
        self._asked: str | None = None
        self._go_on = go_on
        self._printed: PrintablePage | None = None
        self.preparation = asyncio.get_running_loop().create_future()

    def hints(self) -> Sequence[Hint]:
        """Keys of the page."""
        forms = self._printed.forms if self._printed else ()
        suffixes = " ".join(f".{form.suffix}" for form in forms)
        return (
            ("↑↓", "scroll"),
            *((("tab", "next span"),) if len(self._spans) > 1 else ()),
            *((("enter", self._go_on[0]),) if self._go_on else ()),
            *(((f"1-{len(forms)}", f"write {suffixes}"),) if forms else ()),
            ("esc", "back"),
        )

    def body(self) -> ComposeResult:
        """Compose one text that scrolls."""
        with VerticalScroll():
            yield Static(id="page", markup=False)

    def draw(self) -> None:
        """Make the page anew, but for one that is made once."""
        span = self._spans[self._span]
        if span == self._asked and span in self._once:
            return
        self._asked = span
        self.run_worker(self._draw(), exclusive=True, exit_on_error=True)

    async def _draw(self) -> None:
        span = self._spans[self._span]
        printed_at = self.context.now
        self._printed = printed = await self._make(self.context, span, self._counted)
        inks = inks_for(self.app.theme_variables)
        self.query_one("#page", Static).update(draw_page(printed.page, inks))
        title = printed.what.capitalize()
        frame = self.query_one(VerticalScroll)
        frame.border_title = Content(f"{title}: {span}" if span else title)
        at = hm(printed_at, self.context.board.rules)
        frame.border_subtitle = Content(f"as of {at}") if span in self._once else ""
        self.show_hints()
        if not self.preparation.done() and span == self._spans[self._span]:
            self.preparation.set_result(None)

    def _counted(self, done: float) -> None:
        if self.is_attached and done > 0:
            frame = self.query_one(VerticalScroll)
            frame.border_subtitle = Content(f"counting, {done:.0%}")

    def action_turn(self) -> None:
        """Show the next span of time."""
        self._span = (self._span + 1) % len(self._spans)
        self.preparation = asyncio.get_running_loop().create_future()
        self.draw()

    async def action_go_on(self) -> None:
        """Do what comes after reading."""
        if self._go_on:
            await self.run_action(self._go_on[1])

    async def action_export(self, number: int) -> None:
        """Write the form of that number into a file."""
        if self._printed and number <= len(self._printed.forms):
            form = self._printed.forms[number - 1]
            self.tell(await self._export(self._printed.what, form), refused=False)
