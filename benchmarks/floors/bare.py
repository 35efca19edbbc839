"""A bare Textual app: one line of text that changes with each key."""

from textual.app import App, ComposeResult
from textual.widgets import Static

_LONGEST = 30


class BareApp(App[None]):
    """One line that grows with each key, and starts anew when it is long."""

    def __init__(self) -> None:
        super().__init__()
        self._keys = 0

    def compose(self) -> ComposeResult:
        """Show the line."""
        yield Static("ready")

    def on_key(self) -> None:
        """Make the line longer by a sign."""
        self._keys = self._keys % _LONGEST + 1
        self.query_one(Static).update("ready " + "x" * self._keys)


if __name__ == "__main__":
    BareApp().run()
