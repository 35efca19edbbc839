"""An input for the words to find, there while somebody types; and the title of what was found."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from jru_tui.tui.drawing.line import Line


class FindBar(Input):
    """The list follows each letter; Enter keeps what was found, Escape shows everything again."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "forget", "All calls", show=False)]

    @dataclass
    class Asked(Message):
        """Other words are to be found; `done` when the typing is over."""

        words: str
        done: bool

    def __init__(self, what: str = "a call") -> None:
        """Ask for words of `what`."""
        super().__init__(
            placeholder=f"Any words of {what}. Enter keeps, Esc shows all.", compact=True
        )
        self.cursor_blink = False
        self.display = False

    def open(self) -> None:
        """Come up with the words of last time."""
        self.display = True
        self.focus()

    def action_forget(self) -> None:
        """Find nothing in particular."""
        self.value = ""
        self._close()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell the list, letter by letter."""
        event.stop()
        self.post_message(self.Asked(self.value, done=False))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep what was found."""
        event.stop()
        self._close()

    def on_blur(self, _event: events.Blur) -> None:
        """Go when the keys go elsewhere."""
        self.display = False

    def _close(self) -> None:
        self.display = False
        self.post_message(self.Asked(self.value, done=True))


CLEAR = "x"
"""Shows everything again while something is searched for, as Esc does."""


def x_clears(keys: Mapping[str, str]) -> bool:
    """Tell whether `x` is free to clear a search: it settles a dispute, or has no command.

    `keys`: which key each command has, by the command's id.
    """
    return CLEAR not in (key for command, key in keys.items() if command != "settle")


def add_search(
    line: Line, search: str, shown: int, total: int, keys: Mapping[str, str], *, earlier: int = 0
) -> Line:
    """Append `filter: fall, 1 of 9 shown, 12 earlier, x clears`.

    Args:
        line: what to append to.
        search: the words that are searched for.
        shown: how many were found.
        total: how many there are.
        keys: which key each command has.
        earlier: how many were found that were over before this shift.
    """
    line.add("filter: ", "amber-strong").add(search, "accent")
    line.add(f", {shown} of {total} shown, ", "amber-strong")
    if earlier:
        line.add(f"{earlier} earlier, ", "amber-strong")
    return line.add(CLEAR if x_clears(keys) else "esc", "accent").add(" clears", "amber-strong")
