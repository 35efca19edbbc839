"""Puts the rooms together for a person at the board: journal, desk, feed and screen.

What must outlive the screen (the journal, the lines to the dispatch system) is opened and closed
here, round it. What takes long to import or to open waits until the first frame is up.
"""

import asyncio
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import datetime

from msgspec.structs import replace

from jru_tui.board.board import Board
from jru_tui.cli.failure import Failure
from jru_tui.cli.in_process import IN_PROCESS, in_process
from jru_tui.cli.played import events_until
from jru_tui.cli.sources import recorded_health
from jru_tui.cli.themes import checked_theme
from jru_tui.cli.when import wall_clock
from jru_tui.desk.attend import attend
from jru_tui.desk.clock import FeedClock
from jru_tui.desk.desk import Desk
from jru_tui.feeds.http import HttpFeed
from jru_tui.feeds.outbox import Outbox
from jru_tui.journal.protocol import JournalError
from jru_tui.journal.sqlite import open_journal
from jru_tui.settings import Settings
from jru_tui.simulator.clock import SimulatorClock
from jru_tui.simulator.scenario import Scenario
from jru_tui.tui.app import BoardApp
from jru_tui.tui.commands.catalogue import COMMANDS
from jru_tui.tui.commands.keymap import with_keys

_DEMO_INTERVAL_S = 2.0

Attend = Callable[[], Awaitable[None]]


def run_live(settings: Settings, *, read_only: bool) -> None:
    """The board on a live feed, until it is quit.

    Raises:
        Failure: it cannot be opened, or could not go on; says why.
    """
    _require_terminal()
    try:
        asyncio.run(_live(settings, read_only=read_only))
    except JournalError as error:
        raise Failure(str(error)) from error


def run_demo(settings: Settings, scenario: Scenario, clock: SimulatorClock) -> None:
    """The board on a scenario that is played beside it, until it is quit. Nothing is kept.

    Raises:
        Failure: it cannot be opened; says why.
    """
    _require_terminal()
    asyncio.run(_demo(settings, scenario, clock))


async def _live(settings: Settings, *, read_only: bool) -> None:
    clock = FeedClock(wall_clock, time.monotonic)
    # One who looks on beside a writer sees what that one writes down. Where nothing was ever
    # written, the feed itself is looked at, and nothing is kept.
    follows = read_only and (settings.journal.exists() or not settings.feed.url)
    path = None if read_only and not follows else settings.journal
    async with await open_journal(
        path, by=settings.by, clock=wall_clock, read_only=follows
    ) as journal:
        desk = Desk(
            board=Board(settings.rules),
            journal=journal,
            clock=clock,
            by=settings.by,
            writes_back=bool(settings.feed.writeback) and not read_only,
            heard=clock.heard,
        )
        await desk.catch_up()
        desk.trouble = journal.warning
        if follows:
            _hear(desk)
            desk.subscribe(lambda _: _hear(desk))
            await _show(_app(settings, desk, clock, read_only=True), desk.follow)
            return
        feed = HttpFeed(settings.feed, wall_clock)
        outbox = Outbox(settings.feed, clock) if settings.feed.writeback and not read_only else None
        app = _app(settings, desk, clock, poll_now=feed.poll_now, read_only=read_only)
        await _show(app, lambda: attend(desk, feed, outbox))
        await desk.feed_stopped()


async def _demo(settings: Settings, scenario: Scenario, clock: SimulatorClock) -> None:
    started_at = clock.now()
    history = list(events_until(scenario, started_at))
    async with await open_journal(None, by=settings.by, clock=clock.now) as journal:
        await journal.append(history)
        desk = Desk(
            board=Board(settings.rules),
            journal=journal,
            clock=clock.now,
            by=settings.by,
            writes_back=True,
        )
        await desk.catch_up()
        feed: HttpFeed | None = None

        def poll_now() -> None:
            if feed is not None:
                feed.poll_now()

        async def play() -> None:
            nonlocal feed
            transport = await asyncio.to_thread(in_process, scenario, clock)
            addresses = replace(
                settings.feed,
                url=f"{IN_PROCESS}/feed",
                writeback=f"{IN_PROCESS}/commands",
                interval_s=_DEMO_INTERVAL_S,
                token=None,
            )
            feed = HttpFeed(addresses, clock.now, transport=transport)
            await attend(desk, feed, Outbox(addresses, clock.now, transport=transport))

        app = _app(settings, desk, clock.now, poll_now=poll_now, demo=f"DEMO {scenario.title}")
        await _show(app, play)


def _app(
    settings: Settings,
    desk: Desk,
    clock: Callable[[], datetime],
    *,
    poll_now: Callable[[], None] = lambda: None,
    read_only: bool = False,
    demo: str = "",
) -> BoardApp:
    try:
        commands = with_keys(COMMANDS, settings.keys)
    except ValueError as error:
        raise Failure(f"{settings.file or 'settings'}: {error}") from error
    return BoardApp(
        desk,
        clock,
        poll_now=poll_now,
        theme=checked_theme(settings),
        commands=commands,
        read_only=read_only,
        demo=demo,
    )


async def _show(app: BoardApp, attend_to_feed: Attend) -> None:
    """Run the screen, and the lines to the dispatch system behind it, until either ends."""
    background = asyncio.create_task(_once_shown(app, attend_to_feed))
    # Without its lines the screen would go on showing an ever older board as if all were well.
    background.add_done_callback(lambda _: app.exit())
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(each, app.exit)
    try:
        await app.run_async()
        await app.settled()
    finally:
        background.cancel()
        (ended,) = await asyncio.gather(background, return_exceptions=True)
    if app.crash is not None:
        raise app.crash
    if isinstance(ended, Exception):
        raise ended


async def _once_shown(app: BoardApp, attend_to_feed: Attend) -> None:
    await app.shown.wait()
    await attend_to_feed()


def _hear(desk: Desk) -> None:
    """One who looks on knows of the feed what its writer wrote down."""
    desk.health = recorded_health(desk.board.feed, desk.board.heard_at)


def _require_terminal() -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Failure("the board needs a terminal; `jru-tui status` and `snapshot` do not.")
