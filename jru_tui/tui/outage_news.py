"""News of an outage: what came while the feed was lost, in a sentence when it is back."""

from datetime import datetime, timedelta

from jru_tui.board import Board, age
from jru_tui.feeds import FeedHealth

_WORTH_A_WORD = timedelta(minutes=1)
_MOST = 3


class Outage:
    """A record of the board at the moment when the feed was lost."""

    def __init__(self) -> None:
        self._since: datetime | None = None
        self._calls: frozenset[str] = frozenset()
        self._statuses: dict[str, str] = {}

    def news_at_end(self, health: FeedHealth, board: Board, now: datetime) -> str:
        """Say what is new since the feed was lost, in the moment that it is back; else empty.

        Args:
            health: the health of the feed.
            board: the board as it stands.
            now: the present moment, UTC.
        """
        if health.state == "lost":
            if self._since is None:
                self._since = health.good_at or now
                self._calls = frozenset(call.id for call in board.open_calls())
                self._statuses = _statuses(board)
            return ""
        since, self._since = self._since, None
        if since is None or now - since < _WORTH_A_WORD:
            return ""
        text = f"The feed is back after {age((now - since).total_seconds())}"
        return f"{text}: {', '.join(self._news(board)) or 'nothing is new'}"

    def _news(self, board: Board) -> list[str]:
        new = [
            call for call in board.open_calls() if call.id not in self._calls and not call.reopened
        ]
        named = ["new " + " ".join((call.name, call.grade or call.category or "")) for call in new]
        now = _statuses(board)
        other = sum(now[vehicle] != self._statuses.get(vehicle) for vehicle in now)
        more = [f"and {len(new) - _MOST} more"] if len(new) > _MOST else []
        vehicles = [f"{other} vehicle{'' if other == 1 else 's'} in another status"]
        return [*(name.strip() for name in named[:_MOST]), *more, *(vehicles if other else [])]


def _statuses(board: Board) -> dict[str, str]:
    return {vehicle.id: vehicle.status for vehicle in board.vehicles.values()}
