"""The rules of undo and redo: done at once, done after it was shown, or never.

One key takes back what is the mirror of a slip: one's own newest command, given a moment ago, from
which nothing has followed. For anything else the supervisor is shown first what it does.
What has followed are events since the command that concern its call or its vehicles.
"""

from collections.abc import Iterator, Sequence
from enum import Enum

from msgspec import Struct

from jru_tui.board.board import Board
from jru_tui.board.call_commands import Close, Reopen
from jru_tui.board.commands import Command, RoleCommand, Settle, Undo
from jru_tui.board.decisions.actor import Actor
from jru_tui.board.decisions.commands import decide_command
from jru_tui.board.decisions.compensation import compensation, press_before
from jru_tui.board.decisions.refusal import Refusal
from jru_tui.board.decisions.undo.effects import beyond_obedience, expected_of, presses_after
from jru_tui.board.decisions.undo.refusals import refuse_undo
from jru_tui.board.projection.orders import Order, calls_of, vehicle_of
from jru_tui.board.views import LogEntry


class UndoDoubt(Enum):
    """A reason why an undo is shown before it is done, in words that go on from `because`."""

    OTHERS = "somebody else gave that command"
    SESSION = "it was given before this board was started"
    NOT_NEWEST = "other commands were given since"
    OLD = "it was given some time ago"
    FOLLOWED = "something has happened since"
    NO_MIRROR = "not everything can be restored"


class UndoPlan(Struct, frozen=True):
    """An undo that may be done, as it would turn out now.

    Attributes:
        order: what it takes back, or gives again.
        undone: the command that is undone: `order` or, where that is given again, its undo.
        posted_as: what the dispatch system is told; None for nothing.
        since: what has happened since to what it is about, oldest first.
        doubts: why it is shown first; empty where it is done at once.
    """

    order: Order
    undone: Order
    posted_as: Command | None
    since: tuple[LogEntry, ...]
    doubts: tuple[UndoDoubt, ...]

    @property
    def again(self) -> bool:
        """Test whether the order is given again."""
        return self.undone is not self.order

    @property
    def at_once(self) -> bool:
        """Test whether it is the mirror of a slip, and may be done by one key."""
        return not self.doubts


def newest_own(board: Board, actor: Actor) -> Undo | None:
    """Return the undo of a person's newest command that stands; None where there is none."""
    order = board.standing.last_of(actor.by)
    return Undo(order.id) if order is not None else None


def newest_own_again(board: Board, actor: Actor) -> Undo | None:
    """Return the undo of a person's newest undo, until another command was given."""
    order = board.standing.last_redoable(actor.by)
    return Undo(order.id) if order is not None else None


def has_just_undone(board: Board, actor: Actor, within_s: float) -> bool:
    """Test whether a person has undone something in the last seconds, as a held key would go on.

    Args:
        board: the board as it stands.
        actor: the person, and the time.
        within_s: seconds.
    """
    order = board.standing.last_redoable(actor.by)
    return order is not None and abs(actor.age_s(order)) < within_s


def plan_undo(
    board: Board, undo: Undo, actor: Actor, *, besides: frozenset[str] = frozenset()
) -> UndoPlan | Refusal:
    """Work out what an undo does now, or why it cannot be done.

    Args:
        board: the board as it stands.
        undo: the undo that is asked for.
        actor: the person who asks, and when.
        besides: ids of the orders that are taken back with it, as one.
    """
    found = _checked(board, undo, besides)
    if isinstance(found, Refusal):
        return found
    order, undone, posted_as = found
    if actor.shared and undone.by != actor.by:
        author = undone.by or "somebody else"
        return Refusal(f"{author} gave that command: on a shared journal you undo only your own")
    plan = UndoPlan(order, undone, posted_as, tuple(entries_since(board, order, undone)), ())
    return UndoPlan(order, undone, posted_as, plan.since, tuple(_doubts(board, plan, actor)))


def refusal_of(board: Board, undo: Undo) -> Refusal | None:
    """Say why an undo cannot be done, shown or not; None where it can. Looks into no log."""
    found = _checked(board, undo)
    return found if isinstance(found, Refusal) else None


def _checked(
    board: Board, undo: Undo, besides: frozenset[str] = frozenset()
) -> tuple[Order, Order, Command | None] | Refusal:
    """Find what an undo is about, the command that it undoes, and what dispatch is told."""
    again = undo.undoes in board.standing.undos
    order = board.undone_order(undo)
    if order is None or not _may_be_undone(board, undo, again=again):
        return Refusal(_why_not(board, undo, again=again))
    undone = board.standing.undo_orders[undo.undoes] if again else order
    if again:
        if isinstance(order.command, RoleCommand):
            return Refusal("offer the role again")
        verdict = decide_command(board, order.command)
        if isinstance(verdict, Refusal):
            return verdict
    posted_as = compensation(board, undo)
    refused = refuse_undo(board, order, undone, posted_as, again=again, besides=besides)
    return refused or (order, undone, posted_as)


