"""The dialog on leaving the board while something on it still needs somebody."""

from collections.abc import Callable, Iterator, Sequence

from textual import on
from textual.content import Content

from jru_tui.board import find_leave_warnings
from jru_tui.tui.commands.context import Context
from jru_tui.tui.dialogs.dialog import CHANGED, Dialog, about_words
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint
from jru_tui.tui.widgets.word_flow import FlowItem

_MOST_SHOWN = 8
_LEAVE = "leave"


class LeaveDialog(Dialog):
    """A dialog that lists what would be left behind; Enter leaves all the same."""

    places_effect = True

    def __init__(self, context: Context, leave: Callable[[], None]) -> None:
        """Ask once; `leave` ends the app."""
        super().__init__(context)
        self._leave = leave
        self._left = tuple(find_leave_warnings(context.board))

    def heading(self) -> Content:
        """Return the title."""
        return Content("Leave the board")

    def hints(self) -> tuple[Hint, ...]:
        """Return its keys."""
        return ("enter", "leave"), ("esc", "stay")

    def body(self) -> Iterator[FlowItem]:
        """Show what is left behind."""
        yield about_words("This would be left behind:")
        yield self.effect
        yield ChoiceList([Choice(_LEAVE, (("leave anyway", "strong"),))], numbered=False)

    def on_mount(self) -> None:
        """Say which."""
        super().on_mount()
        self.draw_effect(_listed(self._left))

    def renewed(self) -> None:
        """Say it again where there is more."""
        left = tuple(find_leave_warnings(self.context.board))
        if left == self._left:
            return
        more = set(left) - set(self._left)
        self._left = left
        self.draw_effect(_listed(left))
        if more:
            self.hold(CHANGED)

    @on(ChoiceList.Chosen)
    def _go(self) -> None:
        if self.goes_on():
            self.dismiss(None)
            self._leave()


def _listed(left: Sequence[str]) -> Content:
    lines = [Content.assemble(("▲ ", "$jru-amber"), line) for line in left[:_MOST_SHOWN]]
    if len(left) > _MOST_SHOWN:
        lines.append(Content.styled(f"and {len(left) - _MOST_SHOWN} more", "$jru-dim"))
    return Content("\n").join(lines)
