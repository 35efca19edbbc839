"""A number that is used again: the old call keeps everything, and the new one is a new call."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from jru_tui.board.board import Board
from jru_tui.board.call_commands import Assign, BackUp, Close, Link
from jru_tui.board.commands import Dismiss, Note, Undo
from jru_tui.board.queries.alerts import alerts
from jru_tui.board.records import CallRecord, ResponseRecord, VehicleRecord
from jru_tui.desk.desk import Desk
from jru_tui.desk.write_back import postings
from jru_tui.feeds.models import FeedReading
from tests.desk.conftest import NOW, Wall, call, document, vehicle

DAY = timedelta(days=1)
WAY = ResponseRecord("JRU1", NOW, NOW, NOW, NOW + timedelta(minutes=30))
ENDED: dict[str, Any] = {
    "state": "closed",
    "closed_at": NOW + timedelta(minutes=31),
    "outcome": "resolved",
}
OLD = call("0001", version=2, responses=(WAY,), **ENDED)
NEW = CallRecord("0001", NOW + DAY, version=1, grade="G1")
FREE = vehicle("JRU1", "available", 30)


def listing(*calls: CallRecord, when: datetime, **more: Any) -> FeedReading:
    """A document as the decoder gives it."""
    openings = frozenset((each.id, each.opened_at) for each in calls)
    more.setdefault("vehicles", (FREE,))
    return document(*calls, when=when, listed_openings=openings, **more)


async def hear(desk: Desk, wall: Wall, *calls: CallRecord, minutes: float = 1, **more: Any) -> None:
    wall.forward(minutes=minutes)
    await desk.receive(listing(*calls, when=wall.now, **more))


@pytest.fixture
async def night(desk: Desk, wall: Wall) -> Desk:
    """Yesterday's call was attended and closed; today its number is used again."""
    await hear(desk, wall, OLD, minutes=40)
    wall.now = NOW + DAY
    await hear(desk, wall, NEW)
    return desk


def ids(desk: Desk) -> list[str]:
    return list(desk.board.uses("0001"))


async def restarted(desk: Desk, wall: Wall) -> Desk:
    again = Desk(board=Board(desk.board.rules), journal=desk.recorder._journal, clock=wall)
    await again.catch_up()
    return again


async def test_the_old_call_keeps_everything(night: Desk) -> None:
    old, new = (night.board.calls[each] for each in ids(night))
    assert (old.id, old.number, new.number) == ("0001", "0001", "0001")
    assert (old.name, new.name) == ("0001 of 30 Oct 2020", "0001")
    assert (old.outcome, new.state, new.reopened) == ("resolved", "open", False)
    assert night.board.total("JRU1").attended == 1
    assert [line.text for line in night.board.log(call=new.id)] == ["call opened"]


async def test_a_restart_and_a_later_document_change_nothing(night: Desk, wall: Wall) -> None:
    again = await restarted(night, wall)
    assert dict(again.board.held_calls()) == dict(night.board.held_calls())
    events = night.board.events
    await hear(again, wall, NEW)
    await hear(again, wall, OLD, NEW)
    assert again.board.events == events
    assert len(ids(again)) == 2


async def test_a_feed_that_flips_between_the_two_makes_no_third(night: Desk, wall: Wall) -> None:
    _, new = ids(night)
    for shown in (OLD, NEW, OLD, NEW):
        await hear(night, wall, shown)
        for _ in range(2):
            # The second document says that the only open call is gone, or that it is there.
            await hear(night, wall, shown)
        assert len(night.board.call_views) == 2
        assert (night.board.calls[new].unlisted_at is None) == (shown is NEW)
    assert night.board.calls["0001"].outcome == "resolved"


async def test_an_opening_that_is_put_right_is_no_new_call(night: Desk, wall: Wall) -> None:
    _, new = ids(night)
    for minutes in (-7, 3, 0):
        moved = CallRecord("0001", NOW + DAY + timedelta(minutes=minutes), grade="G1")
        await hear(night, wall, moved)
        assert [*ids(night)] == ["0001", new]
        assert night.board.calls[new].opened_at == moved.opened_at
        assert night.board.calls[new].unlisted_at is None


async def test_a_late_document_about_the_old_one_is_about_the_old_one(
    night: Desk, wall: Wall
) -> None:
    changed = call("0001", version=3, responses=(WAY,), **{**ENDED, "outcome": "referred"})
    await hear(night, wall, changed, NEW)
    old, new = (night.board.calls[each] for each in ids(night))
    assert (old.outcome, new.outcome) == ("referred", None)


async def test_what_is_commanded_of_the_one_is_nothing_of_the_other(
    night: Desk, wall: Wall
) -> None:
    old, new = ids(night)
    for command in (
        Assign(new, "JRU1"),
        Note("seen", call=old),
        BackUp(new, "patrol"),
        Link(new, old),
        Close(new, "stood_down"),
    ):
        await night.command(command)
    assert night.board.calls[old].outcome == "resolved"
    assert [each.what for each in night.board.calls[new].back_up] == ["patrol"]
    said = [line.text for line in night.board.log(call=new)]
    assert said[1:] == [
        "JRU1 assigned · ~46 min; first offer",
        "back-up asked: patrol",
        "linked as a duplicate of 0001 of 30 Oct 2020",
        "closed, stood down",
    ]
    assert "note: seen" in [line.text for line in night.board.log(call=old)]
    last = night.board.last_order()
    assert last is not None
    await night.command(Undo(last.id))
    again = await restarted(night, wall)
    assert again.board.calls[new].open
    assert not again.board.calls[old].open


