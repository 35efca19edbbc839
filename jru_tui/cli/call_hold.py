"""Holds on calls from the command line."""

import asyncio
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from jru_tui.board import Event, Held
from jru_tui.cli.errors import CommandError
from jru_tui.cli.sessions.command_desk import make_command_desk, require_care
from jru_tui.cli.times import wall_clock
from jru_tui.journal import JournalError, Place, clock_ahead, open_journal
from jru_tui.settings import Settings


def keep_hold(
    path: Place,
    settings: Settings,
    call: str,
    until: datetime | None,
    reason: str,
    by: str,
    now: datetime,
) -> Event:
    """Write down that a call is held, or no longer.

    Args:
        path: where the journal is.
        settings: name the zone of the day.
        call: its id.
        until: the beginning of the day from which on it may be erased; None ends the hold.
        reason: why, in words.
        by: who says so.
        now: the time, UTC.

    Raises:
        CommandError: the journal holds no such call, or it is not for this role.
        JournalError: a board has the journal open, or it cannot be written.
    """
    if until is not None:
        until = until.replace(tzinfo=ZoneInfo(settings.rules.hours.zone))
        if until <= now:
            raise CommandError(f"{until:%Y-%m-%d} is in the past.")
    # The journal's own times may be ahead of this machine's, or lie years back.
    at = now + clock_ahead(path, now)
    event = Event(uuid4().hex, at, at, "supervisor", Held(call, until, reason), by)
    asyncio.run(_write(path, settings, call, event))
    return event


async def _write(path: Place, settings: Settings, call: str, event: Event) -> None:
    """Write a hold down, where whoever asks has the role for it and the call is there."""
    async with await open_journal(path, by=event.by, clock=wall_clock) as journal:
        if journal.read_only and journal.warning:
            raise JournalError(journal.warning)
        desk = await make_command_desk(settings, journal, lambda: event.at, event.by)
        require_care(desk.actor().role)
        if call not in desk.board.calls:
            raise CommandError(f"the journal holds no call {call}.")
        await journal.append([event])
