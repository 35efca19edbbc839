"""The vehicles: a card for each while cards fit, a table when there are more.

One widget draws all of them, so that thirty clocks cost one timer and the cells that changed.
"""

from dataclasses import dataclass

from textual import events
from textual.message import Message

from jru_tui.board.views import Change, Tally, Vehicle
from jru_tui.tui.drawing.line import Line
from jru_tui.tui.drawing.line_widget import LineWidget
from jru_tui.tui.drawing.panel import bottom_edge, sides, top_edge
from jru_tui.tui.drawing.styles import status_ink
from jru_tui.tui.widgets import vehicle_card, vehicle_table
from jru_tui.tui.widgets.frame import Frame

_MOST_CARDS = 6
_NARROWEST_CARD = 25
_EDGES = 2
_ROOMY = 34
"""From so many lines of the terminal on, cards can have all of theirs."""
_GAP = 1


class VehicleCards(LineWidget):
    """Every vehicle's status, time in status, call, crew and tally."""

    @dataclass
    class Picked(Message):
        """A vehicle was clicked."""

        vehicle: str

    def __init__(self, frame: Frame) -> None:
        super().__init__()
        self._frame = frame
        self._first = 0
        self._tallies: dict[str, Tally] = {}
        self._doubts = _doubts(frame)

    def show(self, frame: Frame, change: Change | None = None) -> None:
        """Draw what changed on the board; without a change, which vehicle has the focus."""
        if change is not None and not self._concerned_by(change, frame):
            return  # times and warnings go on with the next second
        self._frame = frame
        self._tallies.clear()
        self._keep_focus_in_view()
        self.redraw()

    def _concerned_by(self, change: Change, frame: Frame) -> bool:
        """Tell whether a change, or how far the feed can be trusted now, shows on a vehicle."""
        before, self._doubts = self._doubts, _doubts(frame)
        if change.vehicles or before != self._doubts:
            return True
        board = frame.board
        return any(board.calls[call].responses for call in change.calls) or any(
            vehicle.call in change.calls for vehicle in board.vehicles.values()
        )

    def tick(self, frame: Frame) -> None:
        """Draw the times in status."""
        before, self._frame = self._frame, frame
        if frame.shift != before.shift:
            self._tallies.clear()
        # Warnings count minutes, so between two minutes only new ones are looked for.
        same = (
            frame.now.replace(second=0, microsecond=0)
            == before.now.replace(second=0, microsecond=0)
            and frame.attention.others == before.attention.others
            # But for how long a command is not confirmed is told in seconds.
            and not any(vehicle.unconfirmed for vehicle in frame.board.vehicles.values())
        )
        all_lines = range(1, self.content_size.height - 1)
        self.redraw((1,) if same and not self._as_table() else all_lines)

    def lines_wanted(self, width: int, height: int) -> int:
        """Count the lines it takes on a screen of that size, edges included."""
        count = len(self._frame.board.vehicles)
        if self._is_table(width):
            return min(count + 1, max(5, height // 3)) + _EDGES
        return (6 if height >= _ROOMY else 4) + _EDGES

    def draw(self, y: int, width: int) -> Line:
        """Draw one line through all of the cards, or one of the table."""
        vehicles = list(self._frame.board.vehicles.values())
        if not vehicles:
            return self._empty(y, width)
        if self._as_table():
            return self._table_line(y, width, vehicles)
        line = Line(width)
        columns = _columns(width, len(vehicles))
        for number, (vehicle, (start, end)) in enumerate(zip(vehicles, columns, strict=True), 1):
            line.to(start).join(self._card_line(y, number, vehicle, end - start))
        return line

    def on_click(self, event: events.Click) -> None:
        """Give the focus to the vehicle that was clicked."""
        vehicles = list(self._frame.board.vehicles)
        if self._as_table():
            index = self._first + event.y - 2
        else:
            columns = _columns(self.content_size.width, len(vehicles))
            index = next((at for at, (_, end) in enumerate(columns) if event.x < end), -1)
        if 0 <= index < len(vehicles):
            self.post_message(self.Picked(vehicles[index]))

    def on_mouse_scroll_down(self) -> None:
        """Move the table on."""
        self._scroll(1)

    def on_mouse_scroll_up(self) -> None:
        """Move the table back."""
        self._scroll(-1)

    def _card_line(self, y: int, number: int, vehicle: Vehicle, width: int) -> Line:
        frame, height = self._frame, self.content_size.height
        ink = status_ink(vehicle.status, frame.rules)
        ink = "line" if ink == "dim" else ink
        heavy = frame.vehicle == vehicle.id or vehicle.status == "emergency"
        kind = "heavy" if heavy else "round"
        if y == 0:
            return top_edge(width, vehicle_card.title(number, vehicle, frame, width), ink, kind)
        if y >= height - 1:
            said = vehicle_card.tally_words(self._tally(vehicle), self._narrowest - 5)
            return bottom_edge(width, Line(width).add(said, "dim"), ink, kind)
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
        count = len(self._frame.board.vehicles)
        return (self.content_size.width - _GAP * (count - 1)) // count

    def _tally(self, vehicle: Vehicle) -> Tally:
        known = self._tallies.get(vehicle.id)
        if known is None:
            known = vehicle_card.vehicle_tally(self._frame, self._frame.shift, vehicle)
            self._tallies[vehicle.id] = known
        return known

    def _table_line(self, y: int, width: int, vehicles: list[Vehicle]) -> Line:
        room = self._table_rows()
        if y == 0:
            title = Line(width).add("Vehicles", "accent").add(f"  {len(vehicles)}", "text")
            return top_edge(width, title)
        if y >= self.content_size.height - 1:
            hidden = len(vehicles) - room
            foot = Line(width).add(f"{hidden} more: scroll" if hidden > 0 else "", "dim")
            return bottom_edge(width, foot)
        inner = width - _EDGES
        if y == 1:
            return sides(vehicle_table.heading(inner))
        index = self._first + y - 2
        if index >= len(vehicles):
            return sides(Line(inner))
        return sides(vehicle_table.row(index + 1, vehicles[index], self._frame, inner))

    def _empty(self, y: int, width: int) -> Line:
        if y == 0:
            return top_edge(width, Line(width).add("Vehicles", "accent"))
        if y >= self.content_size.height - 1:
            return bottom_edge(width, Line(0))
        text = "No vehicle yet. They appear with the feed's first word." if y == 1 else ""
        return sides(Line(width - _EDGES).add(f" {text}", "dim"))

    def _is_table(self, width: int) -> bool:
        count = len(self._frame.board.vehicles)
        return count > _MOST_CARDS or (count > 1 and width // count < _NARROWEST_CARD)

    def _as_table(self) -> bool:
        return self._is_table(self.content_size.width)

    def _table_rows(self) -> int:
        return max(1, self.content_size.height - _EDGES - 1)

    def _keep_focus_in_view(self) -> None:
        ids = list(self._frame.board.vehicles)
        if self._frame.vehicle in ids:
            index = ids.index(self._frame.vehicle)
            self._first = min(self._first, index)
            self._first = max(self._first, index - self._table_rows() + 1)

    def _scroll(self, lines: int) -> None:
        most = max(0, len(self._frame.board.vehicles) - self._table_rows())
        self._first = min(max(0, self._first + lines), most)
        self.redraw()


def _doubts(frame: Frame) -> tuple[object, ...]:
    """Return what shows on vehicles besides what is told of them: warnings, and mistrust."""
    health, attention = frame.health, frame.attention
    unread = health.good_at if frame.stale else None
    refused = dict(frame.board.refused)
    return (frame.stale, unread, health.odd, refused, attention.emergencies, attention.others)


def _columns(width: int, count: int) -> list[tuple[int, int]]:
    """Divide the width among cards: where each starts and ends."""
    usable = width - _GAP * (count - 1)
    starts = [usable * index // count + _GAP * index for index in range(count)]
    ends = [usable * (index + 1) // count + _GAP * index for index in range(count)]
    return list(zip(starts, ends, strict=True))
