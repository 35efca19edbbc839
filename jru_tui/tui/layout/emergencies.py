"""The emergencies over everything else: a line each, where the car is, and who is nearest to it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich.cells import cell_len

from jru_tui.board import EMERGENCY, Board, Position, Recommendation, Vehicle, age, running
from jru_tui.tui.layout.line import Line
from jru_tui.tui.layout.part import Part
from jru_tui.tui.phrases import degrees, place

if TYPE_CHECKING:
    from jru_tui.board import NearbyVehicle

_SIGN = " ! "
_NOT_KNOWN = "position not known"


def nearest_to(
    board: Board, vehicle: Vehicle, now: datetime, recommendation: Recommendation | None
) -> "Sequence[NearbyVehicle]":
    """Find who is there first, by the plan's own predictions.

    Args:
        board: the board as it stands.
        vehicle: the vehicle whose officer needs help.
        now: the present moment, UTC.
        recommendation: predicts arrivals; None to predict them by the settings.
    """
    # Loaded with the recommendation: without an emergency it has no part in the first frame.
    from jru_tui.board import nearest  # noqa: PLC0415 - as said above

    predicts = recommendation or Recommendation(board)
    return nearest(board, predicts.nearest(vehicle.id, now))


def in_a_line(
    board: Board,
    vehicle: Vehicle,
    now: datetime,
    recommendation: Recommendation | None = None,
    *,
    room: int | None = None,
) -> str:
    """Tell of an emergency in one line, what matters most first and whole.

    Args:
        board: the board as it stands.
        vehicle: the vehicle that it concerns.
        now: the present moment, UTC.
        recommendation: predicts arrivals as for calls; None to predict them by the settings.
        room: cells that there are: what matters least is left out; None for as many as it takes.
    """
    for text in _ever_shorter(board, vehicle, now, recommendation):
        if room is None or cell_len(text) <= room:
            break
    return text


def _ever_shorter(
    board: Board, vehicle: Vehicle, now: datetime, recommendation: Recommendation | None
) -> Iterator[str]:
    """Tell of an emergency in full, then each time without what matters least of the rest."""
    call = board.calls.get(vehicle.call or "")
    others = nearest_to(board, vehicle, now, recommendation)
    first = next((other for other in others if not other.guessed), None)
    name = f"EMERGENCY {vehicle.name}"
    unseen = "" if vehicle.acknowledged_at else "not acknowledged"
    car = f"car {car_words(vehicle.position, now)}"
    on_call = f"on {board.names.call(vehicle.call)}" if vehicle.call else ""
    at_call = f"{on_call}, {place(call.where, board.rules)}" if call else on_call
    lasts = running((now - vehicle.since).total_seconds())
    soonest = f"nearest {first.name} {first.arrival}" if first else ""
    sourced = f"{soonest} {first.source}".rstrip() if first else ""
    rounded = soonest.partition(" (")[0]
    for parts in (
        (name, unseen, car, at_call, lasts, sourced),
        (name, unseen, car, at_call, lasts, soonest),
        (name, unseen, car, at_call, lasts, rounded),
        (name, unseen, car, on_call, lasts, rounded),
        (name, unseen, car, on_call, rounded),
        (name, unseen, car, on_call),
        (name, unseen, car),
        (name, car),
    ):
        yield " · ".join(filter(None, parts))


def car_words(position: Position | None, now: datetime) -> str:
    """Say where the car itself is, by its last position, and how old that is."""
    is_dated = position is not None and position.at is not None
    return f"{car_words_in_a_cell(position, now)}{' ago' if is_dated else ''}"


def car_words_in_a_cell(position: Position | None, now: datetime) -> str:
    """Say the same as shortly as can be: `51.3870, 0.5430, 12 s`."""
    if position is None:
        return _NOT_KNOWN
    spot = degrees(position.lat, position.lon)
    if position.at is None:
        return f"{spot}, of unknown age"
    return f"{spot}, {age((now - position.at).total_seconds())}"


_MOST_LINES = 3


class EmergenciesPart(Part):
    """A line for each emergency; no lines at all while there is none.

    Attributes:
        most_lines: the most emergencies that are told one by one.
    """

    def __init__(self) -> None:
        """Tell of none."""
        super().__init__()
        self.most_lines = _MOST_LINES
        self._board: Board | None = None
        self._recommendation: Recommendation | None = None
        self._now: datetime | None = None
        self._vehicles: list[Vehicle] = []

    @property
    def lines(self) -> int:
        """Count of the lines that it takes now."""
        return min(len(self._vehicles), self.most_lines)

    def show(
        self, board: Board, now: datetime, recommendation: Recommendation | None = None
    ) -> bool:
        """Take the emergencies of a board at a moment.

        Args:
            board: the board as it stands.
            now: the present moment, UTC.
            recommendation: predicts who is there first.

        Returns:
            Whether there are more or fewer than before.
        """
        found = [vehicle for vehicle in board.vehicles.values() if vehicle.status == EMERGENCY]
        found.sort(key=lambda vehicle: vehicle.since)
        count = len(self._vehicles)
        self._board, self._now, self._vehicles = board, now, found
        self._recommendation = recommendation
        return len(found) != count

    def draw(self, y: int) -> Line:
        """Draw one emergency; the last line says how many more there are."""
        line = Line(self.width)
        if self._board is None or self._now is None or y >= len(self._vehicles):
            return line
        hidden = len(self._vehicles) - self.most_lines
        more = f"{hidden} more · " if y == self.most_lines - 1 and hidden > 0 else ""
        vehicle, room = self._vehicles[y], self.width - cell_len(f"{_SIGN}{more}") - 1
        text = in_a_line(self._board, vehicle, self._now, self._recommendation, room=room)
        return line.add(f"{_SIGN}{more}{text}", "alarm").to(self.width, "alarm")
