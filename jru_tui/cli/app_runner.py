"""The screen as the command line runs it, with what goes on behind it."""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime

from jru_tui import garbage_collector
from jru_tui.board import printable
from jru_tui.cli.load_settings import checked_theme
from jru_tui.cli.terminal_setup import commands_for, plain_glyphs
from jru_tui.desk import Desk
from jru_tui.settings import Settings, Sounds
from jru_tui.tui.alarm import Bell
from jru_tui.tui.app import BoardApp
from jru_tui.tui.terminal.modes import write_within
from jru_tui.tui.terminal.opened_terminal import OpenedTerminal

_TURN_S = 0.0005
_LEAVE_WITHIN_S = 10.0
_SAY_WITHIN_S = 0.2
"""Seconds that a terminal may take nothing of what is said at the end."""

Attend = Callable[[], Awaitable[None]]
"""Keeps the desk in touch with its sources until it is cancelled."""


def app_for(
    settings: Settings,
    desk: Desk,
    clock: Callable[[], datetime],
    *,
    poll_now: Callable[[], bool] = lambda: True,
    read_only: bool = False,
    demo: str = "",
    mouse: bool = True,
    at_call: Callable[[str], None] = lambda _: None,
    opened: OpenedTerminal | None = None,
) -> BoardApp:
    """The app with the keys and the theme of the settings; the rest as `BoardApp` takes it.

    Args:
        settings: the settings in force.
        desk: the desk that keeps and sends commands.
        clock: returns the present moment, UTC.
        poll_now: asks the feed at once; false where it may not.
        read_only: true if nothing may be written.
        demo: the words of a demo; empty for a live board.
        mouse: true if the mouse is taken from the terminal.
        at_call: told on which call a dialog or a page is open.
        opened: the terminal, where it shows the board already.

    Raises:
        CommandError: the settings name a key or a theme that cannot be.
    """
    return BoardApp(
        desk,
        clock,
        poll_now=poll_now,
        theme=checked_theme(settings),
        commands=commands_for(settings),
        read_only=read_only,
        demo=demo,
        marking=settings.marking,
        bell=bell_for(settings.sounds),
        mouse=mouse,
        plain_glyphs=plain_glyphs(settings),
        opened_terminal=opened,
        at_call=at_call,
    )


def bell_for(sounds: Sounds) -> Bell | None:
    """Choose the function that decides when to ring; None for never."""
    if sounds.quiet:
        return None
    return Bell(
        sounds.new_call,
        emergency=sounds.emergency,
        repeat_s=sounds.emergency_repeat_s,
        worse=sounds.worse,
    )


async def show(
    app: BoardApp, attend_to_feed: Attend, leave: Callable[[], None] = lambda: None
) -> None:
    """Run the screen until it is quit, and from its first frame on what feeds its desk.

    A fault in either ends both and is raised here, when the terminal has been given back.

    Args:
        app: the screen.
        attend_to_feed: keeps its desk in touch until it is cancelled.
        leave: called when the end is asked for, before anything is waited for.

    Raises:
        BaseException: the fault of the screen or of the feed, when the terminal has been
            given back.
    """
    # A thread writes the frames. By Python's own 5 ms it would wait out whatever follows a frame.
    sys.setswitchinterval(_TURN_S)
    app.leaving = leave
    loop = asyncio.get_running_loop()
    background = asyncio.create_task(_once_shown(app, attend_to_feed))
    # Without its lines the screen would go on showing an ever older board as if all were well.
    background.add_done_callback(lambda _: app.exit())
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, app.leave)
    # Not by the loop: where the terminal is gone, a frame may wait for it for ever.
    signal.signal(signal.SIGHUP, lambda *_: _hung_up(loop, app))
    try:
        if app.opened_terminal is None or not app.opened_terminal.is_ended:
            await app.run_async(mouse=app.mouse)
        leave()
        for refused in await app.settled():
            say_at_end(refused)
    finally:
        background.cancel()
        (ended,) = await asyncio.gather(background, return_exceptions=True)
    if app.crash is not None:
        raise app.crash
    while isinstance(ended, ExceptionGroup) and len(ended.exceptions) == 1:
        ended = ended.exceptions[0]  # what went wrong, not that a task of a group did
    if isinstance(ended, Exception):
        raise ended


def say_at_end(words: str) -> None:
    """Say something below the shell's lines once the screen is gone; no terminal is waited for."""
    assert sys.__stderr__ is not None
    with suppress(OSError):  # the terminal is gone
        write_within(sys.__stderr__.fileno(), f"jru-tui: {printable(words)}\n", _SAY_WITHIN_S)


def _hung_up(loop: asyncio.AbstractEventLoop, app: BoardApp) -> None:
    """The terminal is gone: leave in order or, if that takes too long, at once.

    Nothing is lost by the latter: what was shown is in the journal.
    """
    with suppress(RuntimeError):  # it has been left already
        loop.call_soon_threadsafe(app.leave)
    last = threading.Timer(_LEAVE_WITHIN_S, os._exit, (128 + signal.SIGHUP,))
    last.daemon = True
    last.start()


async def _once_shown(app: BoardApp, attend_to_feed: Attend) -> None:
    await app.shown.wait()
    from jru_tui.cli.sessions.daemon_threads import DaemonThreads  # behind the first frame

    asyncio.get_running_loop().set_default_executor(DaemonThreads())  # no quit waits for them
    freeze_loaded_objects()
    await attend_to_feed()


def freeze_loaded_objects() -> None:
    """Freeze what is loaded for the garbage collector, and collect again from here on."""
    garbage_collector.set_apart()
    garbage_collector.resume()
