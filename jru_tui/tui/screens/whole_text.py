"""The long texts of a call, whole and by pages: beside others they are cut."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from jru_tui.board.board import Board
from jru_tui.board.views import SHOWN
from jru_tui.tui.commands.context import Context
from jru_tui.tui.screens.front import Front
from jru_tui.tui.widgets.hint_bar import Hint
from jru_tui.tui.words import hms

PAGE = SHOWN
"""Characters of a page, at most: a text of a megabyte would take seconds to lay out."""
_WORD = 40
"""How far before its end a page may end instead, so that no word is broken."""


def long_texts(board: Board, call: str) -> Iterator[tuple[str, str]]:
    """What the feed tells of a call at such length that it is cut elsewhere, with what it is."""
    record = board.said.call_record(call)
    if record is None:
        return
    if len(record.summary or "") > SHOWN:
        yield "Summary", record.summary or ""
    for note in record.notes:
        if len(note.text) > SHOWN:
            yield f"Note of {hms(note.at, board.rules)}", note.text


def pages_of(text: str) -> list[str]:
    """A text in pages, which put together are the text."""
    pages: list[str] = []
    at = 0
    while at < len(text):
        end = at + PAGE
        if end < len(text):
            end = text.rfind(" ", end - _WORD, end) + 1 or end
        pages.append(text[at:end])
        at = end
    return pages


class WholeText(Front):
    """Turns the pages of one text, and goes from text to text."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,pagedown,space", "turn(1)", "Next page", show=False),
        Binding("left,pageup", "turn(-1)", "Page before", show=False),
        Binding("home", "turn(-9999)", "First page", show=False),
        Binding("end", "turn(9999)", "Last page", show=False),
        Binding("tab", "next", "Next text", show=False),
    ]

    def __init__(self, context: Context, call: str) -> None:
        """Open the first page of the first text of this call, which has one."""
        super().__init__(context)
        self._call = call
        self._text = 0
        self._page = 0

    def hints(self) -> Sequence[Hint]:
        """Keys of the pages."""
        several = len(tuple(long_texts(self.context.board, self._call))) > 1
        return (
            ("←→", "page"),
            ("↑↓", "scroll"),
            ("home end", "first, last"),
            *((("tab", "next text"),) if several else ()),
            ("esc", "back"),
        )

    def body(self) -> ComposeResult:
        """One page, which scrolls where it has no room."""
        with VerticalScroll():
            yield Static(id="page", markup=False)

    def draw(self) -> None:
        """Draw the page; a text that has become shorter meanwhile ends earlier."""
        texts = tuple(long_texts(self.context.board, self._call))
        if not texts:
            return
        self._text %= len(texts)
        name, text = texts[self._text]
        pages = pages_of(text)
        self._page = max(0, min(self._page, len(pages) - 1))
        frame = self.query_one(VerticalScroll)
        frame.border_title = Content(f"{self._call}: {name}")
        frame.border_subtitle = Content(f"page {self._page + 1} of {len(pages):,}")
        self.query_one("#page", Static).update(Content(pages[self._page]))

    def action_turn(self, pages: int) -> None:
        """Turn so many pages on."""
        self._page += pages
        self.draw()
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def action_next(self) -> None:
        """Open the next text."""
        self._text, self._page = self._text + 1, 0
        self.draw()
