"""Tables that take a stage back, or send one vehicle to two calls: what the board makes of it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from jru_tui.board.board import Board
from jru_tui.board.records import CallRecord, VehicleRecord
from jru_tui.board.rules import Rules
from jru_tui.desk.desk import Desk
from jru_tui.feeds.models import FeedReading
from jru_tui.journal.sqlite.journal import open_journal
from jru_tui.reports.figures.measures import times_of
from tests.feeds.mapping.conftest import GROUPED, mapped

START = datetime(2020, 10, 30, 21, 40, tzinfo=UTC)
Row = dict[str, Any]
Poll = Callable[..., Awaitable[Board]]


def row(call: str, unit: str = "JRU1", **times: str) -> Row:
    at = {stage: f"2020-10-30T{time}:00Z" for stage, time in times.items()}
    return {"call": call, "unit": unit, "opened": "2020-10-30T20:00:00Z", **at}


THERE = row("C1", sent="20:01", mobile="20:02", arrived="20:10")


def reading(rows: tuple[Row, ...], at: datetime) -> FeedReading:
    made = mapped(GROUPED, list(rows))
    calls = tuple(msgspec.convert(each, CallRecord) for each in made.calls)
    vehicles = tuple(msgspec.convert(each, VehicleRecord) for each in made.vehicles)
    return FeedReading(
        at,
        complete=True,
        calls=calls,
        vehicles=vehicles,
        listed_calls=frozenset(call.id for call in calls),
        listed_vehicles=frozenset(vehicle.id for vehicle in vehicles),
    )


@pytest.fixture
async def poll(tmp_path: Path) -> AsyncIterator[Poll]:
    """Hands the desk one table after the other, a minute apart; `at` is the server's own time."""
    now = [START]
    async with await open_journal(tmp_path / "j.db", by="SC 1", clock=lambda: now[0]) as journal:
        desk = Desk(board=Board(Rules()), journal=journal, clock=lambda: now[0])

        async def look(*rows: Row, at: datetime | None = None) -> Board:
            now[0] += timedelta(minutes=1)
            await desk.receive(reading(rows, at or now[0]))
            return desk.board

        yield look


def vehicle(board: Board, which: str = "JRU1") -> tuple[str, str, str | None]:
    known = board.vehicles[which]
    return known.status, f"{known.since:%H:%M}", known.call


def legs(board: Board, call: str = "C1") -> list[tuple[Any, ...]]:
    return [
        (
            each.vehicle,
            *(at and f"{at:%H:%M}" for at in (each.allocated_at, each.at_scene_at, each.clear_at)),
        )
        for each in board.calls[call].responses
    ]


async def test_a_clear_that_is_taken_back_puts_the_vehicle_back_on_its_call(poll: Poll) -> None:
    board = await poll({**THERE, "clear": "2020-10-30T20:30:00Z"})
    assert vehicle(board) == ("available", "20:30", None)
    board = await poll(THERE)
    assert vehicle(board) == ("at_scene", "21:42", "C1")
    assert (board.calls["C1"].open, legs(board)) == (True, [("JRU1", "20:01", "20:10", None)])
    events = board.events
    await poll(THERE)
    assert board.events == events
    await poll({**THERE, "clear": "2020-10-30T21:43:30Z"})
    assert vehicle(board) == ("available", "21:43", None)
    assert legs(board) == [("JRU1", "20:01", "20:10", "21:43")]


async def test_an_arrival_that_is_taken_back_was_never_attended(poll: Poll) -> None:
    board = await poll(THERE)
    assert board.total().attended == 1
    board = await poll(row("C1", sent="20:01", mobile="20:02"))
    assert vehicle(board) == ("en_route", "21:42", "C1")
    assert board.total().attended == 0


async def test_a_row_that_is_taken_out_leaves_its_call(poll: Poll) -> None:
    board = await poll(THERE, row("C1", "JRU2", sent="20:05"))
    board = await poll(THERE)
    assert legs(board) == [("JRU1", "20:01", "20:10", None), ("JRU2", "20:05", None, "21:42")]
    assert [each.doubtful for each in board.calls["C1"].responses] == [False, True]
    assert board.vehicles["JRU2"].unlisted_at is not None
    board = await poll(THERE)
    assert [each.doubtful for each in board.calls["C1"].responses] == [False, False]
    events = board.events
    await poll(THERE)
    assert board.events == events


async def test_a_document_of_before_takes_nothing_back(poll: Poll) -> None:
    board = await poll({**THERE, "clear": "2020-10-30T20:30:00Z"})
    board = await poll(THERE, at=START - timedelta(minutes=5))
    assert vehicle(board) == ("available", "20:30", None)
    assert not board.calls["C1"].open


async def test_a_vehicle_sent_on_and_stood_down_there_was_at_its_call_all_the_time(
    poll: Poll,
) -> None:
    board = await poll(THERE)
    board = await poll(THERE, row("B", sent="20:20", mobile="20:21"))
    assert vehicle(board) == ("en_route", "20:21", "B")
    assert legs(board) == [("JRU1", "20:01", "20:10", None)]
    board = await poll(THERE, row("B", sent="20:20", mobile="20:21", clear="20:24"))
    assert vehicle(board) == ("at_scene", "20:24", "C1")
    over = {**THERE, "clear": "2020-10-30T21:00:00Z"}
    board = await poll(over, row("B", sent="20:20", mobile="20:21", clear="20:24"))
    assert legs(board) == [("JRU1", "20:01", "20:10", "21:00")]
    assert vehicle(board) == ("available", "21:00", None)


async def test_each_sending_of_a_vehicle_has_its_own_times_and_the_call_counts_once(
    poll: Poll,
) -> None:
    stood_down = row("C1", sent="20:01", mobile="20:02", clear="20:10")
    again = row("C1", sent="20:40", mobile="20:42", arrived="20:50", clear="21:20")
    came_back = row("C1", sent="21:25", mobile="21:26", arrived="21:30", clear="21:35")
    board = await poll(stood_down, {**again, "clear": None})
    assert vehicle(board) == ("at_scene", "20:50", "C1")
    board = await poll(stood_down, again, came_back)
    assert legs(board) == [
        ("JRU1", "20:01", None, "20:10"),
        ("JRU1", "20:40", "20:50", "21:20"),
        ("JRU1", "21:25", "21:30", "21:35"),
    ]
    assert board.total("JRU1").attended == 1
    took = [(each.measure, each.time) for each in times_of(board.calls["C1"], {"JRU1"})]
    minutes = [(what, time // timedelta(minutes=1)) for what, time in dict.fromkeys(took)]
    assert minutes == [
        ("response", 50),
        ("turnout", 1),
        ("turnout", 2),
        ("travel", 8),
        ("at_scene", 30),
        ("travel", 4),
        ("at_scene", 5),
    ]
