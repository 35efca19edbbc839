"""Reports whose own times cannot say which is newer: the document's time counts."""

from datetime import timedelta

import pytest

from jru_tui.board.rules import EMERGENCY
from jru_tui.desk.desk import Desk
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
