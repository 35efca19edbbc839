"""The bell: a few sounds for urgent calls and emergencies."""

from collections.abc import Collection, Iterable

from jru_tui.board import Alert, AlertKey, Board, Call, Change


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
