"""Leaving a screen once, however often its end is asked for."""

from typing import Generic, TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen

from jru_tui.tui.drawing.prompt_screen import PromptScreen

T = TypeVar("T")


class LeftOnce(PromptScreen[T]):
    """A screen over the board. What asks for its end once more finds that it is leaving.

    Leaving twice would take the screen below away as well.
    """

    leaving = False

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Leave with this result; the first one counts."""
        if self.leaving:
            return AwaitComplete()
        self.leaving = True
        return super().dismiss(result)


class Modal(LeftOnce[T], ModalScreen[T], Generic[T]):
    """The same for one that lets the board show through."""
