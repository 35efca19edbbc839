"""The few sounds: a new call that cannot wait, and an officer who needs help."""

from collections.abc import Collection, Iterable

from jru_tui.board.board import Board
from jru_tui.board.queries.alerts import Alert
from jru_tui.board.views import Call, Change


class Bell:
    """A bell that rings once for each call and each emergency."""

    def __init__(self, codes: Collection[str] = (), *, emergency: bool = False) -> None:
        """Ring for waiting calls of these grades and categories, and perhaps for emergencies."""
        self._codes = frozenset(codes)
        self._emergency = emergency
        self._rung: set[str] = set()

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

    def for_emergencies(self, alerts: Iterable[Alert]) -> bool:
        """Decide whether to ring for one of these emergencies."""
        new = {alert.key for alert in alerts} - self._rung
        self._rung |= new
        return self._emergency and bool(new)

    def _urgent(self, call: Call) -> bool:
        return call.waiting and not self._codes.isdisjoint((call.grade or "", call.category or ""))
