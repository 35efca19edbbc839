"""Values of the outbox: what it is handed, and what it tells of itself.

Apart from the outbox, so that a desk can be put together before anything is loaded that posts.
"""

from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from jru_tui.board import Command


class Posting(Struct, frozen=True):
    """A command on its way.

    Attributes:
        id: of its event.
        at: when it was given.
        body: what is sent.
        sent: the journal has it that it was posted: it may have arrived.
    """

    id: str
    at: datetime
    body: dict[str, Any]
    sent: bool = False


class OutboxBacklog(Struct, frozen=True):
    """The backlog of the outbox, and its reason. Nothing waits when `count` is 0.

    Attributes:
        count: commands that have no answer yet.
        sent: those among them that may have arrived.
        reason: why the oldest of them has none, in words.
        needs_person: waiting alone will not mend it.
        next_try_s: seconds until the next try.
    """

    count: int = 0
    reason: str = ""
    needs_person: bool = False
    next_try_s: float | None = None
    sent: int = 0

    @property
    def what(self) -> str:
        """Describe the backlog: `1 command sent to dispatch, not confirmed, 2 more wait`."""
        left = self.count - self.sent
        if not self.sent:
            commands = "1 command waits" if left == 1 else f"{left} commands wait"
            return f"{commands} to be sent to dispatch"
        commands = "1 command" if self.sent == 1 else f"{self.sent} commands"
        more = f", {left} more {'waits' if left == 1 else 'wait'}" if left else ""
        return f"{commands} sent to dispatch, not confirmed{more}"


def posting(id_: str, command: Command, at: datetime, by: str, **more: str | datetime) -> Posting:
    """A command as it goes over the wire; `more` joins its fields (`undoes`, `opened_at`).

    Args:
        id_: the id of its event.
        command: the command that it concerns.
        at: when it was given, UTC.
        by: the supervisor.
        **more: further fields of the command.
    """
    fields = msgspec.to_builtins(command)
    name = fields.pop("command")
    body = {"command": name, "id": id_, "at": at, "by": by, **fields, **more}
    return Posting(id_, at, body)
