"""The context of a command: the board as it is, and what the supervisor is looking at."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from msgspec import Struct

from jru_tui.board import NOBODY, Actor, Board, Call, Recommendation, Vehicle
from jru_tui.desk import ALONE, PresentBoards
from jru_tui.feeds import FeedHealth


class Context(Struct, frozen=True):
    """The context that decides whether a command can run, and on what.

    Attributes:
        board: the live board; read, never changed.
        now: the moment of asking, in UTC.
        call: id of the selected call.
        vehicle: id of the vehicle in focus.
        read_only: the board only watches, and no command may change anything.
        health: how the feed is.
        recommendation: who should go where; None where nobody asks.
        actor: who gives the commands.
        writes_back: the dispatch system is told of commands.
        keys: how the key of each command is written, by the command's id.
        present: the boards that are open on the same journal.
        unread: what of the journal is not on the board yet; empty for nothing.
    """

    board: Board
    now: datetime
    call: str | None = None
    vehicle: str | None = None
    read_only: bool = False
    health: FeedHealth = FeedHealth("live")
    recommendation: Recommendation | None = None
    actor: Actor = NOBODY
    writes_back: bool = False
    keys: Mapping[str, str] = MappingProxyType({})
    present: PresentBoards = ALONE
    unread: str = ""

    @property
    def numbers(self) -> Mapping[str, str]:
        """The numbers of the vehicles on the board, by id: those that are typed for them."""
        return {vehicle: str(number) for number, vehicle in enumerate(self.board.vehicles, 1)}

    @property
    def stale(self) -> bool:
        """Test whether the board is old, so that alerts which depend on the feed are silent."""
        return self.health.stale

    @property
    def selected(self) -> Call | None:
        """The selected call as it stands, or None."""
        return self.board.calls.get(self.call) if self.call is not None else None

    @property
    def focused(self) -> Vehicle | None:
        """The vehicle in focus as it stands, or None."""
        return self.board.vehicles.get(self.vehicle) if self.vehicle is not None else None

    @property
    def subject(self) -> Vehicle | None:
        """The vehicle that is meant: the one in focus, else the only one on the selected call."""
        if self.focused is not None:
            return self.focused
        on_it = self.selected.on_it if self.selected is not None else ()
        return self.board.vehicles.get(on_it[0].vehicle) if len(on_it) == 1 else None
