"""Documents polled one after the other, with restarts: what stands on the board in the end."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from jru_tui.board.board import Board
from jru_tui.board.rules import Rules
from jru_tui.desk.ambiguous_times import times_of
from jru_tui.desk.desk import Desk
from jru_tui.desk.server_clock import ServerClock
from jru_tui.feeds.models import FeedReading, PollFailure
from jru_tui.feeds.poller import HttpFeed
from jru_tui.journal.sqlite.journal import open_journal
from jru_tui.settings.model import FeedSettings
from tests.feeds.conftest import no_wait
from tests.feeds.mapping.conftest import GROUPED, PLAIN, written
from tests.narrowing import present

Row = dict[str, Any]


class History(httpx.AsyncBaseTransport):
    """A feed that answers with what it is told to, and a board that polls it.

    Attributes:
        board: as it stands.
        reading: the last one.
    """

    def __init__(self, folder: Path, mapping: str) -> None:
        self._folder = folder
        self._mapping = written(folder, mapping)
        self._now = datetime(2020, 10, 24, tzinfo=UTC)
        self._body = b"[]"
        self._stack = AsyncExitStack()
        self.reading: FeedReading | None = None

    async def handle_async_request(self, _request: httpx.Request) -> httpx.Response:
        headers = {
            "Content-Type": "application/json",
            "Date": f"{self._now:%a, %d %b %Y %H:%M:%S} GMT",
        }
        return httpx.Response(200, headers=headers, stream=httpx.ByteStream(self._body))

    async def start(self) -> None:
        """Begin, or begin again after a crash: all that is known is in the journal."""
        await self._stack.aclose()
        clock = ServerClock(lambda: self._now, self._seconds)
        journal = await self._stack.enter_async_context(
            await open_journal(self._folder / "j.db", by="SC 1", clock=lambda: self._now)
        )
        self.board = Board(Rules())
        self._desk = Desk(
            board=self.board, journal=journal, clock=clock, note_server_time=clock.note_server_time
        )
        await self._desk.catch_up()
        self._feed = await self._stack.enter_async_context(
            HttpFeed(
                FeedSettings(url="http://history.localhost/feed", mapping=self._mapping),
                lambda: self._now,
                transport=self,
                heard_at=self._desk.health.good_at,
                recall=partial(times_of, self.board),
                monotonic=self._seconds,
                wait=no_wait,
            )
        )

    async def poll(self, time: str, *rows: Row) -> Board:
        """Poll at that time of UTC, and get these rows."""
        self._now = datetime.fromisoformat(time).replace(tzinfo=UTC)
        self._body = json.dumps(rows).encode()
        poll = await self._feed.poll()
        assert not isinstance(poll, PollFailure), poll
        self.reading = poll if isinstance(poll, FeedReading) else self.reading
        await self._desk.receive(poll)
        return self.board

    def _seconds(self) -> float:
        return self._now.timestamp()

    async def aclose(self) -> None:
        await self._stack.aclose()

    def vehicle(self, which: str) -> tuple[str, str, str | None]:
        known = self.board.vehicles[which]
        return known.status, f"{known.since:%H:%M:%S}", known.call

    def marks(self) -> dict[str, str]:
        assert self.reading is not None
        return {mark.key: mark.reason for mark in self.reading.marked}


@asynccontextmanager
async def history(folder: Path, mapping: str) -> AsyncIterator[History]:
    made = History(folder, mapping)
    await made.start()
    try:
        yield made
    finally:
        await made.aclose()


def at(time: str, day: str = "2020-10-30") -> str:
    return f"{day}T{time}Z"


SINCE = (
    GROUPED
    + """[since]
