"""A Textual app that commits a row for each key before it paints: the floor of a command."""

import sqlite3
import sys

from textual.app import App, ComposeResult
from textual.widgets import Static

_LONGEST = 30


class CommitApp(App[None]):
    """One line that grows with each durable row."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self._keys = 0
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("CREATE TABLE event (position INTEGER PRIMARY KEY, body TEXT)")

    def compose(self) -> ComposeResult:
        """Show the line."""
        yield Static("ready")

    def on_key(self) -> None:
        """Commit a row, then make the line longer by a sign."""
        self._connection.execute("INSERT INTO event (body) VALUES (?)", ("x" * 300,))
        self._keys = self._keys % _LONGEST + 1
        self.query_one(Static).update("ready " + "x" * self._keys)


if __name__ == "__main__":
    CommitApp(sys.argv[1]).run()
