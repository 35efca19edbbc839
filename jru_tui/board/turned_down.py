"""What the supervisor asked for and did not get: commands that dispatch refused or never had.

A line that goes with the next key would leave a crew unsent and everybody sure that it is on its
way. So each stands until it is given again, has come about otherwise, or is put away.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from msgspec import Struct

from jru_tui.board.commands import Assign, Command
from jru_tui.board.orders import calls_of, vehicle_of
from jru_tui.board.views import Call, Vehicle


class TurnedDown(Struct, frozen=True):
    """One such command.

    Attributes:
        id: of the command's event.
        at: when that became known.
        command: what was asked; for an undo, what it took back.
        words: the same without anybody's own text: `JRU 2 assigned`.
        minutes: how old it was when it was found too old to send; None where dispatch refused it.
    """

    id: str
    at: datetime
    command: Command
    words: str
    minutes: int | None = None

    @property
    def call(self) -> str | None:
        """The call that it is about, if it is about one."""
        return next(iter(calls_of(self.command)), None)

    @property
    def vehicle(self) -> str | None:
        """The vehicle that it is about, if it is about one."""
        return vehicle_of(self.command)


class Unmet:
    """All of a board's commands that were turned down and not given again since."""

    def __init__(self) -> None:
        self._found: dict[str, TurnedDown] = {}

    def add(self, found: TurnedDown) -> None:
        """A command was turned down."""
        self._found[found.id] = found

    def given(self, command: Command) -> None:
        """A command was given: it takes the place of one of its kind about the same thing."""
        for each in [each for each in self._found.values() if _again(each, command)]:
            del self._found[each.id]

    def standing(
        self, calls: Mapping[str, Call], vehicles: Mapping[str, Vehicle]
    ) -> Iterator[TurnedDown]:
        """Those that still matter, as calls and vehicles are now; the oldest first."""
        for each in self._found.values():
            if each.call is None:
                vehicle = vehicles.get(each.vehicle or "")
                if vehicle is not None and vehicle.since <= each.at:
                    yield each
                continue
            call = calls.get(each.call)
            if call is not None and call.open and not _came_about(each, call):
                yield each


def _came_about(refused: TurnedDown, call: Call) -> bool:
    """Whether the vehicle is on the call all the same, or was since."""
    return isinstance(refused.command, Assign) and any(
        each.vehicle == refused.vehicle and (each.clear_at is None or each.clear_at > refused.at)
        for each in call.responses
    )


def _again(before: TurnedDown, command: Command) -> bool:
    if type(before.command) is not type(command):
        return False
    if before.call is not None:
        return calls_of(command) == (before.call,)
    return vehicle_of(command) == before.vehicle
