"""Orders about one call, read for what they come to: help asked for, links, who was sent."""

from collections.abc import Sequence

from msgspec import structs

from jru_tui.board.commands import Assign, BackUp, EndBackUp, Link, StandDown, Unlink
from jru_tui.board.projection.orders import Order
from jru_tui.board.views import BackUpAsked


def back_up_asked(orders: Sequence[Order]) -> tuple[BackUpAsked, ...]:
    """List the help that was asked for, with what became of it."""
    asked: dict[str, BackUpAsked] = {}
    for order in orders:
        match order.command:
            case BackUp(what=what, count=count, text=text):
                asked[order.id] = BackUpAsked(order.id, order.at, what, count, text, left=count)
            case EndBackUp(back_up=which, ended=ended, count=count) if which in asked:
                some = min(count or asked[which].left, asked[which].left)
                left = asked[which].left - some
                came = asked[which].came + (some if ended == "at_scene" else 0)
                asked[which] = structs.replace(asked[which], left=left, came=came)
                if left <= 0:
                    asked[which] = structs.replace(asked[which], ended=ended, ended_at=order.at)
    return tuple(asked.values())


def linked_to(orders: Sequence[Order]) -> str:
    """Find the call that this one duplicates; empty for none."""
    for order in reversed(orders):
        if isinstance(order.command, Link):
            return order.command.duplicate_of
        if isinstance(order.command, Unlink):
            return ""
    return ""


def merging(orders: Sequence[Order], ruling: Order | None) -> Order | None:
    """Find the order that says which call of the feed this one, opened by hand, is."""
    for order in reversed(orders):
        if order is ruling or isinstance(order.command, Unlink):
            return None
        if isinstance(order.command, Link) and order.command.merged_from is not None:
            return order
    return None


def newest_assignments(orders: Sequence[Order]) -> list[Order]:
    """List the last assignment or stand-down of each vehicle; what came before it is past."""
    last: dict[str, Order] = {}
    for order in orders:
        if isinstance(order.command, Assign | StandDown):
            last[order.command.vehicle] = order
    return list(last.values())
