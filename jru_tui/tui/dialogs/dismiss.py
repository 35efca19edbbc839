"""The dialog that dismisses an alert, with a reason."""

from collections.abc import Iterator

from textual import on
from textual.content import Content
from textual.widgets import Input

from jru_tui.board import Alert, Call
from jru_tui.tui.commands.context import Context, dismissable
from jru_tui.tui.dialogs.dialog import Dialog, about_words
from jru_tui.tui.layout.signs import ALERT, GRAVE
from jru_tui.tui.phrases import hm
from jru_tui.tui.widgets.boxes import TextBox
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint
from jru_tui.tui.widgets.word_flow import Field, FlowItem


class DismissDialog(Dialog):
    """A dialog that asks which alert, and why; the alert comes back with the next state."""

    def __init__(self, context: Context) -> None:
        """Ask about everything that wants attention, the gravest first."""
        super().__init__(context)
        self._alerts = dismissable(context)
        # With one alert there is nothing to choose: what is typed is the reason.
        self._only_one = len(self._alerts) == 1
        self.leads_to_list = not self._only_one

    @property
    def call_concerned(self) -> Call | None:
        """The call that the chosen alert is about, or that its vehicle is on."""
        choices = self.query(ChoiceList)
        cursor = choices.first().cursor if choices else 0
        if cursor >= len(self._alerts):
            return None
        return self.call_of_command(self._alerts[cursor].dismissal(""))

    def _tags(self) -> Content:
        """Name the call before its dangers: the alert may be about a vehicle that is on it."""
        tags, call = super()._tags(), self.call_concerned
        if not tags or call is None:
            return tags
        return Content.assemble((f"{self.context.board.names.call(call.id)}  ", "bold"), tags)

    def heading(self) -> Content:
        """Return the title."""
        return Content("Dismiss an alert")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the list, or of the reason."""
        if isinstance(self.focused, Input):
            return ("enter", "dismiss it"), ("esc", "back to the list")
        return ("enter", "give a reason"), ("1-9", "choose"), ("esc", "back")

    def body(self) -> Iterator[FlowItem]:
        """The alerts, and the reason."""
        yield about_words("The reason is kept in the log.")
        yield ChoiceList([self._line(nth, alert) for nth, alert in enumerate(self._alerts)])
        yield Field("Reason", TextBox(max_length=200, placeholder="why it can be dismissed"))

    def _line(self, nth: int, alert: Alert) -> Choice:
        ink = "red-strong" if alert.grave else "amber"
        since = f"since {hm(alert.since, self.context.board.rules)}"
        mark = GRAVE if alert.grave else ALERT
        return Choice(
            str(nth),
            ((mark, ink), (since, "dim"), (alert.in_full, "text")),
        )

    def on_mount(self) -> None:
        """Take what is typed at once where there is nothing to choose."""
        super().on_mount()
        if self._only_one:
            self.query_one(TextBox).focus()

    @on(ChoiceList.Moved)
    def _warn(self) -> None:
        self.show_tags()

    @on(ChoiceList.Chosen)
    def _to_the_reason(self) -> None:
        self.query_one(TextBox).focus()

    @on(Input.Submitted)
    def _dismiss(self, event: Input.Submitted) -> None:
        alert = self._alerts[self.query_one(ChoiceList).cursor]
        if all(alert.key != other_alert.key for other_alert in dismissable(self.context)):
            self.refuse("that alert is gone")
            return
        reason = self.typed(event)
        self.answer(alert.dismissal(reason))
