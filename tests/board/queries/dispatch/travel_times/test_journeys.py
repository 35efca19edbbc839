"""Journeys read off the journal: where each began, how long it took."""

from datetime import datetime, timedelta

import pytest

from jru_tui.board.board import Board
from jru_tui.board.events import CallReported, VehicleReported
from jru_tui.board.queries.dispatch.dispatcher import Dispatcher
from jru_tui.board.queries.dispatch.reasons import ArrivalSource
from jru_tui.board.queries.dispatch.travel_times.backtest import coverage, predictions
from jru_tui.board.queries.dispatch.travel_times.calibration import Calibration, shipped
from jru_tui.board.queries.dispatch.travel_times.calibration_fit import calibrate
from jru_tui.board.queries.dispatch.travel_times.journeys import Journey, list_journeys
from jru_tui.board.queries.dispatch.travel_times.kept_journeys import earlier_journeys
from jru_tui.board.queries.dispatch.travel_times.model_cache import ModelCache
from jru_tui.board.queries.recommendation import Recommendation
from jru_tui.board.records import CallRecord, Place, Position, VehicleRecord
from jru_tui.board.rules import Rules
from jru_tui.cli.scenario_source import events_until, scenario_for
from tests.board.conftest import Stage
from tests.narrowing import present

START, GOAL = (51.37, 1.12), (51.28, 1.08)


class Log(Stage):
    """A stage whose vehicle tells where it is."""

    def tell(
        self, status: str, since: str, at: tuple[float, float], seen: str, call: str = ""
    ) -> None:
        position = Position(*at, self.at(seen))
        record = VehicleRecord("JRU1", status, self.at(since), call=call or None, position=position)
        self.apply(VehicleReported(record), self.at(seen))


@pytest.fixture
def log() -> Log:
    return Log()


def journey(log: Log) -> Journey:
    [found] = list_journeys(log.board)
    return found


def test_a_journey_has_its_start_its_times_and_the_status_before(log: Log) -> None:
    log.call("K1", "18:05", where=Place(None, *GOAL))
    log.tell("standby", "18:00", START, "18:04")
    log.tell("allocated", "18:06", START, "18:06", "K1")
    log.tell("en_route", "18:08", START, "18:08", "K1")
    log.tell("en_route", "18:08", (51.3, 1.1), "18:14", "K1")
    log.tell("at_scene", "18:20", GOAL, "18:20", "K1")
    log.tell("available", "18:50", GOAL, "18:50")
    found = journey(log)
    assert (present(found.start).lat, present(found.start).lon) == START
    assert found.km == pytest.approx(10.4, abs=0.1)
    assert (found.status, found.at) == ("standby", log.at("18:06"))
    assert (found.turnout_s, found.travel_s, found.scene_s) == (120, 720, 1800)
    assert found.driven
    assert found.turned_out


def test_a_position_from_the_way_is_not_where_it_began(log: Log) -> None:
    log.call("K1", "18:05", where=Place(None, *GOAL))
    log.tell("available", "18:00", START, "18:04")
    log.tell("en_route", "18:06", (51.3, 1.1), "18:14", "K1")
    log.tell("at_scene", "18:20", GOAL, "18:20", "K1")
    start = present(journey(log).start)
    assert (start.lat, start.lon) == START


def test_without_a_place_or_an_end_it_tells_what_it_can(log: Log) -> None:
    log.call("K1", "18:05", where=Place("somewhere"))
    log.tell("en_route", "18:06", START, "18:06", "K1")
    found = journey(log)
    assert (found.km, found.turnout_s, found.travel_s) == (None, None, None)
    assert not found.driven


def test_the_sample_weekend_is_learned_and_then_predicted() -> None:
    """Friday and Saturday teach, Sunday is judged; the sample's cars drive at an even speed."""
    scenario, rules = scenario_for("east_kent_first_weekend"), Rules()
    board = Board(rules)
    board.fold(events_until(scenario, scenario.ends_at + timedelta(hours=12)))
    told = [each for each in list_journeys(board) if each.driven]
    assert len(told) > 30
    last = max(each.at for each in told) - timedelta(hours=9)
    learned = calibrate([each for each in told if each.at < last], rules)
    unseen = coverage(predictions([each for each in told if each.at >= last], learned, rules))
    assert unseen.count > 8
    assert unseen.share > 0.6


