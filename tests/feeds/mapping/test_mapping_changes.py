"""Polls through a mapping that ask only for what changed: the overlap, the full reads, the ids."""

from datetime import timedelta
from pathlib import Path

import pytest

from jru_tui.feeds.poller import HttpFeed
from jru_tui.settings.model import FeedSettings
from tests.feeds.conftest import NOW, Server, no_wait, read
from tests.feeds.mapping.conftest import GROUPED, mapped_feed, written
from tests.feeds.mapping.test_mapping_polls import asked, row, rows

SINCE = (
    GROUPED
    + """
[since]
parameter = "$where"
value = "changed > '{since}'"
newest = "changed"
overlap_s = 60
window_h = 2
"""
)


async def test_only_what_is_new_is_asked_for_with_an_overlap(
    server: Server, tmp_path: Path
) -> None:
    first = row("K-1", sent="20:01", changed="20:01")
    other = row("K-1", "JRU2", sent="20:03", changed="20:03")
    server.says(rows(first, other), rows(row("K-1", sent="20:01", mobile="20:05", changed="20:05")))
    async with mapped_feed(server.url(), written(tmp_path, SINCE)) as feed:
        full = read(await feed.poll())
        part = read(await feed.poll())
        await feed.poll()
    assert [query["$where"] for query in asked(server)] == [
        "changed > '2020-10-30T20:47:30Z'",  # the window before now
        "changed > '2020-10-30T20:02:00Z'",
        "changed > '2020-10-30T20:04:00Z'",
    ]
    assert (full.complete, part.complete) == (True, False)
    # The other vehicle's row did not come again, and still counts.
    (call,) = part.calls
    assert [(r.vehicle, r.en_route_at is not None) for r in call.responses] == [
        ("JRU3", True),
        ("JRU2", False),
    ]
    assert [v.id for v in part.vehicles] == ["JRU3"]


@pytest.mark.parametrize(
    "changed", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2020-10-31T22:47:30Z"]
)
async def test_an_impossible_time_of_change_orders_nothing(
    server: Server, tmp_path: Path, changed: str
) -> None:
    first = {**row("K-1", sent="20:01"), "changed": changed}
    second = row("K-1", sent="20:01", mobile="20:05", changed="20:05")
    third = row("K-1", sent="20:01", mobile="20:05", arrived="20:15", changed="20:15")
    server.says(rows(first), rows(second), rows(third))
    async with mapped_feed(server.url(), written(tmp_path, SINCE)) as feed:
        readings = [read(await feed.poll()) for _ in range(3)]
    assert [reading.vehicles[0].status for reading in readings] == [
        "allocated",
        "en_route",
        "at_scene",
    ]
    assert [query["$where"] for query in asked(server)] == [
        "changed > '2020-10-30T20:47:30Z'",
        "changed > '2020-10-30T22:46:30Z'",  # the document's own time: nothing else is known
        "changed > '2020-10-30T20:04:00Z'",
    ]


ROW_IDS = SINCE.replace("overlap_s", 'row = "rowid"\noverlap_s')


@pytest.mark.parametrize("mapping", [SINCE, ROW_IDS], ids=["by its sending", "by its id"])
async def test_a_second_sending_takes_nothing_from_the_first(
    server: Server, tmp_path: Path, mapping: str
) -> None:
    first = {**row("K-1", sent="20:01", arrived="20:10", clear="20:20"), "rowid": 1}
    waits = {**row("K-1", sent=""), "sent": None, "rowid": 2}
    sent = {**row("K-1", sent="20:30"), "rowid": 2}
    gone = {**row("K-1", sent="20:30", clear="20:40"), "rowid": 2}
    server.says(rows(first, waits), rows(sent), rows(gone))
    async with mapped_feed(server.url(), written(tmp_path, mapping)) as feed:
        readings = [read(await feed.poll()) for _ in range(3)]
    stages = ("allocated_at", "at_scene_at", "clear_at")
    legs = [
        [tuple(at and at.minute for at in (getattr(leg, name) for name in stages)) for leg in legs]
        for legs in (call.responses for reading in readings for call in reading.calls)
    ]
    # What waits has no time of its own: all that is known is that the vehicle is not clear yet.
    assert legs == [
        [(1, 10, None)],
        [(1, 10, 20), (30, None, None)],
        [(1, 10, 20), (30, None, 40)],
    ]


async def test_a_row_with_an_id_takes_its_own_place_whatever_changed_in_it(
    server: Server, tmp_path: Path
) -> None:
    first = {**row("K-1", "JRU2", sent="20:01"), "rowid": 1}
    second = {**row("K-2", "JRU3", sent="20:02"), "rowid": 2}
    server.says(
        rows(first, second),
        rows({**first, "unit": "JRU5"}),
        rows({**second, "call": "K-1"}),
    )
    async with mapped_feed(server.url(), written(tmp_path, ROW_IDS)) as feed:
        await feed.poll()
        (call,) = read(await feed.poll()).calls
        assert [each.vehicle for each in call.responses] == ["JRU5"]
        (call,) = read(await feed.poll()).calls
        assert [each.vehicle for each in call.responses] == ["JRU5", "JRU3"]


async def test_a_full_read_once_a_minute_lets_go_of_what_is_gone(
    server: Server, tmp_path: Path
) -> None:
    seconds = 0.0
    server.says(rows(row("K-1", sent="20:01"), row("K-2", "JRU2", sent="20:01")), rows())
    settings = FeedSettings(url=server.url(), mapping=written(tmp_path, SINCE))
    async with HttpFeed(settings, lambda: NOW, monotonic=lambda: seconds, wait=no_wait) as feed:
        assert read(await feed.poll()).listed_calls == {"K-1", "K-2"}
        assert not read(await feed.poll()).complete
        seconds = 61.0
        full = read(await feed.poll())
    assert (full.complete, full.listed_calls) == (True, frozenset())


async def test_a_row_too_old_for_the_window_still_counts_while_its_call_is_listed(
    server: Server, tmp_path: Path
) -> None:
    hours = [0]
    old, young = (
        row("K-1", sent="21:00", changed="21:00"),
        row("K-1", "JRU2", sent="21:00", changed="22:30"),
    )
    server.says(rows(old, young), rows(young), rows(young), rows())
    settings = FeedSettings(url=server.url(), mapping=written(tmp_path, SINCE))
    feed = HttpFeed(
        settings,
        lambda: NOW + timedelta(hours=hours[0]),
        monotonic=lambda: hours[0] * 3_600.0,
        wait=no_wait,
    )
    seen = []
    async with feed:
        for hours[0] in range(4):
            reading = read(await feed.poll())
            seen.append((reading.complete, sorted(reading.listed_vehicles)))
    both = ["JRU2", "JRU3"]
    assert seen == [(True, both), (True, both), (True, both), (True, [])]
