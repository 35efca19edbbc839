"""The vehicles as a widget: its keys and its clicks.

One widget draws all of them, so that thirty clocks cost one timer and the cells that changed.
"""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from jru_tui.board import Change
from jru_tui.tui.drawing.line_widget import PartWidget
from jru_tui.tui.layout.frame import Frame
from jru_tui.tui.layout.search_words import CLEAR, x_clears
from jru_tui.tui.layout.vehicles.fleet import FleetView
from jru_tui.tui.layout.vehicles.fleet_table import FleetTable
from jru_tui.tui.layout.vehicles.vehicles_part import VehiclesPart

_WHEEL = 3


class VehicleCards(PartWidget[VehiclesPart], can_focus=True):
    """Every vehicle. With the keys its arrows give one after the other the focus."""

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
        """The choice of a vehicle to look at; None for none."""

        vehicle: str | None

    class Left(Message):
        """The return of the keys to the calls."""

    class AllVehiclesAsked(Message):
        """A request to list all vehicles again."""

    def __init__(self, frame: Frame) -> None:
        super().__init__(VehiclesPart(frame))
        self._painted: dict[int, str | None] = {}

    @property
    def sought(self) -> str:
        """The words that are searched for."""
        return self._table.view.search

    def show(self, frame: Frame, change: Change | None = None) -> None:
        """Draw what changed on the board; without a change, which vehicle has the focus."""
        if self.part.show(frame, change):
            self.redraw()

    def tick(self, frame: Frame) -> None:
        """Draw the times in status."""
        self.redraw(self.part.tick(frame))

    def find(self, search: str) -> None:
        """List only the vehicles in which every word is found; all of them when empty."""
        self._table.first = 0
        self._list(self._table.view._replace(search=search))

    def lines_wanted(self, width: int, height: int) -> int:
        """Count the lines it takes on a screen of that size, edges included."""
        return self.part.lines_wanted(width, height)

    def action_move(self, step: int) -> None:
        """Give the focus to the vehicle that is `step` further on."""
        self._move(step)

    def action_page(self, pages: int) -> None:
        """Give the focus to the vehicle that is a page further on."""
        self._move(pages * max(2, self._table.room - 1))

    def action_end(self, last: int) -> None:
        """Give the focus to the first vehicle, or the last."""
        count = max(2, len(self.part.frame.board.vehicles) + len(self._table.fleet.rows))
        self._move(count if last else -count)

    def action_fold(self) -> None:
        """Show the vehicles that are off duty, or fold them away again."""
        view = self._table.view
        self._list(view._replace(unfolded=not view.unfolded))

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
        if self.sought:
            self.post_message(self.AllVehiclesAsked())
        else:
            self.post_message(self.Left())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave Enter to what it does elsewhere, but on the row that folds."""
        del parameters
        if action == "fold":
            return self.part.is_table and self._table.on_fold
        if action == "clear_search":
            return bool(self.sought) and x_clears(self.part.frame.keys)
        return action != "group" or self.part.is_table

    def on_focus(self) -> None:
        """Show that the keys are here."""
        self.part.has_keys = True
        self.redraw()

    def on_blur(self) -> None:
        """Show that the keys are elsewhere."""
        self.part.has_keys = False
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        """Give the focus to the vehicle that was clicked."""
        from jru_tui.tui.widgets.pressed_item import clicked_item  # noqa: PLC0415 - at a click

        picked = clicked_item(self, event)
        if picked is not None:
            self.post_message(self.Picked(picked))

    def painted_item(self, x: int, y: int) -> str | None:
        """Return the vehicle that was painted last in a cell; None for none."""
        return self._painted.get(y) if self.part.is_table else self.part.vehicle_at(x, y)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines in a region, and note which vehicles a table shows there."""
        strips = super().render_lines(crop)
        if self.part.is_table:
            for y in crop.line_range:
                self._painted[y] = self.part.vehicle_at(crop.x, y)
        return strips

    def on_mouse_scroll_down(self) -> None:
        """Move the table on."""
        self._scroll(_WHEEL)

    def on_mouse_scroll_up(self) -> None:
        """Move the table back."""
        self._scroll(-_WHEEL)

    @property
    def _table(self) -> FleetTable:
        return self.part.table

    def _list(self, view: FleetView) -> None:
        self._table.ask(view)
        self.redraw()

    def _move(self, step: int) -> None:
        if self.part.is_table:
            picked = self._table.move(step)
            self.redraw()
            self.post_message(self.Picked(picked))
        elif (picked := self.part.vehicle_after(step)) is not None:
            self.post_message(self.Picked(picked))

    def _scroll(self, lines: int) -> None:
        self._table.scroll(lines)
        self.redraw()
