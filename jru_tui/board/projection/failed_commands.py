"""Commands that failed: refused by dispatch, or never delivered.

A line that goes with the next key would leave a crew unsent and everybody sure that it is on its
way. So each stands until it is given again, has come about otherwise, or is dismissed.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from msgspec import Struct

from jru_tui.board.call_commands import Assign, Close, Reopen, StandDown
from jru_tui.board.call_views import Call
from jru_tui.board.commands import AlertKey, Command, Note, SetStatus, Undo
from jru_tui.board.projection.orders import calls_of, vehicle_of
from jru_tui.board.storage import Lookup
from jru_tui.board.views import Vehicle

Kind = type[Command]
_OPPOSITE: dict[Kind, Kind] = {
    Assign: StandDown,
    StandDown: Assign,
    Close: Reopen,
    Reopen: Close,
}


class CommandEffect(Struct, frozen=True):
    """The effect that a command asks for: its own or, for an undo, that another be taken back."""

    command: Command
    taken_back: bool = False

    @property
    def kind(self) -> Kind:
        """Return the kind of the effect: an assignment that is taken back is a stand-down."""
        kind = type(self.command)
        return _OPPOSITE.get(kind, kind) if self.taken_back else kind

    @property
    def call(self) -> str | None:
        """The call that it is about, if it is about one."""
        return next(iter(calls_of(self.command)), None)

    @property
    def vehicle(self) -> str | None:
        """The vehicle that it is about, if it is about one."""
        return vehicle_of(self.command)

    def same_as(self, other: "CommandEffect") -> bool:
        """Test whether it replaces another: the same kind, of the same call and vehicle."""
        if self.kind is not other.kind or self.vehicle != other.vehicle:
            return False
        if self.kind is SetStatus:
            return True  # the newer status counts, whatever call it names
        own = [getattr(failed.command, "text", "") for failed in (self, other)]
        whose = [getattr(failed.command, "back_up", "") for failed in (self, other)]
        return self.call == other.call and len(set(own)) == 1 and len(set(whose)) == 1


class FailedCommand(Struct, frozen=True):
    """A command that failed, and why.

    Attributes:
        id: of the command's event.
        at: when that became known.
        effect: what it asks for.
        words: the same without anybody's own text: `JRU 2 assigned`.
        reason: why, in the words of dispatch.
        minutes: how old it was when it was given up; None where dispatch refused it.
        unclear: whether it arrived all the same is not known.
    """

    id: str
    at: datetime
    effect: CommandEffect
    words: str
    reason: str = ""
    minutes: int | None = None
    unclear: bool = False

    @property
    def alert(self) -> AlertKey:
        """The key of the alert that it is."""
        return "refused", self.id

    @property
    def perhaps_sent(self) -> str | None:
        """The vehicle that may be on its way all the same."""
        return self.effect.vehicle if self.unclear and self.effect.kind is Assign else None

    def matters(self, calls: Lookup[Call], vehicles: Mapping[str, Vehicle]) -> bool:
        """Test whether it is still wanted and still not so, as calls and vehicles are now."""
        call, kind = calls.get(self.effect.call or ""), self.effect.kind
        if kind is Note:
            return True
        if kind is SetStatus:
            vehicle = vehicles.get(self.effect.vehicle or "")
            return vehicle is not None and vehicle.since <= self.at
        if call is None or kind is Reopen:
            return call is not None and not call.open
        if kind is Assign:
            return call.open and not self._went(call)
        if kind is StandDown:
            return any(response.vehicle == self.effect.vehicle for response in call.on_it)
        return call.open

    def _went(self, call: Call) -> bool:
        """Test whether the vehicle is on the call all the same, or was since."""
        return any(
            response.vehicle == self.effect.vehicle
            and (response.clear_at is None or response.clear_at > self.at)
            for response in call.responses
        )


class FailedCommands:
    """The commands of a board that failed and were not given again since."""

    def __init__(self) -> None:
        self._found: dict[str, FailedCommand] = {}

    def __bool__(self) -> bool:
        return bool(self._found)

    def add(self, found: FailedCommand) -> None:
        """A command was turned down."""
        self._found[found.id] = found

    def given(self, command: Command, effect: CommandEffect) -> None:
        """A command was given: again, or to take one back that was turned down."""
        if type(command) is Undo:
            self._found.pop(command.undoes, None)
        for other_failed in [
            failed for failed in self._found.values() if failed.effect.same_as(effect)
        ]:
            del self._found[other_failed.id]

    def forget(self, calls: Lookup[Call], vehicles: Mapping[str, Vehicle]) -> None:
        """Forget for good those that do not matter any more; done when a shift begins."""
        self._found = {command.id: command for command in self.standing(calls, vehicles)}

    def all(self) -> list[FailedCommand]:
        """Every one that is not forgotten, the oldest first."""
        return [*self._found.values()]

    def standing(
        self, calls: Lookup[Call], vehicles: Mapping[str, Vehicle]
    ) -> Iterator[FailedCommand]:
        """List those that still matter, the oldest first."""
        return (failed for failed in self._found.values() if failed.matters(calls, vehicles))
