"""The log of a call that is opened in full: its newest entries, each written out."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from jru_tui.board import LogEntry, Rules
from jru_tui.tui.drawing.line_widget import RowsWidget
from jru_tui.tui.layout.line import Line, fold
from jru_tui.tui.long_texts import DRAWN, drawn_text, room_for, short_by
from jru_tui.tui.phrases import authors_width, hms, is_named, log_author, taken_back

_GAP = 2


class LogRow(Struct, frozen=True, gc=False):
    """A line: who said when stands beside the first line of an entry only.

    `across`: nothing is to stand beside it.
    """

    when: str = ""
    author: str = ""
    ink: str = "dim"
    text: str = ""
    written: str = "text"
    after: str = ""
    across: bool = False


class CallLog(RowsWidget[LogRow]):
    """The log of a call, as high as its entries need; a new one alone is laid out."""

    DEFAULT_CSS = "CallLog { height: auto; }"

    def __init__(self, rules: Rules, key: str, own_name: str | None = None) -> None:
        """The log of a call.

        Args:
            rules: those of its board.
            key: shows the entries that are not drawn here.
            own_name: the name at this board where others write the same journal; None where
                nobody can.
        """
        super().__init__()
        self._rules = rules
        self._key = key
        self._own_name = own_name
        self._count = 0
        self._entries: Sequence[LogEntry] = ()
        self._when_width = 0
        self._who_width = 0

    def show(self, entries: Sequence[LogEntry]) -> None:
        """Draw this log, unless it is drawn already."""
        count, entries = len(entries), entries[-DRAWN:]
        if (count, entries) != (self._count, self._entries):
            self._count, self._entries = count, entries
            times = (hms(entry.at, self._rules) for entry in entries)
            self._when_width = max(map(len, times), default=0)
            self._who_width = authors_width(entries, self._own_name)
            self.forget_rows()

    def draw(self, y: int, width: int) -> Line:
        """Draw one line of an entry."""
        rows = self.rows(width)
        row = rows[y] if y < len(rows) else LogRow()
        line = Line(width)
        if not row.across:
            line.add(row.when, "dim", self._when_width + _GAP)
            line.add(row.author, row.ink, self._who_width + _GAP)
        return line.add(row.text, row.written).add(row.after, "dim")

    def lay_out(self, width: int) -> Iterator[LogRow]:
        """Yield the lines of all entries that are drawn."""
        yield from _earlier(self._count - len(self._entries), self._key, width)
        room = width - self._when_width - self._who_width - 2 * _GAP
        most = room_for(self._entries)
        for entry in self._entries:
            yield from self._entry(entry, most, room)

    def _entry(self, entry: LogEntry, most: int, room: int) -> Iterator[LogRow]:
        """Draw when, who says so, what; an entry that does not stand is struck through."""
        when = hms(entry.at, self._rules)
        author, ink = log_author(entry, self._own_name)
        written = "struck" if entry.undone or entry.struck else "text"
        text, missing = drawn_text(entry, most)
        after = f"… and {missing:,} more characters" if missing else ""
        named = is_named(entry, self._own_name)
        after += f" ({short_by(entry)})" if entry.by and not named else ""
        after += taken_back(entry, self._rules)
        left = len(text)
        for line in fold(text + after, room) or [""]:
            stem, own = line.rstrip(), max(0, left)
            yield LogRow(when, author, ink, stem[:own], written, stem[own:])
            left -= len(line)
            when = author = ""


def _earlier(count: int, key: str, width: int) -> Iterator[LogRow]:
    """A word about the entries that are not drawn."""
    if count:
        entries = "1 earlier entry" if count == 1 else f"{count:,} earlier entries"
        for line in fold(f"{entries}: {key} shows them all", width):
            yield LogRow(after=line.rstrip(), across=True)
