"""Modal screens that are left once, however often their end is asked for."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.events import Click
from textual.geometry import Region
from textual.screen import ModalScreen
from textual.strip import Strip

from jru_tui.tui.drawing.prompt_screen import PromptScreen

if TYPE_CHECKING:
    from jru_tui.tui.widgets.hint_bar import Hint

T = TypeVar("T")


class LeftOnce(PromptScreen[T]):
    """A screen that is left once, however often its end is requested.

    Leaving twice would take the screen below away as well.
    """

    leaving = False

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Leave with this result; the first one counts."""
        if self.leaving:
            return AwaitComplete()
        self.leaving = True
        return super().dismiss(result)


HOW_TO_LEAVE = Binding("ctrl+c", "how_to_leave", "How to leave", show=False)
"""A reflex of whoever wants to leave. The app's own keys do not reach through a dialog."""


class Modal(LeftOnce[T], ModalScreen[T], Generic[T]):
    """A modal screen that is left once, and lets the board show through.

    Where it has no ground of its own, the lines are those of the screen below: Textual would draw
    all of that screen for a single cell.
    """

    BINDINGS: ClassVar[list[BindingType]] = [HOW_TO_LEAVE]

    def hints(self) -> "Sequence[Hint]":
        """Return the keys that stand in the lower edge of the frame, with what they do."""
        return ()

    def on_click(self, event: Click) -> None:
        """Press the key that was clicked in the lower edge; a double click presses it once."""
        from jru_tui.tui.widgets.hint_bar import key_at_edge  # noqa: PLC0415 - behind the first frame

        hints = self.hints()
        frame = next(iter(self.query("#frame")), None) if hints and event.chain == 1 else None
        if frame is None:
            return
        key = key_at_edge(hints, frame.region, event.screen_x, event.screen_y)
        if key is not None:
            self.app.call_later(self.app.simulate_key, key)

    def say(self, sentence: str) -> bool:
        """Say a sentence in passing; False where it has no line for one."""
        del sentence
        return False

    async def action_how_to_leave(self) -> None:
        """Copy what is selected; with nothing selected say how to leave."""
        if self.get_selected_text():
            self.action_copy_text()
        else:
            await self.app.run_action("help_quit")

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return lines of the screen below, or of the ground over it."""
        below = self.screen_below
        return super().render_lines(crop) if below is None else below.render_region(crop)
