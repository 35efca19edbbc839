"""The dialogs that change a call's own facts: grade, place, details, right care and hold."""

from collections.abc import Iterator, Mapping

from textual import on
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input

from jru_tui.board import (
    INSTEAD,
    Call,
    GiveDetails,
    Grade,
    Hold,
    Instead,
    Regrade,
    Relocate,
    RightCare,
    Rules,
)
from jru_tui.tui.commands.amendments import LIFT, read_hold, suggested_day
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.grammar import LineError
from jru_tui.tui.commands.line.slots import parse_place, typed_place
from jru_tui.tui.commands.spec import SOME_REASON
from jru_tui.tui.dialogs.dialog import CallDialog
from jru_tui.tui.widgets.boxes import TextBox
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint
from jru_tui.tui.widgets.word_flow import Field, FlowItem

_NONE = ""


class RegradeDialog(CallDialog):
    """A dialog that asks for grade and category; the present ones are chosen already."""

    places_effect = True
    leads_to_list = True

    def heading(self) -> Content:
        """The call's id."""
        return Content(f"Regrade {self.named}")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the lists, or of the reason."""
        if isinstance(self.focused, Input):
            return ("enter", "regrade"), ("esc", "back to the lists")
        return ("enter", "regrade"), ("↑↓", "choose"), ("tab", "category, reason"), ("esc", "back")

    def body(self) -> Iterator[FlowItem]:
        """The call, the grades beside the categories, and room for a reason."""
        rules, call = self.context.board.rules, self.call
        yield self.about()
        yield Horizontal(
            grade_list(rules, call.grade),
            category_list(rules, call.category),
            classes="panes",
        )
        yield self.effect
        yield Field("Reason", TextBox(max_length=200, placeholder="if there is more to say"))

    def _command(self) -> Regrade:
        return Regrade(
            self.call.id,
            chosen_in(self.query_one("#grades", ChoiceList)),
            chosen_in(self.query_one("#categories", ChoiceList)),
            self.typed(self.query_one(TextBox)),
        )

    @on(ChoiceList.Moved)
    def _show(self) -> None:
        command, call = self._command(), self.call
        same = (command.grade, command.category) == (call.grade or "", call.category or "")
        self.show_effect(None if same else command)

    @on(ChoiceList.Chosen)
    @on(Input.Submitted)
    def _regrade(self) -> None:
        self.answer(self._command())


def grade_list(rules: Rules, now: str | None) -> ChoiceList:
    """Make a list of the police's grades, with the cursor on the one that holds now."""
    return _judgement_list(rules.grades, now, ("grades", "Police grade", "not graded"))


def category_list(rules: Rules, now: str | None) -> ChoiceList:
    """Make a list of the ambulance service's categories, with the cursor on what holds now."""
    words = ("categories", "Ambulance category", "no category")
    return _judgement_list(rules.categories, now, words)


def _judgement_list(
    table: Mapping[str, Grade], now: str | None, words: tuple[str, str, str]
) -> ChoiceList:
    """Make a list of grades or categories.

    Args:
        table: those of the settings.
        now: the code that holds; None for none.
        words: the id of the list, its heading, and the line for none of them.
    """
    list_id, heading, none = words
    codes = [*table]
    if now is not None and now not in table:
        codes.append(now)
    choices = [
        Choice(code, ((code, "strong"), (table[code].label if code in table else "", "dim")))
        for code in codes
    ]
    choices.append(Choice(_NONE, ((none, "dim"),)))
    cursor = codes.index(now) if now is not None else len(codes)
    choice_list = ChoiceList(choices, cursor=cursor, numbered=False, id=list_id)
    choice_list.border_title = heading
    return choice_list


def chosen_in(choices: ChoiceList) -> str:
    """Return the code under the cursor of a list; empty for none."""
    return choices.choice.id if choices.choice is not None else ""


MOST_PLACE = 200
"""Characters of a place."""
DEGREES = "words; then degrees, if known: 51.3703 1.1203"


