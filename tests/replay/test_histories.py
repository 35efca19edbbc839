"""Histories of real dispatch systems, and what stands on the board after each of them."""

from jru_tui.board.shifts import shift_at
from jru_tui.reports.figures.figures import count_figures
from tests.replay.conftest import played


async def test_a_vehicle_cleared_before_its_arrival_is_on_nothing() -> None:
    board = (await played("clear_before_arrival")).board
    assert board.calls["K1"].on_it == ()
    assert [response.vehicle for response in board.calls["K2"].on_it] == ["JRU1"]
    assert board.vehicles["JRU1"].also_on == ()
    still = board.still()
    unit = count_figures(still, still.shifts()).whole.unit
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
