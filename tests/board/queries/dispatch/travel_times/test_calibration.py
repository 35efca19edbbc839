"""Calibration and its intervals on seeded shifts whose true times nobody has told it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from math import exp, log
from random import Random

import pytest

from jru_tui.board.dispatch_rules import TravelRules
from jru_tui.board.queries.dispatch.travel_times.backtest import Coverage, coverage, predictions
from jru_tui.board.queries.dispatch.travel_times.calibration import Calibration, shipped
from jru_tui.board.queries.dispatch.travel_times.calibration_fit import calibrate
from jru_tui.board.queries.dispatch.travel_times.intervals import interval_of, narrowing
from jru_tui.board.queries.dispatch.travel_times.journeys import Journey
from jru_tui.board.rules import Rules

RULES = Rules()
START = datetime(2020, 11, 2, 18, tzinfo=UTC)
World = Callable[[Random, float, datetime], float]


def town(random: Random, km: float, at: datetime) -> float:
    """Slow short ways, detours of their own, a rush hour until eight, log-normal noise."""
    detour = random.uniform(1.15, 1.6)
    rush = 0.75 if at.hour in (18, 19) else 1.0
    kmh = min(80.0, 28 + 3.0 * km) * rush
    return 3600 * km * detour / kmh * exp(random.gauss(0, 0.25)) + 20


def steady(random: Random, km: float, at: datetime) -> float:
    """As the settings say, with less noise than they do."""
    del at
    return 3600 * km / 50 * exp(random.gauss(0, 0.15))


def hindered(random: Random, km: float, at: datetime) -> float:
    """One way in eight meets a level crossing, a flood or a wrong turning: a heavy tail."""
    late = random.uniform(2, 12) * 60 if random.random() < 0.125 else 0.0
    return town(random, km, at) + late


def half_speed(random: Random, km: float, at: datetime) -> float:
    """Lanes: twice as long as the settings say, and no tail at all."""
    del at
    return 3600 * km / 25 * random.uniform(0.8, 1.25)


WORLDS = [town, steady, hindered, half_speed]


def shifts(world: World, number: int, seed: int) -> list[Journey]:
    """So many shifts of four cars, seven calls each, with hidden true times."""
    random = Random(f"{world.__name__} {seed}")
    told = []
    for shift in range(number):
        for call in range(28):
            at = START + timedelta(days=shift, minutes=random.uniform(0, 480))
            km = random.lognormvariate(log(6), 0.8)
            status = random.choice(["available", "available", "standby"])
            turnout = random.lognormvariate(log(75 if status == "available" else 140), 0.5)
            told.append(
                Journey(
                    f"K{shift}-{call}",
                    f"JRU{call % 4}",
                    at,
                    status,
                    None,
                    km,
                    turnout,
                    world(random, km, at + timedelta(seconds=turnout)),
                    random.lognormvariate(log(1_800), 0.5),
                )
            )
    return told


def judged(calibration: Calibration, journeys: list[Journey]) -> Coverage:
    return coverage(predictions(journeys, calibration, RULES))


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("seed", range(3))
def test_on_shifts_not_learned_from_four_in_five_lie_inside(world: World, seed: int) -> None:
    calibration = calibrate(shifts(world, 30, seed), RULES)
    unseen = judged(calibration, shifts(world, 120, 1_000 + seed))
    assert abs(unseen.share - 0.8) <= 0.03, unseen
    assert unseen.sooner > 0.06 * unseen.count
    assert unseen.later > 0.06 * unseen.count


@pytest.mark.parametrize("world", WORLDS)
def test_the_way_alone_is_covered_too(world: World) -> None:
    """A diverted car is on the move already."""
    moving = [
        Journey(each.call, each.vehicle, each.at, km=each.km, travel_s=each.travel_s)
        for each in shifts(world, 60, 2_000)
    ]
    unseen = [judged(calibrate(shifts(world, 30, seed), RULES), moving) for seed in range(3)]
    assert abs(sum(held.share for held in unseen) / 3 - 0.8) <= 0.03, unseen


def test_the_settings_alone_do_not_cover_a_force_that_is_otherwise() -> None:
    """The control: what is learned is what covers."""
    assert judged(shipped(RULES), shifts(half_speed, 60, 1)).share < 0.5


def test_it_is_nearer_than_the_settings() -> None:
    unseen = shifts(town, 60, 5)
    learned = judged(calibrate(shifts(town, 30, 4), RULES), unseen)
    assert learned.off_s < 0.85 * judged(shipped(RULES), unseen).off_s
    assert abs(learned.late_s) < 60


def test_without_journeys_the_settings_stand() -> None:
    assert calibrate([], RULES) == shipped(RULES)


def test_few_journeys_move_it_a_little_and_many_all_the_way() -> None:
    def minutes(number: int) -> float:
        some = shifts(half_speed, 12, 3)[:number]
        return calibrate(some, RULES).travel_seconds(10, START, RULES) / 60

    assert minutes(0) == pytest.approx(12)
    assert 12 < minutes(2) < 0.97 * minutes(20)
    assert minutes(300) == pytest.approx(24, rel=0.06)


def test_what_cannot_be_true_is_set_aside() -> None:
    good = shifts(town, 10, 6)
    at, km = good[0].at, 5.0
    wrong = [
        Journey("x", "JRU1", at, km=km, travel_s=0.0),
        Journey("x", "JRU1", at, km=km, travel_s=-60.0),
        Journey("x", "JRU1", at, km=km, travel_s=9 * 3600.0),
        Journey("x", "JRU1", at, km=900.0, travel_s=600.0),
        Journey("x", "JRU1", at, km=0.05, travel_s=3 * 3600.0),
    ]
    learned, spoilt = calibrate(good, RULES), calibrate([*good, *wrong], RULES)
    assert spoilt.set_aside - learned.set_aside == len(wrong)
    assert spoilt.paces == learned.paces


def test_the_order_of_the_journeys_changes_nothing() -> None:
    some = shifts(town, 5, 8)
    learned, again = calibrate(some, RULES), calibrate(some[::-1], RULES)
    assert again.travel_seconds(7, START, RULES) == pytest.approx(
        learned.travel_seconds(7, START, RULES)
    )


def test_turnout_and_time_at_scene_are_learned() -> None:
    learned = calibrate(shifts(town, 30, 9), RULES)
    assert learned.turnout_of("standby").seconds == pytest.approx(140, rel=0.15)
    assert learned.turnout_of("available").seconds == pytest.approx(75, rel=0.15)
    assert learned.turnout_of("refreshments").seconds == 180  # never seen: as set
    assert learned.scene_s == pytest.approx(1_800, rel=0.1)


def test_detour_and_hours_of_the_settings_count() -> None:
    rules = Rules(travel=TravelRules(detour=1.3, hours={"18": 0.5}))
    calibration = shipped(rules)
    assert calibration.travel_seconds(10, START + timedelta(hours=3), rules) == pytest.approx(
        720 * 1.3
    )
    assert calibration.travel_seconds(10, START, rules) == pytest.approx(
        720 * 1.3 / 0.5
    )  # 18:00 BST


def test_nothing_judged_is_no_coverage() -> None:
    assert coverage([]) == Coverage()
    assert coverage([]).share == 0


@pytest.mark.parametrize("number", [4, 14, 30, 300])
def test_an_interval_of_two_kinds_of_ways_holds_both_and_is_narrower(number: int) -> None:
    """Half take 40 % longer, half as much less, and nothing says which."""
    heaps = [0.4 if index % 2 else -0.4 for index in range(number)]
    low, high = interval_of(heaps, 0.3)
    assert low < -0.4
    assert high > 0.4
    assert narrowing(heaps) < 1


def test_tails_make_no_interval_narrower() -> None:
    """One journey in ten takes far longer: that is no second kind of way."""
    assert narrowing([0.1, -0.1, 0.1, -0.1, 0.1, -0.1, 0.1, -0.1, 0.1, 1.5]) == 1
