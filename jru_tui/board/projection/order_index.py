"""An index of the supervisor's commands: by id, in order and by decision."""

from collections.abc import Iterator
from operator import attrgetter

from msgspec import Struct

from jru_tui.board.archive import SEPARATOR
from jru_tui.board.archived_history import History
from jru_tui.board.commands import (
    AlertKey,
    Dismiss,
    HandOver,
    MarkShift,
    OfferRole,
    TakeRole,
)
from jru_tui.board.projection.orders import Order, calls_of
from jru_tui.board.storage import Lookup, Shelf, Storage

_MARKS = frozenset((HandOver, MarkShift, OfferRole, TakeRole))


class Number(Struct, frozen=True, array_like=True):
    """The place of an order among all others; it grows with each that is given.

    Attributes:
        number: the place.
        order: the id of the order; empty where the places of all orders tell it.
    """

    number: int
    order: str = ""


def _note(numbers: History[Number], place: Number) -> None:
    """Note where an order stands among others, once."""
    if numbers.items and numbers.items[-1].number < place.number:
        numbers.append(place)
    elif numbers.at(place.number, _block(place)) is None:
        numbers.add(place)


def _call_of(_id: str, order: Order) -> str:
    return next(iter(calls_of(order.command)), "")


def _block(item: Number) -> int:
    """Give the number by which places of orders are kept together."""
    return item.number // 1_000


class OrderIndex:
    """An index of the orders that stand or were taken back, whatever they are about.

    Attributes:
        standing: orders that stand, by id; `newest` has them in order.
        withdrawn: orders that were taken back, by id.
        dismissals: grows whenever an alert is dismissed, or is not any more.
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._standing: Shelf[Order] = storage.shelf("order.standing", Order, _call_of)
        self._withdrawn: Shelf[Order] = storage.shelf("order.withdrawn", Order, _call_of)
        self.standing: Lookup[Order] = self._standing
        self.withdrawn: Lookup[Order] = self._withdrawn
        self._decisions: Shelf[list[str]] = storage.shelf("decision", list[str])
        self._dismissed: Shelf[Order] = storage.shelf("dismissed", Order)
        self.dismissals = 0
        self._numbers: History[Number] = self._places("number")
        self._marks: History[Number] = self._places("mark")
        self._own: dict[str, History[Number]] = {}

    def _places(self, name: str, owner: str = "") -> History[Number]:
        history: History[Number] = self._storage.history(
            name, owner, Number, key=attrgetter("number"), day=_block
        )
        return history

    def newest(self) -> Iterator[Order]:
        """The orders that stand, the newest first."""
        return self._still_standing(self._numbers)

    def newest_of(self, by: str) -> Iterator[Order]:
        """Give the orders of one person that stand, the newest first."""
        return (order for order in self._still_standing(self._numbers_of(by)) if order.by == by)

    def of_decision(self, decision: str) -> list[Order]:
        """List the orders of a decision that stand."""
        orders = (self._standing.get(order_id) for order_id in self._decisions.get(decision, ()))
        return [order for order in orders if order is not None]

    def take_withdrawn(self, order_id: str) -> Order | None:
        """Take out an order that was taken back, to be given again; None if it was not."""
        taken: Order | None = self._withdrawn.pop(order_id, None)
        return taken

    def newest_marks(self) -> Iterator[Order]:
        """Yield those by which the shift, or a role, was handed over or taken, the newest first."""
        return self._still_standing(self._marks)

    def _still_standing(self, numbers: History[Number]) -> Iterator[Order]:
        for number in numbers.backwards():
            order = self.standing.get(number.order or self._id_at(number))
            # One that was given again counts where it was given last.
            if order is not None and order.number == number.number:
                yield order

    def _id_at(self, place: Number) -> str:
        found = self._numbers.at(place.number, _block(place))
        return "" if found is None else found.order

    def _numbers_of(self, by: str) -> History[Number]:
        if by not in self._own:
            self._own[by] = self._places("own", by)
        return self._own[by]

    def dismissed(self, alert: AlertKey | str) -> Order | None:
        """Return the order that dismissed an alert, if one did and it stands."""
        return self._dismissed.get(_alert_place(alert))

    def put(self, order: Order) -> None:
        """Add an order that stands."""
        self._standing[order.id] = order
        if order.decision:
            ids = self._decisions.setdefault(order.decision, [])
            if order.id not in ids:
                ids.append(order.id)
        place = Number(order.number, order.id)
        _note(self._numbers, place)
        _note(self._numbers_of(order.by), Number(order.number))
        if type(order.command) in _MARKS:
            _note(self._marks, place)
        if type(order.command) is Dismiss:
            for key in order.command.keys:
                self._dismissed[_alert_place(key)] = order
            self.dismissals += 1

    def withdraw(self, order_id: str) -> Order | None:
        """Take an order back; None if it does not stand."""
        order: Order | None = self._standing.pop(order_id, None)
        if order is not None:
            self._withdrawn[order_id] = order
        return order

    def end_dismissal(self, order: Order) -> None:
        """Let the alerts be shown again that an order dismissed, if it dismissed any."""
        if type(order.command) is Dismiss:
            for key in order.command.keys:
                self._dismissed.pop(_alert_place(key), None)
            self.dismissals += 1

    def forget(self) -> None:
        """Let the archive hold all orders."""
        for shelf in (self._standing, self._withdrawn, self._decisions, self._dismissed):
            shelf.clear()


def _alert_place(key: AlertKey | str) -> str:
    """Give an alert's key as a shelf has it; the first journals hold it joined already."""
    return key if isinstance(key, str) else SEPARATOR.join(key)
