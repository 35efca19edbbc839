"""The dialogs that close a call, or link it to another."""

from collections.abc import Iterator
from typing import ClassVar

from msgspec.structs import replace
from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Key
from textual.widgets import Input

from jru_tui.board import (
    DUPLICATE,
    Call,
    Close,
    Link,
    Unlink,
    fitting_outcomes,
    money,
    needs_reason,
    no_saving_reason,
    nobody_came,
    savings_of,
    usual_outcome,
)
from jru_tui.tui.commands.context import Context
from jru_tui.tui.dialogs.dialog import CHANGED, CallDialog, other_calls
from jru_tui.tui.widgets.boxes import TextBox, TickBox
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint
from jru_tui.tui.widgets.word_flow import Field, FlowItem, WordFlow, Words

_FLAG_KEYS = "bfgh"
"""Keys of the first flags that the settings name; `b` is a baby born."""

_WITH_REASON = ""
"""Stands in the list for the outcomes that say that somebody was there, where nobody was."""


class CloseDialog(CallDialog):
    """A dialog that asks for the outcome; the likely one is chosen already.

    Where nobody arrived, the outcomes of a call that was attended stand behind a line of their own,
    and need a reason.
    """

    places_effect = True

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "spare('ambulance')", "Ambulance spared", show=False),
        Binding("p", "spare('patrol')", "Patrol spared", show=False),
        Binding("m", "minutes", "Minutes saved", show=False),
        *(Binding(key, f"flag({at})", show=False) for at, key in enumerate(_FLAG_KEYS)),
    ]

    def __init__(self, context: Context, call: Call) -> None:
        """Ask about this call."""
        super().__init__(context, call)
        self._with_reason = False
        reason_box = TextBox(id="why", max_length=200, placeholder="nobody arrived: say why")
        self._reason = Field("Reason", reason_box, display=False)
        self.effect.above = self.effect.left = 0

    @property
    def _offered(self) -> list[str]:
        """Codes of what can be ticked besides what was spared."""
        return [*self.context.board.rules.closing_flags][: len(_FLAG_KEYS)]

    @property
    def _labels(self) -> list[str]:
        return [self.context.board.rules.flag_label(code) for code in self._offered]

    def heading(self) -> Content:
        """The call's id."""
        return Content(f"Close {self.named}")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the list, of the minutes, or of the other call."""
        if isinstance(self.focused, Input):
            return ("enter", "close the call"), ("esc", "back to the list")
        if self.query_one("#others").has_focus:
            return ("enter", "it is the same as this one"), ("esc", "back to the outcomes")
        return (
            ("enter", "close"),
            ("↑↓ 1-9", "choose"),
            ("a p", "spared"),
            ("m", "minutes"),
            ("esc", "back"),
        )

    def body(self) -> Iterator[FlowItem]:
        """The outcomes; beside them what was spared and saved, and who becomes free."""
        yield self.about()
        lines = self._outcome_lines()
        usual = usual_outcome(self.context.board, self.call)
        at = next((at for at, line in enumerate(lines) if line.id == usual), 0)
        others = ChoiceList(other_calls(self.call, self.context), numbered=False, id="others")
        others.display = False
        yield Horizontal(
            ChoiceList(lines, cursor=at, id="outcomes"),
            others,
            WordFlow(self._beside(), id="beside"),
            id="panes",
        )
        yield self._reason

    def _beside(self) -> Iterator[FlowItem]:
        """Yield what can be ticked, the minutes, and what closing it changes."""
        yield Words("spared", "Spared", left=0, ink="bold")
        yield TickBox("ambulance", "a", "ambulance")
        yield TickBox("patrol", "p", "patrol")
        for at, (key, label) in enumerate(zip(_FLAG_KEYS, self._labels, strict=False)):
            yield TickBox(f"flag-{at}", key, label)
        yield Words("saved", "Minutes saved", above=1, left=0, ink="bold")
        minutes = TextBox(
            id="minutes",
            placeholder=str(self.context.board.rules.savings.minutes),
            restrict=r"\d*",
            max_length=4,
        )
        yield Field("m", minutes, above=0, left=0, cells=3, ink="$jru-accent")
        yield Words("worth", below=1, left=0, ink="$jru-dim")
        yield self.effect

    def on_mount(self) -> None:
        """Say what the first outcome saves."""
        super().on_mount()
        self._say_worth()

    def renewed(self) -> None:
        """Offer what fits now: a vehicle may have arrived meanwhile."""
        super().renewed()
        moved = self.query_one("#outcomes", ChoiceList).renew(self._outcome_lines())
        self._tell_worth()
        if moved:
            self.hold(CHANGED)

    def _outcome_lines(self) -> list[Choice]:
        """The outcomes that need no reason, or those that do."""
        board, call = self.context.board, self.call
        fitting = fitting_outcomes(board, call)
        codes = fitting
        if nobody_came(call) and self._with_reason:
            codes = [code for code in board.rules.outcomes if code not in fitting]
        lines = [Choice(code, ((board.rules.outcome_label(code), "text"),)) for code in codes]
        if len(fitting) < len(board.rules.outcomes) and not self._with_reason:
            lines.append(Choice(_WITH_REASON, (("another, with a reason", "dim"),)))
        return lines

    def _box(self, name: str) -> TickBox:
        box = self.words(name)
        assert isinstance(box, TickBox)
        return box

    def _command(self, outcome: str, duplicate_of: str = "") -> Close:
        typed = self.query_one("#minutes", TextBox).value
        needed = needs_reason(self.context.board, self.call, outcome)
        return Close(
            self.call.id,
            outcome,
            ambulance_spared=self._box("ambulance").ticked,
            patrol_spared=self._box("patrol").ticked,
            minutes=int(typed) if typed else None,
            duplicate_of=duplicate_of,
            flags=tuple(
                code for at, code in enumerate(self._offered) if self._box(f"flag-{at}").ticked
            ),
            reason=self.typed(self._reason.box) if needed else "",
        )

    @on(ChoiceList.Moved, "#outcomes")
    @on(Input.Changed)
    def _say_worth(self) -> None:
        self._tell_worth()

    def _tell_worth(self) -> None:
        """Show what closing it like this saves, by the rules of the tally."""
        rules = self.context.board.rules
        chosen = self.query_one("#outcomes", ChoiceList).choice
        self.show_effect(Close(self.call.id, chosen.id if chosen is not None else ""))
        worth = self.words("worth")
        nothing = no_saving_reason(self.context.board, self.call, chosen.id if chosen else "")
        if nothing:
            worth.update(nothing)
        else:
            typed = self.query_one("#minutes", TextBox).value
            as_closed = replace(self.call, minutes=int(typed) if typed else None)
            minutes, pence = savings_of(as_closed, rules)
            worth.update(f"{minutes} min and {money(pence)} saved")

    @on(ChoiceList.Chosen, "#outcomes")
    @on(Input.Submitted)
    def _close(self) -> None:
        chosen = self.query_one("#outcomes", ChoiceList).choice
        if chosen is None:
            return
        if chosen.id == _WITH_REASON:
            self._offer(with_reason=True)
        elif chosen.id == DUPLICATE:
            self._ask_which(asking=True)
        elif self._with_reason and not self.typed(self._reason.box):
            self._reason.box.focus()
            self.refuse(f"nobody arrived at {self.call.id}: say why it is “{self._label}”")
        else:
            self.answer(self._command(chosen.id))

    @property
    def _label(self) -> str:
        chosen = self.query_one("#outcomes", ChoiceList).choice
        return self.context.board.rules.outcome_label(chosen.id if chosen is not None else None)

    def _offer(self, *, with_reason: bool) -> None:
        """Offer the outcomes that need a reason, or again those that do not."""
        self._with_reason = with_reason
        outcomes = self.query_one("#outcomes", ChoiceList)
        outcomes.renew(self._outcome_lines())
        outcomes.go_to(0)
        if not with_reason:
            outcomes.go_to_id(usual_outcome(self.context.board, self.call))
        self._reason.display = with_reason
        outcomes.focus()
        self._tell_worth()

    @on(ChoiceList.Chosen, "#others")
    def _close_as_duplicate(self, event: ChoiceList.Chosen) -> None:
        self.answer(self._command(DUPLICATE, event.choice.id))

    def _ask_which(self, *, asking: bool) -> None:
        """Show the other calls in place of the outcomes, or the outcomes again."""
        others = self.query_one("#others", ChoiceList)
        if asking and others.choice is None:
            self.refuse("there is no other call that it could be a duplicate of")
            return
        outcomes = self.query_one("#outcomes", ChoiceList)
        others.display = asking
        outcomes.display = not asking
        self.query_one("#beside").display = not asking
        heading = Content(f"Close {self.named} as a duplicate of") if asking else self.heading()
        self.query_one("#frame").border_title = heading
        others.go_to_id(self.call.linked_to)
        (others if asking else outcomes).focus()

    def on_key(self, event: Key) -> None:
        """A letter goes to the next outcome or call that starts with it."""
        taken = f"apmjk{_FLAG_KEYS[: len(self._offered)]}"
        lists = self.focused
        if (
            isinstance(lists, ChoiceList)
            and event.character is not None
            and event.character.isalpha()
            and event.character not in taken
        ):
            event.stop()
            if lists.go_to_letter(event.character):
                event.prevent_default()

    def action_spare(self, service: str) -> None:
        """Tick or untick that an ambulance or a patrol was spared."""
        if not self.query_one("#others").display:
            self._box(service).toggle()

    def action_flag(self, number: int) -> None:
        """Tick or untick what else came of the call."""
        if number < len(self._offered) and not self.query_one("#others").display:
            self._box(f"flag-{number}").toggle()

    def action_minutes(self) -> None:
        """Go to the minutes."""
        if not self.query_one("#others").display:
            self.query_one("#minutes").focus()

    def action_back(self) -> None:
        """Go from the minutes or the other calls back to the outcomes, from there to the board."""
        if isinstance(self.focused, Input) or self.query_one("#others").display:
            self.refuse("")
            self._ask_which(asking=False)
        elif self._with_reason:
            self._offer(with_reason=False)
        else:
            super().action_back()


_UNLINK = ""


class LinkDialog(CallDialog):
    """A dialog that asks for the other call; a linked call can be taken apart again."""

    def heading(self) -> Content:
        """The call's id."""
        same = "is" if self.call.by_hand else "is a duplicate of"
        return Content(f"{self.named} {same}")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the list."""
        choice = self.query_one(ChoiceList).choice
        act = "remove it" if choice is not None and choice.id == _UNLINK else "link"
        return ("enter", act), ("↑↓ 1-9", "choose"), ("esc", "back")

    def body(self) -> Iterator[FlowItem]:
        """The call, the link that there is, and the other calls."""
        yield self.about()
        now = f"now {self.context.board.names.call(self.call.linked_to)}"
        apart = Choice(_UNLINK, (("none", "strong"), ("remove the link", "text"), (now, "dim")))
        yield ChoiceList(
            [*([apart] if self.call.linked_to else []), *other_calls(self.call, self.context)]
        )

    def on_mount(self) -> None:
        """Say what it comes to."""
        super().on_mount()
        self._show()

    def _command(self, chosen: str) -> Link | Unlink:
        return Unlink(self.call.id) if chosen == _UNLINK else Link(self.call.id, chosen)

    @on(ChoiceList.Moved)
    def _show(self) -> None:
        choice = self.query_one(ChoiceList).choice
        self.show_effect(self._command(choice.id) if choice is not None else None)
        self.show_hints()

    @on(ChoiceList.Chosen)
    def _link(self, event: ChoiceList.Chosen) -> None:
        self.answer(self._command(event.choice.id))
