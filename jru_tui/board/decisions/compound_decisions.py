"""Decisions on several commands at once: all of them may run together, or none.

Each is decided on the board as it stands. Only a vehicle that the same decision stands down first
is decided as if that had happened.
"""

from collections.abc import Iterator

from jru_tui.board.board import Board
from jru_tui.board.call_commands import Assign, StandDown
from jru_tui.board.commands import Command, Decision, EndMarker, MarkPlace, Request, Role, Undo
from jru_tui.board.decisions.actor import NOBODY, Actor, refuse_role
from jru_tui.board.decisions.calls import decide_call
from jru_tui.board.decisions.decide import Refusal, decide
from jru_tui.board.decisions.side_effects import consequences
from jru_tui.board.decisions.undo.effects import undo_effects
from jru_tui.board.events import Commanded
from jru_tui.board.projection.orders import Order


def decide_all(
    board: Board, request: Request, actor: Actor = NOBODY
) -> tuple[Commanded, ...] | Refusal:
    """Decide a command, or all commands of a decision; the first refusal refuses all.

    Args:
        board: as it stands.
        request: the command or the decision.
        actor: who gives it, and when.
    """
    if refused := refuse_roles(board, request, actor.role):
        return refused
    freed: set[str] = set()
    facts = []
    besides = _undone_ids(request)
    for command in decided_commands(request):
        verdict: Commanded | Refusal
        if isinstance(command, Assign) and command.vehicle in freed:
            decided = decide_call(board, command, freed=True)
            verdict = decided if isinstance(decided, Refusal) else Commanded(decided)
        else:
            verdict = decide(board, command, actor, besides=besides)
        if isinstance(verdict, Refusal):
            return verdict
        if isinstance(command, StandDown):
            freed.add(command.vehicle)
        facts.append(verdict)
    return tuple(facts)


def refuse_roles(board: Board, request: Request, role: Role) -> Refusal | None:
    """Refuse a command, or an undo of one, that is not for a role; None where all may be given.

    Args:
        board: as it stands.
        request: the command or the decision.
        role: of whoever gives it.
    """
    for command in decided_commands(request):
        effective = board.about(command) if isinstance(command, Undo) else command
        if refused := refuse_role(command, role) or refuse_role(effective, role):
            return refused
    return None


def _undone_ids(request: Request) -> frozenset[str]:
    """The ids of the orders that a decision takes back, as one."""
    undos = decided_commands(request) if isinstance(request, Decision) else ()
    return frozenset(undo.undoes for undo in undos if isinstance(undo, Undo))


def decided_commands(request: Request) -> tuple[Command, ...]:
    """The commands of a decision, or the one command."""
    return request.commands if isinstance(request, Decision) else (request,)


def resolved_commands(board: Board, request: Request, actor: Actor = NOBODY) -> tuple[Command, ...]:
    """Return the commands as they would be kept, with what they replace: so they are put in words.

    Those that would be refused are returned as they are.

    Args:
        board: as it stands.
        request: the command or the decision.
        actor: who gives it, and when.
    """
    decided = decide_all(board, request, actor)
    if isinstance(decided, Refusal):
        return decided_commands(request)
    return tuple(fact.command for fact in decided)


def decided_calls(request: Request) -> tuple[str, ...]:
    """The calls that vehicles are sent to, the most urgent first; else those that it is about."""
    commands = decided_commands(request)
    sent = [command.call for command in commands if isinstance(command, Assign)]
    about = [getattr(command, "call", "") for command in commands]
    return tuple(dict.fromkeys(filter(None, sent or about)))


def effects_of(board: Board, request: Request) -> tuple[str, ...]:
    """Say what a command or a decision would change besides what it says.

    A call that one vehicle leaves and another takes in the same decision does not wait again.
    """
    if not isinstance(request, Decision):
        return consequences(board, request)
    return tuple(dict.fromkeys(_effects(board, request)))


def _effects(board: Board, decision: Decision) -> Iterator[str]:
    takers = {
        command.call: command.vehicle
        for command in decision.commands
        if isinstance(command, Assign)
    }
    marks = any(isinstance(command, MarkPlace) for command in decision.commands)
    freed: set[str] = set()
    besides = _undone_ids(decision)
    for command in decision.commands:
        if isinstance(command, Undo):
            yield from undo_effects(board, command, besides)
            continue
        if isinstance(command, Assign) and command.vehicle in freed:
            continue
        if isinstance(command, StandDown):
            freed.add(command.vehicle)
        if isinstance(command, EndMarker) and marks:
            marker = board.store.markers.get(command.marker)
            yield (
                f"instead of “{marker.text}”" if marker is not None else "instead of an earlier one"
            )
            continue
        yield from consequences(board, command, takers)


def undo_of(board: Board, undo: Undo) -> Undo | Decision:
    """Return an undo with those of all other orders of the same decision, the newest first."""
    order = board.store.orders.standing.get(undo.undoes)
    if order is None or not order.decision:
        return undo
    together = board.store.orders.of_decision(order.decision)
    if len(together) == 1:
        return undo
    newest_first = sorted(together, key=lambda other: other.number, reverse=True)
    return Decision(tuple(Undo(other.id, confirmed=True) for other in newest_first))


def decision_again(board: Board, undo: Undo, actor: Actor) -> Decision | None:
    """Return the commands of a decision that was undone as one, to be given as one again.

    None where the undo is of a single command, is not the newest, or on a shared journal is not
    one's own: then it is treated as any other.

    Args:
        board: the board as it stands.
        undo: the undo of one of those undos.
        actor: the person who asks.
    """
    undos = board.standing.undone_with(undo.undoes)
    if actor.shared and any(other.by != actor.by for other in undos):
        return None
    orders = [order for other in undos if (order := board.undone_order(Undo(other.id)))]
    commands = [order.command for order in sorted(orders, key=lambda order: order.number)]
    return Decision(tuple(commands)) if commands[1:] else None


def undone_orders(board: Board, decision: Decision) -> list[Order]:
    """List the orders that the undos of a decision take back, as far as they still stand."""
    undos = (command for command in decision.commands if isinstance(command, Undo))
    standing = board.store.orders.standing
    return [standing[undo.undoes] for undo in undos if undo.undoes in standing]
