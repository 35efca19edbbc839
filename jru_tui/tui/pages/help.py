"""The help page: every key, sign and colour, in rows of three columns."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from jru_tui.board import Availability, Rules
from jru_tui.tui.commands.keymap import MOVES, keys_in_words
from jru_tui.tui.commands.spec import GROUPS, CommandSpec
from jru_tui.tui.drawing.line_widget import RowsWidget
from jru_tui.tui.drawing.screens import Modal
from jru_tui.tui.layout.inks import status_ink
from jru_tui.tui.layout.line import Line, wrap
from jru_tui.tui.layout.signs import MEANINGS
from jru_tui.tui.theme import DIALOG_SHEET
from jru_tui.tui.widgets.hint_bar import Hint, hint_line

Row = tuple[tuple[str, str], ...]
"""Cells of a row: text and ink."""

Parts = tuple[tuple[str, tuple[Row, ...]], ...]
"""Headings, and the rows of each."""

_WIDTHS = (9, 21)
"""Cells of the columns but the last one, which has the rest."""
_GAP = 2
_LINES = 20
"""Lines that a text of a row has at most."""


class HelpText(RowsWidget[Row]):
    """The help as rows, wrapped once for a width; draws only the lines that are seen."""

    DEFAULT_CSS = "HelpText { height: auto; }"

    def __init__(self, parts: Parts) -> None:
        """Take the parts: a heading and its rows each."""
        super().__init__()
        self._parts = parts

    def draw(self, y: int, width: int) -> Line:
        """Draw one line."""
        lines, line = self.rows(width), Line(width)
        cells = lines[y] if y < len(lines) else ()
        if len(cells) == 1:
            [(heading, ink)] = cells
            return line.add(heading, ink)
        for (text, ink), room in zip(cells, _rooms(width), strict=False):
            line.add(text, ink, room).space(_GAP)
        return line

    def lay_out(self, width: int) -> Iterator[Row]:
        """Yield the cells of each line: a heading alone, those of a row, or none."""
        return iter(_lay_out(self._parts, width))


@lru_cache(maxsize=2)
def _lay_out(parts: Parts, width: int) -> Sequence[Row]:
    """Lay the lines out; they are kept for the next help, which says the same."""
    lines: list[Row] = []
    for title, rows in parts:
        lines.append(((title, "accent"),))
        for row in rows:
            lines += _row(row, width)
        lines.append(())
    return lines


def _rooms(width: int) -> tuple[int, ...]:
    """Share the cells of a line out among the columns."""
    return (*_WIDTHS, max(1, width - sum(_WIDTHS) - len(_WIDTHS) * _GAP))


def _row(row: Row, width: int) -> Iterator[Row]:
    """Write a row, its texts side by side and broken at spaces."""
    inks = [ink for _, ink in row]
    columns = [wrap(text, room, _LINES) for (text, _), room in zip(row, _rooms(width), strict=True)]
    for texts in zip_longest(*columns, fillvalue=""):
        yield tuple(zip(texts, inks, strict=True))


_CLOCKS: tuple[Row, ...] = (
    (("9:30", "text"), ("calm", "strong"), ("the target is not near", "dim")),
    (("▴9:30", "amber"), ("amber", "strong"), ("most of the target is gone", "dim")),
    (("!9:30", "red"), ("red", "strong"), ("past the target", "dim")),
    (("?9:30", "dim"), ("in question", "strong"), ("past it, but the feed is lost", "dim")),
    (("✓ 6:12", "scene"), ("stopped in time", "strong"), ("by the first vehicle to arrive", "dim")),
    (("✕26:10", "red"), ("stopped too late", "strong"), ("the first vehicle came late", "dim")),
    (("?", "dim"), ("not known", "strong"), ("it ended, and no arrival was reported", "dim")),
)
_MARKS: tuple[Row, ...] = tuple(
    ((meaning.sign, meaning.ink), (meaning.name, "strong"), (meaning.says, "dim"))
    for meaning in MEANINGS
)
_PALETTE = "ctrl+p"
_MAY: dict[Availability, str] = {
    "free": "may take a call",
    "conditional": "may take one with a reason",
    "busy": "takes no call",
}


class HelpScreen(Modal[str | None]):
    """The keys by group, then what the signs and colours mean; returns the id of what to run."""

    CSS_PATH = DIALOG_SHEET
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter,question_mark,f1", "dismiss", "Back", show=False),
        Binding("j", "scroll(1)", "Down", show=False),
        Binding("k", "scroll(-1)", "Up", show=False),
    ]

    def __init__(self, commands: Sequence[CommandSpec], rules: Rules) -> None:
        """Help for these commands, with the words of these rules."""
        super().__init__()
        self._commands = commands
        self._rules = rules

    def hints(self) -> tuple[Hint, ...]:
        """Return its keys; a click on the first one leads a mouse to every command."""
        return (_PALETTE, "all commands"), ("↑↓", "scroll"), ("esc", "back")

    def compose(self) -> ComposeResult:
        """Compose one text that scrolls."""
        frame = VerticalScroll(id="frame")
        frame.border_title = Content("Help")
        frame.border_subtitle = hint_line(self.hints())
        with frame:
            yield HelpText((*self._parts(),))

    def action_scroll(self, lines: int) -> None:
        """Scroll by lines."""
        self.query_one("#frame", VerticalScroll).scroll_relative(y=lines, animate=False)

    def _parts(self) -> Iterator[tuple[str, tuple[Row, ...]]]:
        for group in GROUPS:
            commands = (command for command in self._commands if command.group == group)
            yield group, tuple(map(_about, commands))
        moves = (((keys, "accent"), (does, "strong"), ("", "dim")) for keys, does in MOVES)
        yield "In lists and dialogs", tuple(moves)
        yield "Status and state code", tuple(map(self._status, self._rules.statuses))
        yield "Clocks: police grade, ambulance category", _CLOCKS
        yield "Marks", _MARKS

    def _status(self, code: str) -> Row:
        status = self._rules.statuses[code]
        return (
            (f"{status.code:>2}  {status.glyph}", status_ink(code, self._rules)),
            (status.label, "strong"),
            (_MAY[status.availability], "dim"),
        )


def _about(spec: CommandSpec) -> Row:
    return (keys_in_words(spec), "accent"), (spec.title, "strong"), (spec.help, "dim")
