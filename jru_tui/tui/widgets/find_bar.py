"""The search bar, shown while somebody types the words to find."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input


class FindBar(Input):
    """The search bar: the list follows each letter, Enter keeps the filter, Escape ends it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "forget", "All calls", show=False)]

    @dataclass
    class Asked(Message):
        """A request to search for other words.

        Attributes:
            words: what to find.
            done: whether the typing is over.
            forgotten: whether nothing is to be found after all.
        """

        words: str
        done: bool
        forgotten: bool = False

    def __init__(self, noun: str = "Words, or a date: 30/10/2020, oct 2020.") -> None:
        """Ask for `noun`."""
        super().__init__(placeholder=f"{noun} Enter keeps, Esc shows all.", compact=True)
        self.cursor_blink = False
        self.display = False

    def open(self) -> None:
        """Come up with the words of last time."""
        self.display = True
        self.focus()

    def action_forget(self) -> None:
        """Find nothing in particular."""
        self.value = ""
        self._close(forgotten=True)

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

    def _close(self, *, forgotten: bool = False) -> None:
        self.display = False
        self.post_message(self.Asked(self.value, done=True, forgotten=forgotten))
