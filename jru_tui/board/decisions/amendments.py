"""The gate of what is said of a call itself: how urgent it is, and where."""

from msgspec import structs

from jru_tui.board.board import Board
from jru_tui.board.commands import AmendCommand, Regrade, Relocate, RightCare
from jru_tui.board.decisions.openings import unknown_code
from jru_tui.board.decisions.refusal import Refusal, no_such_call
from jru_tui.board.projection.calls.amendments import judged
from jru_tui.board.records import Place
from jru_tui.board.views import Call


def decide_amendment(board: Board, command: AmendCommand) -> AmendCommand | Refusal:
    """Decide a new judgement or place; gives it back, with what the feed says, if it may be."""
    call = board.calls.get(command.call)
    if call is None:
        return no_such_call(command.call)
    if not call.open:
        return Refusal(f"{call.id} is closed: reopen it first")
    if isinstance(command, Regrade):
        return _regrade(board, command, call)
    if isinstance(command, RightCare):
        return _right_care(command, call)
    return _relocate(board, command, call)


def _right_care(command: RightCare, call: Call) -> RightCare | Refusal:
    """Require a decision that is new; the police do not stay away while their crew is there."""
    before = call.right_care
    if before is not None and (before.instead, before.reason) == (command.instead, command.reason):
        return Refusal(f"that has been decided for {call.name} already")
    if command.instead and call.on_it:
        return Refusal(f"somebody is on {call.name}: stand them down first", "stand-down")
    return command


def _regrade(board: Board, command: Regrade, call: Call) -> Regrade | Refusal:
    if refused := unknown_code(board, command.grade, command.category):
        return refused
    before = (call.grade or "", call.category or "")
    if (command.grade, command.category) == before:
        return Refusal(f"{call.name} is {judged(*before)} already")
    reported = board.said.call_record(call.id)
    was = (reported.grade, reported.category) if reported else before
    return structs.replace(command, was_grade=was[0] or "", was_category=was[1] or "")


def _relocate(board: Board, command: Relocate, call: Call) -> Relocate | Refusal:
    if command.where == Place():
        return Refusal("where is it? Give a place")
    if command.where == call.where:
        return Refusal(f"{call.name} is already there")
    reported = board.said.call_record(call.id)
    return structs.replace(command, was=reported.where if reported else call.where)
