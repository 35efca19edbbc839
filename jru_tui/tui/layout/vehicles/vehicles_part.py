"""The vehicles: a card for each while cards fit, a table when there are more."""

from jru_tui.board import Change, Tally, Vehicle
from jru_tui.tui.layout.frame import Frame
from jru_tui.tui.layout.inks import status_ink
from jru_tui.tui.layout.line import Line, bottom_edge, sides, top_edge
from jru_tui.tui.layout.part import Part
from jru_tui.tui.layout.vehicles import vehicle_card
from jru_tui.tui.layout.vehicles.fleet_table import FleetTable

_MOST_CARDS = 6
_NARROWEST_CARD = 25
_EDGES = 2
_ROOMY = 34
"""From so many lines of the terminal on, cards can have all of theirs."""
_GAP = 1


class VehiclesPart(Part):
    """Every vehicle's status, time in status, call, crew and tally.

    Attributes:
        frame: the board at this moment.
        table: the rows where there are too many vehicles for cards.
        has_keys: whether the keys move its cursor.
    """

    def __init__(self, frame: Frame) -> None:
        """Show the vehicles of a frame."""
        super().__init__()
        self.frame = frame
        self.table = FleetTable(frame)
        self.has_keys = False
        self._tallies: dict[str, Tally] = {}
        self._doubts = _doubts(frame)

    def show(self, frame: Frame, change: Change | None = None) -> bool:
        """Take what changed on the board; without a change, which vehicle has the focus.

        Args:
            frame: the board at this moment.
            change: what changed on it.

        Returns:
            Whether it may look different; times and warnings go on with the next second.
        """
        if change is not None and not self._concerned_by(change, frame):
            return False
        focused = frame.vehicle is not None and frame.vehicle != self.frame.vehicle
        self.frame = frame
        self._tallies.clear()
        changed = change is not None and bool(change.vehicles)
        self.table.show(frame, changed=changed, has_keys=self.has_keys)
        if focused:
            self.table.leave_fold()
            place = self.table.cursor
            if place is not None:
                self.table.bring_into_view(place)
        return True

    def _concerned_by(self, change: Change, frame: Frame) -> bool:
        """Tell whether a change, or how far the feed can be trusted now, shows on a vehicle."""
        before, self._doubts = self._doubts, _doubts(frame)
        if change.vehicles or before != self._doubts:
            return True
        board = frame.board
        return any(board.calls[call].responses for call in change.calls) or any(
            vehicle.call in change.calls for vehicle in board.vehicles.values()
        )

    def tick(self, frame: Frame) -> range:
        """Go on to another moment; return the lines that may look different."""
        before, self.frame = self.frame, frame
        self.table.show(frame, changed=False)
        if frame.shift != before.shift:
            self._tallies.clear()
        # Warnings count minutes, so between two minutes only new ones are looked for.
        same = (
            frame.now.replace(second=0, microsecond=0)
            == before.now.replace(second=0, microsecond=0)
            and frame.attention.happened == before.attention.happened
            # But for how long a command is not confirmed is told in seconds.
            and not any(vehicle.unconfirmed for vehicle in frame.board.vehicles.values())
        )
        return range(1, 2) if same and not self.is_table else range(1, self.height - 1)

    def lines_wanted(self, width: int, height: int) -> int:
        """Count the lines it takes on a screen of that size, edges included."""
        if self._is_table_in(width):
            return min(len(self.table.fleet.rows) + 1, max(5, height // 3)) + _EDGES
        return (6 if height >= _ROOMY else 4) + _EDGES

    def resized(self) -> None:
        """Keep the vehicle that has the focus in view."""
        self.table.height = self.height
        place = self.table.cursor
        if place is not None:
            self.table.bring_into_view(place)

    def draw(self, y: int) -> Line:
        """Draw one line through all of the cards, or one of the table."""
        width, vehicles = self.width, list(self.frame.board.vehicles.values())
        if not vehicles:
            return self._empty(y, width)
        if self.is_table:
            return self.table.draw(y, width, has_keys=self.has_keys)
        line = Line(width)
        columns = _columns(width, len(vehicles))
        for number, (vehicle, (start, end)) in enumerate(zip(vehicles, columns, strict=True), 1):
            line.to(start).join(self._card_line(y, number, vehicle, end - start))
        return line

    def vehicle_at(self, x: int, y: int) -> str | None:
        """Return the id of the vehicle in a cell; None where there is none."""
        if self.is_table:
            return self.table.vehicle_at(y)
        vehicles = list(self.frame.board.vehicles)
        columns = _columns(self.width, len(vehicles))
        index = next((at for at, (_, end) in enumerate(columns) if x < end), -1)
        return vehicles[index] if 0 <= index < len(vehicles) else None

    def vehicle_after(self, step: int) -> str | None:
        """Return the id of the vehicle whose card is `step` further on; None for none."""
        ids = list(self.frame.board.vehicles)
        if not ids:
            return None
        known = self.frame.vehicle in ids
        at = ids.index(self.frame.vehicle or "") + step if known else 0
        return ids[min(max(at, 0), len(ids) - 1)]

    @property
    def is_table(self) -> bool:
        """Test whether there is no room for cards."""
        return self._is_table_in(self.width)

    def _is_table_in(self, width: int) -> bool:
        count = len(self.frame.board.vehicles)
        return count > _MOST_CARDS or (count > 1 and width // count < _NARROWEST_CARD)

    def _card_line(self, y: int, number: int, vehicle: Vehicle, width: int) -> Line:
        frame, height = self.frame, self.height
        ink = status_ink(vehicle.status, frame.rules)
        ink = "line" if ink == "dim" else ink
        heavy = frame.vehicle == vehicle.id or vehicle.status == "emergency"
        kind = "heavy" if heavy else "round"
        if y == 0:
            return top_edge(width, vehicle_card.title(number, vehicle, frame, width), ink, kind)
        if y >= height - 1:
            text = vehicle_card.tally_words(self._tally(vehicle), self._narrowest - 5)
            return bottom_edge(width, Line(width).add(text, "dim"), ink, kind)
        inner = width - 2 * _EDGES
        if y == 1:
            inside = vehicle_card.status_line(vehicle, frame, inner)
        else:
            lines = vehicle_card.card_lines(vehicle, frame, inner, height - _EDGES)
            inside = lines[y - 1] if y <= len(lines) else Line(inner)
        return sides(Line(width - _EDGES).add(" ").join(inside), ink, kind)

    @property
    def _narrowest(self) -> int:
        """The width of the narrowest card, so that all of them say as much."""
        count = len(self.frame.board.vehicles)
        return (self.width - _GAP * (count - 1)) // count

    def _tally(self, vehicle: Vehicle) -> Tally:
        known = self._tallies.get(vehicle.id)
        if known is None:
            known = vehicle_card.vehicle_tally(self.frame, self.frame.shift, vehicle)
            self._tallies[vehicle.id] = known
        return known

    def _empty(self, y: int, width: int) -> Line:
        if y == 0:
            return top_edge(width, Line(width).add("Vehicles", "accent"))
        if y >= self.height - 1:
            return bottom_edge(width, Line(0))
        text = "No vehicles yet. They appear with the feed's first answer." if y == 1 else ""
        return sides(Line(width - _EDGES).add(f" {text}", "dim"))


def _doubts(frame: Frame) -> tuple[object, ...]:
    """Return what shows on vehicles besides what is told of them: warnings, and mistrust."""
    health, attention = frame.health, frame.attention
    unread = health.good_at if frame.stale else None
    refused = dict(frame.board.refused)
    return (
        frame.stale,
        frame.waiting.vehicles,
        unread,
        health.odd,
        refused,
        attention.emergencies,
        attention.happened,
    )


def _columns(width: int, count: int) -> list[tuple[int, int]]:
    """Divide the width among cards: where each starts and ends."""
    usable = width - _GAP * (count - 1)
    starts = [usable * index // count + _GAP * index for index in range(count)]
    ends = [usable * (index + 1) // count + _GAP * index for index in range(count)]
    return list(zip(starts, ends, strict=True))
