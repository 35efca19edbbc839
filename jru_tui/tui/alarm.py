"""Alarms: a few sounds, and an emergency that is over everything until it is acknowledged."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from textual.app import App

from jru_tui.board import EMERGENCY, Alert, AlertKey, Board, Call, Change, Recommendation


class Bell:
    """A bell that rings once for each call and change, for an emergency until it is seen to."""

    def __init__(
        self,
        codes: Collection[str] = (),
        *,
        emergency: bool = False,
        repeat_s: float = 0,
        worse: bool = False,
    ) -> None:
        """Choose what rings.

        Args:
            codes: grades and categories; a waiting call of one of them rings.
            emergency: an officer's emergency rings.
            repeat_s: and again after so many seconds, while nobody acknowledges it; 0 for once.
            worse: a call rings that gets a flag of danger or a higher grade.
        """
        self._codes = frozenset(codes)
        self._emergency = emergency
        self._repeat_s = repeat_s
        self._worse = worse
        self._rung: set[str] = set()
        self._rung_alerts: set[AlertKey] = set()
        self._rung_at = 0.0

    def know(self, calls: Iterable[Call]) -> None:
        """Note what waits already, so that it is not announced as new."""
        self._rung |= {call.id for call in calls if self._urgent(call)}

    def for_calls(self, change: Change, board: Board) -> bool:
        """Decide whether to ring for a change: a call came, or became one that cannot wait."""
        if not self._codes:
            return False
        new = {
            call_id for call_id in change.calls - self._rung if self._urgent(board.calls[call_id])
        }
        self._rung |= new
        return bool(new)

    def for_worse(self, calls: Collection[str]) -> bool:
        """Test whether to ring for calls that have just become worse."""
        return self._worse and bool(calls)

    def for_emergencies(self, alerts: Iterable[Alert], seconds: float) -> bool:
        """Test whether to ring for one of these emergencies, which nobody has acknowledged yet.

        `seconds`: of a clock that nobody sets, to know when to ring again.
        """
        keys = {alert.key for alert in alerts}
        new = keys - self._rung_alerts
        self._rung_alerts |= new
        again = bool(keys and self._repeat_s) and seconds - self._rung_at >= self._repeat_s
        if not new and not again:
            return False
        self._rung_at = seconds
        return self._emergency

    def _urgent(self, call: Call) -> bool:
        return call.waiting and not self._codes.isdisjoint((call.grade or "", call.category or ""))


if TYPE_CHECKING:
    from jru_tui.tui.pages.full_screen import TooSmallScreen


class Alarm:
    """An alarm: raises the emergency screen over whatever is open, and takes it away again.

    A screen that was acknowledged goes, whatever the journal says to the command: nobody is
    locked out of the board by a full disk, and the banner says that it is not acknowledged.

    Attributes:
        cover: a screen that has no room for more than a sentence, and names emergencies itself.
    """

    def __init__(
        self,
        app: App[Any],
        acknowledge: Callable[[str], None],
        monotonic: Callable[[], float],
        *,
        read_only: bool = False,
        recommendation: Recommendation | None = None,
    ) -> None:
        """Raise it over this app.

        Args:
            app: has the stack of screens.
            acknowledge: told the vehicle that somebody took note of.
            monotonic: gives seconds.
            read_only: nothing can be acknowledged from here, only hidden.
            recommendation: predicts who is there first.
        """
        self.cover: TooSmallScreen | None = None
        self._app = app
        self._read_only = read_only
        self._monotonic = monotonic
        self._acknowledge = acknowledge
        self._recommendation = recommendation
        self._shown: tuple[Sequence[Alert], Board, datetime] | None = None
        self._waiting: tuple[Alert, ...] = ()
        self._noted: set[AlertKey] = set()

    def show(self, unacknowledged: Sequence[Alert], board: Board, now: datetime) -> None:
        """Show the emergencies that wait to be acknowledged.

        Args:
            unacknowledged: the alerts.
            board: the board as it stands.
            now: the present moment, UTC.
        """
        self._shown = (unacknowledged, board, now)
        self._make_room(board)
        self._noted &= {alert.key for alert in unacknowledged}
        self._waiting = tuple(alert for alert in unacknowledged if alert.key not in self._noted)
        if not self._waiting and not self._noted and len(self._app.screen_stack) == 1:
            return
        if self.cover is not None:
            self.cover.show(self._waiting)
            return
        # Loaded when it is needed: it has no part in the first frame.
        from jru_tui.tui.pages.emergency import EmergencyScreen  # noqa: PLC0415 - as said above

        vehicles = [alert.vehicle for alert in self._waiting if alert.vehicle]
        if not vehicles:
            if isinstance(self._app.screen, EmergencyScreen):
                noted = "hidden here, not acknowledged" if self._read_only else "acknowledged"
                self._app.screen.end(noted if self._noted else "over")
            return
        if not isinstance(self._app.screen, EmergencyScreen):
            self._app.push_screen(
                EmergencyScreen(
                    self._note,
                    self._monotonic,
                    read_only=self._read_only,
                    recommendation=self._recommendation,
                )
            )
        if isinstance(self._app.screen, EmergencyScreen):
            self._app.screen.show(board, vehicles, now)

    def _make_room(self, board: Board) -> None:
        """Keep dialogs off the lines of the board that tell of an emergency."""
        lasts = any(vehicle.status == EMERGENCY for vehicle in board.vehicles.values())
        self._app.set_class(lasts, "-emergency")

    def _note(self, vehicle: str) -> None:
        """Close an acknowledged emergency, and tell the journal."""
        self._noted |= {alert.key for alert in self._waiting if alert.vehicle == vehicle}
        self._acknowledge(vehicle)
        if self._shown is not None:
            self.show(*self._shown)