async def test_an_alert_of_the_one_that_is_dismissed_hides_none_of_the_other(
    desk: Desk, wall: Wall
) -> None:
    """Both are open: the feed forgot the first."""
    await hear(desk, wall, call("0001"), call("K2"), vehicles=())
    wall.now = NOW + DAY
    await hear(desk, wall, NEW, call("K2"), vehicles=(), minutes=20)
    old, new = ids(desk)
    overdue = {each.call: each for each in alerts(desk.board, wall.now, stale=False)}
    await desk.command(Dismiss(overdue[old].key, "on the radio", call=old))
    left = [each.call for each in alerts(desk.board, wall.now, stale=False)]
    assert (old in left, new in left) == (False, True)
    assert desk.board.calls[old].unlisted_at is not None
    await hear(desk, wall, call("0001"), NEW, call("K2"), vehicles=())
    assert desk.board.calls[old].unlisted_at is None


async def test_a_command_is_posted_with_the_number_and_the_opening(wall: Wall, desk: Desk) -> None:
    desk._commands.writes_back = True
    await hear(desk, wall, OLD, minutes=40)
    await desk.command(Note("first", call="0001"))
    wall.now = NOW + DAY
    await hear(desk, wall, NEW)
    old, new = ids(desk)
    await desk.command(Note("second", call=old))
    await desk.command(Close(new, "duplicate", duplicate_of=old))
    bodies = [each.body for each in postings(desk.board, {}).values()]
    opened = [(body["call"], body.get("opened_at")) for body in bodies]
    both = NOW, NOW + DAY
    assert opened == [("0001", both[0]), ("0001", both[0]), ("0001", both[1])]
    assert (bodies[2]["duplicate_of"], bodies[2]["duplicate_of_opened_at"]) == ("0001", both[0])


@pytest.mark.parametrize(
    ("press", "means"),
    [
        pytest.param(vehicle("JRU1", "at_scene", 20, call="0001"), "old", id="pressed before"),
        pytest.param(vehicle("JRU1", "allocated", 24 * 60 + 1, call="0001"), "new", id="sent now"),
    ],
)
async def test_a_vehicle_means_the_call_that_was_open_when_it_was_pressed(
    desk: Desk, wall: Wall, press: VehicleRecord, means: str
) -> None:
    still_open = call("0001", version=1)
    await hear(desk, wall, still_open)
    wall.now = NOW + DAY
    await hear(desk, wall, still_open, NEW, vehicles=(press,), minutes=2)
    assert (
        desk.board.vehicles["JRU1"].call == dict(zip(("old", "new"), ids(desk), strict=True))[means]
    )


async def test_a_vehicle_goes_on_with_the_call_that_lists_it(desk: Desk, wall: Wall) -> None:
    way = ResponseRecord("JRU1", NOW, NOW, NOW)
    still_open = call("0001", version=1, responses=(way,))
    at_scene = vehicle("JRU1", "at_scene", 0, call="0001")
    await hear(desk, wall, still_open, vehicles=(at_scene,))
    wall.now = NOW + DAY
    committed = vehicle("JRU1", "committed", 24 * 60 + 1, call="0001")
    await hear(desk, wall, still_open, NEW, vehicles=(committed,), minutes=2)
    assert desk.board.vehicles["JRU1"].call == "0001"
    assert desk.board.calls[ids(desk)[1]].on_it == ()


async def test_a_vehicle_ahead_of_the_list_waits_for_its_call(desk: Desk, wall: Wall) -> None:
    """The list of calls is a page of its own, and lags."""
    await hear(desk, wall, OLD)
    wall.now = NOW + DAY
    sent = vehicle("JRU1", "allocated", 24 * 60, call="0001")
    await hear(desk, wall, OLD, vehicles=(sent,))
    assert desk.board.vehicles["JRU1"].call is None
    assert desk.board.calls["0001"].on_it == ()
    wall.forward(minutes=1)
    # The vehicle's record has not changed, so that the decoder does not give it again.
    await desk.receive(listing(OLD, NEW, when=wall.now, vehicles=(), complete=False))
    assert desk.board.vehicles["JRU1"].call == ids(desk)[1]


async def test_an_id_that_looks_like_one_of_the_boards_own_is_another_call(
    night: Desk, wall: Wall
) -> None:
    _, new = ids(night)
    await hear(night, wall, NEW, CallRecord(new, NOW + DAY, grade="G2"))
    assert len(night.board.call_views) == 3
    assert night.board.calls[new].grade == "G1"
    (third,) = night.board.call_views.keys() - set(ids(night))
    assert (night.board.calls[third].number, night.board.calls[third].grade) == (new, "G2")
