"""Reports whose own times cannot say which is newer: the document's time counts."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from jru_tui.board.records import Position, VehicleRecord
from jru_tui.board.rules import EMERGENCY
from jru_tui.desk.desk import Desk
from jru_tui.desk.server_clock import ServerClock
from tests.desk.conftest import NOW, Wall, call, document, vehicle


@pytest.mark.parametrize("ahead_min", [1, 180])
async def test_a_press_that_is_stamped_ahead_counts_from_when_it_was_heard(
    desk: Desk, wall: Wall, ahead_min: int
) -> None:
    """TIME-05: an honest emergency after it is seen."""
    await desk.receive(document(vehicles=(vehicle("JRU3", "at_scene", ahead_min, call="K1"),)))
    assert desk.board.vehicles["JRU3"].since == NOW
    wall.forward(minutes=2)
    later = NOW + timedelta(minutes=2)
    honest = vehicle("JRU3", EMERGENCY, 2, call="K1")
    await desk.receive(document(vehicles=(honest,), when=later))
    told = desk.board.vehicles["JRU3"]
    assert (told.status, told.since) == (EMERGENCY, later)


async def test_a_few_seconds_ahead_are_no_more_than_two_clocks(desk: Desk) -> None:
    press = vehicle("JRU3", "at_scene", call="K1")
    await desk.receive(
        document(vehicles=(press,), when=NOW - timedelta(seconds=4)),
    )
    assert desk.board.vehicles["JRU3"].since == NOW


async def test_what_was_stamped_ahead_is_the_same_press_in_the_next_document(desk: Desk) -> None:
    ahead = vehicle("JRU3", "at_scene", 180, call="K1")
    await desk.receive(document(vehicles=(ahead,)))
    events = desk.board.events
    await desk.receive(document(vehicles=(ahead,), when=NOW + timedelta(minutes=1)))
    assert (desk.board.events, desk.board.vehicles["JRU3"].since) == (events, NOW)


async def test_a_call_that_is_updated_ahead_hides_no_later_word(desk: Desk) -> None:
    ahead = call("K1", updated_at=NOW + timedelta(hours=3), type="rtc")
    await desk.receive(document(ahead))
    events = desk.board.events
    await desk.receive(document(ahead, when=NOW + timedelta(minutes=1)))
    assert desk.board.events == events
    later = NOW + timedelta(minutes=2)
    await desk.receive(document(call("K1", updated_at=later, type="fall"), when=later))
    assert desk.board.calls["K1"].type == "fall"


async def test_an_emergency_that_nobody_has_heard_of_is_never_late(desk: Desk) -> None:
    await desk.receive(document(vehicles=(vehicle("JRU3", "at_scene", call="K1"),)))
    later = NOW + timedelta(minutes=1)
    late = vehicle("JRU3", EMERGENCY, -1, call="K1")
    await desk.receive(document(vehicles=(late,), when=later))
    assert desk.board.vehicles["JRU3"].status == EMERGENCY
    cleared = vehicle("JRU3", "at_scene", 2, call="K1")
    await desk.receive(document(vehicles=(cleared,), when=later + timedelta(minutes=1)))
    assert desk.board.vehicles["JRU3"].status == "at_scene"
    await desk.receive(document(vehicles=(late,), when=later + timedelta(minutes=2)))
    assert desk.board.vehicles["JRU3"].status == "at_scene"


class Feed:
    """A desk whose clock is the server's, and documents whose time may be wrong."""

    def __init__(self, desk: Desk, wall: Wall) -> None:
        self._wall = wall
        clock = ServerClock(wall, self._seconds)
        journal = desk.recorder._journal
        self.desk = Desk(
            board=desk.board, journal=journal, clock=clock, note_server_time=clock.note_server_time
        )

    def _seconds(self) -> float:
        return self._wall.now.timestamp()

    async def says(self, press: VehicleRecord, ahead_s: float) -> None:
        """A document that comes 15 s later, with a time so far ahead of the wall clock."""
        self._wall.forward(seconds=15)
        when = self._wall.now + timedelta(seconds=ahead_s)
        await self.desk.receive(document(call("K1"), vehicles=(press,), when=when))


