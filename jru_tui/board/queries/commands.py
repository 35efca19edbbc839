"""Queries about commands: whether they stand, what they are about, and their words."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from jru_tui.board.commands import AlertKey, Command, RoleCommand, Undo
from jru_tui.board.projection.orders import Order
from jru_tui.board.projection.state import BoardState


class CommandQueries(BoardState):
    """Queries about the commands that were given at a board."""

    def order(self, command_id: str) -> Order | None:
        """Return a command with what it booked, where it stands."""
        return self.store.orders.standing.get(command_id)

    def command(self, command_id: str) -> Command | None:
        """The command of that id, whatever became of it."""
        return self.given_commands.by_id.get(command_id)

    def read_command(self, command_id: str) -> Command | None:
        """The same, read from the archive for this once."""
        return self.given_commands.by_id.peek(command_id)

    def given_at(self, commands: Iterable[str]) -> datetime | None:
        """Return the time of the oldest of these commands that stands, or None."""
        orders = (self.store.orders.standing.get(command) for command in commands)
        return min((order.given_at for order in orders if order is not None), default=None)

    def about(self, command: Command) -> Command:
        """The command that an undo or a settlement is about, or the command itself."""
        return self.given_commands.about(command)

    def last_order(self) -> Order | None:
        """The newest command that stands: the one that an undo takes back."""
        return self.standing.last()

    def undone_order(self, undo: Undo) -> Order | None:
        """Return the order that an undo takes back, or (an undo of an undo) gives again."""
        target = self.standing.undos.get(undo.undoes, undo.undoes)
        return self.store.orders.standing.get(target) or self.store.orders.withdrawn.get(target)

    def dismissed(self, alert: AlertKey | str) -> Order | None:
        """The order that dismissed an alert, if one did and it stands."""
        found = self.store.orders.dismissed(alert)
        if found is None and isinstance(alert, tuple):
            # As the first journals hold it.
            found = self.store.orders.dismissed(":".join(alert))
        return found

    def handovers(self) -> Iterator[Order]:
        """Every time the shift was handed over, taken over or ended, the newest first."""
        marks = self.store.orders.newest_marks()
        return (order for order in marks if not isinstance(order.command, RoleCommand))

    def role_orders(self) -> Iterator[Order]:
        """Every role that was offered or taken, the newest first."""
        marks = self.store.orders.newest_marks()
        return (order for order in marks if isinstance(order.command, RoleCommand))

    def words(self, command: Command) -> str:
        """A command in the words of the log: `JRU 2 assigned`, `undid: JRU 2 assigned`."""
        return self.phrases.words(command)

    def briefly(self, command: Command) -> str:
        """A command in the words of the log, without anybody's own text in it."""
        return self.phrases.briefly(command)

    def names_vehicle(self, command: Command) -> bool:
        """Test whether the words of a command name the vehicle that it is about."""
        return self.phrases.names_vehicle(command)

    def words_in_full(self, command: Command) -> str:
        """A command in the words of the log, with the call that it is about before them."""
        call = getattr(command, "call", "")
        words = self.words(command)
        return f"{self.call_names.name(call)}: {words}" if call else words
