"""The item that a mouse button was pressed on: a call, a vehicle or a line of a list.

Rows move while a click waits for its turn, and between the press of a button and its release. What
is meant is what stood under the pointer when the button went down.
"""

from typing import Protocol, runtime_checkable

from msgspec import Struct
from textual.errors import NoWidget
from textual.events import Click, MouseDown
from textual.screen import Screen
from textual.widget import Widget


@runtime_checkable
class ItemList(Protocol):
    """A widget that lists items, each with an id."""

    def painted_item(self, x: int, y: int) -> str | None:
        """Return the id of the item that was painted last in a cell; None for none."""
        ...


class PressedItem(Struct, frozen=True):
    """The item under the pointer when a button was pressed; None where there was none."""

    widget: Widget
    item: str | None


def find_pressed_item(screen: Screen[object], event: MouseDown) -> PressedItem | None:
    """Find what is painted under the pointer; None where no list of items is."""
    x, y = int(event.screen_x), int(event.screen_y)
    try:
        widget, region = screen.get_widget_at(x, y)
    except NoWidget:
        return None
    if not isinstance(widget, ItemList):
        return None
    return PressedItem(widget, widget.painted_item(x - region.x, y - region.y))


def clicked_item(widget: Widget, event: Click) -> str | None:
    """Return the id of the item of a widget that is meant by a click on it; None for none."""
    pressed = getattr(widget.app, "pressed_item", None)
    if isinstance(pressed, PressedItem) and pressed.widget is widget:
        return pressed.item
    return widget.painted_item(event.x, event.y) if isinstance(widget, ItemList) else None
