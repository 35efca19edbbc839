"""The board on a live feed: journal, desk, the links to the dispatch system, and the screen.

The journal and the links must outlive the screen: they are opened and closed here, round it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from jru_tui.board import LOOKED, Board
from jru_tui.cli.errors import CommandError
from jru_tui.cli.terminal_setup import open_board, require_terminal
from jru_tui.cli.times import awake_s, wall_clock
from jru_tui.desk import Desk, ServerClock
from jru_tui.journal import (
    JournalDamagedError,
    JournalError,
    OpenedJournal,
    Reserve,
    board_from_checkpoint,
    clock_ahead,
    export_inbox,
    is_started,
    may_keep_checkpoint,
    open_journal,
    recent_board,
)
from jru_tui.settings import JournalServer, Settings, paths

if TYPE_CHECKING:
    from jru_tui.feeds import HttpFeed, Outbox


def run_live(settings: Settings, *, read_only: bool, mouse: bool = True) -> None:
    """The board on a live feed, until it is quit.

    Args:
        settings: the settings in force.
        read_only: true if nothing may be written.
        mouse: true if the mouse is taken from the terminal.

    Raises:
        CommandError: it cannot be opened, or could not go on; says why.
    """
    require_terminal()
    try:
        if isinstance(settings.journal, JournalServer):
            from jru_tui.cli.sessions.shared_session import share

            asyncio.run(share(settings, settings.journal, read_only=read_only, mouse=mouse))
        else:
            try:
                asyncio.run(_live(settings, read_only=read_only, mouse=mouse))
            except PastDamagedError:
                # Read it all before anything is shown: then what is whole of it takes its place.
                asyncio.run(_live(settings, read_only=read_only, mouse=mouse, at_once=False))
    except JournalError as error:
        from jru_tui.cli.unsaved_commands import with_spooled

        raise CommandError(with_spooled(str(error), settings.journal)) from error


def require_folder(path: Path | JournalServer) -> None:
    """Refuse a journal in a folder that is not there: a slip of the keyboard is no new shift.

    The usual place is made where it is missing.

    Raises:
        CommandError: the folder is missing, and was named by somebody.
    """
    if isinstance(path, JournalServer):
        return
    folder = path.absolute().parent
    if not folder.exists() and folder != paths.journal_file().parent:
        raise CommandError(
            f"there is no folder {folder} for the journal: check its name, or use --create to "
            "create it."
        )


class PastDamagedError(JournalError):
    """The error of a journal that cannot be read behind the running shift."""


async def _live(settings: Settings, *, read_only: bool, mouse: bool, at_once: bool = True) -> None:
    file = settings.journal
    assert isinstance(file, Path)
    writes_back = bool(settings.feed.writeback) and not read_only
    # One who looks on beside a writer sees what that one writes down. Where nothing was ever
    # written, the feed itself is looked at, and nothing is kept.
    follows = read_only and (is_started(file) or not settings.feed.url)
    path = None if read_only and not follows else file
    ahead = clock_ahead(path, wall_clock()) if path is not None else timedelta()
    clock = ServerClock(wall_clock, awake_s, ahead)

    async def start(journal: OpenedJournal) -> Desk:
        """Put a desk together that has caught up with a journal, or with the end of a long one."""
        shown = path if at_once and _is_read_behind(path, journal) else None
        board, is_whole = _board_of(path, settings, shown)
        desk = Desk(
            board=board,
            journal=journal,
            clock=clock,
            by=settings.by or (_account_name() if follows else ""),
            writes_back=writes_back,
            note_server_time=clock.note_server_time,
            keep_for_writer=partial(export_inbox.leave_export, file) if follows else None,
            reserve=None if path is None or follows else Reserve(path),
            role=settings.role,
        )
        if not is_whole:
            from jru_tui.cli.sessions.background_replay import UNREAD

            desk.unread = UNREAD
        await desk.catch_up()
        if is_whole:
            await _put_away(desk, None if journal.read_only else path, clock, ends=False)
        return desk

    async with AsyncExitStack() as stack:
        journal, desk, notice = await _opened(path, settings, start, stack, follows=follows)
        if follows:
            await desk.record_export("board", LOOKED)
            opened = stack.enter_context(
                open_board(settings, desk, clock, read_only=True, mouse=mouse)
            )
            from jru_tui.cli.app_runner import app_for, show  # behind the first frame

            app = app_for(settings, desk, clock, read_only=True, mouse=mouse, opened=opened)

            async def look() -> None:
                from jru_tui.cli.sessions.desk_tasks import look_on, tell_notice

                tell_notice(app, notice)
                await look_on(desk, app, settings, clock)

            await show(app, look)
            return

        opened = stack.enter_context(
            open_board(settings, desk, clock, read_only=read_only, mouse=mouse)
        )
        from jru_tui.cli.app_runner import app_for, show  # behind the first frame
        from jru_tui.cli.sessions.desk_links import DeskLinks, make_links

        async def make() -> tuple["HttpFeed", "Outbox | None"]:
            from jru_tui.cli.sessions.desk_tasks import tell_notice

            return await make_links(settings, desk, clock, partial(tell_notice, app))

        lines = DeskLinks(desk, make)
        app = app_for(
            settings,
            desk,
            clock,
            poll_now=lines.poll_now,
            read_only=read_only,
            mouse=mouse,
            opened=opened,
        )

        async def attend() -> None:
            from jru_tui.cli.sessions.desk_tasks import attend_desk, tell_notice

            tell_notice(app, notice)
            spool_path = None if path is None or journal.read_only else path
            await attend_desk(desk, app, lines, settings, clock, spool_path)

        await show(app, attend)
        if not desk.unread:
            await desk.feed_stopped()
            await _put_away(desk, None if journal.read_only else path, clock, ends=True)
        if desk.recorder.unsaved:
            raise CommandError(desk.held_up)


def _account_name() -> str:
    from jru_tui.cli.export import account_name

    return account_name()


async def _put_away(desk: Desk, path: Path | None, clock: ServerClock, *, ends: bool) -> None:
    """Leave a checkpoint at the end, or before a board that took long to begin is shown."""
    if path is not None:
        from jru_tui.desk import Checkpoints

        checkpoints = Checkpoints(desk, path, clock)
        await (checkpoints.leave() if ends else checkpoints.begin())


def _board_of(path: Path | None, settings: Settings, shown: Path | None) -> tuple[Board, bool]:
    """Return the board to go on from: that of the journal's checkpoint, or one that is empty.

    Args:
        path: where the journal is; None for none.
        settings: the settings in force.
        shown: the same where the running shift may be shown before the rest is read.

    Returns:
        The board; and False if only its end was read of a long journal.
    """
    board = None if path is None else board_from_checkpoint(path, settings.rules)
    if shown is not None:
        recent = recent_board(shown, settings.rules, 0 if board is None else board.events)
        if recent is not None:
            return recent, False
    return board or Board(settings.rules), True


def _is_read_behind(path: Path | None, journal: OpenedJournal) -> bool:
    """Test whether a long journal may be read behind the board that shows its end."""
    return path is not None and (not journal.read_only or may_keep_checkpoint(path))


async def _opened(
    path: Path | None,
    settings: Settings,
    start: Callable[[OpenedJournal], Awaitable[Desk]],
    stack: AsyncExitStack,
    *,
    follows: bool,
) -> tuple[OpenedJournal, Desk, str]:
    """Open a journal and put a desk on it; a damaged one is replaced by what is whole of it.

    Args:
        path: where it is; None keeps it in memory.
        settings: name who writes.
        start: puts a desk together that has caught up.
        stack: closes the journal.
        follows: only look on: then it stays as it is.

    Returns:
        The journal, the desk, and what was found and is to be told, as the end of a sentence.

    Raises:
        JournalError: it cannot be opened, or nothing of it can be read.
    """
    notice = ""
    while True:
        try:
            async with AsyncExitStack() as trial:
                journal = await trial.enter_async_context(
                    await open_journal(path, by=settings.by, clock=wall_clock, read_only=follows)
                )
                if journal.damaged and not (follows or notice):
                    raise JournalDamagedError(journal.warning)  # noqa: TRY301 - as below
                desk = await start(journal)
                stack.push_async_exit(trial.pop_all())
                return journal, desk, "; ".join(filter(None, (notice, journal.notice)))
        except JournalDamagedError as error:
            if path is None or follows or notice:
                raise
            notice = await _salvaged(path, settings, str(error))


async def _salvaged(path: Path, settings: Settings, damage: str) -> str:
    """Put what is whole of a damaged journal in its place; says so, as the end of a sentence."""
    from jru_tui.journal import lost_in_words, replace_by_salvage

    done = await asyncio.to_thread(replace_by_salvage, path, by=settings.by, now=wall_clock())
    assert done.kept is not None
    reason = damage.partition(". ")[0].rstrip(".")
    missing = f"event {lost_in_words(done.lost)} is not in it" if done.lost else reason
    return (
        f"the journal was damaged: the board continues in a new file with {done.head.position:,} "
        f"events that are intact; {missing}. The damaged one is kept as {done.kept}"
    )
