"""The program that is measured: how it is started, and the little of it that is imported.

This is the only module of the harness that knows the program's insides. Everything else drives it
through a terminal, a feed over HTTP and the files that it writes.
"""

import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import msgspec

from benchmarks.fleet import Record
from jru_tui.board.board import Board
from jru_tui.board.events import CallReported, Event, VehicleReported
from jru_tui.board.queries.dispatch.dispatcher import Dispatcher
from jru_tui.board.queries.dispatch.models import Plan
from jru_tui.board.rules import Rules
from jru_tui.feeds.decoding.decoder import Decoder
from jru_tui.feeds.models import FeedReading
from jru_tui.feeds.poller import HttpFeed
from jru_tui.journal.sqlite.journal import SqliteJournal, open_journal
from jru_tui.settings.model import FeedSettings

__all__ = [
    "COMMAND",
    "Board",
    "Event",
    "board_of",
    "decoded",
    "event",
    "events_in",
    "feed",
    "opened",
    "plan_of",
    "write_journal",
]

COMMAND = (sys.executable, "-m", "jru_tui")
"""The program as it is started from a checkout."""

_BATCH = 1_000
_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Event)


def event(record: Record) -> Event:
    """An event of the journal from its documented JSON."""
    return _DECODER.decode(_ENCODER.encode(record))


async def opened(path: Path, now: datetime) -> SqliteJournal:
    """A journal as the program opens it for writing, at that time by its clock."""
    return await open_journal(path, by="benchmark", clock=lambda: now)


async def events_in(path: Path, now: datetime) -> int:
    """How many events a journal holds, as one who looks on beside its writer sees it."""
    async with await open_journal(
        path, by="benchmark", clock=lambda: now, read_only=True
    ) as journal:
        return (await journal.head()).position


async def decoded(body: bytes, most: int) -> FeedReading:
    """The reading of a document by a decoder that has seen none before."""
    reading = await Decoder(max_records=most).decode(body)
    if not isinstance(reading, FeedReading):
        raise TypeError(f"the document was refused: {reading.reason}")
    return reading


async def board_of(body: bytes, now: datetime) -> Board:
    """The board after one document of the feed."""
    reading = await decoded(body, most=10_000)
    board = Board(Rules())
    facts: list[CallReported | VehicleReported] = [
        *map(VehicleReported, reading.vehicles),
        *map(CallReported, reading.calls),
    ]
    board.fold(
        [
            Event(f"e{number}", now, now, "feed", fact, "", "")
            for number, fact in enumerate(facts, 1)
        ]
    )
    return board


def plan_of(board: Board, now: datetime) -> Plan:
    """Who should go where, from the board alone: nothing is kept from one plan to the next."""
    return Dispatcher(board, now).plan


def feed(url: str, most: int) -> HttpFeed:
    """The program's client for a feed of so many records; to be entered."""
    settings = FeedSettings(
        url=url, max_records=most, max_bytes=400_000_000, max_inflated_bytes=400_000_000
    )
    return HttpFeed(settings, lambda: datetime.now(UTC))


async def write_journal(path: Path, records: Iterable[Record], now: datetime) -> int:
    """Write events as the program does, a thousand at a time; gives how many they were."""
    count = 0
    async with await opened(path, now) as journal:
        for batch in _batches(map(event, records)):
            await journal.append(batch)
            count += len(batch)
    return count


def _batches(events: Iterator[Event]) -> Iterator[list[Event]]:
    while batch := list(islice(events, _BATCH)):
        yield batch
