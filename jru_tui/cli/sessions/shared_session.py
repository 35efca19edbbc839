"""The board on a journal that several boards share: it may poll the feed, or another one does."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, cast

from jru_tui.board import Board, Role
from jru_tui.cli.sessions.desk_links import DeskLinks, make_links
from jru_tui.cli.sessions.desk_tasks import patience_of, set_clock_by_others, tell_notice
from jru_tui.cli.terminal_setup import open_board
from jru_tui.cli.times import awake_s, wall_clock
from jru_tui.cli.travel import attend_travel
from jru_tui.desk import (
    BoardDivergedError,
    BoardPresence,
    Checkpoints,
    Desk,
    RecentEvents,
    ServerClock,
)
from jru_tui.journal import (
    JournalAwayError,
    OwnPresence,
    SharedJournal,
    board_from_checkpoint,
    board_of_journal,
    clock_ahead,
    make_home,
    open_journal,
    open_spool,
)
from jru_tui.settings import JournalServer, Settings

if TYPE_CHECKING:
    from jru_tui.feeds import HttpFeed, Outbox

_READ_AGAIN = (
    "while this board was cut off from the journal's server, another board polled the feed: this "
    "board was reloaded from the journal"
)
_LOST = "This board was reloaded from the journal: what was saved after that event is lost"
_BACK = "the journal's server answers again: commands are saved"
_CONTROLLER = "your login is a controller's: some commands are refused"
_READER = "your login can only read: this board is read-only"


async def share(settings: Settings, server: JournalServer, *, read_only: bool, mouse: bool) -> None:
    """Run the board until it is quit.

    Args:
        settings: the settings in force.
        server: the journal's.
        read_only: true if nothing may be written.
        mouse: true if the mouse is taken from the terminal.

    Raises:
        CommandError: it cannot be opened, or could not go on; says why.
        JournalError: the journal cannot be opened.
    """
    notice = ""
    while True:
        try:
            ahead = await asyncio.to_thread(clock_ahead, server, wall_clock())
        except JournalAwayError as error:
            from jru_tui.cli.sessions.offline_session import ServerBackError, show_kept_board

            try:
                await show_kept_board(settings, server, str(error), mouse=mouse)
            except ServerBackError:
                notice = _BACK
                continue
            return
        try:
            await _share(settings, server, ahead, notice, read_only=read_only, mouse=mouse)
        except BoardDivergedError as error:
            notice = f"{error} {_LOST}"
        else:
            return


def _limits(journal: SharedJournal, role: Role, *, read_only: bool) -> str:
    """Say what a role in the database may not do that the settings ask for; empty for nothing."""
    if journal.read_only and not read_only:
        return _READER
    return _CONTROLLER if journal.role == "controller" and role == "supervisor" else ""


def _leave(journal: SharedJournal, checkpoints: Checkpoints) -> None:
    """Have nothing waited for long from now on: the screen has been quit."""
    journal.hurry()
    checkpoints.hurry()


async def _read_again(desk: Desk, server: JournalServer, tell: Callable[[str], None]) -> None:
    """Have the board of the journal take the place of one that cannot be kept, and tell of it.

    Args:
        desk: shows it.
        server: the journal's.
        tell: shows a sentence.

    Raises:
        JournalError: the journal cannot be read now.
    """
    board = await asyncio.to_thread(board_of_journal, server, desk.board.rules)
    await desk.complete(board, gives_up=True)
    tell(_READ_AGAIN)


async def _share(
    settings: Settings,
    server: JournalServer,
    ahead: timedelta,
    notice: str,
    *,
    read_only: bool,
    mouse: bool,
) -> None:
    clock = ServerClock(wall_clock, awake_s, ahead)
    async with AsyncExitStack() as stack:
        opened = await open_journal(server, by=settings.by, clock=wall_clock, read_only=read_only)
        journal = cast(SharedJournal, await stack.enter_async_context(opened))
        looks_on = journal.read_only
        saved_board = await asyncio.to_thread(board_from_checkpoint, server, settings.rules)
        desk = Desk(
            board=saved_board or Board(settings.rules),
            journal=journal,
            clock=clock,
            by=settings.by,
            writes_back=bool(settings.feed.writeback) and not looks_on,
            note_server_time=clock.note_server_time,
            shared=True,
            role=settings.role,
            most=journal.role,
        )
        await desk.catch_up()
        if server.spools and not looks_on:
            spool = await asyncio.to_thread(open_spool, make_home(server))
            stack.callback(spool.close)
            desk.use_spool(spool, journal)
            notice = "; ".join(filter(None, (notice, spool.notice)))
        checkpoints = Checkpoints(desk, server, clock, few=1)
        await checkpoints.begin()
        notice = notice or _limits(journal, settings.role, read_only=read_only)

        async def make() -> tuple["HttpFeed", "Outbox | None"]:
            return await make_links(settings, desk, clock, lambda text: tell_notice(app, text))

        links = DeskLinks(desk, make)
        presence = BoardPresence(
            journal,
            OwnPresence(
                desk.recorder.session,
                settings.by,
                role="viewer" if looks_on else desk.actor().role,
                most=journal.role,
            ),
            awake_s,
            desk.note_boards,
        )
        desk.present = presence.boards
        if not looks_on:
            desk.subscribe(lambda _: presence.announce_role(desk.actor().role))
        terminal = stack.enter_context(
            open_board(settings, desk, clock, read_only=looks_on, mouse=mouse)
        )
        from jru_tui.cli.app_runner import app_for, say_at_end, show  # behind the first frame

        app = app_for(
            settings,
            desk,
            clock,
            poll_now=links.poll_now,
            read_only=looks_on,
            mouse=mouse,
            at_call=presence.announce_call,
            opened=terminal,
        )

        async def attend() -> None:
            from jru_tui.desk import SharedLinks, look_after

            tell_notice(app, notice)
            set_clock_by_others(desk, clock)
            shared = SharedLinks(
                desk,
                journal,
                links.attend,
                clock,
                read_again=partial(_read_again, desk, server, partial(tell_notice, app)),
                patience_s=patience_of(settings),
                polls=presence.announce_polling,
                is_at_rest=lambda: app.is_at_rest,
            )
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(look_after(desk))
                tasks.create_task(attend_travel(desk, settings, clock, partial(tell_notice, app)))
                tasks.create_task(shared.share())
                tasks.create_task(presence.keep())
                tasks.create_task(checkpoints.keep())
                tasks.create_task(checkpoints.forget())
                tasks.create_task(RecentEvents(desk, make_home(server), wall_clock).keep())
                if settings.backup.file is not None or settings.anchor is not None:
                    from jru_tui.cli.live_backup import LiveBackup

                    tell = partial(tell_notice, app)
                    keeping = LiveBackup(desk, server, settings, wall_clock, tell)
                    tasks.create_task(keeping.keep())

        await show(app, attend, partial(_leave, journal, checkpoints))
        await checkpoints.leave()
        if desk.spool is not None and desk.spool.waiting:
            say_at_end(f"{desk.spool.sentence()}.")
