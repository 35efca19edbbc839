"""Another client: it reads a journal on a server in plain SQL, and counts for itself.

It imports nothing of the program. Its rules are those of docs/shared.md, and none beyond them.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import psycopg

_EVENTS = """SELECT position, id, fact ->> 'kind', fact -> 'call', fact -> 'command'
    FROM jru.journal WHERE kind IN ('call', 'commanded') ORDER BY position"""
_POSITIONS = """SELECT count(*), count(DISTINCT id), max(position),
    (SELECT position FROM jru.head) FROM jru.journal"""


class CallState(NamedTuple):
    """The end of a call, as far as it has one.

    Attributes:
        is_open: nobody has closed it.
        outcome: with which it was closed; None while it is open.
    """

    is_open: bool
    outcome: str | None


def read_calls(address: str) -> dict[str, CallState]:
    """Read how each call of a journal stands."""
    with psycopg.connect(address) as connection:
        rows = connection.execute(_EVENTS).fetchall()
    told = {record["id"]: record for _, _, kind, record, _ in rows if kind == "call"}
    given = {id_: command for _, id_, kind, _, command in rows if kind == "commanded"}
    standing = {id_ for id_ in given if _stands(id_, given)}
    ends = {
        command["call"]: command
        for id_, command in given.items()
        if id_ in standing and command["command"] in ("close", "reopen")
    }
    return {id_: _state(record, ends.get(id_)) for id_, record in told.items()}


def _stands(id_: str, given: Mapping[str, Mapping[str, Any]]) -> bool:
    """Test whether no undo of a command stands: one that was itself undone does not."""
    undoes = (other for other, command in given.items() if command.get("undoes") == id_)
    return not any(_stands(other, given) for other in undoes)


def _state(record: Mapping[str, Any], end: Mapping[str, Any] | None) -> CallState:
    """The state of a call by the last word on it of a supervisor, or else by the feed's."""
    if end is not None:
        closed = end["command"] == "close"
        return CallState(not closed, end["outcome"] if closed else None)
    closed = record.get("state") == "closed"
    return CallState(not closed, record.get("outcome") if closed else None)


def is_whole(address: str) -> bool:
    """Test whether positions run from 1 to the head, each once, and no event is there twice."""
    with psycopg.connect(address) as connection:
        row = connection.execute(_POSITIONS).fetchone()
    return row is not None and len(set(row)) == 1


def calls_in_status(calls: Iterable[Mapping[str, Any]]) -> dict[str, CallState]:
    """Give the same from the calls in `jru-tui status --json`."""
    return {call["id"]: CallState(call["state"] == "open", call["outcome"]) for call in calls}
