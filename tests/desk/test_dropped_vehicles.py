"""A vehicle that a call's list told of and does not any more has left, and what it did stays."""

from datetime import timedelta
from typing import Any

import pytest

from jru_tui.board.records import CallRecord, ResponseRecord
from jru_tui.desk.desk import Desk
from jru_tui.feeds.models import RefusedRecord, Unchanged
from tests.desk.conftest import NOW, Wall, call, document, vehicle

THERE = ResponseRecord("JRU1", NOW, NOW, NOW + timedelta(seconds=30))
FREE = vehicle("JRU1", "available", -5)


async def hear(desk: Desk, wall: Wall, *calls: CallRecord, minutes: float = 1, **more: Any) -> None:
    wall.forward(minutes=minutes)
    await desk.receive(document(*calls, when=wall.now, **more))


def ways(desk: Desk) -> list[tuple[str, Any, bool]]:
    return [(way.vehicle, way.clear_at, way.doubtful) for way in desk.board.calls["K1"].responses]


async def test_it_has_left_and_is_marked_until_a_second_document_says_so(
    desk: Desk, wall: Wall
) -> None:
    await hear(desk, wall, call("K1", version=1, responses=(THERE,)), vehicles=(FREE,))
    await hear(desk, wall, call("K1", version=2), vehicles=(FREE,))
    left_at = wall.now
    assert ways(desk) == [("JRU1", left_at, True)]
    assert desk.board.calls["K1"].to_close
    assert desk.board.total("JRU1").attended == 1
    await hear(desk, wall, call("K1", version=2), vehicles=(FREE,))
    assert ways(desk) == [("JRU1", left_at, False)]
    events = desk.board.events
    await hear(desk, wall, call("K1", version=2), vehicles=(FREE,))
    assert desk.board.events == events
    assert "JRU1 no longer on the call, according to the feed" in [
        line.text for line in desk.board.log(call="K1")
    ]


async def test_not_changed_says_so_too(desk: Desk, wall: Wall) -> None:
    await hear(desk, wall, call("K1", version=1, responses=(THERE,)))
    await hear(desk, wall, call("K1", version=2))
    wall.forward(minutes=1)
    await desk.receive(Unchanged())
    assert [doubtful for _, _, doubtful in ways(desk)] == [False]


async def test_a_list_that_was_cut_short_once_ends_nothing(desk: Desk, wall: Wall) -> None:
    await hear(desk, wall, call("K1", version=1, responses=(THERE,)))
    await hear(desk, wall, call("K1", version=2))
    await hear(desk, wall, call("K1", version=3, responses=(THERE,)))
    assert ways(desk) == [("JRU1", None, False)]


async def test_a_vehicle_whose_own_record_names_the_call_is_on_it(desk: Desk, wall: Wall) -> None:
    on_it = (vehicle("JRU1", "at_scene", call="K1"),)
    await hear(desk, wall, call("K1", version=1, responses=(THERE,)), vehicles=on_it)
    await hear(desk, wall, call("K1", version=2), vehicles=on_it)
    assert ways(desk) == [("JRU1", None, False)]
    # Until it is not listed itself any more.
    for doubtful in (True, False):
        await hear(desk, wall, call("K1", version=2), vehicles=(vehicle("JRU2"), vehicle("JRU3")))
        assert [each for _, _, each in ways(desk)] == [doubtful]


async def test_one_that_is_sent_again_has_two_ways(desk: Desk, wall: Wall) -> None:
    timeless = ResponseRecord("JRU1")
    await hear(desk, wall, call("K1", version=1, responses=(timeless,)))
    for _ in range(2):
        await hear(desk, wall, call("K1", version=2))
    left_at = wall.now - timedelta(minutes=1)
    await hear(desk, wall, call("K1", version=3, responses=(timeless,)))
    assert ways(desk) == [("JRU1", left_at, False), ("JRU1", None, False)]
    assert [way.on_at for way in desk.board.calls["K1"].responses] == [NOW, left_at]


async def test_a_list_of_those_who_are_there_now_keeps_who_was(desk: Desk, wall: Wall) -> None:
    ended = ResponseRecord("JRU1", NOW, None, NOW, NOW + timedelta(minutes=3))
    await hear(desk, wall, call("K1", version=1, responses=(ended,)), vehicles=(FREE,))
    await hear(desk, wall, call("K1", version=2), vehicles=(FREE,))
    assert ways(desk) == [("JRU1", NOW + timedelta(minutes=3), False)]
    again = ResponseRecord("JRU1", NOW + timedelta(minutes=9))
    await hear(desk, wall, call("K1", version=3, responses=(again,)), vehicles=(FREE,))
    assert [at for _, at, _ in ways(desk)] == [NOW + timedelta(minutes=3), None]


async def test_a_closing_that_drops_the_list_keeps_who_was_there(desk: Desk, wall: Wall) -> None:
    await hear(desk, wall, call("K1", version=1, responses=(THERE,)), vehicles=(FREE,))
    ended = call(
        "K1",
        version=2,
        state="closed",
        closed_at=NOW + timedelta(minutes=9),
        outcome="resolved",
    )
    await hear(desk, wall, ended, vehicles=(FREE,), minutes=10)
    assert ways(desk) == [("JRU1", NOW + timedelta(minutes=9), False)]
    assert desk.board.total("JRU1").attended == 1


async def test_a_vehicle_whose_record_cannot_be_read_has_not_left(desk: Desk, wall: Wall) -> None:
    await hear(desk, wall, call("K1", version=1, responses=(THERE,)), vehicles=(FREE,))
    bad = (RefusedRecord("vehicle", "JRU1", "its row of K1 is set aside", "d"),)
    await hear(desk, wall, call("K1", version=2), refused=bad)
    assert ways(desk) == [("JRU1", None, False)]


@pytest.mark.parametrize("complete", [True, False])
async def test_a_document_from_a_cache_ends_nothing(
    desk: Desk, wall: Wall, *, complete: bool
) -> None:
    await hear(desk, wall, call("K1", version=3, responses=(THERE,)))
    old = document(call("K1", version=1), when=NOW - timedelta(seconds=5), complete=complete)
    await desk.receive(old)
    assert ways(desk) == [("JRU1", None, False)]


async def test_it_is_as_it_was_after_a_restart(desk: Desk, wall: Wall) -> None:
    await hear(desk, wall, call("K1", version=1, responses=(THERE,)))
    await hear(desk, wall, call("K1", version=2))
    again = Desk(
        board=type(desk.board)(desk.board.rules), journal=desk.recorder._journal, clock=wall
    )
    await again.catch_up()
    assert ways(again) == ways(desk)
    await hear(again, wall, call("K1", version=2))
    assert [doubtful for _, _, doubtful in ways(again)] == [False]


async def test_one_that_was_sent_again_before_the_call_closed_left_its_first_way_by_then(
    desk: Desk, wall: Wall
) -> None:
    again = ResponseRecord("JRU1", NOW + timedelta(minutes=3), NOW + timedelta(minutes=4))
    await hear(desk, wall, call("K1", version=1, responses=(THERE,)), minutes=1)
    closed = call(
        "K1", version=2, responses=(again,), state="closed", closed_at=NOW + timedelta(minutes=5)
    )
    await hear(desk, wall, closed, minutes=4)
    first, second = desk.board.calls["K1"].responses
    assert (first.clear_at, first.dropped) == (again.allocated_at, True)
    assert (second.allocated_at, second.at_scene_at) == (again.allocated_at, None)
    assert second.clear_at == closed.closed_at
