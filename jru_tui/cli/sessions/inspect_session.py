"""A look at a feed or a file for `jru-tui check-feed`; tells each poll as it comes."""

import asyncio
import os
import shutil
import sys
from pathlib import Path

import click
from msgspec.structs import replace

from jru_tui.cli.errors import CommandError
from jru_tui.cli.times import wall_clock
from jru_tui.feeds import (
    FROM_FILE,
    FeedCheck,
    FeedCheckBuilder,
    Sample,
    file_transport,
    inspect_polls,
    without_secrets,
)
from jru_tui.reports import round_text
from jru_tui.settings import FeedSettings, Settings, SettingsError


def inspect_feed(
    settings: Settings, file: str | None, mapping: Path | None, rounds: int, *, tell: bool
) -> FeedCheck:
    """Poll the feed of the settings, or a file in its place, and say what it is worth.

    Args:
        settings: the settings in force.
        file: a file in place of the feed.
        mapping: a mapping file in place of that of the settings.
        rounds: how many polls.
        tell: true to print each poll as it comes.

    Raises:
        CommandError: the file or the mapping cannot be read.
    """
    return asyncio.run(_found(settings, file, mapping, rounds, tell=tell))


def terminal_width() -> int | None:
    """Cells of a line where a person looks on; None in a pipe, where nothing is to be folded.

    Who sets COLUMNS for a pipe, as for a pager, has a person at its end.
    """
    columns = os.environ.get("COLUMNS", "")
    if sys.stdout.isatty() or (columns.isdecimal() and int(columns)):
        return shutil.get_terminal_size().columns
    return None


async def _found(
    settings: Settings, file: str | None, mapping: Path | None, rounds: int, *, tell: bool
) -> FeedCheck:
    feed = settings.feed if mapping is None else replace(settings.feed, mapping=mapping)
    watch = FeedCheckBuilder(file or without_secrets(feed.url), settings.rules)
    transport = None
    if file is not None:
        beside = _beside(file, feed)
        transport = await asyncio.to_thread(file_transport, _document(file, feed.max_bytes), beside)
        feed = replace(feed, url=FROM_FILE, any_type=True)
    try:
        async for round_ in inspect_polls(watch, feed, wall_clock, rounds, transport):
            if tell and rounds > 1:
                click.echo(round_text(round_))
    except SettingsError as error:
        raise CommandError(str(error)) from error
    return watch.result()


def _beside(file: str, feed: FeedSettings) -> dict[str, Sample]:
    """The sample of the vehicles' own document, where the mapping says that they have one."""
    if feed.mapping is None:
        return {}
    from jru_tui.feeds import load_mapping

    try:
        url = load_mapping(feed.mapping).file.vehicles.url
    except SettingsError as error:
        raise CommandError(str(error)) from error
    name = url.partition("?")[0].rpartition("/")[2]
    return {name: _document(str(Path(file).parent / name), feed.max_bytes)} if name else {}


def _document(file: str, most: int) -> Sample:
    """The document in a file, cut behind the most that a feed may send."""
    try:
        with Path(file).open("rb") as document:
            start = document.read(most + 1)
            # A pipe has no size: then what was read of it is known.
            return Sample(start, max(len(start), os.fstat(document.fileno()).st_size))
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        raise CommandError(f"{file} cannot be read: {reason}.") from error
