"""Sources of `watch`: a scenario, a journal or a feed. All become events, then lines."""

import asyncio
from collections.abc import Coroutine, Iterable
from contextlib import suppress
from pathlib import Path

import click

from jru_tui.board.board import Board
from jru_tui.board.events import Event
from jru_tui.board.printable_text import printable
from jru_tui.cli.errors import JOURNAL_DAMAGED, CommandError
from jru_tui.cli.sources import warn_of
from jru_tui.cli.times import awake_s, wall_clock
from jru_tui.journal.file_access import load
from jru_tui.journal.protocol import Journal, JournalError
from jru_tui.journal.sqlite import open_journal
from jru_tui.reports.change_lines import ChangeLines
from jru_tui.settings import Settings


def scenario(settings: Settings, source: str, at: str | None) -> None:
    """Say a scenario from its start to its end, or to a moment.

    Args:
        settings: the settings in force.
        source: its name or file.
        at: the last moment; None for its end.

    Raises:
        Failure: there is none, or a line in it is wrong.
    """
    from jru_tui.cli.scenario_source import events_until, moment_in, scenario_for

    script = scenario_for(source)
    until = moment_in(script, at) if at else script.ends_at
    _say(events_until(script, until), settings, f"Sample shift: {script.title}.")


def journal(settings: Settings, *, follow: bool) -> None:
    """Say what the journal holds; with `follow` go on with what is written to it, until Ctrl+C.

    Raises:
        Failure: there is none, or it cannot be read.
    """
    path = settings.journal
    if not path.exists():
        raise CommandError(f"there is no journal at {path}.")
    try:
        damage = warn_of(path)
        heading = f"{settings.marking}." + (f"\nDo not rely on this. {damage}" if damage else "")
        if follow:
            _until_interrupted(_follow(settings, path, heading))
        else:
            _say((event for _, event in load(path)), settings, heading)
    except JournalError as error:
        raise CommandError(str(error)) from error
    if damage:
        raise click.exceptions.Exit(JOURNAL_DAMAGED)


def feed(settings: Settings) -> None:
    """Poll the feed and say what it brings, until Ctrl+C."""
    _until_interrupted(_poll(settings))


def _until_interrupted(watching: Coroutine[None, None, None]) -> None:
    # Ctrl+C is how one stops watching: nothing has failed.
    with suppress(KeyboardInterrupt):
        asyncio.run(watching)


async def _follow(settings: Settings, path: Path, heading: str) -> None:
    async with await open_journal(path, by=settings.by, clock=wall_clock, read_only=True) as kept:
        await _say_all(kept, settings, heading)


async def _poll(settings: Settings) -> None:
    from jru_tui.desk.desk import Desk
    from jru_tui.desk.server_clock import ServerClock
    from jru_tui.desk.workers import attend
    from jru_tui.feeds.poller import HttpFeed

    clock = ServerClock(wall_clock, awake_s)
    async with await open_journal(None, by=settings.by, clock=clock) as kept:
        desk = Desk(board=Board(settings.rules), journal=kept, clock=clock, heard=clock.heard)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(attend(desk, HttpFeed(settings.feed, wall_clock)))
            tasks.create_task(_say_all(kept, settings, f"{settings.marking}."))


async def _say_all(kept: Journal, settings: Settings, heading: str) -> None:
    """Say what a journal holds, and then what is written to it, as it comes."""
    click.echo(printable(heading, keep="\n"))
    lines = ChangeLines(settings.rules)
    async for _, event in kept.subscribe():
        for line in lines.of(event):
            click.echo(printable(line))


def _say(events: Iterable[Event], settings: Settings, heading: str) -> None:
    click.echo(printable(heading, keep="\n"))
    lines = ChangeLines(settings.rules)
    for event in events:
        for line in lines.of(event):
            click.echo(printable(line))
