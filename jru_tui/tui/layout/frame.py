"""The data that one frame of the board is drawn from."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from jru_tui.board import (
    NOBODY,
    ActiveAlerts,
    Actor,
    Alert,
    AlertIndex,
    Board,
    Recommendation,
    Rules,
    Shift,
    shift_at,
)
from jru_tui.desk import ALONE, NOTHING_WAITS, PresentBoards, WaitingEffects
from jru_tui.feeds import FeedHealth
from jru_tui.tui.read_state import ReadState


@dataclass(frozen=True)
class Frame:
    """The board at a moment, and how far it can be trusted.

    Attributes:
        board: read only.
        health: how the feed is.
        now: the moment that every clock is drawn for (UTC).
        demo: what to call a demo or a replay in the header, empty for a real shift.
        vehicle: id of the vehicle that has the focus.
        keys: which key each command has, by the command's id; what has none is not offered.
        trouble: what keeps commands from being kept or sent, in words; empty when nothing does.
        watch: keeps the alerts up to date from one frame to the next.
        read: which calls somebody has looked at, and what has changed since.
        read_only: this board only looks on.
        recommendation: who should go where; None where nobody asks.
        present: the boards that are open on the same journal.
        waiting: what comes of commands that wait until the journal's server takes them.
        actor: who supervises here, in which role.
        entered_at: from when commands count that are entered from paper, UTC; None: from now.
    """

    board: Board
    health: FeedHealth
    now: datetime
    demo: str = ""
    vehicle: str | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    trouble: str = ""
    watch: AlertIndex | None = None
    read: ReadState = field(default_factory=ReadState)
    read_only: bool = False
    recommendation: Recommendation | None = None
    present: PresentBoards = ALONE
    waiting: WaitingEffects = NOTHING_WAITS
    actor: Actor = NOBODY
    entered_at: datetime | None = None

    @property
    def own_name(self) -> str | None:
        """The name at this board where others write the same journal; None where nobody can."""
        return self.actor.by if self.present.shared else None

    @property
    def rules(self) -> Rules:
        """The field's words and figures."""
        return self.board.rules

    @cached_property
    def shift(self) -> Shift:
        """The shift that is being supervised."""
        return shift_at(self.board.rules.hours, self.now)

    @property
    def stale(self) -> bool:
        """Test whether what is shown is older than it should be: running clocks are then greyed."""
        return self.health.stale

    @cached_property
    def attention(self) -> ActiveAlerts:
        """Find the alerts, once a frame, whoever draws them."""
        return self._watch.at(self.now, stale=self.stale)

    def alerts_of(self, call: str) -> tuple[Alert, ...]:
        """List the alerts about one call."""
        _ = self.attention  # the watch has to have looked at this moment
        return self._watch.of_call(call)

    @cached_property
    def _watch(self) -> AlertIndex:
        return self.watch or AlertIndex(self.board)

    def name(self, vehicle: str) -> str:
        """Name a vehicle; one that the board does not know is called by its id."""
        known = self.board.vehicles.get(vehicle)
        return known.name if known else self.board.names.vehicle(vehicle)


def watched(frame: Frame) -> Frame:
    """The first frame of a screen: with a watch over alerts, and nothing looked at yet."""
    recommendation = frame.recommendation or Recommendation(frame.board)
    return replace(
        frame,
        watch=frame.watch or AlertIndex(frame.board, recommendation),
        recommendation=recommendation,
        read=ReadState(frame.board.held_calls()),
    )
