"""An evening of an open-data table, asked for by page and by change, on a real board.

Every unit's status at every look, and every tally, against a count of the table itself.
"""

import json
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import httpx

from jru_tui.board.board import Board
from jru_tui.board.rules import Rules
from jru_tui.board.shifts import shift_at
from jru_tui.desk.desk import Desk
from jru_tui.feeds.poller import HttpFeed
from jru_tui.journal.sqlite.journal import open_journal
from jru_tui.settings.model import FeedSettings
from tests.feeds.conftest import no_wait, read
from tests.feeds.mapping.conftest import EXAMPLES

START = datetime(2020, 10, 30, 18, tzinfo=UTC)
UNITS = ("JRU1", "JRU2", "JRU3")
STATUS = {
    "dispatch_dttm": "allocated",
    "response_dttm": "en_route",
    "on_scene_dttm": "at_scene",
    "hospital_dttm": "committed",
    "available_dttm": "available",
}
Row = dict[str, Any]


def evening() -> list[Row]:
    """Three units that take one call after the other; a fifth of them is stood down on the way."""
    chance, rows = Random(30), []
    for unit in UNITS:
        at, number = START, 0
        while at < START + timedelta(hours=7):
            row: Row = {"call_number": f"{unit}-{number}", "unit_id": unit, "received_dttm": at}
            stages = list(STATUS)
            if chance.random() < 0.2:
                stages = ["dispatch_dttm", "response_dttm", "available_dttm"]
            elif chance.random() < 0.6:
                stages.remove("hospital_dttm")
            for stage in stages:
                at += timedelta(seconds=chance.randint(30, 1_200))
                row[stage] = at
            rows.append(row)
            at += timedelta(seconds=chance.randint(60, 1_800))
            number += 1
    return rows


class Portal(httpx.AsyncBaseTransport):
    """Serves the table as it stands: rows that changed since, five a page."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows
        self.now = START

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        query = dict(request.url.params)
        since = query["$where"].split("'")[-2]
        offset = int(query["$offset"])
        changed = [row for row in map(self._seen, self.rows) if row["data_loaded_at"] > since]
        return httpx.Response(
            200,
            headers={
                "Content-Type": "application/json",
                "Date": self.now.strftime("%a, %d %b %Y %H:%M:%S GMT"),
            },
            stream=httpx.ByteStream(json.dumps(changed[offset : offset + 5]).encode()),
        )

    def _seen(self, row: Row) -> Row:
        times = {k: v for k, v in row.items() if isinstance(v, datetime) and v <= self.now}
        shown = {k: v.strftime("%Y-%m-%dT%H:%M:%S.000") for k, v in times.items()}
        ids = {k: v for k, v in row.items() if isinstance(v, str)}
        # A row without a unit to show is not in the table yet.
        newest = max(shown.values()) if "dispatch_dttm" in shown else ""
        return {**ids, **shown, "data_loaded_at": newest}


def last_event(
    rows: list[Row], unit: str, now: datetime
) -> tuple[str, datetime, str | None] | None:
    events = [
        (at, stage, row["call_number"])
        for row in rows
        if row["unit_id"] == unit
        for stage, at in row.items()
        if stage in STATUS and at <= now
    ]
    if not events:
        return None
    at, stage, call = max(events)
    return STATUS[stage], at, None if stage == "available_dttm" else call


async def test_statuses_and_tallies_are_those_of_the_table() -> None:
    rows = evening()
    portal = Portal(rows)
    seconds = 0.0
    settings = FeedSettings(
        url="https://data.example/calls", mapping=EXAMPLES / "soda_fire_calls.toml"
    )
    board = Board(Rules())
    feed = HttpFeed(
        settings,
        lambda: portal.now,
        transport=portal,
        monotonic=lambda: seconds,
        wait=no_wait,
    )
    async with await open_journal(None, by="me", clock=lambda: portal.now) as journal, feed:
        desk = Desk(board=board, journal=journal, clock=lambda: portal.now)
        partial = 0
        for look in range(90):
            portal.now = START + timedelta(minutes=5 * look, seconds=17)
            seconds += 61 if look % 4 == 0 else 5  # a full read now and then
            reading = read(await feed.poll())
            partial += not reading.complete
            await desk.receive(reading)
            for unit in UNITS:
                expected = last_event(rows, unit, portal.now)
                found = board.vehicles.get(unit)
                shown = found and (found.status, found.since, found.call)
                assert shown == expected, portal.now
    assert partial > 60
    shift = shift_at(board.rules.hours, START)
    for unit in UNITS:
        arrivals = [
            row["on_scene_dttm"]
            for row in rows
            if row["unit_id"] == unit and "on_scene_dttm" in row
        ]
        assert board.tally(shift, unit).attended == sum(at <= portal.now for at in arrivals) > 3
