"""Alerts of vehicles for which a call is kept, once they are free, or cannot come at all."""

from collections.abc import Iterator

from jru_tui.board.board import Board
from jru_tui.board.decisions.vehicles import availability
from jru_tui.board.queries.alert_models import Alert, stake_of
from jru_tui.board.rules import OFF_DUTY
from jru_tui.board.views import Vehicle


def alerts_of_next_calls(board: Board, vehicle: Vehicle) -> Iterator[Alert]:
    """Ask to send a vehicle that is free to the call that is kept for it.

    A crew that went off duty, or that the feed lists no more, will not take it: another has to.
    """
    for call_id in vehicle.next_calls:
        call = board.calls.get(call_id)
        if call is None or call.next_for is None:
            continue
        if vehicle.status in OFF_DUTY:
            said = f"is {board.rules.status(vehicle.status).label}: send another to"
        elif vehicle.unlisted_at is not None:
            said = "is no longer listed: ask by radio, or send another to"
        elif availability(board, vehicle) == "free":
            said = "is free: send it to"
        else:
            continue
        code = call.grade or call.category
        named = f"{call.name} ({code})" if code else call.name
        since = max(vehicle.unlisted_at or vehicle.since, call.next_for.at)
        yield Alert(
            ("next_call", vehicle.id, call.id, vehicle.status, since.isoformat()),
            "next_call",
            since,
            f"{vehicle.name} {said} {named}, its next call",
            vehicle=vehicle.id,
            call=call.id,
            stake=stake_of(board, call.id),
        )
