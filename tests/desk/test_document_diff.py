"""From documents to facts: nothing twice, nothing closed by absence, nothing believed too soon."""

from datetime import timedelta

from jru_tui.board.events import RecordRefused, RefusalLifted, Relisted, Unlisted
from jru_tui.desk.desk import Desk
from jru_tui.desk.document_diff import compare_document
from jru_tui.desk.feed_monitor import OLDER
from jru_tui.feeds.models import PollFailure, RefusedRecord, Unchanged, nameless
from tests.desk.conftest import (
    NOW,
    MakeCall,
    MakeReading,
    MakeVehicle,
    Wall,
    call,
    document,
    vehicle,
)


async def journalled(desk: Desk) -> list[str]:
    return [
        type(event.fact).__name__
        for _, event in [each async for each in desk.recorder._journal.read()]
    ]


async def test_a_document_is_kept_once_however_often_it_is_read(
    desk: Desk, reading: MakeReading, make_call: MakeCall, make_vehicle: MakeVehicle
) -> None:
    document = reading(make_call("K1"), vehicles=(make_vehicle("JRU1"),))
    for _ in range(3):
        await desk.receive(document)
    assert await journalled(desk) == ["VehicleReported", "CallReported", "FeedChanged"]


async def test_a_call_that_is_not_listed_any_more_stays_open_and_says_so(
    desk: Desk, reading: MakeReading, make_call: MakeCall
) -> None:
    k1, k2, k3 = make_call("K1"), make_call("K2"), make_call("K3")
    await desk.receive(reading(k1, k2, k3))
    await desk.receive(reading(k1, k2))
    assert desk.board.calls["K3"].open
    assert desk.board.calls["K3"].unlisted_at is not None
    assert desk.health.state == "live"
    await desk.receive(reading(k1, k2, k3))
    assert desk.board.calls["K3"].unlisted_at is None


async def test_a_partial_document_says_nothing_by_what_it_leaves_out(
    desk: Desk, reading: MakeReading, make_call: MakeCall
) -> None:
    await desk.receive(reading(make_call("K1"), make_call("K2")))
    await desk.receive(reading(make_call("K3"), complete=False))
    assert all(call.unlisted_at is None for call in desk.board.call_views.values())


async def test_an_empty_list_needs_a_second_document_to_be_believed(
    desk: Desk, reading: MakeReading, make_call: MakeCall, wall: Wall
) -> None:
    await desk.receive(reading(make_call("K1"), make_call("K2")))
    for _ in range(3):  # somebody asks at once, and again: that is still the same slip
        await desk.receive(reading())
        await desk.receive(Unchanged())
        wall.forward(seconds=1)
        assert desk.health.state == "suspect"
        assert all(call.unlisted_at is None for call in desk.board.call_views.values())
    await desk.receive(reading())
    assert desk.health.state == "live"
    assert all(call.unlisted_at for call in desk.board.call_views.values())
    assert all(call.open for call in desk.board.call_views.values())


async def test_vehicles_that_are_suddenly_missing_are_gone_with_the_second_document(
    desk: Desk, wall: Wall, reading: MakeReading, make_call: MakeCall, make_vehicle: MakeVehicle
) -> None:
    three = tuple(make_vehicle(f"JRU{number}") for number in (1, 2, 3))
    await desk.receive(reading(make_call("K1"), vehicles=three))
    for state, gone in (("suspect", False), ("live", True)):
        wall.forward(seconds=5)
        await desk.receive(reading(make_call("K1"), vehicles=three[:1], when=wall.now))
        assert desk.health.state == state
        assert (desk.board.vehicles["JRU3"].unlisted_at is not None) is gone


async def test_not_changed_confirms_what_was_doubted(
    desk: Desk, reading: MakeReading, make_call: MakeCall, wall: Wall
) -> None:
    await desk.receive(reading(make_call("K1")))
    await desk.receive(reading())
    wall.forward(seconds=5)
    await desk.receive(Unchanged())
    assert desk.health.state == "live"
    assert desk.board.calls["K1"].unlisted_at is not None


