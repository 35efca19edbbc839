"""A proposal: a command with its effect in words, where there is no screen for a dialog.

The same facts stand in its dialog. What was shown is bound to its confirmation by a short code, so
that nothing is confirmed that changed in between, and nothing twice.
"""

import hashlib
from collections.abc import Iterator

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from jru_tui.board import (
    Assign,
    Call,
    Decision,
    LogEntry,
    Recommendation,
    Refusal,
    Request,
    Undo,
    UndoDoubt,
    UndoPlan,
    act_of,
    act_words,
    arrival_words,
    commands_of,
    decide_all,
    decided_commands,
    decision_again,
    effects_of,
    plan_undo,
    source_word,
    unable_words,
    undo_of,
    undone_orders,
    waited,
)
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.grammar import LineError
from jru_tui.tui.phrases import hm, place

_CODE_DIGITS = 6
_MOST_SINCE = 5
_MOST_UNABLE = 3
_SAID_ALREADY = (UndoDoubt.OLD, UndoDoubt.SESSION)
"""The age says the one; without a screen each command is given by a run of its own."""


class Proposal(Struct, frozen=True):
    """A command, or a decision, and what it comes to.

    Attributes:
        request: what is done once it is confirmed.
        heading: names it; may say an age, which is no part of the code.
        facts: what it comes to; where one of them has changed, it has to be shown again.
    """

    request: Request
    heading: str
    facts: tuple[str, ...]

    @property
    def code(self) -> str:
        """Return the code by which exactly this is confirmed."""
        # The reason says how long a vehicle takes, and would be another one a minute later.
        commands = [
            replace(command, reason="") if isinstance(command, Assign) else command
            for command in decided_commands(self.request)
        ]
        body = msgspec.json.encode((commands, self.facts))
        return hashlib.sha256(body).hexdigest()[:_CODE_DIGITS]


def propose_undo(context: Context, undo: Undo) -> Proposal | Request | LineError:
    """Return an undo that may be done at once, else what has to be confirmed of it.

    Args:
        context: the board, and who asks.
        undo: takes a command back, or an undo.
    """
    if (again := decision_again(context.board, undo, context.actor)) is not None:
        return _redo_decision(context, again)
    plan = plan_undo(context.board, undo, context.actor)
    if isinstance(plan, Refusal):
        return LineError(plan.reason)
    together = undo_of(context.board, undo)
    if isinstance(together, Decision):
        return _undo_decision(context, together)
    if plan.at_once and not plan.again:
        return undo
    request = replace(undo, confirmed=True)
    return Proposal(
        request, _undo_heading(context, plan), tuple(_undo_facts(context, plan, request))
    )


def propose_assignment(context: Context, call: Call) -> Proposal | LineError:
    """Return the best decision for a call, with the reason that it needs.

    Args:
        context: the board, and what recommends.
        call: an open call.
    """
    recommendation = context.recommendation or Recommendation(context.board)
    rules = context.board.rules
    advice, plan = recommendation.advise(call.id, context.now), recommendation.plan
    if advice.best is None or plan is None:
        if any(offer.can_be_sent for offer in advice.offers):
            return LineError(
                f"{call.name} is left waiting: sending anybody would cost other calls more; "
                "name a vehicle to send it all the same"
            )
        unable = [
            f"{offer.name}: {unable_words(offer, rules)}"
            for offer in advice.offers
            if not offer.possible
        ]
        causes = "; ".join(unable[:_MOST_UNABLE])
        return LineError(f"no vehicle can be sent to {call.name} now{causes and f': {causes}'}")
    if not advice.best.possible:
        return LineError(
            f"{call.name}: {advice.best.name}: {unable_words(advice.best, context.board.rules)}"
        )
    act = act_of(plan, advice.best)
    commands = commands_of(act)
    request: Request = commands[0] if len(commands) == 1 else Decision(commands)
    verdict = decide_all(context.board, request, context.actor)
    if isinstance(verdict, Refusal):
        return LineError(f"{call.name}: {verdict.reason}")
    grading = " ".join(filter(None, (call.grade, call.category, rules.type_label(call.type))))
    arrivals = [
        " ".join(filter(None, (move.name, arrival_words(move.arrival), source_word(move.arrival))))
        for move in act.moves
    ]
    reasons = [command.reason for command in commands if isinstance(command, Assign)]
    facts = [act_words(act), *arrivals, *(f"reason: {reason}" for reason in reasons if reason)]
    about = f"{call.name}: {grading}, {place(call.where, rules)}"
    return Proposal(request, "; ".join(facts), (about, *effects_of(context.board, request)))


def _undo_decision(context: Context, decision: Decision) -> Proposal:
    board = context.board
    lines = [
        f"{hm(order.given_at, board.rules)} {board.words_in_full(order.command)}"
        for order in reversed(undone_orders(board, decision))
    ]
    heading = f"undo {len(decision.commands)} commands that were given as one"
    return Proposal(decision, heading, (*lines, *effects_of(board, decision)))


def _redo_decision(context: Context, decision: Decision) -> Proposal | LineError:
    board = context.board
    verdict = decide_all(board, decision, context.actor)
    if isinstance(verdict, Refusal):
        return LineError(verdict.reason)
    lines = map(board.words_in_full, decision.commands)
    heading = f"redo {len(decision.commands)} commands that were given as one"
    return Proposal(decision, heading, (*lines, *effects_of(board, decision)))


def _undo_heading(context: Context, plan: UndoPlan) -> str:
    order, board = plan.undone, context.board
    age_s = max(0.0, (context.now - order.given_at).total_seconds())
    verb, done = ("redo", "undone") if plan.again else ("undo", "given")
    author = f" by {order.by}" if order.by else ""
    text = board.words_in_full(plan.order.command)
    return (
        f"{verb} “{text}”, {done}{author} at {hm(order.given_at, board.rules)}, {waited(age_s)} ago"
    )


def _undo_facts(context: Context, plan: UndoPlan, undo: Undo) -> Iterator[str]:
    yield from (doubt.value for doubt in plan.doubts if doubt not in _SAID_ALREADY)
    yield from effects_of(context.board, undo)
    if plan.posted_as is None:
        yield "dispatch need not be told"
    elif context.writes_back:
        yield f"sent to dispatch: {context.board.words_in_full(plan.posted_as)}"
    else:
        yield "this board sends nothing to dispatch"
    left = len(plan.since) - _MOST_SINCE
    if left > 0:
        yield f"since then {left} more, and"
    yield from (f"since then: {_entry(context, entry)}" for entry in plan.since[-_MOST_SINCE:])


def _entry(context: Context, entry: LogEntry) -> str:
    about = f"{entry.call} " if entry.call else ""
    author = f" ({entry.by})" if entry.by else ""
    return f"{hm(entry.at, context.board.rules)} {about}{entry.text}{author}"
