"""Over everything, dialogs included: an officer needs help, and nobody has acknowledged it yet.

It is raised while somebody may be typing. So a key only acknowledges after a second without keys:
the letters of a half-written note must not take an emergency off the screen.
"""

import time
from collections.abc import Callable, Sequence
from datetime import datetime

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Click, Key
from textual.screen import ModalScreen
from textual.widgets import Static

from jru_tui.board.board import Board
from jru_tui.tui.screens.dialog import hint_line
from jru_tui.tui.widgets.emergency_text import in_full

_KEYS = ("enter", "e")
_QUIET_S = 1.0


class EmergencyScreen(ModalScreen[None]):
    """The emergencies that are not acknowledged, the longest first. Whoever raised it ends it."""

    CSS_PATH = "../fronts.tcss"

    def __init__(
        self,
        acknowledge: Callable[[str], None],
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Come up; `acknowledge` is told the vehicle, `monotonic` gives seconds."""
        super().__init__()
        self._acknowledge = acknowledge
        self._monotonic = monotonic
        self._last_key = monotonic()
        self._vehicles: tuple[str, ...] = ()
        self._told = Content()

    def compose(self) -> ComposeResult:
        """One frame that nobody overlooks."""
        frame = Vertical(id="emergency")
        frame.border_title = Content("EMERGENCY")
        frame.border_subtitle = hint_line((("enter", "acknowledges"),))
        with frame:
            yield Static(self._told, id="emergencies", markup=False)

    def show(self, board: Board, vehicles: Sequence[str], now: datetime) -> None:
        """Tell of these vehicles."""
        self._vehicles = tuple(vehicles)
        told = [
            in_full(board, board.vehicles[each], now) for each in vehicles if each in board.vehicles
        ]
        self._told = Content("\n\n").join(told)
        for each in self.query("#emergencies").results(Static):
            each.update(self._told)

    def on_key(self, event: Key) -> None:
        """Acknowledge, unless somebody is still typing what they were typing before."""
        now = self._monotonic()
        quiet, self._last_key = now - self._last_key >= _QUIET_S, now
        event.stop()
        if quiet and event.key in _KEYS:
            self.acknowledge()

    def on_click(self, _event: Click) -> None:
        """A click is meant."""
        self.acknowledge()

    def acknowledge(self) -> None:
        """Take note of the longest of them."""
        if self._vehicles:
            self._acknowledge(self._vehicles[0])
