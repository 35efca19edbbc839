"""The protocols of screens: what the navigator may ask of one that is looked at."""

from typing import Protocol, runtime_checkable

from jru_tui.board import Call
from jru_tui.tui.commands.context import Context


@runtime_checkable
class LivePage(Protocol):
    """A full screen that is redrawn when the board changes."""

    def show(self, context: Context) -> None:
        """Draw what happened, or the time that went by."""

    def tell(self, sentence: str, *, refused: bool = True) -> None:
        """Show a sentence until the next key."""


@runtime_checkable
class LiveDialog(Protocol):
    """A dialog that is updated when the board changes."""

    def renew(self, context: Context) -> None:
        """Draw what happened, or the time that went by."""


@runtime_checkable
class ConcernsCall(Protocol):
    """A dialog that is about a call."""

    @property
    def call_concerned(self) -> Call | None:
        """Give the call; None for none."""


@runtime_checkable
class Finding(Protocol):
    """A screen that can be searched."""

    def find(self, words: str = "") -> None:
        """Search for these words; ask for some where there are none."""

    def filter_area(self, area: str = "") -> None:
        """List the calls of an area: of the next one without a name, of all for `all`."""


@runtime_checkable
class Focusing(Protocol):
    """A screen on which a vehicle can be given the focus, by its number or by moving to it."""

    def focus_number(self, number: int) -> None:
        """Give the focus to the vehicle of that number, from 1."""

    def go_to_vehicles(self, words: str = "") -> None:
        """Let the keys move among the vehicles; list those in which the words are found."""
