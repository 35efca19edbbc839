"""What polls and commands cost the desk and the journal: not more on a larger or an older board."""

import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks import program
from benchmarks.feed_server import FeedServer
from benchmarks.fleet import fleet
from benchmarks.history import History
from jru_tui.board.board import Board
from jru_tui.board.commands import Note
from jru_tui.board.projection.fact_handlers import FactHandlers
from jru_tui.board.rules import Rules
from jru_tui.board.views import Change
from jru_tui.desk.desk import Desk
from jru_tui.feeds.decoding.decoder import Decoder
from jru_tui.feeds.models import FeedReading, Unchanged
from tests.work.conftest import NOW, Counter, event, is_flat, lines_run, shift

STATEMENTS_AN_APPEND = 4
"""Begin, where the journal stands, insert, commit."""

LOOKS_AN_APPEND = 4
"""At the journal's file and at its log, before and behind what is written: a look costs as much as
the hash of an event."""

STATEMENTS_A_PAGE = 1
PAGE = 2_000
"""Events that are read from the journal at a time."""

LINES_A_PLAIN_RECORD = 45
"""Lines that run to read a record which is plain for the first time; one by itself takes four times
as many."""


class Statements:
    """The statements of every connection, and the steps that SQLite takes for them.

    Attributes:
        told: each statement as it ran; an insert of many rows runs once for each.
        steps: instructions of SQLite's machine.
    """

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.told: list[str] = []
        self.steps = 0
        connect = sqlite3.connect

        def connected(*arguments: Any, **named: Any) -> sqlite3.Connection:
            connection: sqlite3.Connection = connect(*arguments, **named)
            connection.set_trace_callback(self.told.append)
            connection.set_progress_handler(self._step, 1)
            return connection

        patch.setattr(sqlite3, "connect", connected)

    def _step(self) -> int:
        self.steps += 1
        return 0

    def forget(self) -> None:
        """Begin to count."""
        self.told.clear()
        self.steps = 0


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> Statements:
    return Statements(monkeypatch)


WriteNights = Callable[[int], Awaitable[Path]]


@pytest.fixture
def kept(tmp_path: Path) -> WriteNights:
    """Writes a journal of so many nights."""

    async def write(nights: int) -> Path:
        path = tmp_path / f"{nights}.db"
        await program.write_journal(path, History(nights=nights, vehicles=3, now=NOW).events(), NOW)
        return path

    return write


async def test_a_changed_call_is_found_among_2000_in_few_steps() -> None:
    counts = []
    for calls in (200, 2_000):
        with FeedServer(fleet(calls=calls, vehicles=3, now=NOW)) as feed:
            decoder = Decoder()
            await decoder.decode(feed.document()[1])
            feed.change("K-000003", summary="rings back")
            body = feed.document()[1]
        with lines_run() as lines:
            reading = await decoder.decode(body)
        assert isinstance(reading, FeedReading)
        assert [call.id for call in reading.calls] == ["K-000003"]
        counts.append(lines.count)
    # Ten times as many calls, of which all but a block are compared by the block.
    assert 0 < counts[1] <= 2 * counts[0]


@pytest.mark.parametrize("calls", [500, 2_000])
async def test_plain_records_are_read_together_and_an_odd_one_by_itself(calls: int) -> None:
    counts = []
    for summary in ("plain", "odd: \N{LATIN SMALL LETTER E WITH ACUTE}"):
        listing = fleet(calls=calls, vehicles=3, now=NOW)
        for call in listing.calls:
            call["summary"] = summary
        with FeedServer(listing) as feed:
            _, body = feed.document()
        with lines_run() as lines:
            reading = await Decoder().decode(body)
        assert isinstance(reading, FeedReading)
        assert len(reading.calls) == calls
        counts.append(lines.count / calls)
    assert 0 < counts[0] <= LINES_A_PLAIN_RECORD
    assert counts[1] > 2 * LINES_A_PLAIN_RECORD


async def test_a_poll_without_news_costs_the_same_on_any_board() -> None:
    counts = []
    for calls, vehicles in ((20, 3), (2_000, 3), (20, 300)):
        async with shift(calls, vehicles) as one:
            await one.desk.receive(Unchanged())
            with lines_run() as lines:
                await one.desk.receive(Unchanged())
            counts.append(lines.count)
    assert is_flat(counts[0], counts[1])
    assert is_flat(counts[0], counts[2])


async def test_a_command_costs_the_same_among_20_calls_and_among_2000() -> None:
    counts = []
    for calls in (20, 2_000):
        async with shift(calls) as one:
            with lines_run() as lines:
                done = await one.desk.command(Note("seen", call="K-000004"))
            assert isinstance(done, Change)
            counts.append(lines.count)
    assert is_flat(*counts)


@pytest.mark.parametrize("nights", [1, 20])
@pytest.mark.parametrize("batch", [1, 100])
async def test_an_append_takes_few_statements_however_long_the_journal(
    kept: WriteNights, statements: Statements, nights: int, batch: int
) -> None:
    async with await program.opened(await kept(nights), NOW) as journal:
        events = [
            event("call", {"id": f"X{n}", "opened_at": "2020-10-30T22:00:00Z"}, f"x{n}")
            for n in range(batch)
        ]
        statements.forget()
        await journal.append(events)
        inserts = sum("INSERT" in told for told in statements.told)
        assert inserts == batch
        assert len(statements.told) - inserts <= STATEMENTS_AN_APPEND - 1


@pytest.mark.parametrize("nights", [1, 20])
@pytest.mark.parametrize("batch", [1, 100])
async def test_an_append_looks_at_its_files_once_before_and_once_behind(
    kept: WriteNights, monkeypatch: pytest.MonkeyPatch, nights: int, batch: int
) -> None:
    async with await program.opened(await kept(nights), NOW) as journal:
        looks = Counter()
        looks.watch(monkeypatch, Path, "stat")
        events = [
            event("call", {"id": f"X{n}", "opened_at": "2020-10-30T22:00:00Z"}, f"x{n}")
            for n in range(batch)
        ]
        await journal.append(events)
        assert 0 < looks.count <= LOOKS_AN_APPEND


async def test_a_command_reads_as_much_of_a_long_journal_as_of_a_short_one(
    kept: WriteNights, statements: Statements, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = []
    for nights in (1, 20):
        async with await program.opened(await kept(nights), NOW) as journal:
            desk = Desk(board=Board(Rules()), journal=journal, clock=lambda: NOW, by="SC 1")
            await desk.catch_up()
            folded = Counter()
            folded.watch(monkeypatch, FactHandlers, "handle")
            call = list(desk.board.held_calls())[-1]
            statements.forget()
            assert isinstance(await desk.command(Note("seen", call=call)), Change)
            steps.append(statements.steps)
            assert folded.count == 1
    assert is_flat(*steps)


@pytest.mark.parametrize("nights", [1, 20])
async def test_a_start_reads_each_event_once(
    kept: WriteNights,
    statements: Statements,
    monkeypatch: pytest.MonkeyPatch,
    nights: int,
) -> None:
    folded = Counter()
    folded.watch(monkeypatch, FactHandlers, "handle")
    async with await program.opened(await kept(nights), NOW) as journal:
        events = (await journal.head()).position
        desk = Desk(board=Board(Rules()), journal=journal, clock=lambda: NOW, by="SC 1")
        statements.forget()
        await desk.catch_up()
        pages = [told for told in statements.told if told.startswith("SELECT")]
    assert folded.count == events
    # The last page is empty: it says that there is no more.
    assert len(pages) <= STATEMENTS_A_PAGE * (events // PAGE + 2)
