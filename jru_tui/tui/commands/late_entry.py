"""The mode for late entry from paper: commands count from an earlier time.

It is begun by a time, shown in the header and in a line below the board for as long as it goes on,
and ends with Esc, or by itself when nothing was entered for a while: a command that is given now
must not count from an hour ago, nor be kept from the dispatch system, because somebody forgot.
"""

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from jru_tui.board import Acknowledge, Request, Rules, Undo, decided_commands
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.grammar import Given, LineError, Made, Run, ScreenActions, TypedForm
from jru_tui.tui.commands.line.slots import words_slot
from jru_tui.tui.commands.spec import CommandSpec

FORGOTTEN = timedelta(minutes=5)
"""It ends by itself when nothing was entered for so long."""

_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.]?([0-5][0-9])", re.ASCII)


class LateEntry:
    """A mode that is on while `at` is a moment.

    Attributes:
        at: from when commands count, UTC; None: from when they are given.
    """

    def __init__(self) -> None:
        self.at: datetime | None = None
        self._used_at = datetime.min.replace(tzinfo=UTC)

    def begin(self, at: datetime | None, now: datetime) -> None:
        """Let commands count from a moment on; None ends it."""
        self.at, self._used_at = at, now

    def time_of(self, request: Request, now: datetime) -> datetime | None:
        """Return from when a command counts; None: from now.

        An emergency is acknowledged now, and what is taken back is so from now on.
        """
        live = Acknowledge | Undo
        if any(isinstance(command, live) for command in decided_commands(request)):
            return None
        self._used_at = now
        return self.at

    def is_forgotten(self, now: datetime) -> bool:
        """Test whether it is on and nothing was entered for a while."""
        return self.at is not None and not timedelta() <= now - self._used_at < FORGOTTEN


def read_time(text: str, rules: Rules, now: datetime) -> datetime | LineError:
    """Read a time as it stands on paper, `22:10`: the last one of that name, UTC.

    Args:
        text: hours and minutes by the unit's clock.
        rules: hold its zone.
        now: the present moment, UTC.
    """
    read = _TIME.fullmatch(text.strip())
    if read is None:
        return LineError(f"'{text}' is not a time: write it as 22:10", "time")
    zone, clock = ZoneInfo(rules.hours.zone), time(int(read[1]), int(read[2]))
    today = now.astimezone(zone).date()
    for day in (today, today - timedelta(days=1), today - timedelta(days=2)):
        local = datetime.combine(day, clock, zone)
        named = {local.replace(fold=fold).astimezone(UTC) for fold in (0, 1)}
        past = [at for at in named if at <= now and at.astimezone(zone).time() == clock]
        if len(past) > 1:
            return LineError(
                f"{text} came twice when the clocks went back: enter it with jru-tui command --at "
                f"'{day} {clock:%H:%M} BST', or GMT",
                "time",
            )
        if past:
            return past[0]
    return LineError(f"'{text}' is not within the last two days", "time")


def _typed(context: Context, arguments: Given) -> Made:
    read = read_time(arguments["time"], context.board.rules, context.now)
    return (
        read if isinstance(read, LineError) else Run(ScreenActions.enter_late, (arguments["time"],))
    )


COMMANDS = (
    CommandSpec(
        id="enter-late",
        title="Enter what is on paper",
        keys=("E",),
        label="",
        help="Type a time, `22:10`: commands count from then until Esc. Dispatch is not told.",
        group="Log",
        rank=32,
        dangerous=True,
        action=ScreenActions.enter_late,
        typed=TypedForm("E", (words_slot("time"),), _typed),
    ),
)
