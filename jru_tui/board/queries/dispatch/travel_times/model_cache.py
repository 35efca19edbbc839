"""The model of arrivals for a live board: learned when a shift begins, and kept for all of it.

It is learned from journeys that were over before the running shift began. So a board that is
started again in the middle of a shift predicts what it predicted before, and nothing is learned
between two keys: what it costs falls due once a shift.
"""

from collections.abc import Sequence
from datetime import datetime

from jru_tui.board.board import Board
from jru_tui.board.queries.dispatch.travel_times.calibration import Calibration
from jru_tui.board.queries.dispatch.travel_times.calibration_fit import calibrate
from jru_tui.board.queries.dispatch.travel_times.kept_journeys import earlier_journeys
from jru_tui.board.queries.dispatch.travel_times.travel_sources import TravelModel, TravelSource
from jru_tui.board.shifts import shift_at


class ModelCache:
    """A cache of the model of the current shift.

    Args:
        board: its journeys are learned from.
        sources: those that are asked before the straight line, the best first.
    """

    def __init__(self, board: Board, sources: Sequence[TravelSource] = ()) -> None:
        self._board = board
        self._sources = sources
        self._shift: datetime | None = None
        self._model: TravelModel | None = None

    def at(self, now: datetime) -> TravelModel:
        """Return the model of the shift that runs at a moment; learn it if that is a new one."""
        starts_at = shift_at(self._board.rules.hours, now).starts_at
        if self._model is None or starts_at != self._shift:
            learned = calibration_before(self._board, starts_at)
            self._model = TravelModel(self._board.rules, learned, self._sources)
            self._shift = starts_at
        return self._model


def calibration_before(board: Board, moment: datetime) -> Calibration:
    """Learn from the last journeys that were over before a moment; from none, the settings.

    Args:
        board: as it stands.
        moment: the moment, UTC.
    """
    return calibrate(earlier_journeys(board, moment), board.rules)
