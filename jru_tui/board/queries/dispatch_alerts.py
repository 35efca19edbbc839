"""Alerts of a plan: send-by times, and targets that nobody will meet.

They come before the breach. The one after it is the call's own (`call_alerts`).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from jru_tui.board.board import Board
from jru_tui.board.formatting import clock
from jru_tui.board.queries.alert_models import Alert, stake_of
from jru_tui.board.queries.dispatch.models import Deadline, Plan, Shortfall
from jru_tui.board.queries.dispatch.plan_phrases import ask_words, late_words


def alerts_of_plan(plan: Plan, board: Board) -> Iterator[Alert]:
    """Find what wants attention now or later, from the time in `since` on.

    Args:
        plan: the plan.
        board: as it stands: how calls are named, and how early a last moment is an alert.
    """
    ahead = timedelta(minutes=board.rules.dispatch.alert_minutes)
    for deadline in plan.deadlines:
        if deadline.at - ahead < plan.until:
            yield _send_by(deadline, board, deadline.at - ahead)
    for short in plan.shortfalls:
        if not short.lost and short.ask is not None:
            yield _missed(short, board, plan.at)


def _send_by(deadline: Deadline, board: Board, since: datetime) -> Alert:
    at = clock(deadline.at, board.rules.hours.zone)
    return Alert(
        ("send_by", deadline.call, deadline.code),
        "send_by",
        since,
        f"send {deadline.name} by {at} to meet {deadline.code}",
        subject=board.call_name(deadline.call),
        call=deadline.call,
        stake=stake_of(board, deadline.call, deadline.code),
    )


def _missed(short: Shortfall, board: Board, since: datetime) -> Alert:
    return Alert(
        ("shortfall", short.call, short.code, short.vehicle),
        "shortfall",
        since,
        f"{late_words(short)}: {ask_words(short)}",
        subject=board.call_name(short.call),
        call=short.call,
        stake=stake_of(board, short.call, short.code),
    )