parameter = "after"
newest = "changed"
row = "row"
window_h = 12
"""
)
SENT = {
    "row": "1",
    "call": "C1",
    "unit": "U1",
    "opened": at("20:49:00"),
    "sent": at("20:58:00"),
    "changed": at("20:58:00"),
}
THERE = {**SENT, "changed": at("21:00:10"), "arrived": at("21:00:10")}


async def test_a_copy_that_lags_undoes_no_newer_row(tmp_path: Path) -> None:
    """MAP-19: whatever the Date of its answer."""
    async with history(tmp_path, SINCE) as told:
        await told.poll("2020-10-30T21:00:00", SENT)
        await told.poll("2020-10-30T21:00:15", THERE)
        for time, row in (("21:00:20", SENT), ("21:00:25", THERE), ("21:01:30", SENT)):
            board = await told.poll(f"2020-10-30T{time}", row)
            assert told.vehicle("U1") == ("at_scene", "21:00:10", "C1")
            assert board.total().attended == 1


async def test_a_whole_document_that_lags_leaves_nothing_out_until_it_lags_no_more(
    tmp_path: Path,
) -> None:
    """MAP-19: a row that is gone is gone after ten minutes."""
    other = {**SENT, "row": "2", "call": "C2", "unit": "U2", "changed": at("21:00:40")}
    async with history(tmp_path, SINCE) as told:
        await told.poll("2020-10-30T21:00:00", SENT)
        await told.poll("2020-10-30T21:00:45", THERE, other)
        for time in ("21:01:50", "21:05:00"):
            await told.poll(f"2020-10-30T{time}", SENT)
            assert told.reading is not None
            assert told.reading.listed_calls == {"C1", "C2"}
            assert told.vehicle("U1")[0] == "at_scene"
        for time in ("21:12:00", "21:14:00"):
            await told.poll(f"2020-10-30T{time}", THERE)
        assert present(told.reading).listed_calls == {"C1"}


async def test_a_row_of_the_second_hour_is_not_taken_for_an_older_one(tmp_path: Path) -> None:
    """MAP-19, TIME-02: 01:10 after the clocks went back is later than 01:50 before."""
    local = SINCE.replace('"changed"', '"local"')
    first = {**SENT, "opened": at("00:40:00", "2020-10-25"), "sent": at("00:45:00", "2020-10-25")}
    before = {**first, "local": "2020-10-25T01:50:00"}
    after = {**before, "local": "2020-10-25T01:10:00", "arrived": at("01:09:00", "2020-10-25")}
    async with history(tmp_path, local) as told:
        await told.poll("2020-10-25T00:50:10", before)
        await told.poll("2020-10-25T01:10:10", after)
        assert told.vehicle("U1")[0] == "at_scene"


UPDATED = GROUPED.replace('opened_at = "opened"', 'opened_at = "opened"\nupdated_at = "changed"')


async def test_a_copy_that_lags_sends_no_vehicle_back(tmp_path: Path) -> None:
    """MAP-19: also where everything is asked for each time."""
    async with history(tmp_path, UPDATED) as told:
        await told.poll("2020-10-30T21:00:00", SENT)
        await told.poll("2020-10-30T21:00:15", THERE)
        for time, row in (("21:00:20", SENT), ("21:00:25", THERE)):
            board = await told.poll(f"2020-10-30T{time}", row)
            assert told.vehicle("U1") == ("at_scene", "21:00:10", "C1")
            assert board.total().attended == 1


async def test_a_call_that_began_before_what_is_asked_for_is_marked(tmp_path: Path) -> None:
    """MAP-20: whoever was first there may have changed before the window."""
    early = {**THERE, "opened": at("08:30:00"), "row": "7", "unit": "U2"}
    async with history(tmp_path, SINCE) as told:
        await told.poll("2020-10-30T21:00:15", SENT | {"opened": at("20:49:00")}, early)
        assert list(told.marks()) == ["C1"]
        assert told.marks()["C1"].startswith(
            "it began before the time that the feed is asked about"
        )
        fine = {**THERE, "call": "C3", "row": "3", "unit": "U3"}
        await told.poll("2020-10-30T21:01:30", fine)
        assert told.marks() == {}


async def test_a_call_that_is_followed_from_its_beginning_is_whole_however_long_it_goes_on(
    tmp_path: Path,
) -> None:
    """MAP-20."""
    start = datetime(2020, 10, 30, 8, tzinfo=UTC)
    async with history(tmp_path, SINCE) as told:
        for hours in range(20):
            now = start + timedelta(hours=hours)
            changed = f"{now:%Y-%m-%dT%H:%M:%SZ}"
            row = {**SENT, "opened": at("07:59:00"), "sent": at("08:00:00"), "changed": changed}
            await told.poll(f"{now + timedelta(seconds=5):%Y-%m-%dT%H:%M:%S}", row)
            assert told.marks() == {}


TWICE = GROUPED.replace('zone = "Europe/London"', 'zone = "Europe/London"\nrepeated = "arrival"')


@pytest.mark.parametrize("restarts", [False, True])
async def test_a_restart_in_the_hour_that_comes_twice_changes_no_time(
    tmp_path: Path, restarts: bool
) -> None:
    """MAP-21."""

    def row(call: str, unit: str, **times: str) -> Row:
        stages = {name: f"2020-10-25T{time}:00" for name, time in times.items()}
        return {"call": call, "unit": unit, **stages}

    sent = row("C1", "U1", opened="01:04", sent="01:05")
    other = row("C2", "U2", opened="01:01", sent="01:02")
    there = {**sent, **row("C1", "U1", arrived="01:10")}
    gone = {**there, **row("C1", "U1", hospital="01:50")}
    async with history(tmp_path, TWICE) as told:
        await told.poll("2020-10-25T00:05:10", sent, other)
        await told.poll("2020-10-25T00:10:10", there, other)
        await told.poll("2020-10-25T00:50:10", gone, other)
        await told.poll("2020-10-25T01:29:50", gone, other)
        for time in ("01:30:10", "01:31:10"):
            if restarts:
                await told.start()
            await told.poll(f"2020-10-25T{time}", gone, other)
            assert told.vehicle("U1") == ("committed", "00:50:00", "C1")
            assert told.vehicle("U2") == ("allocated", "00:02:00", "C2")
            legs = [(leg.vehicle, leg.at_scene_at) for leg in told.board.calls["C1"].responses]
            assert legs == [("U1", datetime(2020, 10, 25, 0, 10, tzinfo=UTC))]
        late = row("C3", "U3", opened="01:55", sent="01:56")
        await told.poll("2020-10-25T01:56:30", gone, other, late)
        assert told.vehicle("U3") == ("allocated", "01:56:00", "C3")


@pytest.mark.parametrize("restarts", [False, True])
async def test_a_restart_puts_no_call_behind_another_that_came_after_it(
    tmp_path: Path, restarts: bool
) -> None:
    """MAP-21: each of the first hour, and both over when the second has come."""

    def row(call: str, **times: str) -> Row:
        stages = {name: f"2020-10-25T{time}:00" for name, time in times.items()}
        return {"call": call, "unit": "U1", **stages}

    first = row("C1", opened="01:04", sent="01:05", arrived="01:10", clear="01:20")
    second = row("C2", opened="01:38", sent="01:40", arrived="01:50", clear="01:55")
    async with history(tmp_path, TWICE) as told:
        await told.poll("2020-10-25T00:21:10", first)
        await told.poll("2020-10-25T00:55:10", first, second)
        assert told.vehicle("U1") == ("available", "00:55:00", None)
        if restarts:
            await told.start()
        await told.poll("2020-10-25T01:30:10", first, second)
        assert told.vehicle("U1") == ("available", "00:55:00", None)
        closed = {call.id: f"{call.closed_at:%H:%M}" for call in told.board.call_views.values()}
        assert closed == {"C1": "00:20", "C2": "00:55"}


@pytest.mark.parametrize("seen", [(1, 2, 3), (1, 3), (2, 3), (3,)])
async def test_a_vehicle_that_was_clear_before_it_arrived_is_on_no_call(
    tmp_path: Path, seen: tuple[int, ...]
) -> None:
    """MAP-18: whichever of the documents are polled."""
    sent = {"call": "C1", "unit": "U1", "opened": at("20:58:00"), "sent": at("21:00:02")}
    clear = {**sent, "clear": at("21:06:30")}
    slip = {**clear, "arrived": at("21:08:08")}
    documents = {1: ("21:05:00", sent), 2: ("21:07:00", clear), 3: ("21:10:00", slip)}
    async with history(tmp_path, GROUPED) as told:
        for number in seen:
            time, row = documents[number]
            await told.poll(f"2020-10-30T{time}", row)
        assert told.vehicle("U1") == ("available", "21:06:30", None)
        call = told.board.calls["C1"]
        assert not call.open
        assert call.on_it == ()
        assert [mark for mark in told.marks().values() if "out of order" in mark]


LISTED_UNITS = (
    PLAIN.replace('"calls"', '"@"')
    + """closed = "closed_at"
