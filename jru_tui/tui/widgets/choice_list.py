"""A list to choose one line from, by arrows, letters `j` and `k`, numbers or mouse.

A number moves the cursor and chooses nothing, and so does a click on another line, however often:
what is chosen was under the cursor, to be read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from msgspec import Struct
from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.events import Click
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from jru_tui.tui.drawing.styles import inks_for
from jru_tui.tui.layout.line import Line

Cell = tuple[str, str]
"""Text and its ink."""

_GAP = 2
_WIDEST = 24
"""Cells that any column but the last may take: one long name must not push the others out."""


class Choice(Struct, frozen=True):
    """A line of columns of text.

    Attributes:
        id: what it stands for.
        cells: its columns; the last of fewer than others have reaches to the end of the line.
        possible: false dims it; it can be chosen all the same.
        number: the digits that are typed for it, as a vehicle's number on the board or a state's
            code; empty where there are none, None where its place is its number.
    """

    id: str
    cells: tuple[Cell, ...]
    possible: bool = True
    number: str | None = None


class ChoiceList(ScrollView, can_focus=True):
    """A list of choices of any length, of which only the visible lines are drawn."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "go(0)", "First", show=False),
        Binding("end", "go(-1)", "Last", show=False),
        Binding("enter", "choose", "Choose", show=False),
        *(Binding(str(digit), f"digit({digit})", show=False) for digit in range(10)),
    ]

    @dataclass
    class Moved(Message):
        """The cursor is on another line."""

        choices: "ChoiceList"

        @property
        def control(self) -> "ChoiceList":
            """The list that says so."""
            return self.choices

    @dataclass
    class Chosen(Message):
        """A line was chosen: Enter, or a click on the line under the cursor."""

        choices: "ChoiceList"
        choice: Choice

        @property
        def control(self) -> "ChoiceList":
            """The list that says so."""
            return self.choices

    @dataclass
    class Unread(Message):
        """A line was to be chosen that could not have been read: nothing is chosen."""

        choices: "ChoiceList"

        @property
        def control(self) -> "ChoiceList":
            """The list that says so."""
            return self.choices

    @dataclass
    class Unnumbered(Message):
        """No line has the number that was typed."""

        choices: "ChoiceList"
        number: str

        @property
        def control(self) -> "ChoiceList":
            """The list that says so."""
            return self.choices

    def __init__(
        self,
        choices: Sequence[Choice],
        *,
        cursor: int = 0,
        numbered: bool = True,
        double_click: bool = False,
        widest: int = _WIDEST,
        id: str | None = None,  # noqa: A002 -- Textual's name
    ) -> None:
        """Show these choices.

        Args:
            choices: the lines.
            cursor: index of the line that the cursor is on.
            numbered: whether digits move the cursor.
            double_click: whether a double click on another line chooses it; for lists whose lines
                do nothing by themselves.
            widest: cells that any column but the last may take.
            id: as Textual has it.
        """
        super().__init__(id=id)
        self._widest = widest
        self._choices = tuple(choices)
        self._cursor = cursor
        self._numbered = numbered
        self._double_click = double_click
        self._click_moved = False
        self._painted: dict[int, str] = {}
        self._typed = ""
        self._digits = 1
        self._widths = self._measure()
        self.virtual_size = Size(0, len(self._choices))

    @property
    def choice(self) -> Choice | None:
        """The line under the cursor; None when there are no lines."""
        return self._choices[self._cursor] if self._choices else None

    @property
    def cursor(self) -> int:
        """The index of the line under the cursor."""
        return self._cursor

    def renew(self, choices: Sequence[Choice]) -> bool:
        """Show the choices as they are now; the cursor stays on what it is on, wherever that is.

        Returns:
            Whether that is gone, so that the cursor is on something else.
        """
        if tuple(choices) == self._choices:
            return False
        before = self.choice
        self._choices = tuple(choices)
        ids = [choice.id for choice in self._choices]
        self._widths = self._measure()
        self.virtual_size = Size(0, len(self._choices))
        self.refresh(layout=True)
        if before is not None and before.id in ids:
            self._cursor = ids.index(before.id)
            return False
        self._cursor = min(self._cursor, max(0, len(ids) - 1))
        return True

    def go_to_id(self, choice_id: str) -> None:
        """Put the cursor on what has this id, if it is there."""
        ids = [choice.id for choice in self._choices]
        if choice_id in ids:
            self.go_to(ids.index(choice_id))

    def offer(self, choices: Sequence[Choice]) -> None:
        """Show other choices, with the cursor on the first."""
        self._choices = tuple(choices)
        self._cursor = 0
        self._widths = self._measure()
        self.virtual_size = Size(0, len(self._choices))
        self.scroll_home(animate=False)
        self.refresh(layout=True)

    def go_to(self, index: int) -> None:
        """Put the cursor on a line, and bring that line into view."""
        self._typed = ""
        index = min(max(index, 0), len(self._choices) - 1)
        if not self._choices or index == self._cursor:
            return
        self._cursor = index
        self.scroll_to_region(Region(0, index, 1, 1), animate=False, force=True)
        self.refresh()
        self.post_message(self.Moved(self))

    def go_to_letter(self, letter: str) -> bool:
        """Put the cursor on the next line that starts with this letter, if there is one."""
        count = len(self._choices)
        for step in range(1, count + 1):
            index = (self._cursor + step) % count
            if self._choices[index].cells[0][0].casefold().startswith(letter.casefold()):
                self.go_to(index)
                return True
        return False

    def action_move(self, lines: int) -> None:
        """Move the cursor by lines."""
        self.go_to(self._cursor + lines)

    def action_page(self, pages: int) -> None:
        """Move the cursor by pages."""
        self.go_to(self._cursor + pages * max(1, self.size.height - 1))

    def action_go(self, index: int) -> None:
        """Move the cursor to a line; -1 is the last."""
        self.go_to(index % len(self._choices) if self._choices else 0)

    def action_choose(self) -> None:
        """Choose the line under the cursor; one that the wheel has moved out of view is shown."""
        self._typed = ""
        if self.choice is None:
            return
        if not 0 <= self._cursor - self.scroll_offset.y < max(1, self.size.height):
            self.scroll_to_region(Region(0, self._cursor, 1, 1), animate=False, force=True)
            self.post_message(self.Unread(self))
        else:
            self.post_message(self.Chosen(self, self.choice))

    def action_digit(self, digit: int) -> None:
        """Put the cursor on the line of a number; digits of one number are typed in a row."""
        numbers = {self._number(index): index for index in range(len(self._choices))}
        typed = self._typed + str(digit)
        if not any(number.startswith(typed) for number in numbers):
            typed = str(digit)
        if not any(number.startswith(typed) for number in numbers):
            self._typed = ""
            self.post_message(self.Unnumbered(self, typed))
            return
        if typed in numbers:
            self.go_to(numbers[typed])
        self._typed = typed

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Digits only mean something where lines carry numbers."""
        del parameters
        return self._numbered or action != "digit"

    def on_click(self, event: Click) -> None:
        """The first click puts the cursor there, a click on the cursor chooses.

        The second click of a double click does not: what the first showed could not be read.
        """
        from jru_tui.tui.widgets.pressed_item import clicked_item  # noqa: PLC0415 - at a click

        item = clicked_item(self, event)
        index = next((at for at, choice in enumerate(self._choices) if choice.id == item), None)
        if index is None:
            return
        if index != self._cursor:
            self._click_moved = True
            self.go_to(index)
        elif event.chain == 1 or (self._double_click and self._click_moved):
            self._click_moved = False
            self.action_choose()
        elif self._click_moved:
            self.post_message(self.Unread(self))

    def painted_item(self, x: int, y: int) -> str | None:
        """Return the id of the choice that was painted last in a line; None for none."""
        del x
        return self._painted.get(y - self.gutter.top)  # a heading stands above the first line

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Count one line for each choice.

        Args:
            container: the size of the container.
            viewport: the size of the screen.
            width: cells that there are.
        """
        del container, viewport, width
        return len(self._choices)

    def render_line(self, y: int) -> Strip:
        """Draw one choice, its columns under those of the others."""
        width = self.scrollable_content_region.width
        index = y + self.scroll_offset.y
        inks = inks_for(self.app.theme_variables)
        if index >= len(self._choices):
            self._painted.pop(y, None)
            return inks.strip(Line(width))
        choice = self._choices[index]
        self._painted[y] = choice.id
        chosen = index == self._cursor
        line = Line(width, "selected" if chosen else "ground")
        line.add("▌" if chosen else " ", "accent")
        if self._numbered:
            line.add(self._number(index), "dim", self._digits, right=True)
        else:
            line.space()
        line.space(2)
        last = len(choice.cells) - 1
        for at, (text, ink) in enumerate(choice.cells):
            room = line.room if at == last else min(self._widths[at], line.room)
            line.add(text, ink if choice.possible else "dim", room).space(_GAP)
        return inks.strip(line)

    def _number(self, index: int) -> str:
        number = self._choices[index].number
        return str(index + 1) if number is None else number

    def _measure(self) -> tuple[int, ...]:
        """The width of each column but the last, which takes what is left of the line."""
        numbers = (self._number(index) for index in range(len(self._choices)))
        self._digits = max((len(number) for number in numbers), default=1)
        columns = max((len(choice.cells) for choice in self._choices), default=0)
        widths = [
            max(
                cell_len(choice.cells[at][0])
                for choice in self._choices
                if at < len(choice.cells) - 1
            )
            for at in range(columns - 1)
        ]
        return tuple(min(width, self._widest) for width in widths)
