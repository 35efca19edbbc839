"""The dialogs that take a shift over or end it, and those that hand a role to another board."""

from collections.abc import Iterator

from textual import on
from textual.content import Content
from textual.widgets import Input

from jru_tui.board import Board, HandOver, MarkShift, OfferRole, Refusal, TakeRole, decide_all
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.shift import limit_of, receivers
from jru_tui.tui.dialogs.confirm import ConfirmDialog
from jru_tui.tui.dialogs.dialog import Dialog, about_words, pinned
from jru_tui.tui.widgets.boxes import TextBox
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint
from jru_tui.tui.widgets.word_flow import FlowItem

_MARKS = (MarkShift("start"), MarkShift("end"))
_SAID = {"start": "take the shift over", "end": "end the shift"}
_MOST_NAMED = 12
"""Open calls that are named one by one; the others are counted."""


class ShiftDialog(Dialog):
    """A dialog that asks whether the shift starts or ends, with the calls open across it."""

    def __init__(self, context: Context) -> None:
        """Ask with the one chosen that is possible now."""
        super().__init__(context)
        verdicts = [decide_all(context.board, mark, context.actor) for mark in _MARKS]
        self._possible = [not isinstance(verdict, Refusal) for verdict in verdicts]

    def heading(self) -> Content:
        """Return the title."""
        return Content("Shift")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the list; Enter with what it does on this line."""
        mark = _MARKS[self.query_one(ChoiceList).cursor]
        return ("enter", _SAID[mark.what]), ("↑↓", "choose"), ("esc", "back")

    def body(self) -> Iterator[FlowItem]:
        """The two, and the calls that are carried."""
        yield about_words(carried(self.context.board))
        yield ChoiceList(
            [
                Choice(mark.what, ((_SAID[mark.what], "text"),), possible=possible)
                for mark, possible in zip(_MARKS, self._possible, strict=True)
            ],
            cursor=self._possible.index(True) if True in self._possible else 0,
            # A digit that was typed for a vehicle or a state must not turn the shift round.
            numbered=False,
        )

    @on(ChoiceList.Moved)
    def _moved(self) -> None:
        self.show_hints()

    @on(ChoiceList.Chosen)
    def _mark(self) -> None:
        self.answer(_MARKS[self.query_one(ChoiceList).cursor])


def carried(board: Board) -> Content:
    """Say which calls go over into the next shift."""
    calls = board.open_calls()
    if not calls:
        return Content("No call is open: nothing is carried over.")
    named = ", ".join(board.names.short(call.id, 16) for call in calls[:_MOST_NAMED])
    more = f" and {len(calls) - _MOST_NAMED} more" if len(calls) > _MOST_NAMED else ""
    count = "1 open call is" if len(calls) == 1 else f"{len(calls)} open calls are"
    return Content.assemble((f"{count} carried over: ", "$jru-amber"), named + more)


class HandOverDialog(Dialog):
    """A dialog that asks what to watch; the words may be left out."""

    def heading(self) -> Content:
        """Return the title."""
        return Content("Hand the shift over")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the line."""
        return ("enter", "hand over"), ("esc", "back")

    def body(self) -> Iterator[FlowItem]:
        """Compose what goes over, and the line."""
        yield about_words(carried(self.context.board))
        yield TextBox(max_length=500, placeholder="what the next supervisor should watch")

    @on(Input.Submitted)
    def _hand_over(self, event: Input.Submitted) -> None:
        self.answer(HandOver(self.typed(event)))


class GiveRoleDialog(Dialog):
    """A dialog that asks who is to have the role of this board."""

    def __init__(self, context: Context) -> None:
        """Offer the role to who is there now."""
        super().__init__(context)
        self._listed = list(receivers(context))

    def heading(self) -> Content:
        """Return the title."""
        return Content(f"Hand over the role of {self.context.actor.role}")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the list."""
        return ("enter", "offer it"), ("↑↓", "choose"), ("esc", "back")

    def body(self) -> Iterator[FlowItem]:
        """Compose what happens then, and the people."""
        yield about_words(
            "You keep your role until somebody accepts it there. Then you two have swapped roles.",
        )
        yield ChoiceList([*map(self._choice_of, self._listed)], numbered=False)

    def renewed(self) -> None:
        """List who has come since, below the others."""
        listed = pinned(self._listed, receivers(self.context))
        if listed != self._listed:
            self._listed = listed
            self.query_one(ChoiceList).renew([*map(self._choice_of, listed)])

    def _choice_of(self, name: str) -> Choice:
        there = name in receivers(self.context)
        text = limit_of(self.context, name) if there else "no longer in contact"
        return Choice(name, ((name, "strong"), (text, "amber")), possible=not text)

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
    (filled_in,) = (fact.command for fact in decided)
    return filled_in if isinstance(filled_in, TakeRole) else taking
