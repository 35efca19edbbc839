"""Journeys read off the journal: where each began, how long it took."""

from datetime import timedelta
from typing import Any

import pytest

from jru_tui.board.board import Board
from jru_tui.board.events import Event, VehicleReported
from jru_tui.board.queries.dispatch import JourneyLog, calibrate, coverage, predictions
from jru_tui.board.records import Place, Position, VehicleRecord
from jru_tui.board.rules import Rules
from jru_tui.cli.scenario_source import events_until, scenario_for

START, GOAL = (51.37, 1.12), (51.28, 1.08)


@pytest.fixture
def log(stage: Any) -> Any:
    """A stage whose vehicles tell a journey log as well."""
    stage.journeys = JourneyLog()

    def tell(status: str, since: str, at: tuple[float, float], seen: str, call: str = "") -> None:
        position = Position(*at, stage.at(seen))
        record = VehicleRecord(
            "JRU1", status, stage.at(since), call=call or None, position=position
        )
        event = Event("e", stage.at(seen), stage.at(seen), "feed", VehicleReported(record))
        stage.journeys.take(event)
        stage.apply(event.fact, stage.at(seen))

    stage.tell = tell
    return stage


def journey(log: Any) -> Any:
    [found] = log.journeys.journeys(log.board)
    return found


def test_a_journey_has_its_start_its_times_and_the_status_before(log: Any) -> None:
    log.call("K1", "18:05", where=Place(None, *GOAL))
    log.tell("standby", "18:00", START, "18:04")
    log.tell("allocated", "18:06", START, "18:06", "K1")
    log.tell("en_route", "18:08", START, "18:08", "K1")
    log.tell("en_route", "18:08", (51.3, 1.1), "18:14", "K1")
    log.tell("at_scene", "18:20", GOAL, "18:20", "K1")
    log.tell("available", "18:50", GOAL, "18:50")
    found = journey(log)
    assert (found.start.lat, found.start.lon) == START
    assert found.km == pytest.approx(10.4, abs=0.1)
    assert (found.status, found.at) == ("standby", log.at("18:06"))
    assert (found.turnout_s, found.travel_s, found.scene_s) == (120, 720, 1800)
    assert found.driven
    assert found.turned_out


def test_a_position_from_the_way_is_not_where_it_began(log: Any) -> None:
    log.call("K1", "18:05", where=Place(None, *GOAL))
    log.tell("available", "18:00", START, "18:04")
    log.tell("en_route", "18:06", (51.3, 1.1), "18:14", "K1")
    log.tell("at_scene", "18:20", GOAL, "18:20", "K1")
    assert (journey(log).start.lat, journey(log).start.lon) == START


def test_without_a_place_or_an_end_it_tells_what_it_can(log: Any) -> None:
    log.call("K1", "18:05", where=Place("somewhere"))
    log.tell("en_route", "18:06", START, "18:06", "K1")
    found = journey(log)
    assert (found.km, found.turnout_s, found.travel_s) == (None, None, None)
    assert not found.driven


def test_the_sample_weekend_is_learned_and_then_predicted() -> None:
    """Friday and Saturday teach, Sunday is judged; the sample's cars drive at an even speed."""
    scenario, rules = scenario_for("east_kent_first_weekend"), Rules()
    board, log = Board(rules), JourneyLog()
    for event in events_until(scenario, scenario.ends_at + timedelta(hours=12)):
        log.take(event)
        board.apply(event)
    told = [each for each in log.journeys(board) if each.driven]
    assert len(told) > 30
    last = max(each.at for each in told) - timedelta(hours=9)
    learned = calibrate([each for each in told if each.at < last], rules)
    unseen = coverage(predictions([each for each in told if each.at >= last], learned, rules))
    assert unseen.count > 8
    assert unseen.share > 0.6
