"""A box to tick, with its key and its label in one line."""

from textual.content import Content

from jru_tui.tui.widgets.word_flow import Words


class TickBox(Words):
    """A box with a tick, set by a click, or by a key that its dialog binds to `toggle`.

    Attributes:
        ticked: whether there is a tick in it.
    """

    def __init__(self, name: str, key: str, label: str) -> None:
        """Show an empty box.

        Args:
            name: tells it from other words of a dialog.
            key: ticks it, as it is written.
            label: what a tick says.
        """
        self.ticked = False
        self._key, self._label = key, label
        super().__init__(name, self._text(), left=0)

    def click(self) -> bool:
        """Tick it, or take the tick away."""
        self.toggle()
        return True

    def toggle(self) -> None:
        """Tick it, or take the tick away."""
        self.ticked = not self.ticked
        self.update(self._text())

    def _text(self) -> Content:
        box = ("[✓] ", "bold $jru-scene") if self.ticked else ("[ ] ", "$jru-dim")
        return Content.assemble((f"{self._key}  ", "$jru-accent"), box, self._label)
