"""Histories of real dispatch systems, and what stands on the board after each of them."""

import json
from datetime import UTC, datetime

import pytest

from jru_tui.board.events import CallReported
from jru_tui.board.shifts import shift_at
from jru_tui.reports.figures.figures import count_figures
from tests.replay.conftest import Player, played

UNITS = ((6, "JRU3"), (7, "JRU1"), (7, "E4"))
TABLE = """
format = "json"
[times]
forms = ["iso"]
[calls]
list = "@"
rows = "vehicle_and_call"
id = "call"
opened_at = "opened"
closed = "all_clear"
version = "version"
[calls.responses]
vehicle = "unit"
allocated_at = "sent"
at_scene_at = "scene"
clear_at = "clear"
"""
YESTERDAY = {
    "call": "0001",
    "unit": "JRU1",
    "version": "9",
    "opened": "2020-10-29T20:02:00Z",
    "sent": "2020-10-29T20:03:00Z",
    "scene": "2020-10-29T20:10:00Z",
    "clear": "2020-10-29T20:40:00Z",
}
TONIGHT = {
    "call": "0001",
    "unit": "JRU2",
    "version": "1",
    "opened": "2020-10-30T20:05:00Z",
    "sent": "2020-10-30T20:06:00Z",
}


async def test_a_vehicle_cleared_before_its_arrival_is_on_nothing() -> None:
    board = (await played("clear_before_arrival")).board
    assert board.calls["K1"].on_it == ()
    assert [response.vehicle for response in board.calls["K2"].on_it] == ["JRU1"]
    assert board.vehicles["JRU1"].also_on == ()
    snapshot = board.snapshot()
    unit = count_figures(snapshot, snapshot.shifts()).whole.unit
    assert (unit.at_scene.count, unit.at_scene.set_aside) == (0, 1)
    assert unit.attended == 1


async def test_a_unit_that_the_list_drops_has_left() -> None:
    board = (await played("units_leave_the_list")).board
    call = board.calls["C1"]
    assert call.on_it == ()
    left = {way.vehicle: f"{way.clear_at:%H:%M}" for way in call.responses}
    assert left == {"E1": "21:02", "E2": "21:01"}
    assert not any(way.doubtful for way in call.responses)
    assert [response.vehicle for response in board.calls["C2"].on_it] == ["E3"]
    for unit in ("E1", "E2"):
        vehicle = board.vehicles[unit]
        assert (vehicle.status, vehicle.call) == ("available", None)


async def test_a_restart_in_the_hour_that_comes_twice_moves_no_status() -> None:
    board = (await played("restart_in_the_hour_that_comes_twice")).board
    since = {id_: f"{vehicle.since:%H:%M}" for id_, vehicle in board.vehicles.items()}
    assert since == {"U1": "00:50", "U2": "00:02"}


async def test_a_number_used_again_is_another_call() -> None:
    player = await played("number_used_again")
    board = player.board
    old, new = board.calls["0001"], board.calls[board.uses("0001")[1]]
    assert (old.name, old.state, old.outcome) == ("0001 of 26 Nov 2026", "closed", "resolved")
    assert [note.text for note in old.notes] == ["patient on the floor"]
    assert (new.name, new.number, new.state, new.grade) == ("0001", "0001", "open", "G1")
    assert (new.reopened, new.waiting, new.responses) == (False, True, ())
    assert board.total().attended == 1
    yesterday = shift_at(board.rules.hours, old.opened_at)
    assert board.tally(yesterday, "JRU3").attended == 1
    assert [call.id for call in board.closed_calls(yesterday)] == ["0001"]
    before = dict(board.held_calls())
    await player.start()
    assert dict(player.board.held_calls()) == before


@pytest.mark.parametrize("tells_its_end", [True, False])
async def test_a_table_that_lists_both_calls_of_a_number_has_two(tells_its_end: bool) -> None:
    old = YESTERDAY if tells_its_end else {k: v for k, v in YESTERDAY.items() if k != "clear"}
    player = Player(TABLE)
    await player.start()
    await player.poll(datetime(2020, 10, 29, 20, 50, tzinfo=UTC), json.dumps([old]))
    late = {**TONIGHT, "unit": "JRU3", "sent": "2020-10-30T22:10:00Z"}
    garbled = {**TONIGHT, "scene": "soon"}
    board, ids = player.board, player.board.uses("0001")
    for minute, rows in enumerate(
        ([old, TONIGHT], [TONIGHT, old], [old, garbled, late], [TONIGHT, late], [TONIGHT, late])
    ):
        at = datetime(2020, 10, 30, 22, 11 + minute, tzinfo=UTC)
        await player.poll(at, json.dumps(rows))
        board = player.board
        ids = board.uses("0001")
        assert len(ids) == 2
        sent = [[way.vehicle for way in board.calls[id_].responses] for id_ in ids]
        assert sent == [["JRU1"], ["JRU2", "JRU3"] if late in rows else ["JRU2"]]
        assert board.vehicles["JRU2"].call == ids[1]
        assert board.total().attended == 1
    assert board.calls[ids[0]].open is not tells_its_end


