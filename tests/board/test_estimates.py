"""The feed's own estimate of an arrival stands beside a vehicle while that is on its way."""

from datetime import datetime

from tests.board.conftest import Sent, Stage


def etas(stage: Stage) -> dict[str, datetime | None]:
    return {each.vehicle: each.eta_at for each in stage.view("K1").responses}


def test_it_stands_while_the_vehicle_is_on_its_way(stage: Stage, sent: Sent) -> None:
    way = {"allocated": "18:06", "en_route": "18:07", "eta": "18:20"}
    stage.call("K1", "18:05", responses=(sent("JRU1", **way),))
    assert etas(stage) == {"JRU1": stage.at("18:20")}


def test_it_is_gone_on_arrival_whoever_tells_of_it(stage: Stage, sent: Sent) -> None:
    way = {"allocated": "18:06", "en_route": "18:07", "eta": "18:20"}
    stage.call("K1", "18:05", responses=(sent("JRU1", **way), sent("JRU2", **way)))
    stage.vehicle("JRU1", "at_scene", "18:15", "K1")
    assert etas(stage) == {"JRU1": None, "JRU2": stage.at("18:20")}
    stage.call("K1", "18:05", version=2, responses=(sent("JRU2", at_scene="18:18", **way),))
    assert etas(stage)["JRU2"] is None


def test_it_belongs_to_the_sending_that_is_not_over(stage: Stage, sent: Sent) -> None:
    first = sent("JRU1", allocated="18:06", clear="18:08", eta="18:20")
    second = sent("JRU1", allocated="18:10", eta="18:25")
    stage.call("K1", "18:05", responses=(first, second))
    assert [each.eta_at for each in stage.view("K1").responses] == [None, stage.at("18:25")]
