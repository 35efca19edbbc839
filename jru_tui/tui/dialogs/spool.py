"""The dialog about an unsaved command: retry it, drop it or put it aside."""

from collections.abc import Callable, Iterator

from textual import on
from textual.content import Content

from jru_tui.board import printable
from jru_tui.desk import SpoolAnswer
from jru_tui.journal import SpooledCommand
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.spool import ANSWERS
from jru_tui.tui.dialogs.dialog import CHANGED, Dialog, about_words
from jru_tui.tui.phrases import hm
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint
from jru_tui.tui.widgets.word_flow import FlowItem, Words

_MOST_SHOWN = 6
_OVER = "it is no longer waiting: it was done, or dropped"


class SpoolDialog(Dialog):
    """A dialog about one unsaved command; the first choice changes nothing."""

    places_effect = True

    def __init__(
        self,
        context: Context,
        spooled: SpooledCommand,
        answer: Callable[[SpoolAnswer, str], None],
    ) -> None:
        """Ask about a command.

        Args:
            context: the board, and what is selected on it.
            spooled: the command.
            answer: told what is decided, and on which.
        """
        super().__init__(context)
        self._spooled = spooled
        self._answer = answer

    def heading(self) -> Content:
        """Return the title."""
        return Content("Overtaken: not done" if self._spooled.conflict else "Not yet saved")

    def hints(self) -> tuple[Hint, ...]:
        """Return its keys; Enter is named by what the line under the cursor does."""
        chosen = next((choices.choice for choices in self.query(ChoiceList)), None)
        does = ANSWERS.get(chosen.id, "") if chosen is not None else next(iter(ANSWERS.values()))
        return ("enter", does), ("↑↓", "choose"), ("esc", "back")

    def body(self) -> Iterator[FlowItem]:
        """Show the command, what stands against it, and what can be done."""
        yield about_words(self._facts())
        yield self.effect
        yield Words("gap")
        choices = [Choice(answer, ((words, "strong"),)) for answer, words in ANSWERS.items()]
        yield ChoiceList(choices, numbered=False)

    def on_mount(self) -> None:
        """List what else waits."""
        super().on_mount()
        self.draw_effect(self._others())

    def renewed(self) -> None:
        """Say what has become of it, and what else waits by now."""
        now = next(
            (one for one in self.context.spooled if one.given.id == self._spooled.given.id), None
        )
        if now is None:
            self.hold(_OVER)
        elif now != self._spooled:
            self._spooled = now
            self.query_one("#frame").border_title = self.heading()
            self.words("about").update(self._facts())
            self.hold(CHANGED)
        self.draw_effect(self._others())

    def _facts(self) -> Content:
        given_command = self._spooled.given
        at = hm(given_command.at, self.context.board.rules)
        author = (
            f"{given_command.by} entered this at {at}" if given_command.by else f"Entered at {at}"
        )
        words = Content.styled(f"“{printable(given_command.words)}”", "bold")
        text = Content(f"{printable(author)}: ") + words
        reason = self._spooled.conflict or "The journal's server has not saved it yet."
        ink = "$jru-amber" if self._spooled.conflict else "$jru-dim"
        return text + Content("\n") + Content.styled(printable(reason), ink)

    def _others(self) -> Content:
        others = [one for one in self.context.spooled if one.given.id != self._spooled.given.id]
        if not others:
            return Content()
        lines = [
            Content(f"{hm(one.given.at, self.context.board.rules)}  {printable(one.given.words)}")
            for one in others[:_MOST_SHOWN]
        ]
        if len(others) > _MOST_SHOWN:
            lines.append(Content.styled(f"and {len(others) - _MOST_SHOWN} more", "$jru-dim"))
        return Content("\n").join([Content.styled("Also waiting:", "$jru-dim"), *lines])

    @on(ChoiceList.Moved)
    def _show_what_enter_does(self) -> None:
        self.show_hints()

    @on(ChoiceList.Chosen)
    def _choose(self, event: ChoiceList.Chosen) -> None:
        if not self.goes_on():
            return
        given_command = self._spooled.given
        self.dismiss(None)
        match event.choice.id:
            case "give":
                self._answer("give", given_command.id)
            case "drop":
                self._answer("drop", given_command.id)
            case "keep":
                self._answer("keep", given_command.id)
