"""The dialogs that offer a role to another board, and accept one."""

from collections.abc import Iterator

from textual import on
from textual.content import Content

from jru_tui.board import OfferRole, Refusal, TakeRole, decide_all
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.shift import limit_of, receivers
from jru_tui.tui.dialogs.confirm import ConfirmDialog
from jru_tui.tui.dialogs.dialog import Dialog, about_words, pinned
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint
from jru_tui.tui.widgets.word_flow import FlowItem


class GiveRoleDialog(Dialog):
    """A dialog that asks who is to have the role of this board."""

    def __init__(self, context: Context) -> None:
        """Offer the role to who is there now."""
        super().__init__(context)
        self._listed = list(receivers(context))

    def heading(self) -> Content:
        """Return the title."""
        return Content(f"Hand over the role of {self.asked.actor.role}")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the list."""
        return ("enter", "offer it"), ("↑↓", "choose"), ("esc", "back")

    def body(self) -> Iterator[FlowItem]:
        """Compose what happens then, and the people."""
        yield about_words(
            "You keep it until it is accepted there. Then you have the role of who accepted it.",
        )
        yield ChoiceList([*map(self._choice_of, self._listed)], numbered=False)

    def renewed(self) -> None:
        """List who has come since, below the others."""
        listed = pinned(self._listed, receivers(self.asked))
        if listed != self._listed:
            self._listed = listed
            self.query_one(ChoiceList).renew([*map(self._choice_of, listed)])

    def _choice_of(self, name: str) -> Choice:
        there = name in receivers(self.asked)
        said = limit_of(self.asked, name) if there else "no longer in contact"
        return Choice(name, ((name, "strong"), (said, "amber")), possible=not said)

    @on(ChoiceList.Chosen)
    def _offer(self, event: ChoiceList.Chosen) -> None:
        self.answer(OfferRole(event.choice.id))


class TakeRoleDialog(ConfirmDialog):
    """A dialog that shows who offers which role, and what becomes of both."""

    def __init__(self, context: Context, taking: TakeRole) -> None:
        """Ask about this offer."""
        super().__init__(context)
        self._taking = taking
        self._shown = _filled_in(taking, context)

    def heading(self) -> Content:
        """Return the title."""
        return Content(f"{self._shown.giver} offers you the role of {self._shown.role}")

    def command(self) -> TakeRole:
        """Return the acceptance."""
        return self._taking

    def verb(self) -> str:
        """Say what Enter does."""
        return f"take the role of {self._shown.role}"

    def facts(self) -> Iterator[FlowItem]:
        """Show what becomes of both."""
        yield about_words(
            f"{self._shown.giver} continues as {self._shown.left} until the shift ends.",
        )


def _filled_in(taking: TakeRole, context: Context) -> TakeRole:
    """Give an acceptance as it would be kept."""
    decided = decide_all(context.board, taking, context.actor)
    if isinstance(decided, Refusal):
        return taking
    (kept,) = (fact.command for fact in decided)
    return kept if isinstance(kept, TakeRole) else taking
