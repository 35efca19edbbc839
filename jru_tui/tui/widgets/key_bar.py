"""The last line of the screen: what can be done, with its key; dimmed what cannot be done now."""

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len
from textual.events import Click

from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.keymap import key_label
from jru_tui.tui.commands.spec import CommandSpec
from jru_tui.tui.drawing.line_widget import LineWidget
from jru_tui.tui.layout.line import Line

_GAP = 2
_LAST = "help"
"""Stands at the right end and is never left out."""


class KeyBarEntry(NamedTuple):
    """A command on the bar and the columns that it takes."""

    spec: CommandSpec
    key: str
    start: int
    end: int


class KeyBar(LineWidget):
    """The key bar: keys and labels in one line. A click runs the command or says why it cannot."""

    DEFAULT_CSS = "KeyBar { height: 1; width: 1fr; background: $jru-bar; }"

    def __init__(self, commands: Sequence[CommandSpec], *, id: str | None = None) -> None:  # noqa: A002 -- Textual's name
        """Take all commands; those without a label are left out."""
        super().__init__(id=id)
        self._commands = tuple(command for command in commands if command.label)
        self._entries: tuple[KeyBarEntry, ...] = ()
        self._shown_context: Context | None = None
        self._against: frozenset[str] = frozenset()
        self._read_only = False
        self._reachable = True

    def reach(self, *, reachable: bool) -> None:
        """Dim every key while something else has the keys, as a dialog over the board."""
        if reachable != self._reachable:
            self._reachable = reachable
            self.redraw()

    def show(self, context: Context) -> None:
        """Dim what cannot run now; repaint only what that changes.

        What there is no room for is not asked: each gate decides on the whole board.
        """
        self._shown_context = context
        if context.read_only != self._read_only:
            self._read_only = context.read_only
            self.resized()
        elif (against := self._ask(context)) != self._against:
            self._against = against
        else:
            return
        self.redraw()

    def resized(self) -> None:
        """Choose what fits into this width, and what of it cannot run now."""
        self._entries = self.entries(self.content_size.width)
        self._against = (
            frozenset() if self._shown_context is None else self._ask(self._shown_context)
        )

    def _ask(self, context: Context) -> frozenset[str]:
        """Give the ids of what is on the bar and cannot run now."""
        specs = (entry.spec for entry in self._entries)
        return frozenset(spec.id for spec in specs if spec.reason_against(context))

    def entries(self, width: int) -> tuple[KeyBarEntry, ...]:
        """Choose what fits into this width: the lowest ranks, in the order of the catalogue."""
        offered = [
            command for command in self._commands if not (command.dangerous and self._read_only)
        ]
        room = width - 1
        kept: set[str] = set()
        for spec in sorted(offered, key=lambda each: each.rank):
            room -= _cells(spec) + _GAP
            if room < 0 and kept:
                break
            kept.add(spec.id)
        column = 1
        placed = []
        for spec in offered:
            if spec.id not in kept:
                continue
            start = width - 1 - _cells(spec) if spec.id == _LAST else column
            placed.append(KeyBarEntry(spec, key_label(spec.keys[0]), start, start + _cells(spec)))
            if spec.id != _LAST:
                column += _cells(spec) + _GAP
        return tuple(sorted(placed, key=lambda each: each.start))

    def draw(self, y: int, width: int) -> Line:
        """The whole bar."""
        del y
        line = Line(width, "bar")
        for entry in self._entries:
            dimmed = entry.spec.id in self._against or not self._reachable
            line.to(entry.start)
            line.add(entry.key, "dim" if dimmed else "accent").space()
            line.add(entry.spec.label, "dim" if dimmed else "text")
        return line

    async def on_click(self, event: Click) -> None:
        """Run what was clicked."""
        for entry in self._entries:
            if entry.start <= event.x < entry.end:
                await self.app.run_action(f"command({entry.spec.id!r})")


def _cells(spec: CommandSpec) -> int:
    """The width of an entry: key, blank, label."""
    return cell_len(key_label(spec.keys[0])) + 1 + cell_len(spec.label)