def test_a_shift_learns_from_those_before_it_and_from_nothing_within_it() -> None:
    """A board that is started again in the middle of a shift predicts what it did before."""
    scenario, rules = scenario_for("east_kent_first_weekend"), Rules()
    first, second, third = (shift.starts_at for shift in scenario.shifts[:3])
    board = Board(rules)
    cache = ModelCache(board)
    board.fold(events_until(scenario, first + timedelta(hours=6)))
    assert cache.at(first + timedelta(hours=6)).calibration == shipped(rules)
    board = Board(rules)
    board.fold(events_until(scenario, second + timedelta(hours=6)))
    learned = ModelCache(board).at(second + timedelta(minutes=5)).calibration
    assert learned.journeys == len(
        [each for each in list_journeys(board) if each.over_at <= second and each.driven]
    )
    assert learned.journeys > 5
    assert ModelCache(board).at(second + timedelta(hours=6)).calibration == learned
    assert ModelCache(board).at(third).calibration.journeys > learned.journeys


def test_the_model_is_learned_once_a_shift(monkeypatch: pytest.MonkeyPatch) -> None:
    times: list[datetime] = []

    def learn(board: Board, moment: datetime) -> Calibration:
        times.append(moment)
        return shipped(board.rules)

    monkeypatch.setattr(
        "jru_tui.board.queries.dispatch.travel_times.model_cache.calibration_before", learn
    )
    cache = ModelCache(Board(Rules()))
    evening = Stage.at("18:00")
    for minutes in range(0, 8 * 60, 10):
        cache.at(evening + timedelta(minutes=minutes))
    assert times == [evening]
    cache.at(evening + timedelta(hours=25))
    assert len(times) == 2


def test_of_many_journeys_the_newest_are_learned_from(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jru_tui.board.queries.dispatch.travel_times.journeys.MOST_JOURNEYS", 2)
    for number in range(4):
        call, hour = f"K{number}", 18 + number
        log.call(call, f"{hour}:00", where=Place(None, *GOAL))
        log.tell("en_route", f"{hour}:06", START, f"{hour}:06", call)
        log.tell("at_scene", f"{hour}:20", GOAL, f"{hour}:20", call)
        log.tell("available", f"{hour}:40", START, f"{hour}:40")
    found = earlier_journeys(log.board, log.at("21:10"))
    assert [each.call for each in found] == ["K2", "K1"]


def test_the_plan_of_a_live_board_uses_what_was_learned(stage: Stage) -> None:
    """A force of lanes, where each way takes twice as long as the settings say."""
    for number in range(40):
        call = f"K{number}"
        opened = stage.at("18:00") - timedelta(days=1 + number // 6, hours=-(number % 6))
        _lane(stage, call, opened)
    stage.call("K99", "22:40", grade="G1", where=Place(None, *GOAL))
    stage.vehicle("JRU1", "available", "22:00", position=Position(*START, stage.at("22:46")))
    now = stage.at("22:47")
    plain = Dispatcher(stage.board, now).advise("K99").best
    learned = Recommendation(stage.board).advise("K99", now).best
    assert plain is not None
    assert learned is not None
    assert learned.arrival.source is ArrivalSource.JOURNEYS
    assert learned.arrival.seconds == pytest.approx(1.8 * plain.arrival.seconds, rel=0.15)


def _lane(stage: Stage, call: str, opened: datetime) -> None:
    """A journey of 10.4 km that takes 25 minutes of driving."""
    record = CallRecord(call, opened, where=Place(None, *GOAL))
    stage.apply(CallReported(record), opened)
    for status, minutes, place, on in (
        ("allocated", 2, START, call),
        ("en_route", 3, START, call),
        ("at_scene", 28, GOAL, call),
        ("available", 58, START, None),
    ):
        when = opened + timedelta(minutes=minutes)
        told = VehicleRecord("JRU1", status, when, call=on, position=Position(*place, when))
        stage.apply(VehicleReported(told), when)
