"""What the desk remembers of its last polls."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from jru_tui.desk.desk import Desk
from jru_tui.desk.poll_history import KEPT, Counts, PollRecord
from jru_tui.feeds.models import MarkedRecord, PollFailure, PollTiming, RefusedRecord, Unchanged
from tests.desk.conftest import MakeCall, MakeReading, MakeVehicle, Wall


def last(desk: Desk) -> PollRecord:
    return desk.polls.last[-1]


async def test_a_document_is_counted_against_the_board_before_it(
    desk: Desk, reading: MakeReading, make_call: MakeCall, make_vehicle: MakeVehicle
) -> None:
    first, second, third = make_call("K1"), make_call("K2"), make_call("K3")
    await desk.receive(reading(first, second, third, vehicles=(make_vehicle("V1"),)))
    assert last(desk).counts == Counts(new=4)
    later = make_vehicle("V1", "en_route", 2)
    await desk.receive(reading(replace(first, grade="G1", version=2), second, vehicles=(later,)))
    assert last(desk).counts == Counts(changed=2, removed=1)
    await desk.receive(reading(replace(first, grade="G1", version=2), second, vehicles=(later,)))
    assert last(desk).counts == Counts()


async def test_each_verdict_comes_with_its_reason_and_its_time(
    desk: Desk, reading: MakeReading, make_call: MakeCall, wall: Wall
) -> None:
    await desk.receive(reading(make_call("K1")), 5.0, PollTiming(0.2, 900, "every 5 s"))
    await desk.receive(Unchanged())
    wall.forward(seconds=5)
    await desk.receive(PollFailure("no answer"), 1.5)
    await desk.receive(reading())
    polls = desk.polls.last
    assert [each.verdict for each in polls] == ["good", "unchanged", "failed", "doubtful"]
    assert (polls[0].trip, polls[0].next_try_s) == (PollTiming(0.2, 900, "every 5 s"), 5.0)
    assert (polls[2].reason, polls[2].next_try_s, polls[2].counts) == ("no answer", 1.5, Counts())
    assert polls[2].at == datetime(2020, 10, 30, 22, 0, 5, tzinfo=UTC)
    assert "suddenly missing" in polls[3].reason


async def test_a_poll_is_remembered_before_anybody_is_told_of_it(
    desk: Desk, reading: MakeReading
) -> None:
    seen: list[int] = []
    desk.subscribe(lambda _: seen.append(len(desk.polls.last)))
    await desk.receive(reading())
    assert seen[-1] == 1


async def test_old_polls_are_forgotten(desk: Desk) -> None:
    for number in range(KEPT + 5):
        await desk.receive(PollFailure(f"{number}"))
    assert len(desk.polls.last) == KEPT
    assert desk.polls.last[0].reason == "5"


@pytest.mark.parametrize("between", [Unchanged(), PollFailure("gone")])
async def test_what_is_odd_stays_until_a_document_says_otherwise(
    desk: Desk, reading: MakeReading, make_call: MakeCall, between: Unchanged | PollFailure
) -> None:
    odd = (MarkedRecord("call", "K1", "was opened tomorrow"),)
    bad = (RefusedRecord("call", "K2", "has no time", "d"),)
    await desk.receive(reading(make_call("K1"), marked=odd, refused=bad))
    assert last(desk).refused == 1
    await desk.receive(between)
    assert (desk.polls.marked, last(desk).refused) == (odd, 0)
    await desk.receive(reading(make_call("K1")))
    assert desk.polls.marked == ()