class RelocateDialog(CallDialog):
    """A dialog that asks for the place; the present one can be edited."""

    def heading(self) -> Content:
        """The call's id."""
        return Content(f"Change the place of {self.named}")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the box."""
        return ("enter", "change it"), ("esc", "back")

    def body(self) -> Iterator[FlowItem]:
        """The call, and its place."""
        yield self.about()
        yield Field(
            "Place",
            TextBox(typed_place(self.call.where), max_length=MOST_PLACE, placeholder=DEGREES),
        )

    def _command(self) -> Relocate:
        return Relocate(self.call.id, parse_place(self.typed(self.query_one(TextBox))))

    @on(Input.Changed)
    def _show(self) -> None:
        self.refuse("")
        self.show_effect(self._command())

    @on(Input.Submitted)
    def _change(self) -> None:
        self.answer(self._command())


class DetailsDialog(CallDialog):
    """A dialog that asks how the caller is reached and how many people are involved."""

    def heading(self) -> Content:
        """The call's id."""
        return Content(f"Callback and people of {self.named}")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the boxes."""
        return ("enter", "write it"), ("tab", "next"), ("esc", "back")

    def body(self) -> Iterator[FlowItem]:
        """The call, and what is known of both."""
        yield self.about()
        people = str(self.call.people or "")
        for name, title, most, value, hint in (
            ("callback", "Callback", 80, self.call.callback or "", "how the caller is reached"),
            ("people", "People", 7, people, "how many"),
        ):
            box = TextBox(value, id=name, max_length=most, placeholder=hint)
            yield Field(title, box, above=0)

    def on_mount(self) -> None:
        """Go to the first of them that is missing."""
        super().on_mount()
        known = bool(self.call.callback)
        self.query_one("#people" if known and not self.call.people else "#callback").focus()

    @on(Input.Changed)
    def _clear(self) -> None:
        self.refuse("")

    @on(Input.Submitted)
    def _give(self) -> None:
        callback = self.typed(self.query_one("#callback", TextBox))
        people = self.typed(self.query_one("#people", TextBox))
        if people and not (people.isascii() and people.isdigit()):
            self.query_one("#people").focus()
            self.refuse("say how many people, as a number")
            return
        call = self.call
        new_callback = callback if callback != (call.callback or "") else ""
        count = int(people or 0)
        self.answer(GiveDetails(call.id, new_callback, count if count != (call.people or 0) else 0))


_NOT_POLICE = "the police do not attend"


class RightCareDialog(CallDialog):
    """A dialog that asks who attends: the police, or who does instead, with room for a reason."""

    places_effect = True
    leads_to_list = True

    def heading(self) -> Content:
        """The call's id."""
        return Content(f"Right care, right person: who attends {self.named}?")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the list, or of the reason."""
        if isinstance(self.focused, Input):
            return ("enter", "decide"), ("esc", "back to the list")
        return ("enter", "decide"), ("↑↓ 1-9", "choose"), ("tab", "reason"), ("esc", "back")

    def body(self) -> Iterator[FlowItem]:
        """The call, who may attend, and room for a reason."""
        decision = self.call.right_care
        codes = [*INSTEAD]
        yield self.about()
        yield ChoiceList(
            [self._line(code) for code in codes],
            cursor=codes.index(decision.instead) if decision is not None else 0,
        )
        yield Field("Reason", TextBox(max_length=200, placeholder="if there is more to say"))
        yield self.effect

    def _line(self, code: Instead) -> Choice:
        return Choice(code, ((INSTEAD[code], "strong"), (_NOT_POLICE if code else "", "dim")))

    def on_mount(self) -> None:
        """Say what the first line changes."""
        super().on_mount()
        self._show()

    def _command(self) -> RightCare | None:
        choice = self.query_one(ChoiceList).choice
        chosen = [code for code in INSTEAD if choice is not None and code == choice.id]
        reason = self.typed(self.query_one(TextBox))
        return RightCare(self.call.id, chosen[0], reason) if chosen else None

    @on(ChoiceList.Moved)
    def _show(self) -> None:
        self.show_effect(self._command())

    @on(ChoiceList.Chosen)
    @on(Input.Submitted)
    def _decide(self) -> None:
        command = self._command()
        if command is not None:
            self.answer(command)


_DATE = "#until"


_REASON = "#reason"


class HoldDialog(CallDialog):
    """A dialog that asks until which day, and why."""

    def __init__(self, context: Context, call: Call) -> None:
        """Ask about this call."""
        super().__init__(context, call)
        self._until = suggested_day(context, call)

    def heading(self) -> Content:
        """The call's id."""
        return Content(f"Hold {self.named}: its records are not erased")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the boxes."""
        return ("enter", "hold it"), ("tab", "next"), ("esc", "back")

    def body(self) -> Iterator[FlowItem]:
        """The call, the day, and the reason."""
        hold = self.call.hold
        yield self.about()
        yield Field(
            "Reason",
            TextBox(
                hold.reason if hold is not None else "",
                id="reason",
                max_length=200,
                placeholder="an inquest, a complaint, a court's order",
            ),
        )
        yield Field(
            "Until",
            TextBox(self._until, id="until", max_length=10, placeholder=f"2031-10-30, or {LIFT}"),
            above=0,
        )

    def on_mount(self) -> None:
        """Say what a hold until the day that stands there changes."""
        super().on_mount()
        self._show()

    def _new_hold(self, reason: str) -> Hold | LineError:
        until = self.typed(self.query_one(_DATE, TextBox))
        return read_hold(self.context, self.call.id, until, reason)

    @on(Input.Changed)
    def _show(self) -> None:
        self.refuse("")
        hold = self._new_hold(SOME_REASON)
        self.show_effect(hold if isinstance(hold, Hold) else None)

    @on(Input.Submitted)
    def _hold(self) -> None:
        hold = self._new_hold(self.typed(self.query_one(_REASON, TextBox)))
        if isinstance(hold, LineError):
            self.refuse(hold.reason)
        else:
            self.answer(hold)
