"""The end of a call: its outcome, what was spared, what was saved."""

from typing import ClassVar

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Key
from textual.widgets import Input, Label, Static

from jru_tui.board.commands import Close
from jru_tui.board.decisions.side_effects import no_saving_reason
from jru_tui.board.formatting import money
from jru_tui.board.projection.tallies import saved
from jru_tui.tui.dialogs.dialog import CallDialog, TextBox, effects, other_calls
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint
from jru_tui.tui.widgets.tick_box import TickBox

_FLAG_KEYS = "bfgh"
"""Keys of the first flags that the settings name; `b` is a baby born."""

DUPLICATE = "duplicate"
"""The outcome that has to name another call."""


class CloseDialog(CallDialog):
    """A dialog that asks for the outcome."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "spare('ambulance')", "Ambulance spared", show=False),
        Binding("p", "spare('patrol')", "Patrol spared", show=False),
        Binding("m", "minutes", "Minutes saved", show=False),
        *(Binding(key, f"flag({at})", show=False) for at, key in enumerate(_FLAG_KEYS)),
    ]

    @property
    def _offered(self) -> list[str]:
        """Codes of what can be ticked besides what was spared."""
        return [*self.asked.board.rules.closing_flags][: len(_FLAG_KEYS)]

    @property
    def _labels(self) -> list[str]:
        return [self.asked.board.rules.flag_label(code) for code in self._offered]

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
            ("1-9", "at once"),
            ("a p", "spared"),
            ("m", "minutes"),
            ("esc", "back"),
        )

    def body(self) -> ComposeResult:
        """The outcomes; beside them what was spared and saved, and who becomes free."""
        rules = self.asked.board.rules
        yield self.about()
        with Horizontal(id="panes"):
            yield ChoiceList(
                [
                    Choice(code, ((outcome.label, "text"),))
                    for code, outcome in rules.outcomes.items()
                ],
                id="outcomes",
            )
            others = ChoiceList(other_calls(self.call, self.asked), numbered=False, id="others")
            others.display = False
            yield others
            with Vertical(id="beside"):
                yield Label("Spared", classes="name")
                yield TickBox("a", "ambulance", id="ambulance")
                yield TickBox("p", "patrol", id="patrol")
                for at, (key, label) in enumerate(zip(_FLAG_KEYS, self._labels, strict=False)):
                    yield TickBox(key, label, id=f"flag-{at}")
                yield Label("Minutes saved", id="saved-name", classes="name")
                with Horizontal(id="saved"):
                    yield Static(Content.styled("m ", "$jru-accent"), id="m")
                    yield TextBox(
                        placeholder=str(rules.savings.minutes), restrict=r"\d*", max_length=4
                    )
                yield Static(id="worth", markup=False)
                yield Static(id="effect")

    def on_mount(self) -> None:
        """Say what the first outcome saves."""
        super().on_mount()
        self._say_worth()

    def renewed(self) -> None:
        """A vehicle may have arrived meanwhile."""
        super().renewed()
        self._tell_worth()

    def _command(self, outcome: str, duplicate_of: str = "") -> Close:
        typed = self.query_one(Input).value
        return Close(
            self.call.id,
            outcome,
            ambulance_spared=self.query_one("#ambulance", TickBox).ticked,
            patrol_spared=self.query_one("#patrol", TickBox).ticked,
            minutes=int(typed) if typed else None,
            duplicate_of=duplicate_of,
            flags=tuple(
                code
                for at, code in enumerate(self._offered)
                if self.query_one(f"#flag-{at}", TickBox).ticked
            ),
        )

    @on(ChoiceList.Moved, "#outcomes")
    @on(Input.Changed)
    def _say_worth(self) -> None:
        self.refuse("")
        self._tell_worth()

    def _tell_worth(self) -> None:
        """Show what closing it like this saves, by the rules of the tally."""
        rules = self.asked.board.rules
        chosen = self.query_one("#outcomes", ChoiceList).choice
        if chosen is not None:
            told = effects(Close(self.call.id, chosen.id), self.asked)
            self.query_one("#effect", Static).update(told)
        worth = self.query_one("#worth", Static)
        nothing = no_saving_reason(self.asked.board, self.call, chosen.id if chosen else "")
        if nothing:
            worth.update(nothing)
        else:
            typed = self.query_one(Input).value
            as_closed = replace(self.call, minutes=int(typed) if typed else None)
            minutes, pence = saved(as_closed, rules)
            worth.update(f"{minutes} min and {money(pence)} saved")

    @on(ChoiceList.Chosen, "#outcomes")
    @on(Input.Submitted)
    def _close(self) -> None:
        chosen = self.query_one("#outcomes", ChoiceList).choice
        if chosen is None:
            return
        if chosen.id == DUPLICATE:
            self._ask_which(asking=True)
        else:
            self.answer(self._command(chosen.id))

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
            lists.go_to_letter(event.character)

    def on_descendant_focus(self) -> None:
        """Other keys work in each part."""
        self.show_hints()

    def action_spare(self, service: str) -> None:
        """Tick or untick that an ambulance or a patrol was spared."""
        if not self.query_one("#others").display:
            self.query_one(f"#{service}", TickBox).toggle()

    def action_flag(self, number: int) -> None:
        """Tick or untick what else came of the call."""
        if number < len(self._offered) and not self.query_one("#others").display:
            self.query_one(f"#flag-{number}", TickBox).toggle()

    def action_minutes(self) -> None:
        """Go to the minutes."""
        if not self.query_one("#others").display:
            self.query_one(Input).focus()

    def action_back(self) -> None:
        """Go from the minutes or the other calls back to the outcomes, from there to the board."""
        if isinstance(self.focused, Input) or self.query_one("#others").display:
            self._ask_which(asking=False)
        else:
            super().action_back()
