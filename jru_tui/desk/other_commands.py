"""Recent commands from other boards, which a supervisor may not have seen yet.

A command on a call or a vehicle that somebody else has just changed is not given but answered with
what was done, once: whoever gives it again has seen that.
"""

from collections import deque
from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec import Struct

from jru_tui.board import (
    Assign,
    Board,
    Close,
    Command,
    Commanded,
    Event,
    Note,
    Refusal,
    Request,
    StandDown,
    Strike,
    calls_of,
    decided_commands,
    vehicle_of,
)

EYE_S = 3.0
"""Seconds that it takes to see on the screen what somebody else has done."""

_MOST = 100
QUIET = (Note, Strike)
"""Commands that change nothing on which another one depends."""
_NUMBERS = ("", "a", "two", "three", "four", "five")


class OtherCommand(Struct, frozen=True):
    """A command of another board.

    Attributes:
        event: of the journal.
        command: the command.
        seen_at: when it was seen here, by this board's clock.
        position: its place in the journal; 0 where nobody asks.
    """

    event: Event
    command: Command
    seen_at: datetime
    position: int = 0


class OtherCommands:
    """The newest commands of other boards.

    Args:
        session: this board's run of the program.
    """

    def __init__(self, session: str) -> None:
        self._session = session
        self._recent: deque[OtherCommand] = deque(maxlen=_MOST)

    def add(self, events: Iterable[Event], now: datetime) -> None:
        """Remember those of some events that other boards have commanded."""
        for event in events:
            fact = event.fact
            if (
                isinstance(fact, Commanded)
                and event.session != self._session
                and not isinstance(fact.command, QUIET)
            ):
                self._recent.append(OtherCommand(event, fact.command, now))

    def refuse(self, board: Board, request: Request, now: datetime) -> Refusal | None:
        """Answer a command with what others have just done to its calls and vehicles.

        Args:
            board: as it stands, with what they have done.
            request: the command.
            now: by this board's clock.

        Returns:
            None where they have done nothing to them, or it was said already.
        """
        subjects = subjects_of(board, request)
        oldest = now - timedelta(seconds=EYE_S)
        recent = [other for other in self._recent if other.seen_at >= oldest]
        overtaking = [other for other in recent if subjects & subjects_of(board, other.command)]
        self._recent = deque((other for other in recent if other not in overtaking), _MOST)
        if not overtaking:
            return None
        newest = overtaking[-1]
        return Refusal(f"{words_of(board, newest)} {_ago(now - newest.seen_at)}: look again")


def subjects_of(board: Board, request: Request) -> set[str]:
    """The calls and vehicles that commands are about; none for one that depends on nothing."""
    found: set[str] = set()
    for command in decided_commands(request):
        if not isinstance(command, QUIET):
            about = board.about(command)
            found |= {*calls_of(about), *filter(None, (vehicle_of(about),))}
    return found


def words_of(board: Board, other: OtherCommand) -> str:
    """Say who did what, with the names of the board."""
    author, command = other.event.by or "somebody else", other.command
    match command:
        case Assign(call=call, vehicle=vehicle):
            return f"{author} assigned {_vehicle(board, vehicle)} to {board.call_name(call)}"
        case StandDown(call=call, vehicle=vehicle):
            return f"{author} stood {_vehicle(board, vehicle)} down from {board.call_name(call)}"
        case Close(call=call):
            return f"{author} closed {board.call_name(call)}"
    call = next(iter(calls_of(board.about(command))), "")
    location = f" at {board.call_name(call)}" if call else ""
    return f"{author} gave “{board.briefly(command)}”{location}"


def _vehicle(board: Board, vehicle_id: str) -> str:
    vehicle = board.vehicles.get(vehicle_id)
    return vehicle.name if vehicle else vehicle_id


def _ago(age: timedelta) -> str:
    seconds = int(age.total_seconds())
    if seconds <= 0:
        return "just now"
    return f"{_NUMBERS[seconds]} second{'' if seconds == 1 else 's'} ago"
