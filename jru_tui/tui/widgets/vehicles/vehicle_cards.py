"""The vehicles: a card for each while cards fit, a table when there are more.

One widget draws all of them, so that thirty clocks cost one timer and the cells that changed.
"""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from jru_tui.board import Change, Tally, Vehicle
from jru_tui.tui.drawing.line_widget import LineWidget
from jru_tui.tui.layout.edges import bottom_edge, sides, top_edge
from jru_tui.tui.layout.frame import Frame
from jru_tui.tui.layout.inks import status_ink
from jru_tui.tui.layout.line import Line
from jru_tui.tui.layout.search_words import CLEAR, x_clears
from jru_tui.tui.layout.vehicles import vehicle_card
from jru_tui.tui.layout.vehicles.fleet_table import FleetTable

_MOST_CARDS = 6
_NARROWEST_CARD = 25
_EDGES = 2
_ROOMY = 34
"""From so many lines of the terminal on, cards can have all of theirs."""
_GAP = 1
_WHEEL = 3


class VehicleCards(LineWidget, can_focus=True):
    """Every vehicle's status, time in status, call, crew and tally.

    With the keys its arrows give one vehicle after the other the focus.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,left,J", "move(-1)", "Up", show=False),
        Binding("down,right,j", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "end(0)", "First", show=False),
        Binding("end", "end(1)", "Last", show=False),
        Binding("enter", "fold", "Off duty", show=False),
        Binding("g", "group", "By area", show=False),
        Binding(CLEAR, "clear_search", "All vehicles", show=False),
        Binding("escape", "back", "Back to the calls", show=False),
    ]

    @dataclass
    class Picked(Message):
        """A vehicle was chosen to look at; None for none."""

        vehicle: str | None

    class Left(Message):
        """The keys are for the calls again."""

    class AllVehiclesAsked(Message):
        """All vehicles are to be listed again."""

    def __init__(self, frame: Frame) -> None:
        super().__init__()
        self._frame = frame
        self._table = FleetTable(frame)
        self._tallies: dict[str, Tally] = {}
        self._doubts = _doubts(frame)
        self._has_keys = False

    def show(self, frame: Frame, change: Change | None = None) -> None:
        """Draw what changed on the board; without a change, which vehicle has the focus."""
        if change is not None and not self._concerned_by(change, frame):
            return  # times and warnings go on with the next second
        focused = frame.vehicle is not None and frame.vehicle != self._frame.vehicle
        self._frame = frame
        self._tallies.clear()
        self._table.show(frame, changed=change is not None and bool(change.vehicles))
        if focused:
            self._table.leave_fold()
            place = self._table.cursor
            if place is not None:
                self._table.bring_into_view(place)
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
        self._table.show(frame, changed=False)
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
        all_lines = range(1, self.content_size.height - 1)
        self.redraw((1,) if same and not self._as_table() else all_lines)

    @property
    def sought(self) -> str:
        """The words that are searched for."""
        return self._table.view.search

    def find(self, search: str) -> None:
        """List only the vehicles in which every word is found; all of them when empty."""
        self._table.ask(self._table.view._replace(search=search))
        self._table.first = 0
        self.redraw()

    def lines_wanted(self, width: int, height: int) -> int:
        """Count the lines it takes on a screen of that size, edges included."""
        if self._is_table(width):
            return min(len(self._table.fleet.rows) + 1, max(5, height // 3)) + _EDGES
        return (6 if height >= _ROOMY else 4) + _EDGES

    def resized(self) -> None:
        """Keep the vehicle that has the focus in view."""
        self._table.height = self.content_size.height
        place = self._table.cursor
        if place is not None:
            self._table.bring_into_view(place)

    def draw(self, y: int, width: int) -> Line:
        """Draw one line through all of the cards, or one of the table."""
        vehicles = list(self._frame.board.vehicles.values())
        if not vehicles:
            return self._empty(y, width)
        if self._as_table():
            return self._table.draw(y, width, has_keys=self._has_keys)
        line = Line(width)
        columns = _columns(width, len(vehicles))
        for number, (vehicle, (start, end)) in enumerate(zip(vehicles, columns, strict=True), 1):
            line.to(start).join(self._card_line(y, number, vehicle, end - start))
        return line

    def action_move(self, step: int) -> None:
        """Give the focus to the vehicle that is `step` further on."""
        self._move(step)

    def action_page(self, pages: int) -> None:
        """Give the focus to the vehicle that is a page further on."""
        self._move(pages * max(2, self._table.room - 1))

    def action_end(self, last: int) -> None:
        """Give the focus to the first vehicle, or the last."""
        count = max(2, len(self._frame.board.vehicles) + len(self._table.fleet.rows))
        self._move(count if last else -count)

    def action_fold(self) -> None:
        """Show the vehicles that are off duty, or fold them away again."""
        view = self._table.view
        self._table.ask(view._replace(unfolded=not view.unfolded))
        self.redraw()

    def action_group(self) -> None:
        """Let the vehicles of one area stand together, or all of them in one order."""
        view = self._table.view
        self._table.ask(view._replace(by_area=not view.by_area))
        if (place := self._table.cursor) is not None:
            self._table.bring_into_view(place)
        self.redraw()

    def action_clear_search(self) -> None:
        """List all vehicles again."""
        self.post_message(self.AllVehiclesAsked())

    def action_back(self) -> None:
        """List all vehicles again; then give the keys back to the calls."""
        if self._table.view.search:
            self.post_message(self.AllVehiclesAsked())
        else:
            self.post_message(self.Left())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave Enter to what it does elsewhere, but on the row that folds."""
        del parameters
        if action == "fold":
            return self._as_table() and self._table.on_fold
        if action == "clear_search":
            return bool(self._table.view.search) and x_clears(self._frame.keys)
        return action != "group" or self._as_table()

    def on_focus(self) -> None:
        """Show that the keys are here."""
        self._has_keys = True
        self.redraw()

    def on_blur(self) -> None:
        """Show that the keys are elsewhere."""
        self._has_keys = False
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        """Give the focus to the vehicle that was clicked."""
        vehicles = list(self._frame.board.vehicles)
        if self._as_table():
            picked = self._table.vehicle_at(event.y)
        else:
            columns = _columns(self.content_size.width, len(vehicles))
            index = next((at for at, (_, end) in enumerate(columns) if event.x < end), -1)
            picked = vehicles[index] if 0 <= index < len(vehicles) else None
        if picked is not None:
            self.post_message(self.Picked(picked))

    def on_mouse_scroll_down(self) -> None:
        """Move the table on."""
        self._scroll(_WHEEL)

    def on_mouse_scroll_up(self) -> None:
        """Move the table back."""
        self._scroll(-_WHEEL)

    def _move(self, step: int) -> None:
        if self._as_table():
            picked = self._table.move(step)
            self.redraw()
            self.post_message(self.Picked(picked))
            return
        ids = list(self._frame.board.vehicles)
        if ids:
            known = self._frame.vehicle in ids
            at = ids.index(self._frame.vehicle or "") + step if known else 0
            self.post_message(self.Picked(ids[min(max(at, 0), len(ids) - 1)]))

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

    def _empty(self, y: int, width: int) -> Line:
        if y == 0:
            return top_edge(width, Line(width).add("Vehicles", "accent"))
        if y >= self.content_size.height - 1:
            return bottom_edge(width, Line(0))
        text = "No vehicles yet. They appear with the feed's first answer." if y == 1 else ""
        return sides(Line(width - _EDGES).add(f" {text}", "dim"))

    def _is_table(self, width: int) -> bool:
        count = len(self._frame.board.vehicles)
        return count > _MOST_CARDS or (count > 1 and width // count < _NARROWEST_CARD)

    def _as_table(self) -> bool:
        return self._is_table(self.content_size.width)

    def _scroll(self, lines: int) -> None:
        self._table.scroll(lines)
        self.redraw()


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