async def test_a_whole_document_after_a_doubtful_one_clears_the_doubt(
    desk: Desk, reading: MakeReading, make_call: MakeCall
) -> None:
    await desk.receive(reading(make_call("K1")))
    await desk.receive(reading())
    await desk.receive(reading(make_call("K1")))
    assert (desk.health.state, desk.board.calls["K1"].unlisted_at) == ("live", None)
    await desk.receive(reading())
    assert desk.health.state == "suspect"


async def test_a_closed_call_may_drop_out_of_the_list(
    desk: Desk, reading: MakeReading, make_call: MakeCall, wall: Wall
) -> None:
    closed = make_call("K1", state="closed", closed_at=wall.now, outcome="resolved")
    await desk.receive(reading(closed))
    await desk.receive(reading())
    assert desk.health.state == "live"
    assert desk.board.calls["K1"].unlisted_at is None


async def test_a_refused_record_is_told_once_and_is_not_taken_for_gone(
    desk: Desk, reading: MakeReading, make_call: MakeCall
) -> None:
    await desk.receive(reading(make_call("K1"), make_call("K2")))
    bad = RefusedRecord("call", "K1", "opened_at: not a time", "d1")
    spoilt = reading(make_call("K2"), refused=(bad,))
    first = compare_document(desk.board, spoilt, doubted_before=False)
    assert [fact for _, fact in first.facts] == [
        RecordRefused("call", "K1", "opened_at: not a time", "d1")
    ]
    await desk.receive(spoilt)
    assert compare_document(desk.board, spoilt, doubted_before=False).facts == ()
    assert desk.board.calls["K1"].unlisted_at is None
    mended = compare_document(
        desk.board, reading(make_call("K1"), make_call("K2")), doubted_before=False
    )
    assert [fact for _, fact in mended.facts] == [RefusalLifted("call", "K1")]


async def test_a_call_set_aside_does_not_hide_a_vehicle_of_the_same_id(
    desk: Desk, reading: MakeReading, make_call: MakeCall, make_vehicle: MakeVehicle
) -> None:
    both = (make_vehicle("JRU1"), make_vehicle("X7"))
    await desk.receive(reading(make_call("K1"), vehicles=both))
    bad = RefusedRecord("call", "X7", "opened_at: not a time", "d1")
    spoilt = reading(make_call("K1"), vehicles=both[:1], refused=(bad,))
    facts = [fact for _, fact in compare_document(desk.board, spoilt, doubted_before=False).facts]
    assert Unlisted("vehicle", "X7") in facts


async def test_a_vehicle_that_drops_out_is_kept_and_marked(
    desk: Desk, reading: MakeReading, make_vehicle: MakeVehicle
) -> None:
    both = reading(vehicles=(make_vehicle("JRU1"), make_vehicle("JRU2")))
    await desk.receive(both)
    await desk.receive(reading(vehicles=(make_vehicle("JRU1"),)))
    assert desk.board.vehicles["JRU2"].unlisted_at is not None
    facts = [fact for _, fact in compare_document(desk.board, both, doubted_before=False).facts]
    assert facts == [Relisted("vehicle", "JRU2")]
    assert Unlisted("vehicle", "JRU2") not in facts


async def test_a_failed_poll_leaves_the_last_good_board_with_its_age_and_the_reason(
    desk: Desk, reading: MakeReading, make_call: MakeCall, wall: Wall
) -> None:
    await desk.receive(reading(make_call("K1")))
    good_at = wall.now
    wall.forward(seconds=30)
    await desk.receive(PollFailure("no complete answer came within 10 s"), 4.0)
    assert list(desk.board.held_calls()) == ["K1"]
    assert (desk.health.state, desk.health.good_at) == ("lost", good_at)
    assert desk.health.error == "no complete answer came within 10 s"
    assert (desk.health.failures, desk.health.next_try_s) == (1, 4.0)
    await desk.receive(Unchanged())
    assert (desk.health.state, desk.health.good_at, desk.health.error) == ("live", wall.now, "")
    assert [line.text for line in desk.board.log()] == [
        "feed live",
        "feed lost: no complete answer came within 10 s",
        "feed live",
    ]


