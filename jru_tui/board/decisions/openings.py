"""Calls that are opened by hand: when they may be, and under which id."""

from jru_tui.board.board import Board
from jru_tui.board.commands import OpenCall
from jru_tui.board.decisions.refusal import Refusal
from jru_tui.board.records import Place

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
    return f"{_PREFIX}{number}" in board.said.calls


def decide_opening(board: Board, command: OpenCall) -> OpenCall | Refusal:
    """Decide the opening of a call; gives it back if it may be."""
    if not command.call or command.call in board.said.calls:
        return Refusal(f"call {command.call} already exists: use another id")
    if command.where == Place():
        return Refusal("where is it? Give a place")
    if command.type and command.type not in board.rules.types:
        return Refusal(f"there is no type of call “{command.type}”")
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
