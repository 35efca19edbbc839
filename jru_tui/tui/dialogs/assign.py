"""The dialog that assigns a vehicle, the plan's best offer first."""

from collections.abc import Iterator, Mapping, Sequence

from textual import on
from textual.content import Content
from textual.widgets import Input

from jru_tui.board import (
    Act,
    Action,
    Advice,
    Assign,
    Call,
    Decision,
    NextCall,
    Offer,
    Plan,
    Precondition,
    Recommendation,
    Refusal,
    Request,
    StandDown,
    act_of,
    act_words,
    all_passed_over_words,
    arrival_words,
    ask_words,
    availability,
    commands_of,
    deadline_words,
    decide_all,
    late_words,
    meanwhile_words,
    reason_words,
    shortfall_words,
    source_word,
    stand_down_for,
    status_on,
    target_words,
    unable_words,
)
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.spec import explain
from jru_tui.tui.dialogs.dialog import CallDialog, pinned
from jru_tui.tui.layout.calls.advice_lines import list_reasons, reasons, target_ink
from jru_tui.tui.layout.inks import status_ink
from jru_tui.tui.phrases import hm
from jru_tui.tui.widgets.boxes import TextBox
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint
from jru_tui.tui.widgets.word_flow import Field, FlowItem, Words

_PLAN = "plan"
"""The line for a decision of several vehicles, such as a swap."""
_LABEL_CELLS = 8
_TWO = 2


