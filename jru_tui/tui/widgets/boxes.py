"""The boxes of dialogs: one to write in, and one to tick, with its key and its label."""

from textual.content import Content
from textual.events import Paste
from textual.widgets import Input

from jru_tui.tui.widgets.word_flow import Words


class TextBox(Input):
    """A line to write in. Its cursor is steady: a blinking one repaints twice a second."""

    def on_mount(self) -> None:
        """Hold the cursor still."""
        self.cursor_blink = False

    def validate(self, value: str) -> None:
        """Take any text: Textual would match the box with its style sheets again and again."""
        del value

    def _on_paste(self, event: Paste) -> None:
        """Write as much of what is pasted as there is room for, rather than nothing of it."""
        event.prevent_default()
        event.stop()
        start, end = sorted(self.selection)
        length = len(self.value) - (end - start)
        text = event.text[: self.max_length - length] if self.max_length else event.text
        self.replace(text, start, end)


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
