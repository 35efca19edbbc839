"""The import of a force's past into a new journal, by a mapping."""

import asyncio
from pathlib import Path

from msgspec.structs import replace

from jru_tui.board import Board
from jru_tui.cli.errors import CommandError
from jru_tui.cli.times import wall_clock
from jru_tui.desk import Desk
from jru_tui.feeds import FROM_FILE, FeedReading, HttpFeed, Sample, file_transport
from jru_tui.feeds import PollFailure as FailedPoll
from jru_tui.journal import Head, open_journal, refuse_existing
from jru_tui.settings import FeedSettings, Settings, SettingsError


def import_history(file: Path, mapping: Path, settings: Settings) -> Head:
    """Read a document with a mapping, and keep what it says in a new journal.

    Args:
        file: the document: everything that is known of the past.
        mapping: how it is read.
        settings: name the new journal.

    Returns:
        Where the new journal stands.

    Raises:
        CommandError: the document or the mapping cannot be used; no journal is left then.
        JournalError: the journal is there already, or cannot be written.
        OSError: the document cannot be read.
    """
    if not isinstance(settings.journal, Path):
        raise CommandError(
            "a mapped history goes into a file: name one with --journal, export that, and import "
            "the export into the server's journal."
        )
    refuse_existing(settings.journal)
    content = file.read_bytes()
    feed = replace(
        settings.feed,
        url=FROM_FILE,
        mapping=mapping,
        any_type=True,
        max_bytes=max(settings.feed.max_bytes, len(content)),
    )
    try:
        reading = asyncio.run(_read(content, feed))
    except SettingsError as error:
        raise CommandError(str(error)) from error
    return asyncio.run(_keep(reading, settings))


async def _read(content: bytes, settings: FeedSettings) -> FeedReading:
    transport = file_transport(Sample(content, len(content)))
    async with HttpFeed(settings, wall_clock, transport=transport) as feed:
        poll = await feed.poll()
    if isinstance(poll, FailedPoll):
        raise CommandError(f"the history cannot be read: {poll.reason}.")
    assert isinstance(poll, FeedReading)
    if not (poll.calls or poll.vehicles):
        raise CommandError("the history holds no call or vehicle that could be read.")
    return poll


async def _keep(reading: FeedReading, settings: Settings) -> Head:
    async with await open_journal(settings.journal, by=settings.by, clock=wall_clock) as journal:
        desk = Desk(board=Board(settings.rules), journal=journal, clock=wall_clock, by=settings.by)
        await desk.receive(reading)
        if desk.held_up:
            raise CommandError(desk.held_up)
        return await desk.head()