class AssignDialog(CallDialog):
    """A dialog that asks which vehicle goes: Enter takes the best, a second Enter its reason."""

    places_effect = True
    leads_to_list = True

    def __init__(self, context: Context, call: Call) -> None:
        """Ask who goes to this call."""
        super().__init__(context, call)
        self._recommendation = context.recommendation or Recommendation(context.board)
        self._acts: Mapping[str, Act] = {}
        self._advice, self._plan = self._look()
        self._listed: list[str] = []
        box = TextBox(max_length=200, select_on_focus=False)
        self._reason = Field("Reason", box, display=False)
        self._reason_of = self._ready = ""
        self.effect.above = 0

    def heading(self) -> Content:
        """The call's id; and of when what is said of the vehicles is, where that is old."""
        context = self.context
        text = f"Assign a vehicle to {self.call.id}"
        if context.stale and context.health.good_at is not None:
            text += f": as they were at {hm(context.health.good_at, context.board.rules)}"
        return Content(text)

    def hints(self) -> tuple[Hint, ...]:
        """Keys of the list, or of the reason."""
        if isinstance(self.focused, Input):
            return ("enter", "send"), ("esc", "back to the list")
        act = self._act()
        does = "send"
        if act is not None and self._needs_reason(act):
            does = "to the reason"
        elif act is not None and not self._may_go(act):
            does = "why not"
        return ("enter", does), ("↑↓ 1-9", "choose"), ("esc", "back")

    def body(self) -> Iterator[FlowItem]:
        """The call, the vehicles, what sending one changes, and room for a reason."""
        yield self.about()
        yield Words("situation", self._situation(), below=1)
        choices = self._choices()
        cursor = self._recommended(choices)
        yield ChoiceList(choices, cursor=cursor)
        yield Words("why", above=1, ink="$jru-dim")
        yield self.effect
        first = self._acts[choices[cursor].id] if choices else None
        self._reason.display = first is not None and self._needs_reason(first)
        yield self._reason

    def _recommended(self, choices: Sequence[Choice]) -> int:
        """Return the line to begin on: what the plan does, also if that is to wait for a vehicle.

        Where it sends nobody, what costs the board least: a key that is pressed twice takes no
        vehicle off a graver call because nothing else could be sent.
        """
        first = self._advice.meanwhile or self._advice.best
        planned = () if first is None else (_PLAN, first.vehicle)
        wanted = (index for index, choice in enumerate(choices) if choice.id in planned)
        return next(wanted, 0)

    def on_mount(self) -> None:
        """Say at once what sending the best vehicle changes."""
        super().on_mount()
        self._show_choice()

    def renewed(self) -> None:
        """List each vehicle as it is now, in its place: what the numbers mean stays the same."""
        super().renewed()
        self._advice, self._plan = self._look()
        self.words("situation").update(self._situation())
        removed = self.query_one(ChoiceList).renew(self._choices())
        if removed or not isinstance(self.focused, Input):
            self._show_choice()

    def _look(self) -> tuple[Advice, Plan]:
        """Make the recommendation if it is due: the dialog shows the board as it is."""
        advice = self._recommendation.advise(self.call.id, self.context.now)
        plan = self._recommendation.plan
        assert plan is not None
        if not self.call.open:
            return advice, plan  # what was shown stays: the gate says that it is closed
        self._acts = {offer.vehicle: Act((offer,)) for offer in advice.offers}
        if advice.best is not None:
            together = act_of(plan, advice.best)
            if len(together.moves) > 1:
                self._acts = {_PLAN: together, **self._acts}
        return advice, plan

    def _situation(self) -> Content:
        """Say who is on it, until when to send somebody, what is missed, what is left for this."""
        rules, advice = self.context.board.rules, self._advice
        lines = [Content(f"on it: {there}")] if (there := self._on_it()) else []
        if advice.deadline is not None:
            last_moment = deadline_words(advice.deadline, rules, self.context.now)
            lines.append(Content.styled(last_moment, "$jru-amber"))
        for short in advice.shortfalls:
            help_ = f": {ask_words(short)}" if short.ask else ""
            ink = "$jru-amber" if short.hoped else "$jru-red"
            lines.append(Content.styled(f"! {late_words(short)}{help_}", f"bold {ink}"))
        if advice.meanwhile is not None:
            lines.append(Content.styled(meanwhile_words(advice), "$jru-amber"))
        others = (short for short in self._plan.shortfalls if short.call != advice.call)
        if (worst := next(others, None)) is not None:
            lines.append(Content.styled(shortfall_words(worst), "$jru-amber"))
        if passed := all_passed_over_words(self._plan, advice.call):
            lines.append(Content.styled(passed, "$jru-amber"))
        return Content("\n").join(lines)

    def _on_it(self) -> str:
        """Name the vehicles that are on the call already: `MD07 at scene, JRU 3 en route`."""
        board, call = self.context.board, self.call
        parts = []
        for response in call.on_it:
            known = board.vehicles.get(response.vehicle)
            name = known.name if known else board.names.vehicle(response.vehicle)
            parts.append(
                f"{name} {board.rules.status(status_on(board.vehicles, call, response)).label}"
            )
        return ", ".join(parts)

    def _choices(self) -> list[Choice]:
        self._listed = pinned(self._listed, self._acts)
        listed = [key for key in self._listed if key in self._acts]
        return [self._line(key, self._acts[key]) for key in listed]

    def _line(self, key: str, act: Act) -> Choice:
        offer = act.moves[0]
        if key == _PLAN:
            all_of = "both" if len(act.moves) == _TWO else f"all {len(act.moves)}"
            act_part = (act_words(act), "scene-strong")
            return Choice(key, ((all_of, "strong"), ("", "dim"), act_part), number="")
        vehicle, rules = self.context.board.vehicles[offer.vehicle], self.context.board.rules
        ink = status_ink(vehicle.status, rules)
        head = ((offer.name, "strong"), (rules.status(vehicle.status).glyph, ink))
        number = self.context.numbers[offer.vehicle]
        if not offer.possible:
            unable = (unable_words(offer, rules), "dim")
            return Choice(key, (*head, unable), possible=False, number=number)
        targets, reason = target_words(offer.targets), reasons(offer)
        words = "  · ".join(filter(None, (targets, reason)))
        arrival = offer.arrival
        predicted = ((arrival_words(arrival), "text"), (source_word(arrival), "dim"))
        parts = (*predicted, (words, target_ink(offer.targets)))
        return Choice(key, (*head, *parts), possible=self._may_go(act), number=number)

    def _act(self) -> Act | None:
        """Return what the chosen line does."""
        choice = self.query_one(ChoiceList).choice
        return self._acts.get(choice.id) if choice is not None else None

    def _asking(self, act: Act, reason: str) -> Request:
        """The command, or the decision, of the chosen line."""
        if (left := self._left_for_it(act)) is not None:
            return Decision((left, Assign(self.call.id, left.vehicle, reason)))
        reasoned = self._reasoned(act)
        reasons_given = {reasoned[0].vehicle: reason} if reasoned and reason else None
        commands = commands_of(act, reasons_given)
        if len(commands) == 1:
            [command] = commands
            return Assign(command.call, command.vehicle, reason)
        return Decision(commands)

    def _may_go(self, act: Act) -> bool:
        """Test whether it can be sent now, if need be by standing it down first."""
        return act.moves[0].can_be_sent or self._left_for_it(act) is not None

    def _left_for_it(self, act: Act) -> StandDown | None:
        """Return how a vehicle leaves its scene that the plan would wait for; None for others."""
        offer = act.moves[0]
        if not offer.possible or offer.can_be_sent:
            return None
        return stand_down_for(self.context.board, self.call, offer.vehicle)

    def _ready_reason(self, act: Act) -> str:
        """Return the reason that is ready to be edited; empty where none is needed."""
        if (left := self._left_for_it(act)) is not None:
            return f"stood down from {self.context.board.call_name(left.call)}"
        reasoned = self._reasoned(act)
        return reason_words(reasoned[0]) if reasoned else ""

    def _reasoned(self, act: Act) -> list[Offer]:
        """List the moves that need a reason: the box is for that of the first of them."""
        board, first = self.context.board, act.moves[0]
        if self._left_for_it(act) is not None:
            return [first]
        conditional = availability(board, board.vehicles[first.vehicle]) == "conditional"
        return [
            move
            for move in act.moves
            if Precondition.GIVE_REASON in move.first or (conditional and move is first)
        ]

    def _needs_reason(self, act: Act) -> bool:
        """Test whether it can be sent with a reason alone."""
        return self._may_go(act) and bool(self._reasoned(act))

    @on(ChoiceList.Moved)
    def _show_choice(self) -> None:
        """Say what the chosen line changes, with the reason ready to be edited if it needs one."""
        act = self._act()
        may_go = act is not None and self._may_go(act)
        reasoned = self._reasoned(act) if act is not None and may_go else []
        needed = bool(reasoned)
        parts = filter(None, (_act_effect_words(act), *map(_reason_line, reasoned[1:])))
        self.words("why").update("\n".join(parts))
        self.show_effect(self._asking(act, "") if act is not None and may_go else None)
        self._reason.display = needed
        other = reasoned and reasoned[0] is not act.moves[0] if act is not None else False
        whose = self.context.board.names.fit(reasoned[0].name, _LABEL_CELLS) if other else "Reason"
        self._reason.label.update(whose)
        choice = self.query_one(ChoiceList).choice
        key = choice.id if choice is not None and needed else ""
        self.show_hints()
        # What was ready and nobody has edited goes with the minutes; typed words stay.
        untouched = self._reason.box.value == self._ready
        if key != self._reason_of or untouched:
            self._reason_of = key
            self._ready = self._ready_reason(act) if act is not None and reasoned else ""
            self._reason.box.value = self._ready

    @on(ChoiceList.Chosen)
    def _choose(self) -> None:
        """Send it, or go to its reason: a second Enter sends it then."""
        act = self._act()
        if act is None:
            return
        if act.moves[0].action is Action.WHEN_CLEAR and not self._may_go(act):
            self._refuse_busy(act.moves[0])
            return
        if self._needs_reason(act):
            asking = self._asking(act, self._ready_reason(act))
            verdict = decide_all(self.context.board, asking, self.context.actor)
            if isinstance(verdict, Refusal):
                self.refuse(explain(verdict, self.context))
                return
            box = self._reason.box
            box.focus()
            box.cursor_position = len(box.value)
            doing = self._doing(self._reasoned(act)[0])
            self.refuse(f"{doing}: press Enter again to send it, with this reason")
            return
        self._send(act, "")

    def _refuse_busy(self, offer: Offer) -> None:
        """Say why a vehicle that is not clear yet cannot be sent, and which key keeps the call."""
        board, actor = self.context.board, self.context.actor
        refused = decide_all(board, Assign(self.call.id, offer.vehicle), actor)
        assert isinstance(refused, Refusal)
        next_call = decide_all(board, NextCall(self.call.id, offer.vehicle), actor)
        key = self.context.keys.get("next-call")
        more = (
            f"; {key} keeps the call for it" if key and not isinstance(next_call, Refusal) else ""
        )
        self.refuse(f"{explain(refused, self.context)}{more}")

    @on(Input.Submitted)
    def _submit(self) -> None:
        act, reason = self._act(), self.typed(self._reason.box)
        if act is None:
            return
        if not reason:
            reasoned = self._reasoned(act) or [act.moves[0]]
            self.refuse(f"{self._doing(reasoned[0])}: say why it goes anyway")
            return
        self._send(act, reason)

    def _send(self, act: Act, reason: str) -> None:
        # Of a vehicle that cannot be sent the gate says why.
        refused = Assign(self.call.id, act.moves[0].vehicle)
        self.answer(self._asking(act, reason) if self._may_go(act) else refused)

    def _doing(self, offer: Offer) -> str:
        return " ".join((offer.name, *list_reasons(offer)[:1]))


def _reason_line(offer: Offer) -> str:
    """Say the reason that a further vehicle of a decision is given: `JRU 2: diverted from K-1`."""
    return f"{offer.name}: {reason_words(offer)}"


def _act_effect_words(act: Act | None) -> str:
    """Say of the chosen line in full what a narrow list may cut: the clocks, and the reasons."""
    if act is None:
        return ""
    offer = act.moves[0]
    targets = target_words(offer.targets) if offer.possible else ""
    return " · ".join(filter(None, (targets, reasons(offer))))
