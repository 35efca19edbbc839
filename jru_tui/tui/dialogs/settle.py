"""The dialog of a dispute: both sides in words, and the supervisor chooses."""

from collections.abc import Iterator

from textual import on
from textual.content import Content

from jru_tui.board import Call, Dispute, Settle
from jru_tui.tui.commands.context import Context
from jru_tui.tui.dialogs.dialog import Dialog, about_words
from jru_tui.tui.phrases import hms
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint
from jru_tui.tui.widgets.word_flow import FlowItem


class SettleDialog(Dialog):
    """A dialog that asks who is right. The later word stands first."""

    places_effect = True

    def __init__(self, context: Context, dispute: Dispute) -> None:
        """Ask about this dispute."""
        super().__init__(context)
        self.effect.ink = "$jru-dim"
        self._dispute = dispute

    @property
    def call_concerned(self) -> Call | None:
        """The call that is in dispute, or that the vehicle in dispute is on."""
        selected = self.context.selected
        if selected is not None and selected.dispute == self._dispute:
            return selected
        return self.call_of(self.context.focused)

    def heading(self) -> Content:
        """Return the title."""
        return Content("Settle a dispute")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the list."""
        return ("enter", "this is right"), ("↑↓ 1-2", "choose"), ("esc", "leave it open")

    def body(self) -> Iterator[FlowItem]:
        """Compose both sides with their times, and what each choice does."""
        rules = self.context.board.rules
        dispute = self._dispute
        yield about_words("Feed and board say different things. Which one is right?")
        yield ChoiceList(
            [
                Choice(
                    "feed",
                    (
                        (hms(dispute.feed_at, rules), "dim"),
                        ("feed", "strong"),
                        (dispute.theirs, "text"),
                    ),
                ),
                Choice(
                    "supervisor",
                    (
                        (hms(dispute.at, rules), "dim"),
                        ("you" if self.context.own_name is None else "board", "accent"),
                        (dispute.ours, "text"),
                    ),
                ),
            ]
        )
        yield self.effect

    def on_mount(self) -> None:
        """Say what the first choice does."""
        super().on_mount()
        self._say_effect()

    @on(ChoiceList.Moved)
    def _say_effect(self) -> None:
        choice = self.query_one(ChoiceList).choice
        self.show_effect(self._settlement(choice.id) if choice is not None else None)

    @on(ChoiceList.Chosen)
    def _settle(self, event: ChoiceList.Chosen) -> None:
        self.answer(self._settlement(event.choice.id))

    def _settlement(self, side: str) -> Settle:
        return Settle(self._dispute.command, "feed" if side == "feed" else "supervisor")
