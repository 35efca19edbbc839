"""The page of a report, with the keys that save it to a file."""

import asyncio
from collections.abc import Awaitable, Callable, Container, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from jru_tui.reports import Progress
from jru_tui.tui.commands.context import Context
from jru_tui.tui.drawing.styles import inks_for
from jru_tui.tui.pages.full_screen import ScrolledPage
from jru_tui.tui.pages.report_view import draw_page
from jru_tui.tui.phrases import hm
from jru_tui.tui.printable_pages import PageForm, PrintablePage
from jru_tui.tui.widgets.hint_bar import Hint

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
