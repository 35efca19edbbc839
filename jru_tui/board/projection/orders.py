"""The supervisor's commands that stand: given, and neither undone, refused nor settled away."""

from datetime import datetime

from msgspec import Struct, structs

from jru_tui.board.commands import Assign, Command, SetStatus, StandDown
from jru_tui.board.events import Offered
from jru_tui.board.projection.status_history import Press


class Order(Struct, frozen=True):
    """A command, with what it booked.

    Attributes:
        id: that of its event.
        at: from when it counts: when it was given or, for an assignment or a stand-down after a
            dispute was settled in its favour, when it was settled.
        given_at: when it was given.
        number: grows with each command that is given.
        by: who gave it.
        command: what was asked.
        presses: the statuses that it books, as pairs of vehicle and press.
        settled_at: when a dispute about a closing or a reopening was settled in its favour; that
            happened when it was given, whatever the feed said in between.
        session: the run of the program in which it was given; empty where that is not known.
        posted: it is owed to the dispatch system, so that the feed may repeat it; else it stands on
            this board alone, and whoever it concerns has to be told.
        told: the command that dispatch was told in its place; None where that is the command.
        decision: the same for all orders that were given as one; empty for one that stands alone.
        offers: who was offered when a vehicle was sent, the first offer first.
    """

    id: str
    at: datetime
    given_at: datetime
    number: int
    by: str
    command: Command
    presses: tuple[tuple[str, Press], ...] = ()
    settled_at: datetime | None = None
    session: str = ""
    posted: bool = False
    told: Command | None = None
    decision: str = ""
    offers: tuple[Offered, ...] = ()

    @property
    def holds_from(self) -> datetime:
        """Return the time from which only a newer report of the feed contradicts the order."""
        return self.settled_at or self.at


def given_again(order: Order, undo: Order) -> Order:
    """Return an order as it stands from the undo of its undo on.

    What it says of one vehicle counts from then: the feed may have shown in between that the
    vehicle was taken back.
    """
    again = structs.replace(
        order,
        given_at=undo.at,
        number=undo.number,
        by=undo.by,
        session=undo.session,
        posted=undo.posted,
    )
    if not isinstance(order.command, Assign | StandDown | SetStatus):
        return again
    presses = tuple(
        (vehicle, structs.replace(press, at=undo.at, heard=undo.number))
        for vehicle, press in order.presses
    )
    return structs.replace(again, at=undo.at, presses=presses)


def calls_of(command: Command) -> tuple[str, ...]:
    """The calls that a command is about."""
    call = getattr(command, "call", "")
    return (call,) if call else ()


def vehicle_of(command: Command) -> str | None:
    """The vehicle that a command is about, if it is about one."""
    return getattr(command, "vehicle", "") or None
