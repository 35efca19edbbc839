"""Events since a command that concern the call and the vehicles that it is about."""

from collections.abc import Sequence

from jru_tui.board.board import Board
from jru_tui.board.call_commands import Close, Reopen
from jru_tui.board.commands import Undo
from jru_tui.board.decisions.undo.presses import beyond_obedience, expected_of
from jru_tui.board.projection.orders import Order, calls_of, vehicle_of
from jru_tui.board.views import LogEntry


def entries_since(board: Board, order: Order, given: Order) -> Sequence[LogEntry]:
    """List the log's entries about an order's calls and vehicles since it was given.

    What only shows that dispatch obeys is left out, and so is what was taken back again.

    Args:
        board: as it stands.
        order: names the calls and vehicles, and what they were to do.
        given: the command that counts: the order or, where that is to be given again, its undo.
    """
    vehicles = _vehicles(board, order)
    calls = _calls(board, order, vehicles)
    entries = [entry for call in calls for entry in board.log(call=call)]
    for vehicle in vehicles:
        log = board.log(vehicle=vehicle, since=given.given_at)
        entries += [entry for entry in log if entry.call not in calls]
    since = (entry for entry in dict.fromkeys(entries) if entry.at > given.given_at)
    found = [entry for entry in since if _matters(board, entry, order, given)]
    return sorted(found, key=lambda entry: entry.at)


def _vehicles(board: Board, order: Order) -> list[str]:
    about = board.about(order.command)
    named = (vehicle_of(order.command), vehicle_of(about))
    vehicles = [*(vehicle for vehicle, _ in order.presses), *filter(None, named)]
    return list(dict.fromkeys(vehicles))


def _calls(board: Board, order: Order, vehicles: Sequence[str]) -> list[str]:
    """List the calls that an order names, and those that its vehicles left for it or are on now."""
    calls = [*calls_of(order.command), *calls_of(board.about(order.command))]
    for vehicle, _ in order.presses:
        before = board.said.timelines[vehicle].before(order.number)
        calls += [before.call] if before is not None and before.call else []
    views = (board.vehicles[vehicle] for vehicle in vehicles if vehicle in board.vehicles)
    calls += [view.call for view in views if view.call]
    return list(dict.fromkeys(calls))


def _matters(board: Board, entry: LogEntry, order: Order, given: Order) -> bool:
    if entry.id in (order.id, given.id) or entry.undone:
        return False
    if entry.source == "supervisor":
        # Without an id somebody only looked, or it repeats what a command booked.
        return bool(entry.id) and not _took_back_later(board, entry, given)
    return not _shows_obedience(board, entry, given)


def _took_back_later(board: Board, entry: LogEntry, given: Order) -> bool:
    """Tell whether an entry is an undo of a command that came later: the two are as nothing."""
    command = board.given(entry.id)
    if not isinstance(command, Undo):
        return False
    undone = board.said.orders.withdrawn.get(command.undoes)
    return undone is None or undone.number > given.number


def _shows_obedience(board: Board, entry: LogEntry, given: Order) -> bool:
    """Tell whether an entry of the feed only shows that dispatch does what it was told."""
    told = given.told or given.command
    if isinstance(told, Close | Reopen):
        done = "closed" if isinstance(told, Close) else "reopened"
        if given.posted and (entry.stage, entry.call) == (done, told.call):
            return True
    status, call = expected_of(given).get(entry.vehicle or "", ("", ""))
    if not status or not entry.stage or beyond_obedience(board, entry.vehicle or "", given):
        return False
    return entry.stage == status or (entry.stage == "clear" and not call)
