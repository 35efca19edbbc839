"""`jru-tui watch`: what happens, as plain lines of text, for a screen reader, a pipe or a log."""

import asyncio
import time
from collections.abc import Coroutine, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jru_tui.cli import options
from jru_tui.cli.failure import Failure, printable

if TYPE_CHECKING:
    from jru_tui.board.events import Event
    from jru_tui.journal.protocol import Journal
    from jru_tui.settings import Settings


@click.command()
@options.source
@options.feed
@options.journal
@options.config
@options.at
@click.option("--follow", is_flag=True, help="Go on with what is written to the journal.")
def watch(
    source: str | None,
    feed: str | None,
    journal: str | None,
    config: Path | None,
    at: str | None,
    follow: bool,
) -> None:
    """Say what happens, one line for each change.

    SOURCE is a scenario's name or file, said from its start to its end or to --at. --feed polls a
    call feed until Ctrl+C, --journal reads a journal. Without any of them the feed of the settings
    is polled.
    """
    if sum(each is not None for each in (source, feed, journal)) > 1:
        raise click.UsageError("Name one of SOURCE, --feed and --journal.")
    if (at is not None) > (source is not None):
        raise click.UsageError("--at is for scenarios.")
    if follow > (journal is not None):
        raise click.UsageError("--follow is for a journal.")
    from jru_tui.cli.configured import settings_for

    settings = settings_for(config, {"feed.url": feed, "journal": journal})
    if source is not None:
        _scenario(settings, source, at)
    elif journal is not None:
        _journal(settings, follow=follow)
    elif settings.feed.url:
        _until_interrupted(_poll(settings))
    else:
        raise click.UsageError("Name a SOURCE (a scenario, or its file), --feed or --journal.")


def _scenario(settings: "Settings", source: str, at: str | None) -> None:
    from jru_tui.cli.played import events_until, moment_in, scenario_for

    scenario = scenario_for(source)
    until = moment_in(scenario, at) if at else scenario.ends_at
    _say(events_until(scenario, until), settings, f"Sample shift: {scenario.title}.")


def _journal(settings: "Settings", *, follow: bool) -> None:
    from jru_tui.journal.protocol import JournalError
    from jru_tui.journal.sqlite import load

    path = settings.journal
    if not path.is_file():
        raise Failure(f"there is no journal at {path}.")
    try:
        if follow:
            _until_interrupted(_follow(settings, path))
        else:
            _say((event for _, event in load(path)), settings, f"{settings.marking}.")
    except JournalError as error:
        raise Failure(str(error)) from error


def _until_interrupted(watching: Coroutine[None, None, None]) -> None:
    # Ctrl+C is how one stops watching: nothing has failed.
    with suppress(KeyboardInterrupt):
        asyncio.run(watching)


async def _follow(settings: "Settings", path: Path) -> None:
    from jru_tui.cli.when import wall_clock
    from jru_tui.journal.sqlite import open_journal

    async with await open_journal(
        path, by=settings.by, clock=wall_clock, read_only=True
    ) as journal:
        await _say_all(journal, settings)


async def _poll(settings: "Settings") -> None:
    from jru_tui.board.board import Board
    from jru_tui.cli.when import wall_clock
    from jru_tui.desk.attend import attend
    from jru_tui.desk.clock import FeedClock
    from jru_tui.desk.desk import Desk
    from jru_tui.feeds.http import HttpFeed
    from jru_tui.journal.sqlite import open_journal

    clock = FeedClock(wall_clock, time.monotonic)
    async with await open_journal(None, by=settings.by, clock=clock) as journal:
        desk = Desk(board=Board(settings.rules), journal=journal, clock=clock, heard=clock.heard)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(attend(desk, HttpFeed(settings.feed, wall_clock)))
            tasks.create_task(_say_all(journal, settings))


async def _say_all(journal: "Journal", settings: "Settings") -> None:
    """What a journal holds, and then what is written to it, as it comes."""
    from jru_tui.reports.lines import Lines

    click.echo(f"{settings.marking}.")
    lines = Lines(settings.rules)
    async for _, event in journal.subscribe():
        for line in lines.of(event):
            click.echo(printable(line))


def _say(events: Iterable["Event"], settings: "Settings", heading: str) -> None:
    from jru_tui.reports.lines import Lines

    click.echo(heading)
    lines = Lines(settings.rules)
    for event in events:
        for line in lines.of(event):
            click.echo(printable(line))
