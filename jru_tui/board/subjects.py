"""The subject of an event: the call that it is about, found from the event and those before it."""

from collections.abc import Callable

from jru_tui.board.commands import Command, Settle, Undo
from jru_tui.board.events import (
    CallReported,
    CommandAnswered,
    Commanded,
    CommandSent,
    Event,
    Held,
    RecordRefused,
    RefusalLifted,
    Relisted,
    Unlisted,
    VehicleReported,
    Viewed,
)


class CallSubjects:
    """A finder of the calls that events are about; takes events in the journal's order.

    An answer is about the call of its command, an undo about that of what it takes back.

    Args:
        command_of: finds a command by its id; without it, commands are remembered.
    """

    def __init__(self, command_of: Callable[[str], Command | None] | None = None) -> None:
        self._command_of = command_of
        self._commands: dict[str, str] = {}

    def call_of(self, event: Event) -> str:
        """Return the id of the call that an event is about; empty for none."""
        call = self._call_of(event)
        if self._command_of is None and isinstance(event.fact, Commanded):
            self._commands[event.id] = call
        return call

    def _call_of(self, event: Event) -> str:
        match event.fact:
            case CallReported(call=record):
                return record.id
            case VehicleReported(vehicle=vehicle):
                return vehicle.call or ""
            case Commanded(command=command):
                return self._call_of_command(command)
            case CommandAnswered(command=given) | CommandSent(command=given):
                return self._call_of_given(given)
            case Unlisted(subject="call", id=call) | Relisted(subject="call", id=call):
                return call
            case RecordRefused(subject="call", key=call) | RefusalLifted(subject="call", key=call):
                return call
            case Viewed(call=call) | Held(call=call):
                return call
            case _:
                return ""

    def _call_of_command(self, command: Command) -> str:
        match command:
            case Undo(undoes=given) | Settle(disputed=given):
                return self._call_of_given(given)
        return str(getattr(command, "call", "") or "")

    def _call_of_given(self, command_id: str) -> str:
        if self._command_of is None:
            return self._commands.get(command_id, "")
        command = self._command_of(command_id)
        return "" if command is None else self._call_of_command(command)
