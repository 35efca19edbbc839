"""A box to tick, with its key and its label in one line."""

from textual.content import Content
from textual.events import Click
from textual.widgets import Static


class TickBox(Static):
    """A box with a tick, set by a click, or by a key that its dialog binds to `toggle`."""

    def __init__(self, key: str, label: str, id: str) -> None:  # noqa: A002 -- Textual's name
        """An empty box.

        Args:
            key: ticks it, as it is written.
            label: what a tick says.
            id: of the widget.
        """
        super().__init__(id=id)
        self.ticked = False
        self._words = (key, label)

    def on_mount(self) -> None:
        """Draw the empty box."""
        self._draw()

    def on_click(self, event: Click) -> None:
        """A click ticks it."""
        event.stop()
        self.toggle()

    def toggle(self) -> None:
        """Tick it, or take the tick away."""
        self.ticked = not self.ticked
        self._draw()

    def _draw(self) -> None:
        key, label = self._words
        box = ("[✓] ", "bold $jru-scene") if self.ticked else ("[ ] ", "$jru-dim")
        self.update(Content.assemble((f"{key}  ", "$jru-accent"), box, label))