async def test_a_press_of_a_document_far_ahead_counts_from_its_own_time_once_that_is_believed(
    desk: Desk, wall: Wall
) -> None:
    """The first document lay in a cache for two minutes: the server's clock is ahead of it."""
    feed = Feed(desk, wall)
    await feed.says(vehicle("JRU1", "available", -60), -120)
    pressed_at = wall.now + timedelta(seconds=10)
    press = vehicle("JRU1", "at_scene", call="K1")
    press = replace(press, status_at=pressed_at)
    await feed.says(press, 0)
    assert desk.board.vehicles["JRU1"].since < pressed_at
    await feed.says(press, 0)
    unit = desk.board.vehicles["JRU1"]
    assert (unit.since, unit.contact_at) == (pressed_at, pressed_at)
    lines = [line.at for line in desk.board.log(call="K1") if line.text == "JRU1 at scene"]
    assert lines == [pressed_at]
    events = desk.board.events
    await feed.says(press, 0)
    assert desk.board.events == events


async def test_a_document_with_a_wrong_time_leaves_its_press_where_it_was_heard(
    desk: Desk, wall: Wall
) -> None:
    feed = Feed(desk, wall)
    await feed.says(vehicle("JRU1", "available", -60), 0)
    press = replace(vehicle("JRU1", "at_scene", call="K1"), status_at=wall.now + timedelta(hours=3))
    await feed.says(press, 3 * 3_600)
    heard_at = desk.board.vehicles["JRU1"].since
    for _ in range(3):
        await feed.says(press, 0)
    assert desk.board.vehicles["JRU1"].since == heard_at


async def test_a_press_that_was_stamped_ahead_is_the_same_press_when_its_time_has_come(
    desk: Desk,
) -> None:
    ahead = vehicle("JRU3", "at_scene", 180, call="K1")
    await desk.receive(document(vehicles=(ahead,)))
    later = NOW + timedelta(minutes=200)
    moved = replace(ahead, position=Position(51.0, 1.0))
    await desk.receive(document(vehicles=(moved,), when=later))
    unit = desk.board.vehicles["JRU3"]
    assert (unit.since, unit.position) == (NOW, moved.position)
    free = vehicle("JRU3", "available", 190)
    await desk.receive(document(vehicles=(free,), when=later + timedelta(minutes=1)))
    assert desk.board.vehicles["JRU3"].status == "available"


async def test_a_late_document_lists_nothing_again(desk: Desk, wall: Wall) -> None:
    both = (call("K1"), call("K2"), call("K3"))
    await desk.receive(document(*both))
    wall.forward(minutes=1)
    newer = document(*both[:2], when=wall.now)
    await desk.receive(newer)
    gone_at = desk.board.calls["K3"].unlisted_at
    assert gone_at == wall.now
    await desk.receive(document(*both, when=NOW))
    assert desk.board.calls["K3"].unlisted_at == gone_at
    await desk.receive(document(*both, when=wall.now + timedelta(minutes=1)))
    assert desk.board.calls["K3"].unlisted_at is None


async def test_a_late_document_changes_no_call_whose_times_do_not_tell(
    desk: Desk, wall: Wall
) -> None:
    await desk.receive(document(call("K1", type="fall")))
    wall.forward(minutes=1)
    await desk.receive(document(call("K1", type="rtc"), when=wall.now))
    for _ in range(2):
        await desk.receive(document(call("K1", type="fall"), when=NOW))
    assert desk.board.calls["K1"].type == "rtc"
    assert [line.text for line in desk.board.log(call="K1")].count("late report kept") == 1


@pytest.mark.parametrize("late", [False, True])
async def test_of_two_statuses_of_one_time_that_of_the_later_document_counts(
    desk: Desk, wall: Wall, *, late: bool
) -> None:
    await desk.receive(document(vehicles=(vehicle("JRU1", "available"),)))
    wall.forward(minutes=1)
    await desk.receive(document(vehicles=(vehicle("JRU1", "refreshments"),), when=wall.now))
    when = NOW if late else wall.now + timedelta(minutes=1)
    await desk.receive(document(vehicles=(vehicle("JRU1", "available"),), when=when))
    told = desk.board.vehicles["JRU1"]
    statuses = ("refreshments", "available") if late else ("available", "refreshments")
    assert (told.status, told.rivals) == (statuses[0], (statuses[1],))
