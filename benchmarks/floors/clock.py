"""A Textual app with one clock: the floor of an idle board."""

from datetime import UTC, datetime

from textual.app import App, ComposeResult
from textual.widgets import Static


class ClockApp(App[None]):
    """The time, once a second."""

    def compose(self) -> ComposeResult:
        """Show the line."""
        yield Static("ready")

    def on_mount(self) -> None:
        """Start the clock."""
        self.set_interval(1.0, self._tick)

    def _tick(self) -> None:
        self.query_one(Static).update(f"ready {datetime.now(UTC):%H:%M:%S}")


if __name__ == "__main__":
    ClockApp().run()
