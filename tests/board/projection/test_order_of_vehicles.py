from jru_tui.board.board import Board
from jru_tui.board.events import Event, VehicleReported
from jru_tui.board.records import VehicleRecord
from tests.board.conftest import Stage


def test_vehicles_stand_in_the_order_of_first_report_folded_together_or_not(stage: Stage) -> None:
    ids = [f"V{number * 37 % 50:02}" for number in range(50)]
    events = [
        Event(each, stage.at("18:00"), stage.at("18:00"), "feed", VehicleReported(record))
        for each in ids
        for record in [VehicleRecord(each, "available", stage.at("18:00"))]
    ]
    board = Board(stage.board.rules)
    board.fold(events)
    assert list(board.vehicles) == ids
