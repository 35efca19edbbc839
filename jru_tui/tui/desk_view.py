"""A desk as one board looks at it: with its keys, and perhaps without changing anything."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from jru_tui.board import Recommendation
from jru_tui.desk import Desk
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.keymap import key_label
from jru_tui.tui.commands.spec import CommandSpec
from jru_tui.tui.layout.frame import Frame


class DeskView:
    """A view of a desk: makes frames and contexts of it.

    Attributes:
        desk: what is looked at.
        keys: how the key of each command is written, by the command's id.
        read_only: nothing can be changed from here.
    """

    def __init__(
        self,
        desk: Desk,
        clock: Callable[[], datetime],
        commands: Sequence[CommandSpec],
        *,
        read_only: bool = False,
        demo: str = "",
    ) -> None:
        """Look at a desk.

        Args:
            desk: what is looked at.
            clock: the board's time, UTC.
            commands: perhaps with keys of the supervisor's own.
            read_only: nothing can be changed from here.
            demo: what the header calls a demo, empty for a real shift.
        """
        self.desk = desk
        self.read_only = read_only
        # Who looks on beside a writer cannot have the feed asked either.
        no_use = {command.id for command in commands if command.dangerous} | {"refresh"}
        self.keys: Mapping[str, str] = {
            command.id: key_label(command.keys[0])
            for command in commands
            if not (read_only and command.id in no_use)
        }
        self._clock = clock
        self._demo = demo

    def frame(self) -> Frame:
        """Give what a first frame is drawn from."""
        desk = self.desk
        return Frame(
            desk.board,
            desk.health,
            self._clock(),
            self._demo,
            keys=self.keys,
            trouble=self.trouble(),
            read_only=self.read_only,
            recommendation=desk.recommendation,
            actor=desk.actor(),
        )

    def context(
        self,
        call: str | None,
        vehicle: str | None = None,
        *,
        recommendation: Recommendation | None = None,
        entered_at: datetime | None = None,
    ) -> Context:
        """Give the board and what is selected on it now.

        Args:
            call: id of the selected call.
            vehicle: id of the vehicle in focus.
            recommendation: who should go where.
            entered_at: from when commands count that are entered from paper, UTC.
        """
        desk = self.desk
        return Context(
            board=desk.board,
            now=self._clock(),
            call=call,
            vehicle=vehicle,
            read_only=self.read_only,
            health=desk.health,
            recommendation=recommendation,
            actor=desk.actor(),
            writes_back=desk.writes_back,
            keys=self.keys,
            present=desk.present,
            spooled=desk.spool.waiting if desk.spool is not None else (),
            waiting=desk.waiting_effects,
            unread=desk.unread,
            entered_at=entered_at,
        )

    def trouble(self) -> str:
        """Say what is wrong, and which key decides on what waits."""
        message, spool = self.desk.held_up, self.desk.spool
        key = self.keys.get("spool") if spool is not None and spool.waiting else None
        return f"{key} decides. {message}" if key and spool and spool.conflict else message
