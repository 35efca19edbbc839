"""Histories of real dispatch systems, and what stands on the board after each of them."""

from jru_tui.reports.figures import figures
from tests.replay.conftest import played


async def test_a_vehicle_cleared_before_its_arrival_is_on_nothing() -> None:
    board = (await played("clear_before_arrival")).board
    assert board.calls["K1"].on_it == ()
    assert [response.vehicle for response in board.calls["K2"].on_it] == ["JRU1"]
    assert board.vehicles["JRU1"].also_on == ()
    still = board.still()
    unit = figures(still, still.shifts()).whole.unit
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
