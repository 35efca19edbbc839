"""The desk of a command that has no screen, and the gate of roles for what has no desk."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import cast

from jru_tui.board import RANKS, Board, Role, refuse_care
from jru_tui.cli.errors import CommandError
from jru_tui.desk import Desk
from jru_tui.journal import OpenedJournal, Place, SharedJournal, login_role
from jru_tui.settings import Settings


async def make_command_desk(
    settings: Settings, journal: OpenedJournal, clock: Callable[[], datetime], by: str
) -> Desk:
    """Put a desk on a journal that has caught up with it, with the role of whoever asks.

    Args:
        settings: name the journal, the role, and where commands are posted.
        journal: the journal of the settings.
        clock: the board's time, UTC.
        by: who asks.

    Raises:
        JournalError: the journal cannot be read.
    """
    in_file = isinstance(settings.journal, Path)
    desk = Desk(
        board=Board(settings.rules),
        journal=journal,
        clock=clock,
        by=by,
        writes_back=bool(settings.feed.writeback),
        shared=not in_file,
        role=settings.role,
        most="supervisor" if in_file else cast(SharedJournal, journal).role,
    )
    await desk.catch_up()
    return desk


def require_care(role: Role) -> None:
    """Let only a supervisor hold, erase or replace what a journal keeps.

    Raises:
        CommandError: the role is another one.
    """
    if refused := refuse_care(role):
        raise CommandError(f"not done: {refused.reason}.")


def require_care_of(place: Place, settings: Settings) -> None:
    """Let only a supervisor fill or replace a journal; a file that is not there yet, everybody.

    Args:
        place: of the journal.
        settings: name the role.

    Raises:
        CommandError: the lesser role, of the settings and of the login, is another one.
        JournalError: a server has no journal, or does not answer.
    """
    if isinstance(place, Path):
        if place.exists():
            require_care(settings.role)
        return
    require_care(min(settings.role, login_role(place), key=RANKS.__getitem__))


def require_recorder(place: Place, settings: Settings) -> None:
    """Let nobody disclose who only watches: the journal records a disclosure, and by whom.

    Args:
        place: of the journal.
        settings: name the role.

    Raises:
        CommandError: the lesser role, of the settings and of the login, is a viewer's.
        JournalError: a server has no journal, or does not answer.
    """
    if min(settings.role, login_role(place), key=RANKS.__getitem__) == "viewer":
        raise CommandError(
            "not done: a disclosure is recorded in the journal, and a viewer records nothing."
        )
