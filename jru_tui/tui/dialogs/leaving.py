"""Leaving a screen once, however many keys that ask for it came together."""

from typing import Generic, TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, Screen

T = TypeVar("T")


class LeftOnce(Screen[T]):
    """A screen over the board. What asks for its end once more finds that it is leaving.

    A line that lags hands over several keys at once: the second Enter is in the screen's hands
    before the first has taken the screen away, and would take the one below as well.
    """

    leaving = False
    writes = False
    """Whether it opens with its focus on a line to write in."""

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Leave with this result; the first one counts."""
        if self.leaving:
            return AwaitComplete()
        self.leaving = True
        return super().dismiss(result)


class Modal(LeftOnce[T], ModalScreen[T], Generic[T]):
    """The same for one that lets the board show through."""
