from jru_tui.board.queries.dispatch.nearest import nearest, place_of
from jru_tui.board.records import Place, Position
from tests.board.conftest import Stage


def at(lat: float, lon: float, stage: Stage) -> Position:
    return Position(lat, lon, stage.at("22:00"))


def test_the_nearest_come_first_whatever_they_do_and_those_off_duty_are_left_out(
    stage: Stage,
) -> None:
    stage.vehicle("JRU1", "emergency", "22:00", position=at(51.37, 1.12, stage))
    stage.vehicle("JRU2", "available", "22:00", position=at(51.45, 0.22, stage))
    stage.vehicle("JRU3", "at_scene", "22:00", position=at(51.36, 1.10, stage))
    stage.vehicle("JRU4", "available", "22:00")
    stage.vehicle("JRU5", "off_duty", "22:00", position=at(51.37, 1.12, stage))
    found = nearest(stage.board, stage.unit("JRU1"))
    assert [each.vehicle for each in found] == ["JRU3", "JRU2", "JRU4"]
    assert [each.minutes for each in found] == [3, 76, None]


def test_one_that_needs_help_itself_comes_after_all_that_could_come(stage: Stage) -> None:
    stage.vehicle("JRU1", "emergency", "22:00", position=at(51.37, 1.12, stage))
    stage.vehicle("JRU2", "emergency", "22:00", position=at(51.37, 1.12, stage))
    stage.vehicle("JRU3", "available", "22:00", position=at(51.45, 0.22, stage))
    stage.vehicle("JRU4", "available", "22:00")
    found = nearest(stage.board, stage.unit("JRU1"))
    assert [each.vehicle for each in found] == ["JRU3", "JRU4", "JRU2"]


def test_a_vehicle_without_a_position_is_where_its_call_is(stage: Stage) -> None:
    stage.call("K1", where=Place("Sea Street", 51.37, 1.12))
    stage.vehicle("JRU1", "emergency", "22:00", "K1")
    assert place_of(stage.board, stage.unit("JRU1")) == Place("Sea Street", 51.37, 1.12)
    stage.vehicle("JRU2", "emergency", "22:00")
    assert place_of(stage.board, stage.unit("JRU2")) == Place()
