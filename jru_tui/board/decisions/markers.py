"""The gate of warnings at places."""

from datetime import timedelta

from msgspec import structs

from jru_tui.board.board import Board
from jru_tui.board.commands import EndMarker, MarkerCommand
from jru_tui.board.decisions.refusal import Refusal
from jru_tui.board.projection.place_index import MOST_RADIUS_M, place_words
from jru_tui.board.shifts import local_time

MOST_DAYS = 366
"""Days for which a marker may stand; whoever looks at it again then warns again."""


def decide_marker(board: Board, command: MarkerCommand) -> MarkerCommand | Refusal:
    """Decide a warning, or its end; gives it back with its days and its radius if it may be."""
    if isinstance(command, EndMarker):
        stands = board.said.markers.get(command.marker) is not None
        return command if stands else Refusal("there is no such marker")
    if not command.text.strip():
        return Refusal("a marker needs words")
    if not place_words(command.where):
        return Refusal("where is it? The place has neither coordinates nor enough words")
    if board.written_at is None:
        return Refusal("nothing is on the board yet")
    rules = board.rules.places
    today = local_time(board.rules.hours, board.written_at).date()
    expires_on = command.expires_on or today + timedelta(days=rules.marker_days)
    review_on = command.review_on or min(
        expires_on, today + timedelta(days=rules.marker_review_days)
    )
    if not today <= expires_on <= today + timedelta(days=MOST_DAYS):
        return Refusal(f"a marker expires within {MOST_DAYS} days, and not before today")
    if review_on > expires_on:
        return Refusal("the review comes before it expires, not after")
    return structs.replace(
        command,
        radius_m=min(MOST_RADIUS_M, command.radius_m or rules.radius_m),
        review_on=review_on,
        expires_on=expires_on,
    )
