"""The commands that were given, by id, and what each asks for in effect."""

from jru_tui.board.commands import Command, Settle, Undo
from jru_tui.board.projection.failed_commands import CommandEffect
from jru_tui.board.storage import Lookup, Shelf, Storage

_ABOUT_OTHERS = frozenset((Undo, Settle))


class GivenCommands:
    """An index of all commands, for what is said of one later: undone, settled, answered.

    Attributes:
        by_id: finds a command by its id.
    """

    def __init__(self, storage: Storage) -> None:
        self._commands: Shelf[Command] = storage.shelf("order.given", Command, _call_of)
        self.by_id: Lookup[Command] = self._commands

    def put(self, command_id: str, command: Command) -> None:
        """Add a command."""
        self._commands[command_id] = command

    def forget(self) -> None:
        """Let the archive hold all of them."""
        self._commands.clear()

    def about(self, command: Command) -> Command:
        """The command that an undo or a settlement is about, or the command itself."""
        if type(command) not in _ABOUT_OTHERS:
            return command
        asked = self.effect_of(command).command
        if type(asked) is Settle:
            asked = self.effect_of(self._commands.get(asked.disputed, asked)).command
        return asked

    def effect_of(self, command: Command) -> CommandEffect:
        """Find the effect that a command asks for, through undos and undos of undos."""
        about: Command | None = command
        taken_back = False
        while type(about) is Undo:
            about = self._commands.get(about.undoes)
            taken_back = not taken_back
        return CommandEffect(command if about is None else about, taken_back)


def _call_of(_id: str, command: Command) -> str:
    return str(getattr(command, "call", ""))
