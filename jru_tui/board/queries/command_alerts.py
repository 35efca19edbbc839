"""Alerts of commands: refused by dispatch, not sent, or not confirmed by the feed."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from jru_tui.board.board import Board
from jru_tui.board.call_commands import (
    Assign,
    Close,
    OpenCall,
    Regrade,
    Relocate,
    Reopen,
    StandDown,
)
from jru_tui.board.call_views import Call
from jru_tui.board.commands import SetStatus
from jru_tui.board.projection.orders import Order, vehicle_of
from jru_tui.board.queries.alert_models import Alert, stake_of

_CREW = Assign | StandDown
"""What a crew has to be told by radio where no dispatch system tells it."""
_CONTROL = Close | Reopen | OpenCall | Regrade | Relocate
"""What control has to be told."""


def refused_commands(board: Board) -> Iterator[Alert]:
    """Find the commands that dispatch refused, or never confirmed, and that are still wanted."""
    for command in board.unmet.standing(board.calls, board.vehicles):
        text = f"refused by dispatch: {command.words}"
        if command.unclear:
            # Given again it would be another command, under another key: it might be done twice.
            text = (
                f"not confirmed by dispatch in {command.minutes} min: {command.words}; "
                "ask dispatch before you repeat it"
            )
        elif command.minutes is not None:
            text = f"not delivered in {command.minutes} min: {command.words}; send it again?"
        call, vehicle = command.effect.call, command.effect.vehicle
        about = board.call_name(call) if call else vehicle or ""
        if call is None and about in board.vehicles:
            about = board.vehicles[about].name
        yield Alert(
            command.alert,
            "refused",
            command.at,
            text,
            subject=about,
            vehicle=None if call else vehicle,
            call=call,
            grave=True,
            reason=command.reason,
            stake=stake_of(board, call),
        )


def unsent_commands(board: Board) -> Iterator[Alert]:
    """Find what stands on this board alone, and somebody elsewhere has to be told.

    It holds until the feed shows its effect, or somebody says that it was told.
    """
    for call in board.unconfirmed_calls():
        for order in _unconfirmed(board, call):
            if not order.posted and isinstance(order.command, _CREW | _CONTROL):
                crew = isinstance(order.command, _CREW)
                tell = "tell them by radio" if crew else "tell control"
                yield _not_sent(board, call, order, tell)
    for call in board.calls_awaiting_back_up():
        for request in call.back_up:
            order_of_it = board.store.orders.standing.get(request.id)
            if request.outstanding and order_of_it is not None and not order_of_it.posted:
                yield _not_sent(board, call, order_of_it, "tell control")


def unconfirmed_commands(board: Board, now: datetime) -> Iterator[Alert]:
    """Find the commands that were sent, and whose effect the feed does not show for too long."""
    seconds = board.rules.checks.unconfirmed_seconds
    if not seconds:
        return
    patience = timedelta(seconds=seconds)
    orders = {
        order.id: order
        for call in board.unconfirmed_calls()
        for order in _unconfirmed(board, call)
        if order.posted
    }
    for vehicle in board.vehicles.values():
        for command in vehicle.unconfirmed:
            order = board.store.orders.standing.get(command)
            # A status that stands on this board alone was told by its crew.
            if order is not None and order.posted and isinstance(order.command, SetStatus):
                orders[order.id] = order
    for order in orders.values():
        if now - order.holds_from >= patience:
            call = getattr(order.command, "call", "") or None
            about = board.call_name(call) if call else ""
            yield Alert(
                ("unconfirmed", order.id),
                "unconfirmed",
                order.holds_from + patience,
                f"{board.briefly(order.command)}, not confirmed by the feed: ask by radio",
                subject=about,
                vehicle=vehicle_of(order.command),
                call=call,
                stake=stake_of(board, call),
            )


def _not_sent(board: Board, call: Call, order: Order, tell: str) -> Alert:
    return Alert(
        ("not_sent", order.id),
        "not_sent",
        order.given_at,
        f"{board.briefly(order.command)}, not sent: {tell}",
        subject=call.name,
        vehicle=vehicle_of(order.command),
        call=call.id,
        stake=stake_of(board, call.id),
    )


def _unconfirmed(board: Board, call: Call) -> Iterator[Order]:
    if not call.open and call.unlisted_at is not None:
        return  # the feed dropped what was closed: it knows
    for command in call.unconfirmed:
        order = board.store.orders.standing.get(command)
        # What dispatch refused and this board keeps has an alert of its own.
        if order is not None and order.id not in board.standing.turned_down:
            yield order
