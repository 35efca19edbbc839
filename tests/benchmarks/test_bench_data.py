"""What the harness feeds the program: the same for the same seed, and taken by the program."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import httpx

from benchmarks import program
from benchmarks.feed_server import FeedServer
from benchmarks.fleet import fleet, stamp
from benchmarks.history import UNDER_WAY, History, nights_for
from jru_tui.board.board import Board
from jru_tui.board.rules import Rules
from jru_tui.feeds.models import FeedReading

NOW = datetime(2020, 10, 30, 22, 47, tzinfo=UTC)


def test_a_fleet_is_the_same_for_the_same_seed_and_has_what_was_asked_for() -> None:
    one, again = (fleet(calls=50, vehicles=9, now=NOW) for _ in range(2))
    assert one == again
    assert one != fleet(calls=50, vehicles=9, now=NOW, seed=2)
    assert (len(one.calls), len(one.vehicles)) == (50, 9)
    assert sum(vehicle["call"] is not None for vehicle in one.vehicles) == 5


async def test_the_program_takes_every_record_of_a_fleet() -> None:
    with FeedServer(fleet(calls=200, vehicles=30, now=NOW)) as feed:
        _, body = feed.document()
    reading = await program.decoded(body, most=200)
    assert (len(reading.calls), len(reading.vehicles)) == (200, 30)
    assert (reading.refused, reading.marked) == ((), ())


async def test_the_server_says_what_changed_and_when_nothing_did() -> None:
    listing = fleet(calls=5, vehicles=3, now=NOW)
    with FeedServer(listing) as server:
        async with program.feed(server.url, 5) as feed, httpx.AsyncClient() as client:
            assert isinstance(await feed.poll(), FeedReading)
            assert not isinstance(await feed.poll(), FeedReading)
            version = server.change("K-000002", summary="rings back")
            changed = await feed.poll()
            assert isinstance(changed, FeedReading)
            assert [call.summary for call in changed.calls] == ["rings back"]
            assert server.wait_for(version, 20) > server.changed_at
            answer = await client.get(server.url, headers={"If-None-Match": f'"{version}"'})
            assert answer.status_code == 304


def test_a_history_has_about_as_many_events_as_were_asked_for() -> None:
    for asked in (10_000, 30_000):
        history = History(nights=nights_for(asked, 3), vehicles=3, now=NOW)
        events = list(history.events())
        assert abs(len(events) - asked) < asked / 20
        assert len({event["id"] for event in events}) == len(events)
        times = [event["recorded_at"] for event in events]
        assert times == sorted(times)
        assert times[-1] <= stamp(NOW)


def test_the_last_night_is_the_same_however_many_went_before() -> None:
    nights = []
    for count in (1, 3):
        history = History(nights=count, vehicles=3, now=NOW)
        began = stamp(NOW - UNDER_WAY)
        last = [event for event in history.events() if event["recorded_at"] >= began]
        listing = history.listing()
        text = json.dumps([last, listing.calls, listing.vehicles])
        for number, name in enumerate(sorted(set(re.findall(r"K-\d+", text)))):
            text = text.replace(name, f"call {number}")
        nights.append(text)
    assert nights[0] == nights[1]
    assert len(nights[0]) > 10_000


async def test_the_program_keeps_a_history_and_ends_where_its_feed_goes_on(
    tmp_path: Path,
) -> None:
    history = History(nights=2, vehicles=3, now=NOW)
    path = tmp_path / "journal.db"
    count = await program.write_journal(path, history.events(), NOW)
    assert count == await program.events_in(path, NOW)
    board = Board(Rules())
    board.fold(map(program.event, History(nights=2, vehicles=3, now=NOW).events()))
    assert board.events == count
    listing = history.listing()
    open_calls = {call["id"] for call in listing.calls if call["state"] == "open"}
    assert {call.id for call in board.open_calls()} == open_calls
    assert open_calls
    listed = {vehicle["id"]: vehicle["status"] for vehicle in listing.vehicles}
    assert {each.id: each.status for each in board.vehicles.values()} == listed
