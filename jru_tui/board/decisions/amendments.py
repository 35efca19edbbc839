"""Decisions about a call's own facts, entered by hand: opening, grade, place and right care."""

from msgspec import structs

from jru_tui.board.board import Board
from jru_tui.board.call_commands import (
    AmendCommand,
    GiveDetails,
    Hold,
    OpenCall,
    Regrade,
    Relocate,
    RightCare,
)
from jru_tui.board.call_views import Call
from jru_tui.board.decisions.entries import decide_hold
from jru_tui.board.decisions.refusal import Refusal, no_such_call
from jru_tui.board.projection.calls.amendments import judged
from jru_tui.board.records import Place

_MOST_PEOPLE = 1_000_000
"""A larger number of people is a slip."""
_PREFIX = "H-"
"""Begins the id of every call that is opened by hand, so that it is told from the feed's."""


def free_call_id(board: Board) -> str:
    """Return an id for the next call that is opened by hand: `H-1`, and so on.

    The end is found by halves, so that an old board is not asked for every one that it ever had.
    """
    free = 1
    while _is_taken(board, free):
        free *= 2
    taken = free // 2
    while free - taken > 1:
        middle = (taken + free) // 2
        if _is_taken(board, middle):
            taken = middle
        else:
            free = middle
    return f"{_PREFIX}{free}"


def _is_taken(board: Board, number: int) -> bool:
    return f"{_PREFIX}{number}" in board.store.calls


def decide_opening(board: Board, command: OpenCall) -> OpenCall | Refusal:
    """Decide the opening of a call; gives it back if it may be."""
    if not command.call or command.call in board.store.calls:
        return Refusal(f"call {command.call} already exists: use another id")
    if command.where == Place():
        return Refusal("where is it? Give a place")
    if command.type and command.type not in board.rules.types:
        return Refusal(f"there is no type of call “{command.type}”")
    if not 0 <= command.people <= _MOST_PEOPLE:
        return Refusal(f"how many people? At most {_MOST_PEOPLE:,}")
    return unknown_code(board, command.grade, command.category) or command


def unknown_code(board: Board, grade: str, category: str) -> Refusal | None:
    """Refuse a grade or a category that the settings do not know; empty is none.

    Args:
        board: has the settings.
        grade: a code of the police.
        category: a code of the ambulance service.
    """
    if grade and grade not in board.rules.grades:
        return Refusal(f"there is no grade “{grade}”")
    if category and category not in board.rules.categories:
        return Refusal(f"there is no category “{category}”")
    return None


def decide_amendment(board: Board, command: AmendCommand) -> AmendCommand | Refusal:
    """Decide a new judgement or place; gives it back, with what the feed says, if it may be."""
    if isinstance(command, Hold):
        return decide_hold(board, command)
    call = board.calls.get(command.call)
    if call is None:
        return no_such_call(command.call)
    if not call.open:
        return Refusal(f"{call.id} is closed: reopen it first")
    if isinstance(command, Regrade):
        return _regrade(board, command, call)
    if isinstance(command, RightCare):
        return _right_care(command, call)
    if isinstance(command, GiveDetails):
        return _details(board, command, call)
    return _relocate(board, command, call)


def _right_care(command: RightCare, call: Call) -> RightCare | Refusal:
    """Require a decision that is new; the police do not stay away while their crew is there."""
    before = call.right_care
    if (
        before is not None
        and not before.regraded
        and (before.instead, before.reason) == (command.instead, command.reason)
    ):
        return Refusal(f"that has been decided for {call.name} already")
    if command.instead and call.on_it:
        return Refusal(f"somebody is on {call.name}: stand them down first", "stand-down")
    if not command.instead:
        return command
    return structs.replace(command, was_grade=call.grade or "", was_category=call.category or "")


def _regrade(board: Board, command: Regrade, call: Call) -> Regrade | Refusal:
    if refused := unknown_code(board, command.grade, command.category):
        return refused
    before = (call.grade or "", call.category or "")
    if (command.grade, command.category) == before:
        return Refusal(f"{call.name} is {judged(*before)} already")
    reported = board.store.call_record(call.id)
    was = (reported.grade, reported.category) if reported else before
    return structs.replace(command, was_grade=was[0] or "", was_category=was[1] or "")


def _details(board: Board, command: GiveDetails, call: Call) -> GiveDetails | Refusal:
    """Require something that is new, and keep what the feed says."""
    if not command.callback and not command.people:
        return Refusal("what is known? Give a callback or the number of people")
    if not 0 <= command.people <= _MOST_PEOPLE:
        return Refusal(f"how many people? At most {_MOST_PEOPLE:,}")
    details = (command.callback or call.callback, command.people or call.people)
    if details == (call.callback, call.people):
        return Refusal(f"{call.name} has that already")
    reported = board.store.call_record(call.id) or call
    return structs.replace(
        command, was_callback=reported.callback or "", was_people=reported.people or 0
    )


def _relocate(board: Board, command: Relocate, call: Call) -> Relocate | Refusal:
    if command.where == Place():
        return Refusal("where is it? Give a place")
    if command.where in (call.where, structs.replace(call.where, area=None)):
        return Refusal(f"{call.name} is already there")
    reported = board.store.call_record(call.id)
    return structs.replace(command, was=reported.where if reported else call.where)
