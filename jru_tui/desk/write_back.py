"""Write-back: the messages that the dispatch system is owed for each command.

An undo goes out as a compensating command with an id of its own, in a word that every dispatch
system knows: nothing that was sent is ever taken out of the queue.
"""

from collections.abc import Mapping
from datetime import datetime

from msgspec import structs

from jru_tui.board import Board, Command, Commanded, Event, Undo, compensation
from jru_tui.feeds import Posting, posting


def postings(board: Board, before: Mapping[str, Posting]) -> dict[str, Posting]:
    """Map by id everything that the dispatch system has not answered yet, oldest first.

    What is among those of `before` stays as it is: under one key goes out one command, whatever
    the board says by the next try.
    """
    return {
        id_: before[id_]
        if id_ in before
        else structs.replace(_posting(board, event), sent=id_ in board.sent)
        for id_, event in board.owed.items()
    }


def _posting(board: Board, event: Event) -> Posting:
    assert isinstance(event.fact, Commanded)
    command = event.fact.command
    more: dict[str, str | datetime] = {}
    posted: Command = command
    if isinstance(command, Undo):
        more["undoes"] = command.undoes
        # A journal of an earlier version does not say what was to be told.
        posted = event.fact.told or compensation(board, command) or command
    posted, openings = _by_number(board, posted)
    return posting(event.id, posted, event.at, event.by, **more, **openings)


def _by_number(board: Board, command: Command) -> tuple[Command, dict[str, datetime]]:
    """The command with the numbers of its calls, and when these were opened.

    Only where a number was used again: to the dispatch system it may mean another call.
    """
    numbers: dict[str, str] = {}
    openings: dict[str, datetime] = {}
    for name, opened in (("call", "opened_at"), ("duplicate_of", "duplicate_of_opened_at")):
        call = board.calls.get(getattr(command, name, ""))
        if call is not None and call.naming is not None:
            numbers[name], openings[opened] = call.number, call.opened_at
    return structs.replace(command, **numbers), openings