def _may_be_undone(board: Board, undo: Undo, *, again: bool) -> bool:
    if again:
        return undo.undoes in board.standing.redoable[-1:]
    return undo.undoes in board.store.orders.standing


def _why_not(board: Board, undo: Undo, *, again: bool) -> str:
    if again:
        return "only the newest undo can be redone, and only until another command is given"
    if undo.undoes in board.store.orders.withdrawn:
        return "it is no longer in force"
    return "nothing to undo"


def _doubts(board: Board, plan: UndoPlan, actor: Actor) -> Iterator[UndoDoubt]:
    newest = board.last_order()
    if plan.undone.by != actor.by:
        yield UndoDoubt.OTHERS
    elif not actor.gave(plan.undone):
        yield UndoDoubt.SESSION
    if not plan.again and newest is not plan.order:
        yield UndoDoubt.NOT_NEWEST
    if not abs(actor.age_s(plan.undone)) < board.rules.undo_s:
        yield UndoDoubt.OLD
    if plan.since:
        yield UndoDoubt.FOLLOWED
    if not plan.again and not _mirrors(board, plan):
        yield UndoDoubt.NO_MIRROR


def _mirrors(board: Board, plan: UndoPlan) -> bool:
    """Tell whether each vehicle comes back to what it did before, by itself or by dispatch."""
    if isinstance(plan.order.command, Settle):
        return True  # the dispute is there again, whatever the vehicle did before it
    about = vehicle_of(plan.posted_as) if plan.posted_as is not None else None
    after = presses_after(board, plan.order, again=False)
    others = {vehicle: press for vehicle, press in after.items() if vehicle != about}
    return all(
        press == press_before(board, plan.order, vehicle_id) for vehicle_id, press in others.items()
    )


def entries_since(board: Board, order: Order, undone: Order) -> Sequence[LogEntry]:
    """List the log's entries about an order's calls and vehicles since it was given.

    What only shows that dispatch obeys is left out, and so is what was taken back again.

    Args:
        board: as it stands.
        order: names the calls and vehicles, and what they were to do.
        undone: the command that counts: the order or, where that is to be given again, its undo.
    """
    vehicles = _vehicles(board, order)
    calls = _calls(board, order, vehicles)
    entries = [entry for call in calls for entry in board.log(call=call)]
    for vehicle in vehicles:
        log = board.log(vehicle=vehicle, since=undone.given_at)
        entries += [entry for entry in log if entry.call not in calls]
    since = (entry for entry in dict.fromkeys(entries) if entry.at > undone.given_at)
    found = [entry for entry in since if _matters(board, entry, order, undone)]
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
        before = board.store.timelines[vehicle].before(order.number)
        calls += [before.call] if before is not None and before.call else []
    views = (board.vehicles[vehicle] for vehicle in vehicles if vehicle in board.vehicles)
    calls += [view.call for view in views if view.call]
    return list(dict.fromkeys(calls))


def _matters(board: Board, entry: LogEntry, order: Order, undone: Order) -> bool:
    if entry.id in (order.id, undone.id) or entry.undone:
        return False
    if entry.source == "supervisor":
        # Without an id somebody only looked, or it repeats what a command booked.
        return bool(entry.id) and not _took_back_later(board, entry, undone)
    return not _shows_obedience(board, entry, undone)


def _took_back_later(board: Board, entry: LogEntry, order: Order) -> bool:
    """Tell whether an entry is an undo of a command that came later: the two are as nothing."""
    command = board.command(entry.id)
    if not isinstance(command, Undo):
        return False
    undone = board.store.orders.withdrawn.get(command.undoes)
    return undone is None or undone.number > order.number


def _shows_obedience(board: Board, entry: LogEntry, undone: Order) -> bool:
    """Tell whether an entry of the feed only shows that dispatch does what it was told."""
    posted = undone.posted_as or undone.command
    if isinstance(posted, Close | Reopen):
        done = "closed" if isinstance(posted, Close) else "reopened"
        if undone.posted and (entry.stage, entry.call) == (done, posted.call):
            return True
    status, call = expected_of(undone).get(entry.vehicle or "", ("", ""))
    if not status or not entry.stage or beyond_obedience(board, entry.vehicle or "", undone):
        return False
    return entry.stage == status or (entry.stage == "clear" and not call)
