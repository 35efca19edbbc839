"""Keys that come faster than what they open: what is typed behind `:` or `n` is not lost.

A line that lags hands over several keys at once. All of them are then aimed at what had the focus
before the first was understood, and the letters for a line that this one opened come back to the
app, where they mean nothing. They are handed on to that line, in their order, as soon as it takes
keys. What comes back and is not for a line goes the usual way.
"""

from typing import Any

from textual.app import App
from textual.events import Event, Key
from textual.screen import Screen
from textual.widgets import Input

from jru_tui.tui.dialogs.leaving import LeftOnce
from jru_tui.tui.widgets.find_bar import FindBar

_WRITING = frozenset(("backspace", "enter", "space"))
_LOOKS = 100
"""How often a screen that opens is looked at for its line, before keys are let go."""


class TypeAhead(App[None]):
    """An app that hands keys on to a line that was opened before they could reach it."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._late: list[Key] = []

    async def on_event(self, event: Event) -> None:
        """Note where a key is aimed at; hand on one that comes back from there."""
        if isinstance(event, Key):
            if not event.is_forwarded:
                event.aimed_at = self.focused or self.screen  # type: ignore[attr-defined]
            elif self._is_for_a_line(event):
                event.stop()
                self._late.append(Key(event.key, event.character))
                if len(self._late) == 1:
                    self._hand_on(_LOOKS)
                return
        await super().on_event(event)

    def _is_for_a_line(self, key: Key) -> bool:
        """Whether a line to write in opens, or was opened since this key was aimed elsewhere."""
        if not (key.is_printable or key.key in _WRITING):
            return False
        if isinstance(self.focused, Input):
            return getattr(key, "aimed_at", self.focused) is not self.focused
        return _opens_a_line(self.screen)

    def _hand_on(self, looks: int) -> None:
        """Give the line what was typed for it, or look again after the next drawing."""
        line = self.focused
        if isinstance(line, Input):
            for key in self._late:
                line._forward_event(key)  # noqa: SLF001 - as the app itself aims a key
            self._late.clear()
        elif looks and _opens_a_line(self.screen):
            self.call_after_refresh(self._hand_on, looks - 1)
        else:
            self._late.clear()


def _opens_a_line(screen: Screen[Any]) -> bool:
    if isinstance(screen, LeftOnce) and screen.writes:
        return not screen.leaving
    return any(bar.display for bar in screen.query(FindBar))
