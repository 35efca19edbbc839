"""The history of commands: given, undone, redone, refused or settled."""

from datetime import datetime

from jru_tui.board.commands import Acknowledge, Command, Settle, Undo
from jru_tui.board.projection.failed_commands import CommandEffect
from jru_tui.board.projection.order_effects import OrderEffects
from jru_tui.board.projection.orders import Order, given_again
from jru_tui.board.projection.store import BoardStore, TouchedIds
from jru_tui.board.storage import Lookup, Shelf, Storage


class CommandHistory:
    """A history of commands: puts orders into the store and takes them out again.

    Attributes:
        undos: what each undo took back: id of the order (or of the undo) by the undo's own id.
        undo_orders: undos as they were given, by id.
        redoable: undos that can still be undone themselves, the newest last. Any other command
            ends them: what was taken back before it stays so.
        turned_down: commands that the dispatch system did not take, by id, and when that was known.
            No undo that it refuses as well brings such an order back.
        settled_away: orders in whose disputes the feed was found right, by id, and when.
    """

    def __init__(self, store: BoardStore, storage: Storage) -> None:
        self._store = store
        self._effects = OrderEffects(store)
        self.undos: Shelf[str] = storage.shelf("undo", str)
        self.undo_orders: Shelf[Order] = storage.shelf("undo_order", Order)
        self.redoable: list[str] = []
        self.settled_away: Shelf[datetime] = storage.shelf("settled_away", datetime)
        self.turned_down: Shelf[datetime] = storage.shelf("turned_down", datetime)
        self._undone_undos: Shelf[bool] = storage.shelf("undone_undo", bool)
        self._last_of: dict[str, Order | None] = {}

    def forget(self) -> None:
        """Let the archive hold what became of each command."""
        for shelf in (
            self.undos,
            self.undo_orders,
            self.settled_away,
            self.turned_down,
            self._undone_undos,
        ):
            shelf.clear()

    def last(self) -> Order | None:
        """The newest order that stands: the one that an undo takes back.

        That somebody took note of an emergency cannot be taken back.
        """
        newest = self._store.orders.newest()
        return next((order for order in newest if type(order.command) is not Acknowledge), None)

    def last_of(self, by: str) -> Order | None:
        """Find the newest order of one person that stands and can be taken back."""
        if by not in self._last_of:
            # Asked with every drawing: whoever has given nothing yet has a long past to look into.
            own = self._store.orders.newest_of(by)
            undoable = (order for order in own if type(order.command) is not Acknowledge)
            self._last_of[by] = next(undoable, None)
        return self._last_of[by]

    def last_redoable(self, by: str) -> Order | None:
        """Find the newest undo, if one person gave it and it can itself be undone."""
        newest = self.undo_orders[self.redoable[-1]] if self.redoable else None
        return newest if newest is not None and newest.by == by else None

    def undone_with(self, undo_id: str) -> list[Order]:
        """List the newest undos, where they were given as one with that one; else none."""
        undo = self.undo_orders.get(undo_id)
        redoable = [self.undo_orders[other_id] for other_id in self.redoable]
        if undo is None or not undo.decision or not redoable:
            return []
        if redoable[-1].decision != undo.decision:
            return []  # as a single one, it can be redone only while it is the newest
        return [other for other in redoable if other.decision == undo.decision]

    def given(self, order: Order) -> TouchedIds:
        """A command was given."""
        self._last_of.clear()
        self.redoable.clear()
        return self._put(order)

    def undone(self, undo: Order, target: str) -> TouchedIds:
        """A command was taken back; or, if `target` is an undo, it was given again."""
        undo_id = undo.id
        self._last_of.clear()
        self.undos[undo_id] = target
        self.undo_orders[undo_id] = undo
        if target in self.undos:
            self._undone_undos[target] = True
            if target in self.redoable:
                self.redoable.remove(target)
            order = self._store.orders.take_withdrawn(self.undos[target])
            if order is not None and undo.session:
                order = given_again(order, undo)  # in older journals it stood as it was
            return self._put(order) if order else TouchedIds()
        self.redoable.append(undo_id)
        return self.withdrawn(target)

    def withdrawn(self, order_id: str) -> TouchedIds:
        """An order does not stand any more: it was undone, or the dispatch system refused it."""
        self._last_of.clear()
        order, touched = self._effects.withdraw(order_id)
        if order is None or type(order.command) is not Settle:
            return touched
        disputed = order.command.disputed
        if order.command.in_favour_of == "feed":
            self.settled_away.pop(disputed, None)
            return touched | self._effects.restore(disputed)
        if disputed in self._store.orders.standing:
            given_at = self._store.orders.standing[disputed].given_at
            touched |= self._effects.count_from(disputed, given_at)
        return touched

    def undo_refused(self, undo_id: str) -> TouchedIds:
        """Restore what an undo took back, unless it was given again since."""
        target = self.undos.get(undo_id, "")
        self._last_of.clear()
        self._undone_undos[undo_id] = True
        if undo_id in self.redoable:
            self.redoable.remove(undo_id)
        if target in self.undos:
            self._undone_undos.pop(target)
            return self.withdrawn(self.undos[target])
        return TouchedIds() if target in self.turned_down else self._effects.restore(target)

    def is_taken_back(self, command_id: str) -> bool:
        """Test whether a command of that id was given and does not stand."""
        return command_id in self._store.orders.withdrawn or command_id in self._undone_undos

    def _put(self, order: Order) -> TouchedIds:
        touched = self._effects.put(order)
        if type(order.command) is not Settle:
            return touched
        if order.command.in_favour_of == "feed":
            self.settled_away[order.command.disputed] = order.at
            return touched | self._effects.withdraw(order.command.disputed)[1]
        return touched | self._effects.count_from(order.command.disputed, order.at)


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
        target = self.effect_of(command).command
        if type(target) is Settle:
            target = self.effect_of(self._commands.get(target.disputed, target)).command
        return target

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