async def test_a_late_report_is_kept_once_and_moves_nothing_back(
    desk: Desk, reading: MakeReading, make_call: MakeCall, make_vehicle: MakeVehicle
) -> None:
    new = reading(make_call("K1", version=2, type="rtc"), vehicles=(make_vehicle("J", minutes=5),))
    old = reading(make_call("K1", version=1, type="fall"), vehicles=(make_vehicle("J", minutes=1),))
    await desk.receive(new)
    await desk.receive(old)
    kept = desk.board.events
    for heard in (new, old, new, old):
        await desk.receive(heard)
    assert desk.board.events == kept
    assert desk.board.calls["K1"].type == "rtc"


async def test_what_a_document_is_remarked_for_is_kept(
    desk: Desk, reading: MakeReading, make_call: MakeCall
) -> None:
    await desk.receive(reading(make_call("K1"), remark="the cache lied"))
    assert (desk.health.state, desk.health.error) == ("live", "the cache lied")
    assert [line.text for line in desk.board.log()] == ["feed live: the cache lied"]


async def test_a_server_whose_time_goes_back_is_told_and_moves_nothing_back(
    desk: Desk, reading: MakeReading, make_call: MakeCall, wall: Wall
) -> None:
    await desk.receive(reading(make_call("K1", version=2, type="rtc"), when=wall.now))
    older = reading(make_call("K1", version=1), when=wall.now - timedelta(seconds=90))
    await desk.receive(older)
    assert desk.health.as_of == wall.now
    assert desk.health.error == OLDER
    assert desk.board.calls["K1"].type == "rtc"


async def test_a_record_whose_id_cannot_be_read_may_be_any_that_seems_to_be_missing(
    desk: Desk, reading: MakeReading, make_call: MakeCall, make_vehicle: MakeVehicle
) -> None:
    """JSON-02, REC-01, REC-05."""
    both = {"vehicles": (make_vehicle("JRU1"), make_vehicle("JRU2"))}
    await desk.receive(reading(make_call("K1"), make_call("K2"), **both))
    unnamed = (nameless("call", "id: is missing", "d2", 2),)
    other = (make_vehicle("JRU2"),)
    await desk.receive(reading(make_call("K1"), refused=unnamed, vehicles=other))
    assert desk.board.calls["K2"].unlisted_at is None
    assert desk.board.vehicles["JRU1"].unlisted_at is not None
    assert desk.health.state == "live"


async def test_an_id_that_begins_with_a_number_sign_is_an_id(
    desk: Desk, reading: MakeReading, make_call: MakeCall
) -> None:
    digest = "1a2b3c4d"
    await desk.receive(reading(make_call("#1a2b3c"), make_call("K2"), make_call("K3")))
    bad = RefusedRecord("call", "#1a2b3c", "opened_at: not a time", "d1")
    unnamed = nameless("call", "id: is missing", digest, 4)
    assert (bad.key, unnamed.key) == ("#1a2b3c", "#1a2b3c")
    # Set aside by its own id it hides nobody else who is missing.
    await desk.receive(reading(make_call("K2"), refused=(bad,)))
    assert desk.board.calls["K3"].unlisted_at is not None
    assert desk.board.calls["#1a2b3c"].unlisted_at is None
    refused = desk.board.set_aside("call", "#1a2b3c")
    assert refused is not None
    # A record without an id is another one, though it goes by the same letters.
    await desk.receive(reading(make_call("K2"), refused=(bad, unnamed)))
    assert len(desk.board.refused) == 2
    await desk.receive(reading(make_call("#1a2b3c"), make_call("K2"), refused=(unnamed,)))
    assert desk.board.set_aside("call", "#1a2b3c") is None
    assert [record.named_by for record in desk.board.refused] == ["digest"]


async def test_a_late_document_between_two_does_not_put_the_second_off(
    desk: Desk, wall: Wall
) -> None:
    """A replica that lags answers every other poll: what is gone is noted all the same."""
    stood = vehicle("JRU1")
    await desk.receive(document(call("K1"), vehicles=(stood,)))
    for minutes in range(1, 4):
        wall.forward(minutes=1)
        await desk.receive(document(vehicles=(stood,), when=NOW + timedelta(minutes=minutes)))
        await desk.receive(document(call("K1"), vehicles=(stood,), when=NOW))
    assert desk.board.calls["K1"].unlisted_at == NOW + timedelta(minutes=2)