async def test_rows_of_later_sendings_are_of_their_call() -> None:
    player = Player(TABLE)
    await player.start()
    going_on = {k: v for k, v in TONIGHT.items() if k != "clear"}
    later = {**TONIGHT, "unit": "JRU3", "opened": "2020-10-30T22:00:00Z", "version": "2"}
    later["sent"] = "2020-10-30T22:01:00Z"
    await player.poll(datetime(2020, 10, 30, 22, 5, tzinfo=UTC), json.dumps([later, going_on]))
    (call,) = player.board.call_views.values()
    assert f"{call.opened_at:%H:%M}" == "20:05"
    assert {way.vehicle for way in call.on_it} == {"JRU2", "JRU3"}


IN_LOCAL_TIME = TABLE.replace('"iso"]', '"iso"]\nzone = "Europe/London"') + (
    'committed_at = "hospital"\n'
)


def clears(player: Player) -> dict[str, list[str]]:
    """List when each unit was clear of C1, in UTC, for each time that it was sent."""
    found = dict[str, list[str]]()
    for way in player.board.calls["C1"].responses:
        found.setdefault(way.vehicle, []).append(f"{way.clear_at:%H:%M}")
    return found


@pytest.mark.parametrize("another", [False, True])
async def test_a_restart_after_the_hour_that_comes_twice_moves_no_clear(another: bool) -> None:
    """The journal holds no hospital time, which would push the clear into the second hour."""
    first: dict[str, str | None] = {
        "call": "C1",
        "unit": "JRU1",
        "opened": "2020-10-24T23:23:00",
        "sent": "2020-10-25T00:42:00",
        "scene": "2020-10-25T00:56:00",
        "hospital": "2020-10-25T01:11:00",
        "clear": "2020-10-25T01:57:00",
    }
    again = {**first, "sent": "2020-10-25T01:08:00", "scene": "2020-10-25T01:29:00"}
    again |= {"hospital": None, "clear": "2020-10-25T01:38:00"}
    rows = [first, {**first, "unit": "JRU2", "hospital": "2020-10-25T01:15:00"}]
    player = Player(IN_LOCAL_TIME)
    await player.start()
    stages = ("sent", "scene", "clear")
    for hour, minute in ((0, 54), (0, 59), (1, 9), (1, 30), (1, 40), (2, 1)):
        listed = [{**row, "clear": None} for row in rows] if minute == 54 else rows
        reached = {9: 1, 30: 2, 40: 3, 1: 3}.get(minute, 0)  # JRU1 is sent there again
        listed = [*listed, {**again, **dict.fromkeys(stages[reached:])}][: 3 if reached else 2]
        at = datetime(2020, 10, 25, hour, minute, tzinfo=UTC)
        await player.poll(at, json.dumps(listed))
    before = clears(player)
    assert before["JRU1"] == ["00:57", "01:38"]
    events = len(player.journal.events)
    await player.start()
    rows = [*rows, again]
    if another:  # whose row stands before theirs
        rows = [{**first, "unit": "E4", "sent": "2020-10-25T00:30:00", "hospital": None}, *rows]
    for minute in (7, 8):
        at = datetime(2020, 10, 25, 2, minute, tzinfo=UTC)
        await player.poll(at, json.dumps(rows))
    after = clears(player)
    assert {unit: after[unit] for unit in before} == before
    told = [event.fact for event in player.journal.events[events:]]
    assert any(isinstance(fact, CallReported) for fact in told) is another


async def test_rows_in_another_order_are_no_change() -> None:
    rows = [{**TONIGHT, "unit": unit, "sent": f"2020-10-30T20:0{n}:00Z"} for n, unit in UNITS]
    player = Player(TABLE)
    await player.start()
    await player.poll(datetime(2020, 10, 30, 20, 10, tzinfo=UTC), json.dumps(rows))
    events = len(player.journal.events)
    await player.poll(datetime(2020, 10, 30, 20, 11, tzinfo=UTC), json.dumps(rows[::-1]))
    assert [event.fact for event in player.journal.events[events:]] == []


async def test_a_clear_before_the_arrival_is_not_moved_into_the_second_hour() -> None:
    """It came before that hour did."""
    row = {
        "call": "C1",
        "unit": "JRU1",
        "opened": "2020-10-25T00:50:00",
        "sent": "2020-10-25T00:56:00",
        "scene": "2020-10-25T01:12:00",
        "clear": "2020-10-25T01:10:00",
    }
    player = Player(IN_LOCAL_TIME)
    await player.start()
    for hour, minute in ((0, 5), (0, 15), (0, 50), (1, 30), (2, 30)):
        at = datetime(2020, 10, 25, hour, minute, tzinfo=UTC)
        listed = {**row, "scene": None, "clear": None} if minute == 5 else row
        await player.poll(at, json.dumps([listed]))
        if hour == 1:
            await player.start()
    (way,) = player.board.calls["C1"].responses
    assert (f"{way.at_scene_at:%H:%M}", f"{way.clear_at:%H:%M}") == ("00:12", "00:10")
