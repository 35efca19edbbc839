"""Decisions about entries: notes, strikes, dismissals, holds, markers, and the end of a dispute."""

from datetime import timedelta

from msgspec import structs

from jru_tui.board.board import Board
from jru_tui.board.call_commands import Hold
from jru_tui.board.commands import (
    Dismiss,
    EndMarker,
    EntryCommand,
    MarkerCommand,
    MarkShift,
    Note,
    Settle,
    Strike,
)
from jru_tui.board.decisions.refusal import Refusal, no_such_call, no_such_vehicle
from jru_tui.board.projection.orders import Order
from jru_tui.board.projection.place_index import MOST_RADIUS_M, place_words
from jru_tui.board.shifts import local_time, shift_at
from jru_tui.board.views import LogEntry


def decide_entry(board: Board, command: EntryCommand) -> EntryCommand | Refusal:
    """Decide what is to be written about a call or a vehicle; gives it back if it may be."""
    if command.call and command.call not in board.calls:
        return no_such_call(command.call)
    if command.vehicle and command.vehicle not in board.vehicles:
        return no_such_vehicle(command.vehicle)
    match command:
        case Note(text=text):
            if not text.strip():
                return Refusal("a note needs words")
            if not command.call and not command.vehicle:
                return Refusal("a note belongs to a call or a vehicle: select one")
        case Strike():
            return _strike(board, command)
        case Dismiss():
            return _dismiss(board, command)
    return command


def _dismiss(board: Board, command: Dismiss) -> Dismiss | Refusal:
    keys = [key.split(":") if isinstance(key, str) else key for key in command.keys]
    if any(tuple(key[:1]) == ("emergency",) for key in keys):
        return Refusal("an emergency cannot be dismissed: acknowledge it, then book a status")
    if not command.reason.strip():
        return Refusal("give a reason: it goes in the log")
    if all(board.dismissed(key) is not None for key in command.keys):
        return Refusal("that alert is already dismissed")
    return command


def _strike(board: Board, command: Strike) -> Strike | Refusal:
    lines = board.log(call=command.call) if command.call else board.log(vehicle=command.vehicle)
    line = next((entry for entry in lines if entry.id == command.note), None)
    refused = strike_refusal(line)
    return Refusal(refused) if refused else command


def strike_refusal(line: LogEntry | None) -> str:
    """Say why an entry of a log cannot be struck through; empty where it can."""
    if line is None or not line.is_note:
        return "there is no such note"
    return "that note is already struck through" if line.undone or line.struck else ""


def decide_settle(board: Board, command: Settle) -> Settle | Refusal:
    """A settlement needs its dispute."""
    for call in board.open_calls():
        if call.dispute is not None and call.dispute.command == command.disputed:
            return command
    return Refusal("nothing is in dispute here")


def decide_mark(board: Board, command: MarkShift) -> MarkShift | Refusal:
    """A shift is taken over, and ended, one after the other."""
    marks = (order for order in board.handovers() if isinstance(order.command, MarkShift))
    last = next(marks, None)
    running = last is not None and _starts(last) and not _is_past(board, last)
    if command.what == "start" and running:
        return Refusal("the shift is already running")
    if command.what == "end" and not running:
        return Refusal("no shift has been taken over")
    return command


def _starts(mark: Order) -> bool:
    return isinstance(mark.command, MarkShift) and mark.command.what == "start"


def _is_past(board: Board, mark: Order) -> bool:
    """Test whether another shift has begun since, so that nobody ended the one that was marked."""
    if board.written_at is None:
        return False
    return shift_at(board.rules.hours, mark.at) != shift_at(board.rules.hours, board.written_at)


def decide_hold(board: Board, command: Hold) -> Hold | Refusal:
    """Decide a hold, or its end; a call that is closed can be held as well."""
    call = board.calls.get(command.call)
    if call is None:
        return no_such_call(command.call)
    if not command.reason.strip():
        return Refusal("why? A hold needs a reason")
    if command.until is None:
        return command if call.hold is not None else Refusal(f"{call.name} is not held")
    if board.written_at is not None and command.until <= board.written_at:
        return Refusal("until when? That day is in the past")
    hold = call.hold
    if hold is not None and (hold.until, hold.reason) == (command.until, command.reason):
        return Refusal(f"{call.name} is held until then already")
    return command


MOST_DAYS = 366
"""Days for which a marker may stand; whoever looks at it again then warns again."""


def decide_marker(board: Board, command: MarkerCommand) -> MarkerCommand | Refusal:
    """Decide a warning, or its end; gives it back with its days and its radius if it may be."""
    if isinstance(command, EndMarker):
        stands = board.store.markers.get(command.marker) is not None
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
