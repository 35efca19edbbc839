"""A log that is read, searched and struck from: newest last, every entry written out."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from jru_tui.board import Board, LogEntry
from jru_tui.tui import phrases
from jru_tui.tui.drawing.line_widget import LineWidget
from jru_tui.tui.layout.line import Line, bottom_edge, cut, sides, top_edge, wrap

_MOST_LINES = 12
"""Lines that one entry may take: the longest that the feed may write has room in them."""
_WHEEL = 3
_ABOUT = 14

_MARKS = {"feed": "·", "supervisor": "▸", "program": "◦"}
_AUTHOR = 5
"""Cells of the author of an entry, unless a name needs more."""


class LogList(LineWidget, can_focus=True):
    """Entries with a cursor that stays on its entry while new ones come in below.

    At the end of the log it moves on with it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "end(0)", "First", show=False),
        Binding("end", "end(1)", "Last", show=False),
    ]

    def __init__(
        self, board: Board, name_of: Callable[[str], str], own_name: str | None = None
    ) -> None:
        """An empty log.

        Args:
            board: whose log it is.
            name_of: gives what a vehicle is called.
            own_name: the name at this board where others write the same journal; None where
                nobody can.
        """
        super().__init__()
        self._rules = board.rules
        self._names = board.names
        self._name_of = name_of
        self._own_name = own_name
        self._title = ""
        self._entries: Sequence[LogEntry] = ()
        self._sought = ""
        self._shown: list[LogEntry] = []
        self._cursor = 0
        self._top = 0
        self._laid_out = 0
        self._when_width = 8
        self._author_width = _AUTHOR + 3
        self._lines = 0
        self._starts: list[int] = []

    @property
    def entry(self) -> LogEntry | None:
        """The entry under the cursor."""
        return self._shown[self._cursor] if self._shown else None

    def show(self, title: str, entries: Sequence[LogEntry]) -> None:
        """Read this log. It stands at its end, or where the cursor was if it is the same log."""
        other = title != self._title
        self._title, self._entries = title, entries
        self._take(at_end=other)

    def find(self, sought: str) -> None:
        """List only the entries in which every word is found."""
        self._sought = sought.casefold()
        self._take(at_end=True)

    def action_move(self, step: int) -> None:
        """Move the cursor by entries."""
        self._go(self._cursor + step)

    def action_page(self, pages: int) -> None:
        """Move the cursor by a screen of lines."""
        line = self._starts[self._cursor] if self._starts else 0
        self._go(self._entry_at(max(0, line + pages * max(1, self.inner_height - 1))))

    def action_end(self, last: int) -> None:
        """Go to the oldest entry, or the newest."""
        self._go(len(self._shown) - 1 if last else 0)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor there."""
        if self._shown and 1 <= event.y <= self.inner_height:
            self._go(self._entry_at(self._top + event.y - 1))

    def on_mouse_scroll_down(self) -> None:
        """Read on; the cursor stays where it is."""
        self._scroll_lines(_WHEEL)

    def on_mouse_scroll_up(self) -> None:
        """Read back."""
        self._scroll_lines(-_WHEEL)

    def on_resize(self, _event: events.Resize) -> None:
        """Write it out for another width."""
        self._laid_out = 0
        self._lay_out()
        self._bring_into_view()
        self.forget()

    @property
    def inner_height(self) -> int:
        """Return how many lines there are inside the frame."""
        return max(0, self.content_size.height - 2)

    def draw(self, y: int, width: int) -> Line:
        """An edge of the frame, or a line between its sides."""
        if y == 0:
            return top_edge(width, self.title())
        if y >= self._drawn_size.height - 1:
            return bottom_edge(width, self.foot())
        return sides(self.inside(y - 1, width - 2))

    def title(self) -> Line:
        """Name whose log it is, and what is searched for."""
        line = Line(200).add("Log", "accent").add("  ").add(self._title, "strong")
        if self._sought:
            line.add("  found by ", "dim").add(self._sought, "accent")
        return line

    def foot(self) -> Line:
        """Say how many entries there are."""
        count, whole = len(self._shown), len(self._entries)
        text = f"{count} of {whole} entries" if self._sought else f"{whole} entries"
        return Line(40).add(f"{text}, newest last", "dim")

    def inside(self, y: int, width: int) -> Line:
        """Draw one line of an entry."""
        if width != self._laid_out:
            self._lay_out()
        if not self._shown:
            nothing = (
                "No entry has these words." if self._sought else "Nothing has been written yet."
            )
            return Line(width).add(f"  {nothing}" if y == 0 else "", "dim")
        line = self._top + y
        if line >= self._lines:
            return Line(width)
        at = self._entry_at(line)
        return self._entry_lines(at, width)[line - self._starts[at]]

    def _take(self, *, at_end: bool) -> None:
        follows = at_end or self._cursor >= len(self._shown) - 1
        before = self.entry
        sought = self._sought.split()
        self._shown = [entry for entry in self._entries if self._matches(entry, sought)]
        if follows or before is None:
            self._cursor = max(0, len(self._shown) - 1)
        else:
            same = (at for at, line in enumerate(self._shown) if _same(line, before))
            self._cursor = next(same, min(self._cursor, max(0, len(self._shown) - 1)))
        self._laid_out = 0
        self._lay_out()
        self._bring_into_view()
        self.redraw()

    def _matches(self, entry: LogEntry, sought: Sequence[str]) -> bool:
        if not sought:
            return True
        author, _ = phrases.log_author(entry, self._own_name)
        text = f"{self._when(entry)} {_MARKS[entry.source]} {author} {self._about(entry)}"
        whole = f"{text} {entry.by} {self._text(entry)}".casefold()
        return all(word in whole for word in sought)

    def _when(self, entry: LogEntry) -> str:
        return phrases.hms(entry.at, self._rules)

    def _about(self, entry: LogEntry) -> str:
        if entry.call:
            return self._names.call(entry.call)
        return self._name_of(entry.vehicle) if entry.vehicle else ""

    def _text(self, entry: LogEntry) -> str:
        named = phrases.is_named(entry, self._own_name)
        by = f" ({entry.by})" if entry.by and not named else ""
        return f"{entry.text}{by}{phrases.taken_back(entry, self._rules)}"

    def _entry_lines(self, at: int, width: int) -> list[Line]:
        entry = self._shown[at]
        mark, (author, ink) = _MARKS[entry.source], phrases.log_author(entry, self._own_name)
        chosen = at == self._cursor and self.has_focus
        ground = "selected" if chosen else "ground"
        line = Line(width, ground).add("▌" if at == self._cursor else " ", "accent")
        line.add(self._when(entry), "dim", self._when_width).space().add(
            f"{mark} {author}", ink, self._author_width
        )
        about = self._names.short(entry.call, _ABOUT - 1) if entry.call else self._about(entry)
        line.add(cut(about, _ABOUT - 1), "strong", _ABOUT)
        indent = line.used
        wrapped = wrap(self._text(entry), max(1, width - indent - 1), _MOST_LINES) or [""]
        written = "struck" if entry.undone or entry.struck else "text"
        lines = [line.add(wrapped[0], written)]
        lines += [
            Line(width, ground)
            .add("▌" if at == self._cursor else " ", "accent")
            .space(indent - 1)
            .add(text, written)
            for text in wrapped[1:]
        ]
        return lines

    def _lay_out(self) -> None:
        width = self.content_size.width - 2
        if width <= 0 or width == self._laid_out:
            return
        self._laid_out = width
        self._starts, self._lines = [], 0
        self._when_width = max((len(self._when(line)) for line in self._shown), default=8)
        # A mark and a blank before a name, a blank behind it.
        self._author_width = phrases.authors_width(self._shown, self._own_name, _AUTHOR) + 3
        room = max(1, width - (1 + self._when_width + 1 + self._author_width + _ABOUT) - 1)
        for entry in self._shown:
            self._starts.append(self._lines)
            self._lines += max(1, len(wrap(self._text(entry), room, _MOST_LINES)))

    def _entry_at(self, line: int) -> int:
        return max(0, bisect_right(self._starts, line) - 1)

    def _go(self, entry: int) -> None:
        if self._shown:
            self._cursor = min(max(0, entry), len(self._shown) - 1)
            self._bring_into_view()
            self.redraw()

    def _bring_into_view(self) -> None:
        if not self._starts:
            self._top = 0
            return
        first = self._starts[self._cursor]
        after = [*self._starts, self._lines][self._cursor + 1]
        self._top = min(max(self._top, after - max(1, self.inner_height)), first)
        self._scroll_lines(0)

    def _scroll_lines(self, lines: int) -> None:
        most = max(0, self._lines - self.inner_height)
        self._top = min(max(0, self._top + lines), most)
        self.redraw()


def _same(one: LogEntry, other: LogEntry) -> bool:
    """The same entry, though it was struck through meanwhile."""
    return (one.at, one.source, one.full, one.id) == (other.at, other.source, other.full, other.id)
