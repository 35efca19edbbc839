"""The tasks that go on behind the screen of a live board. None is loaded before the first frame."""

import asyncio
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from jru_tui.board import Change
from jru_tui.cli.sessions.desk_links import DeskLinks
from jru_tui.cli.times import wall_clock
from jru_tui.desk import Desk, ServerClock, without_folders
from jru_tui.settings import Settings

if TYPE_CHECKING:
    from jru_tui.tui.app import BoardApp


async def attend_desk(
    desk: Desk,
    app: "BoardApp",
    lines: DeskLinks,
    settings: Settings,
    clock: ServerClock,
    path: Path | None,
) -> None:
    """Do what goes on behind the screen of a board that writes, until cancelled.

    Args:
        desk: the desk.
        app: its screen.
        lines: to the feed and to the dispatch system.
        settings: the settings in force.
        clock: the board's time.
        path: where its journal is; None where nothing is kept.
    """
    await asyncio.to_thread(load_attendants)
    from jru_tui.cli.live_paper import keep_paper
    from jru_tui.cli.sessions.command_session import serve_commands
    from jru_tui.cli.travel import attend_travel
    from jru_tui.desk import Checkpoints, import_exports, leave_signs, look_after
    from jru_tui.journal import leave_sign_of_life

    tell = partial(tell_notice, app)
    async with asyncio.TaskGroup() as tasks:
        if path is not None:
            tasks.create_task(leave_signs(desk, lambda: leave_sign_of_life(path.resolve())))
            if desk.unread:
                from jru_tui.cli.sessions.background_replay import read_past

                await read_past(desk, path)
        tasks.create_task(lines.attend())
        tasks.create_task(look_after(desk))
        tasks.create_task(attend_travel(desk, settings, clock, tell))
        if path is not None:
            tasks.create_task(import_exports(desk, path))
            tasks.create_task(serve_commands(desk, path, app.commands, clock, lines.poll_now))
            tasks.create_task(Checkpoints(desk, path, clock).keep())
            if settings.anchor is not None or settings.backup.file is not None:
                from jru_tui.cli.live_backup import LiveBackup

                keeping = LiveBackup(desk, path, settings, wall_clock, tell)
                tasks.create_task(keeping.keep())
            tasks.create_task(keep_paper(desk, path, clock, settings.marking, tell))


def load_attendants() -> tuple[object, ...]:
    """Import what goes on behind the screen: in a thread, so that the first key need not wait."""
    from jru_tui import desk
    from jru_tui.cli import live_paper, travel
    from jru_tui.cli.sessions import command_session
    from jru_tui.desk import CallIdentities, compare_document

    attendants = desk.attend, desk.Checkpoints, desk.import_exports, desk.leave_signs
    polls = CallIdentities, compare_document
    return live_paper, travel, command_session, attendants, desk.look_after, polls


def patience_of(settings: Settings) -> float:
    """Give the seconds of silence that are usual of whoever polls the feed."""
    return 60 + 3 * settings.feed.interval_s


def set_clock_by_others(desk: Desk, clock: ServerClock) -> None:
    """Set the clock by what another board writes down of the feed."""
    heard_at = desk.board.heard_at

    def tell_time(_: Change) -> None:
        nonlocal heard_at
        if desk.board.heard_at is not None and desk.board.heard_at != heard_at:
            heard_at = desk.board.heard_at
            clock.note_server_time(heard_at)

    desk.subscribe(tell_time)


def tell_notice(app: "BoardApp", notice: str) -> None:
    """Show on the board what was found when the journal was opened."""
    if notice:
        app.call_later(app.tell, without_folders(notice))


async def look_on(desk: Desk, app: "BoardApp", settings: Settings, clock: ServerClock) -> None:
    """Do what goes on behind the screen of a board that looks on, until cancelled.

    Args:
        desk: the desk.
        app: its screen.
        settings: the settings in force.
        clock: the board's time.
    """
    from jru_tui.cli.travel import attend_travel

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(attend_travel(desk, settings, clock, partial(tell_notice, app)))
        tasks.create_task(_observe(desk, settings, clock))


async def _observe(desk: Desk, settings: Settings, clock: ServerClock) -> None:
    from jru_tui.desk import observe
    from jru_tui.journal import silence_s

    set_clock_by_others(desk, clock)
    assert isinstance(settings.journal, Path)
    path = settings.journal.resolve()
    if desk.unread:
        from jru_tui.cli.sessions.background_replay import look_past

        await look_past(desk, path)
    await observe(desk, clock, lambda: silence_s(path), patience_of(settings))
