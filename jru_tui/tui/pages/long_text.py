"""The page of a call's long texts, in full."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from jru_tui.board import SHOWN
from jru_tui.tui.commands.context import Context
from jru_tui.tui.long_texts import long_texts
from jru_tui.tui.pages.full_screen import Page
from jru_tui.tui.widgets.hint_bar import Hint

PAGE = SHOWN
"""Characters of a page, at most: a text of a megabyte would take seconds to lay out."""
_WORD = 40
"""How far before its end a page may end instead, so that no word is broken."""
_ALL = 9_999
"""More pages than any text has."""


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


class WholeText(Page):
    """A page of one long text, with keys for its pages and for the next text.

    It stays on its text, whatever comes and goes beside it; what is no longer given is not shown.
    """

    # They come before the part that scrolls, which knows the same keys for itself.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "turn(1)", "Next page", show=False, priority=True),
        Binding("left", "turn(-1)", "Previous page", show=False, priority=True),
        Binding("pagedown,space", "read(1)", "Read on", show=False, priority=True),
        Binding("pageup", "read(-1)", "Read back", show=False, priority=True),
        Binding("home", f"turn(-{_ALL})", "First page", show=False, priority=True),
        Binding("end", f"turn({_ALL})", "Last page", show=False, priority=True),
        Binding("tab", "next(1)", "Next text", show=False),
        Binding("shift+tab", "next(-1)", "Previous text", show=False),
    ]

    def __init__(self, context: Context, call: str) -> None:
        """Open the first page of the first long text of this call, which has one."""
        super().__init__(context)
        self._call = call
        self._texts = tuple(long_texts(context.board, call))
        self._text = self._texts[0]
        self._place = 0
        self._page = 0

    def hints(self) -> Sequence[Hint]:
        """Keys of the pages; where the line is narrow, its end can be missed best."""
        others = any(text.key != self._text.key for text in self._texts)
        return (
            ("←→", "page"),
            ("↑↓", "scroll"),
            *((("tab", "next text"),) if others else ()),
            ("esc", "back"),
            ("home end", "first, last"),
        )

    def body(self) -> ComposeResult:
        """Compose one page, which scrolls where it has no room."""
        with VerticalScroll():
            yield Static(id="page", markup=False)

    def draw(self) -> None:
        """Draw the page as its text stands now; one that has become shorter ends earlier."""
        self._texts = tuple(long_texts(self.context.board, self._call))
        self.show_hints()
        frame, page = self.query_one(VerticalScroll), self.query_one("#page", Static)
        keys = [text.key for text in self._texts]
        if self._text.key not in keys:
            frame.border_title = self._heading()
            frame.border_subtitle = ""
            page.update(Content.styled("this text is no longer available", "$jru-dim"))
            return
        self._place = keys.index(self._text.key)
        self._text = self._texts[self._place]
        pages = pages_of(self._text.text)
        self._page = max(0, min(self._page, len(pages) - 1))
        position = f"text {self._place + 1:,} of {len(keys):,}, " if len(keys) > 1 else ""
        frame.border_title = self._heading()
        frame.border_subtitle = Content(f"{position}page {self._page + 1:,} of {len(pages):,}")
        page.update(Content(pages[self._page]))

    def action_turn(self, pages: int) -> None:
        """Turn so many pages on."""
        self._page += pages
        self.draw()
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def action_read(self, step: int) -> None:
        """Read on where the page goes on below, else turn it: no line is missed on the way."""
        frame = self.query_one(VerticalScroll)
        before = self._page
        if step > 0 and frame.scroll_target_y < frame.max_scroll_y:
            frame.scroll_page_down(animate=False)
        elif step < 0 and frame.scroll_target_y > 0:
            frame.scroll_page_up(animate=False)
        else:
            self.action_turn(step)
            if step < 0 and self._page != before:
                # The page before is read from its end on.
                self.call_after_refresh(frame.scroll_end, animate=False)

    def action_next(self, step: int) -> None:
        """Open the next text, or the one before; one that is gone left its place to the next."""
        if not self._texts:
            return
        removed = self._text.key not in [text.key for text in self._texts]
        place = self._place - (removed and step > 0) + step
        self._text = self._texts[place % len(self._texts)]
        self._page = 0
        self.draw()
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def _heading(self) -> Content:
        return Content(f"{self.context.board.call_name(self._call)}: {self._text.name}")
