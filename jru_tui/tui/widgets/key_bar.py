"""The line of keys as a widget: what it dims, and what a click on it does."""

from collections.abc import Sequence

from textual.events import Click

from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.keymap import offered_keys, without_use
from jru_tui.tui.commands.spec import CommandSpec
from jru_tui.tui.drawing.line_widget import PartWidget
from jru_tui.tui.layout.key_line import KeyPart


class KeyBar(PartWidget[KeyPart]):
    """The key bar: keys and labels in one line. A click runs the command or says why it cannot."""

    DEFAULT_CSS = "KeyBar { height: 1; width: 1fr; background: $jru-bar; }"

    def __init__(self, commands: Sequence[CommandSpec], *, id: str | None = None) -> None:  # noqa: A002 -- Textual's name
        """Take all commands; those without a label are left out."""
        super().__init__(KeyPart(offered_keys(commands, read_only=False)), id=id)
        self._commands = tuple(commands)
        self._shown_context: Context | None = None
        self._read_only = False

    def reach(self, *, reachable: bool) -> None:
        """Dim every key while something else has the keys, as a dialog over the board."""
        if reachable != self.part.reachable:
            self.part.reachable = reachable
            self.redraw()

    def show(self, context: Context) -> None:
        """Dim what cannot run now; repaint only what that changes.

        What there is no room for is not asked: each gate decides on the whole board.
        """
        self._shown_context = context
        if context.read_only != self._read_only:
            self._read_only = context.read_only
            self.part.offer(offered_keys(self._commands, read_only=context.read_only))
            self.part.against = self._against()
        elif (against := self._against()) != self.part.against:
            self.part.against = against
        else:
            return
        self.redraw()

    def resized(self) -> None:
        """Choose what fits into this width, and what of it cannot run now."""
        super().resized()
        self.part.against = self._against()

    def _against(self) -> frozenset[str]:
        """Give the ids of what is on the bar and cannot run now."""
        if self._shown_context is None:
            return frozenset()
        placed = {place.key.id for place in self.part.placed}
        specs = [command for command in self._commands if command.id in placed]
        return without_use(specs, self._shown_context)

    async def on_click(self, event: Click) -> None:
        """Run what was clicked."""
        for place in self.part.placed:
            if place.start <= event.x < place.end:
                await self.app.run_action(f"command({place.key.id!r})")