closed_at = "closed"
[calls.responses]
list = "units"
vehicle = "unit"
allocated_at = "sent"
at_scene_at = "arrived"
clear_at = "clear"
"""
)


def of(mapping: str, row: Row) -> Row:
    """A row as one of a table, or as a call that lists its unit."""
    if mapping is GROUPED:
        return row
    stages = {key: row[key] for key in ("sent", "arrived", "clear") if key in row}
    return {"id": row["call"], "opened": row["opened"], "units": [{"unit": row["unit"], **stages}]}


CLEAR = {**THERE, "clear": at("21:30:00")}
NAMED = {key: value for key, value in SENT.items() if key != "sent"}


@pytest.mark.parametrize("mapping", [GROUPED, LISTED_UNITS])
@pytest.mark.parametrize("newest", [THERE, CLEAR])
@pytest.mark.parametrize("older", [SENT, NAMED])
async def test_a_copy_that_lags_undoes_no_stage_where_nothing_tells_what_changed(
    tmp_path: Path, mapping: str, newest: Row, older: Row
) -> None:
    """MAP-19: no version, no time of change, and a Date that is current."""
    async with history(tmp_path, mapping) as told:
        await told.poll("2020-10-30T21:29:00", of(mapping, SENT))
        await told.poll("2020-10-30T21:31:00", of(mapping, newest))
        stands = told.vehicle("U1"), told.board.calls["C1"].responses
        assert stands[0][0] == ("at_scene" if newest is THERE else "available")
        for second in range(5, 300, 10):
            # Two copies answer in turns, one of them twice as often.
            row = newest if second % 30 == 5 else older
            time = datetime(2020, 10, 30, 21, 31, tzinfo=UTC) + timedelta(seconds=second)
            board = await told.poll(f"{time:%Y-%m-%dT%H:%M:%S}", of(mapping, row))
            assert (told.vehicle("U1"), board.calls["C1"].responses) == stands
            assert board.total().attended == 1
            assert bool(told.marks()) is (row is older)


@pytest.mark.parametrize("mapping", [GROUPED, LISTED_UNITS])
async def test_a_stage_that_is_taken_back_is_gone_after_a_minute(
    tmp_path: Path, mapping: str
) -> None:
    async with history(tmp_path, mapping) as told:
        await told.poll("2020-10-30T21:29:00", of(mapping, SENT))
        await told.poll("2020-10-30T21:31:00", of(mapping, THERE))
        await told.poll("2020-10-30T21:31:10", of(mapping, SENT))
        assert told.vehicle("U1")[0] == "at_scene"
        await told.poll("2020-10-30T21:32:10", of(mapping, SENT))
        assert told.vehicle("U1")[0] == "allocated"
        assert told.marks() == {}
        # And what follows is followed at once.
        await told.poll("2020-10-30T21:32:20", of(mapping, {**SENT, "arrived": at("21:32:15")}))
        assert told.vehicle("U1") == ("at_scene", "21:32:15", "C1")


async def test_a_change_that_a_version_or_a_time_tells_is_followed_at_once(
    tmp_path: Path,
) -> None:
    async with history(tmp_path, UPDATED) as told:
        await told.poll("2020-10-30T21:00:00", SENT)
        await told.poll("2020-10-30T21:00:15", THERE)
        await told.poll("2020-10-30T21:00:25", {**SENT, "changed": at("21:00:20")})
        assert told.vehicle("U1")[0] == "allocated"
        assert told.marks() == {}
