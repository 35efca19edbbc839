"""The dialog that asks for back-up, or ends a request."""

from collections.abc import Iterator
from typing import ClassVar, Literal, get_args

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input

from jru_tui.board import BackUp, BackUpAsked, Call, EndBackUp, age, outstanding_words
from jru_tui.tui.commands.context import Context
from jru_tui.tui.dialogs.dialog import CallDialog
from jru_tui.tui.phrases import hm
from jru_tui.tui.widgets.boxes import TextBox
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint
from jru_tui.tui.widgets.word_flow import Field, FlowItem

What = Literal["ambulance", "patrol", "other"]
"""What can be asked for."""
Ended = Literal["at_scene", "cancelled"]
"""What can become of it."""

_ONE, _ALL = "1", "all of them"
_ENDS = {"at_scene": "is at scene", "cancelled": "was cancelled"}


class BackUpDialog(CallDialog):
    """A dialog that asks what is needed. What is outstanding stands below, to be ended."""

    leads_to_list = True

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "go('#count')", "How many", show=False),
        Binding("w", "go('#words')", "Words", show=False),
    ]

    def __init__(self, context: Context, call: Call) -> None:
        """Ask about this call."""
        super().__init__(context, call)
        outstanding = [request for request in call.back_up if request.outstanding]
        ways: list[tuple[BackUpAsked, Ended]] = [
            (request, how) for request in outstanding for how in get_args(Ended)
        ]
        self._endings = {str(number): way for number, way in enumerate(ways)}
        self._reasons = _reasons(context, call)

    def heading(self) -> Content:
        """The call's id."""
        return Content(f"Back-up for {self.named}")

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the list, or of the two inputs."""
        choice = self.query_one(ChoiceList).choice
        ends = self._endings.get(choice.id) if choice is not None else None
        act = "ask" if ends is None else f"it {_ENDS[ends[1]]}"
        if isinstance(self.focused, Input):
            return ("enter", act), ("tab", "next"), ("esc", "back to the list")
        return (
            ("enter", act),
            ("1-9", "choose"),
            ("m", "how many"),
            ("w", "words"),
            ("esc", "back"),
        )

    def body(self) -> Iterator[FlowItem]:
        """Compose what can be asked for, what can be ended, how many, and words for it."""
        yield self.about()
        wanted = next(iter(self._reasons), "")
        yield ChoiceList(
            [
                *(Choice(kind, (("ask", "dim"), (kind, "text"))) for kind in get_args(What)),
                *(self._ending(choice, *way) for choice, way in self._endings.items()),
            ],
            cursor=get_args(What).index(wanted) if wanted else 0,
        )
        yield Field(
            "How many", TextBox(id="count", restrict=r"\d*", max_length=2, placeholder=_ONE)
        )
        yield Field(
            "Words",
            TextBox(
                self._reasons.get(wanted, ""),
                id="words",
                max_length=200,
                placeholder="if there is more to say",
            ),
            above=0,
        )

    def _ending(self, choice: str, request: BackUpAsked, how: Ended) -> Choice:
        text = outstanding_words(request)
        since = age((self.context.now - request.at).total_seconds())
        when = f"asked {hm(request.at, self.context.board.rules)}, {since} ago"
        ink = "scene" if how == "at_scene" else "text"
        return Choice(
            choice,
            (("end", "dim"), (text, "text"), (_ENDS[how], ink), (when, "dim")),
        )

    @on(ChoiceList.Chosen)
    @on(Input.Submitted)
    def _ask(self) -> None:
        choice = self.query_one(ChoiceList).choice
        if choice is None:
            return
        count = self.query_one("#count", TextBox).value
        if choice.id in self._endings:
            request, how = self._endings[choice.id]
            self.answer(EndBackUp(self.call.id, request.id, how, int(count) if count else 0))
            return
        kind = next(get_arg for get_arg in get_args(What) if get_arg == choice.id)
        words = self.query_one("#words", TextBox)
        text = self.typed(words)
        if kind == "other" and not text:
            words.focus()
        self.answer(BackUp(self.call.id, kind, int(count) if count else 1, text))

    @on(ChoiceList.Moved)
    def _moved(self, event: ChoiceList.Moved) -> None:
        self.refuse("")
        chosen = event.choices.choice
        ends = chosen is not None and chosen.id in self._endings
        words = self.query_one("#words", TextBox)
        if chosen is not None and words.value in ("", *self._reasons.values()):
            words.value = self._reasons.get(chosen.id, "")
        self.query_one("#count", TextBox).placeholder = _ALL if ends else _ONE
        self.show_hints()

    def action_go(self, box: str) -> None:
        """Go to an input."""
        self.query_one(box).focus()


def _reasons(context: Context, call: Call) -> dict[str, str]:
    """The help that the plan would ask for, the most urgent first, each with the words for it."""
    recommendation = context.recommendation
    if recommendation is None or not call.open or not recommendation.little:
        return {}
    from jru_tui.board import late_words  # noqa: PLC0415 - loaded when needed

    found: dict[str, str] = {}
    for short in recommendation.advise(call.id, context.now).shortfalls:
        if short.ask is not None:
            found.setdefault(short.ask, late_words(short))
    return found
