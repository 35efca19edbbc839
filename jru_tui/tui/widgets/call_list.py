"""The list of calls as a widget: its keys, its clicks, and what it says of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from jru_tui.board import Change
from jru_tui.tui.drawing.line_widget import PartWidget
from jru_tui.tui.layout.calls.call_list import CallListPart
from jru_tui.tui.layout.frame import Frame
from jru_tui.tui.layout.search_words import CLEAR, x_clears

_WHEEL = 3


class CallList(PartWidget[CallListPart], can_focus=True):
    """The calls of the shift, one of which is selected.

    Attributes:
        selection_changed: called at once when another call is selected: as a message it would reach
            the screen three turns of the event loop later.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        # `k` is a welfare check here, so the way up is the capital of the way down.
        Binding("up,J", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "end(0)", "First", show=False),
        Binding("end", "end(1)", "Last", show=False),
        Binding("escape", "show_all", "All calls", show=False),
        Binding(CLEAR, "clear_search", "All calls", show=False),
    ]

    class AllCallsAsked(Message):
        """A request to list all calls again."""

    class NothingSought(Message):
        """A press of Esc where all calls are listed already."""

    @dataclass
    class Opened(Message):
        """A double click on a call: show it in full."""

        call: str

    def __init__(self, frame: Frame) -> None:
        super().__init__(CallListPart(frame))
        self.selection_changed: Callable[[], None] = _ignore
        self._painted: dict[int, str | None] = {}
        self._clicked: str | None = None

    @property
    def selected(self) -> str | None:
        """The id of the selected call."""
        return self.part.selected

    @property
    def sought(self) -> str:
        """The words that are searched for."""
        return self.part.search

    def show(self, frame: Frame, change: Change) -> None:
        """Draw the rows that tell of something else than before."""
        before = self.selected
        lines = self.part.show(frame, change)
        self._tell(before)
        self.redraw(lines)

    def tick(self, frame: Frame) -> None:
        """Draw the clocks that run; when a new shift begins, its list."""
        before = self.selected
        if self.part.tick(frame):
            self._tell(before)
            self.redraw()
            return
        for y, clocks in self.part.running_clocks():
            if clocks is None:
                self.redraw((y,))
            else:
                self.redraw_part(y, *clocks)
        self.redraw(self.part.peek_lines)

    def peek(self, *, on: bool) -> None:
        """Describe the selected call at the foot of the list, where nothing beside it does."""
        if self.part.peek(on=on):
            self.forget()

    def select(self, call: str) -> None:
        """Select a call by its id and bring it into view. Nothing happens if it is not listed."""
        before, part = self.selected, self.part
        if part.line_of(call) is None:
            return
        looked = part.look(call)
        self.redraw(part.select(call))
        if looked or call != before:
            self.selection_changed()

    def look(self, call: str) -> None:
        """Note that somebody looks at a call: nothing about it is new any more."""
        self.part.look(call)
        line = self.part.line_of(call)
        if line is not None:
            self.redraw((line,))

    def find(self, search: str) -> None:
        """List only the calls in which every word is found; all of them when empty."""
        before = self.selected
        self.part.find(search)
        self._tell(before)
        self.redraw()

    def say(self, notice: str) -> None:
        """Write a sentence under the selected call, until it is said empty."""
        if notice != self.part.notice:
            self.part.notice = notice
            self.redraw()

    def mention(self, word: str) -> None:
        """Write a sentence into the lower edge, until it is said empty."""
        if word != self.part.word:
            self.part.word = word
            self.redraw((self.part.height - 1,))

    def action_move(self, step: int) -> None:
        """Select the call that is `step` further down."""
        self._select_place(self.part.place + step)

    def action_page(self, pages: int) -> None:
        """Select the call that is a page further down."""
        self._select_place(self.part.place + pages * max(1, self.part.view.room - 1))

    def action_end(self, last: int) -> None:
        """Select the first call, or the last."""
        self._select_place(len(self.part.rows) if last else 0)

    def action_show_all(self) -> None:
        """Find nothing in particular; where nothing is sought, leave what else is to be left."""
        self.post_message(self.AllCallsAsked() if self.sought else self.NothingSought())

    def action_clear_search(self) -> None:
        """Find nothing in particular."""
        self.post_message(self.AllCallsAsked())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave `x` to whatever it does elsewhere while nothing is searched for."""
        del parameters
        return action != "clear_search" or (bool(self.sought) and x_clears(self.part.frame.keys))

    def on_click(self, event: events.Click) -> None:
        """Select with one click, open with a second on the same call."""
        from jru_tui.tui.widgets.pressed_item import clicked_item  # noqa: PLC0415 - at a click

        call = clicked_item(self, event)
        before, self._clicked = self._clicked, call
        if call is None:
            return
        self.select(call)
        if event.chain > 1 and call == before:
            self.post_message(self.Opened(call))

    def painted_item(self, x: int, y: int) -> str | None:
        """Return the call whose row was painted last in a line; None for none."""
        del x
        return self._painted.get(y)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines in a region, and note which calls they show."""
        strips = super().render_lines(crop)
        for y in crop.line_range:
            call = self.part.call_at(y)
            self._painted[y] = call.id if call is not None else None
        return strips

    def on_mouse_scroll_down(self) -> None:
        """Move the list on; the selection stays where it is."""
        self._scroll_list(_WHEEL)

    def on_mouse_scroll_up(self) -> None:
        """Move the list back."""
        self._scroll_list(-_WHEEL)

    def _tell(self, before: str | None) -> None:
        """Say that another call is selected, if that is so."""
        if self.selected != before:
            self.selection_changed()

    def _select_place(self, place: int) -> None:
        call = self.part.rows.from_place(place)
        if call is not None:
            self.select(call.id)

    def _scroll_list(self, lines: int) -> None:
        self.part.scroll(lines)
        self.redraw()


def _ignore() -> None:
    """Tell nobody of another selection."""
