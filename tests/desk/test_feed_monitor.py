"""What is said of a feed that is live all the same. Ids of faults as in the catalogue."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from jru_tui.board.board import Board
from jru_tui.board.rules import Rules
from jru_tui.desk.desk import Desk
from jru_tui.desk.feed_monitor import APART, OLDER, describe_clock_difference, remark_on
from jru_tui.desk.server_clock import ServerClock
from jru_tui.feeds.models import MarkedRecord, PollFailure, RefusedRecord, Unchanged
from jru_tui.journal.sqlite.journal import open_journal
from tests.desk.conftest import NOW, MakeCall, MakeReading, Wall, call, document, vehicle
from tests.desk.shelf import Shelf

ODD = (MarkedRecord("call", "K\x1b12", "looks odd"), MarkedRecord("call", "K13", "looks odd"))


def test_the_first_marked_record_is_named_and_the_rest_counted() -> None:
    told = remark_on(document(marked=ODD), timedelta(), older=False)
    assert told == "call “K\ufffd12” looks odd (and 1 more)"


@pytest.mark.parametrize(
    ("ahead", "told"),
    [
        (timedelta(seconds=59), ""),
        (timedelta(minutes=4), "its clock is 2 min or more ahead of this machine's"),
        (timedelta(minutes=-70), "its clock is 60 min or more behind this machine's"),
        (timedelta(minutes=59, seconds=58), "its clock is 60 min or more ahead of this machine's"),
        (timedelta(days=-2_000), ""),
    ],
)
def test_clocks_that_differ_are_told(ahead: timedelta, told: str) -> None:
    """TIME-06."""
    assert describe_clock_difference(ahead).startswith(told)
    assert bool(describe_clock_difference(ahead)) is bool(told)


async def test_ages_go_by_the_feeds_clock_and_the_difference_is_told() -> None:
    """TIME-06: the feed is four minutes ahead."""
    clock = ServerClock(lambda: NOW, lambda: 0.0)
    async with await open_journal(None, by="SC 1", clock=clock) as journal:
        desk = Desk(
            board=Board(Rules()),
            journal=journal,
            clock=clock,
            note_server_time=clock.note_server_time,
        )
        await desk.receive(document(call("K1"), when=NOW + timedelta(minutes=4)))
        assert desk.health.good_at == NOW + timedelta(minutes=4)
        assert desk.health.ahead_s == 240.0
        assert "2 min or more ahead" in desk.health.error
        await desk.receive(Unchanged())
        assert "2 min or more ahead" in desk.health.error


async def test_what_is_odd_is_known_by_its_record_while_the_feed_is_lost_too(desk: Desk) -> None:
    await desk.receive(document(call("K1"), marked=(MarkedRecord("call", "K1", "x"),)))
    for poll in (Unchanged(), PollFailure("no answer")):
        await desk.receive(poll)
        assert desk.health.odd == {("call", "K1"): "x"}
    await desk.receive(document(call("K1")))
    assert desk.health.odd == {}


async def test_an_odd_record_is_told_as_long_as_it_stands(desk: Desk) -> None:
    await desk.receive(document(call("K1"), marked=ODD))
    await desk.receive(document(call("K1"), marked=ODD))
    assert (desk.health.state, desk.health.error) == (
        "live",
        "call “K\ufffd12” looks odd (and 1 more)",
    )
    await desk.receive(document(call("K1")))
    assert desk.health.error == ""


async def test_vehicles_on_calls_that_are_never_listed_are_told_as_long_as_it_is_so(
    desk: Desk, wall: Wall
) -> None:
    fleet = (vehicle("JRU1", call="1"), vehicle("JRU2", call="2"), vehicle("JRU3"))
    await desk.receive(document(call("F1"), call("F2"), vehicles=fleet))
    assert (desk.health.state, desk.health.error) == ("live", APART)
    wall.forward(seconds=5)
    part = document(call("F3"), complete=False, when=wall.now)
    await desk.receive(part)
    assert desk.health.error == APART
    wall.forward(seconds=5)
    same = frozenset(each.id for each in fleet)
    listed = (call("F1"), call("F2"), call("F3"))
    unchanged = replace(document(*listed, when=wall.now), listed_vehicles=same)
    await desk.receive(unchanged)
    assert desk.health.error == APART
    wall.forward(seconds=5)
    mended = document(*listed, call("1"), call("2"), vehicles=fleet, when=wall.now)
    await desk.receive(mended)
    assert desk.health.error == ""


async def test_vehicles_on_calls_that_have_closed_since_are_not_told(
    desk: Desk, wall: Wall
) -> None:
    fleet = (vehicle("JRU1", call="K1"), vehicle("JRU2", call="K2"))
    await desk.receive(document(call("K1"), call("K2"), vehicles=fleet))
    wall.forward(seconds=5)
    await desk.receive(document(call("K3"), vehicles=fleet, when=wall.now))
    wall.forward(seconds=5)
    await desk.receive(document(call("K3"), vehicles=fleet, when=wall.now))
    assert (desk.health.state, desk.health.error) == ("live", "")


async def test_one_document_with_a_wrong_time_is_read_by_the_time_that_it_is() -> None:
    """TIME-05, TIME-09: what it says is taken in, only its time is not believed."""
    seconds = [0.0]
    clock = ServerClock(lambda: NOW + timedelta(seconds=seconds[0]), lambda: seconds[0])
    async with await open_journal(None, by="SC 1", clock=clock) as journal:
        desk = Desk(
            board=Board(Rules()),
            journal=journal,
            clock=clock,
            note_server_time=clock.note_server_time,
        )
        await desk.receive(document(call("K1"), call("K2"), call("K3")))
        seconds[0] += 5
        ahead = NOW + timedelta(hours=3)
        await desk.receive(document(call("K1"), call("K2"), when=ahead))
        assert desk.board.calls["K3"].unlisted_at == NOW + timedelta(seconds=5)
        assert desk.health.error == (
            "its time is 179 min ahead: not trusted until a second document confirms it"
        )
        assert desk.health.as_of == NOW + timedelta(seconds=5)
        seconds[0] += 5
        await desk.receive(document(call("K1"), call("K2"), when=NOW + timedelta(seconds=10)))
        assert desk.health.error == ""


async def test_a_cache_with_older_documents_is_told_once_and_takes_nothing_away(
    desk: Desk, wall: Wall
) -> None:
    """HTTP-38: the fresh node and the stale one answer in turn."""
    await desk.receive(document(call("K1"), when=NOW + timedelta(minutes=1)))
    for minute in range(2, 8):
        fresh = document(call("K1"), call("K2", 1), when=NOW + timedelta(minutes=minute))
        await desk.receive(fresh)
        events = desk.board.events
        await desk.receive(document(call("K1"), when=NOW))
        assert desk.board.calls["K2"].unlisted_at is None
        assert desk.health.error == OLDER
        assert minute == 2 or desk.board.events == events
    wall.forward(minutes=6)
    await desk.receive(document(call("K1"), call("K2", 1), when=NOW + timedelta(minutes=9)))
    assert desk.health.error == ""


async def test_a_document_that_stays_the_same_is_no_news(
    desk: Desk, wall: Wall, reading: MakeReading, make_call: MakeCall
) -> None:
    await desk.receive(reading(make_call("K1"), when=wall.now))
    wall.forward(minutes=3)
    await desk.receive(reading(make_call("K1"), when=NOW))
    health = desk.health
    assert health.state == "live"
    wall.forward(seconds=1)
    await desk.receive(reading(make_call("K1"), when=NOW))
    health = desk.health
    assert (health.state, health.good_at) == ("suspect", NOW)
    assert health.error == "its document stays the same: the feed may be stuck"
    await desk.receive(Unchanged())
    assert desk.health.state == "suspect"
    await desk.receive(reading(make_call("K1"), when=wall.now))
    assert (desk.health.state, desk.health.good_at) == ("live", wall.now)


async def test_an_export_that_is_seldom_written_is_not_stuck(
    desk: Desk, wall: Wall, reading: MakeReading, make_call: MakeCall
) -> None:
    for _ in range(3):
        written = wall.now
        for _ in range(60):
            await desk.receive(reading(make_call("K1"), when=written))
            wall.forward(seconds=5)
            if written > NOW:
                assert desk.health.state == "live"


async def test_a_document_of_which_most_is_set_aside_is_no_news(
    desk: Desk, wall: Wall, reading: MakeReading, make_call: MakeCall
) -> None:
    await desk.receive(reading(make_call("K1"), when=wall.now))
    heard_at = desk.health.good_at
    wall.forward(seconds=5)
    bad = (RefusedRecord("call", "K1", "x", "a"), RefusedRecord("vehicle", "JRU1", "x", "b"))
    await desk.receive(reading(make_call("K2"), refused=bad, when=wall.now))
    assert (desk.health.state, desk.health.good_at) == ("suspect", heard_at)
    assert desk.health.error.startswith("most of its records cannot be read")
    wall.forward(seconds=5)
    await desk.receive(reading(refused=bad, complete=False, when=wall.now))
    assert (desk.health.state, desk.health.good_at) == ("live", wall.now)


async def test_a_node_that_lags_for_minutes_takes_nothing_away_and_makes_nothing_younger(
    desk: Desk, wall: Wall
) -> None:
    """HTTP-38: the node's own time goes on, three minutes behind."""

    def monotonic() -> float:
        return (wall.now - NOW).total_seconds()

    clock = ServerClock(wall, monotonic)
    desk._reception._clock = clock
    desk._reception.note_server_time = clock.note_server_time
    await desk.receive(document(call("K1"), call("K2", -9), when=NOW))
    for _ in range(60):
        wall.forward(seconds=5)
        await desk.receive(document(call("K1"), when=wall.now - timedelta(minutes=3)))
        assert clock() == wall.now
        assert desk.board.calls["K2"].unlisted_at is None
        assert desk.health.error == OLDER
        assert desk.health.good_at == max(NOW, wall.now - timedelta(minutes=3))
    await desk.receive(document(call("K1"), call("K2", -9), when=wall.now))
    assert desk.health.good_at == wall.now


async def test_a_clock_that_was_set_back_is_no_cache(
    wall: Wall, reading: MakeReading, make_call: MakeCall
) -> None:
    def monotonic() -> float:
        return (wall.now - NOW).total_seconds()

    clock = ServerClock(wall, monotonic)
    board, shelf = Board(Rules()), Shelf()
    desk = Desk(board=board, journal=shelf, clock=clock, note_server_time=clock.note_server_time)
    for back in (0, 0, *[60] * 125):
        when = wall.now - timedelta(minutes=back)
        await desk.receive(reading(make_call("K1"), when=when))
        wall.forward(seconds=5)
    assert "cache" not in desk.health.error
    assert "behind this machine's" in desk.health.error
