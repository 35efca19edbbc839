"""The effects of commands that wait: where vehicles will be once the journal's server takes them.

A supervisor who sees a vehicle as it was before would send it a second time.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct

from jru_tui.board import Assign, Board, Change, StandDown, calls_of, vehicle_of

if TYPE_CHECKING:
    from jru_tui.journal import GivenCommand, SpooledCommand


class WaitingEffects(Struct, frozen=True):
    """The effects of all commands that wait in a spool.

    Attributes:
        vehicles: for each vehicle that is sent or taken off, the id of the call that it will be on;
            empty for none.
        words: for each call that one is about, what waits for it, in words.
    """

    vehicles: dict[str, str] = {}
    words: dict[str, tuple[str, ...]] = {}

    def sent_to(self, call: str) -> list[str]:
        """Ids of the vehicles that will be on a call."""
        return [vehicle for vehicle, sent_to in self.vehicles.items() if sent_to == call]

    def of_call(self, call: str) -> tuple[object, ...]:
        """All that waits about a call, to compare with what was shown of it."""
        return (self.words.get(call), *self.sent_to(call))


NOTHING_WAITS = WaitingEffects()


def effects_of_waiting(waiting: "Iterable[SpooledCommand]", board: Board) -> WaitingEffects:
    """Work out what commands that wait will come to, in their order.

    One that others have overtaken, or that was put aside, changes nothing by itself.

    Args:
        waiting: the commands.
        board: as it is shown.
    """
    vehicles: dict[str, str] = {}
    words: dict[str, tuple[str, ...]] = {}
    for spooled in waiting:
        if spooled.aside or spooled.conflict:
            continue
        for command in spooled.given.commands:
            match command:
                case Assign(call=call, vehicle=vehicle):
                    vehicles[vehicle] = call
                case StandDown(call=call, vehicle=vehicle):
                    vehicles.pop(vehicle, None)
                    shown = board.vehicles.get(vehicle)
                    if shown is not None and shown.call == call:
                        vehicles[vehicle] = ""
            for call in calls_of(board.about(command)):
                known = words.get(call, ())
                words[call] = (*known, spooled.given.words)
    return WaitingEffects(vehicles, words)


def touched_by(given_command: "GivenCommand", board: Board) -> Change:
    """The calls and vehicles on a board that a command is about, to have them drawn.

    Args:
        given_command: the command.
        board: as it is shown.
    """
    abouts = [board.about(command) for command in given_command.commands]
    calls = {call for about in abouts for call in calls_of(about)}
    vehicles = filter(None, map(vehicle_of, abouts))
    return Change(
        frozenset(call for call in calls if call in board.calls),
        frozenset(vehicle for vehicle in vehicles if vehicle in board.vehicles),
    )
