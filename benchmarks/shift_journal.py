"""Journals of one shift and of many, with the feed that goes on from where they end."""

import asyncio
from pathlib import Path

from benchmarks import program
from benchmarks.feed_server import FeedServer
from benchmarks.history import History, nights_for
from benchmarks.workspace import Workspace

ONE_SHIFT = 230
"""About so many events are in the journal of one shift of three vehicles."""


def shift_case(events: int) -> str:
    """The name of the case with so many events."""
    return "one shift" if events == ONE_SHIFT else f"{events:,} events"


def shift_journal(workspace: Workspace, events: int) -> tuple[Path, FeedServer]:
    """A new journal of about so many events, and its feed; close that in the end."""
    past = History(nights=nights_for(events, 3), vehicles=3, now=workspace.now)
    path = workspace.new_folder() / "journal.db"
    asyncio.run(program.write_journal(path, past.events(), workspace.now))
    return path, FeedServer(past.listing())
