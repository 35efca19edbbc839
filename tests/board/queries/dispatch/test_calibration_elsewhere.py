"""Intervals on shifts of another generator: heavy tails, strong hours, one odd vehicle, few legs.

None of these is drawn as the settings, the simulator or the calibration's own model would have it.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from math import exp, log
from random import Random

import pytest

from jru_tui.board.queries.dispatch import Coverage, Journey, calibrate, coverage, predictions
from jru_tui.board.rules import Rules

RULES = Rules()
START = datetime(2020, 11, 2, 18, tzinfo=UTC)
SLOW_HOURS = {18: 0.55, 19: 0.65, 20: 0.85, 23: 1.15, 0: 1.25, 1: 1.3}
SEEDS = range(4)
Roads = Callable[[Random, float, datetime, int], float]
"""Seconds of driving by distance, moment and vehicle; nobody tells the calibration of it."""


def students_t(random: Random, freedom: int) -> float:
    """Noise with heavier tails than the normal distribution's."""
    squares = sum(random.gauss(0, 1) ** 2 for _ in range(freedom))
    return random.gauss(0, 1) / (squares / freedom) ** 0.5


def heavy_tails(random: Random, km: float, at: datetime, vehicle: int) -> float:
    del at, vehicle
    return 3600 * km * 1.3 / 45 * exp(0.22 * students_t(random, 3)) + 15


def strong_hours(random: Random, km: float, at: datetime, vehicle: int) -> float:
    del vehicle
    return 3600 * km * 1.3 / (48 * SLOW_HOURS.get(at.hour, 1.0)) * exp(random.gauss(0, 0.2))


def one_odd_vehicle(random: Random, km: float, at: datetime, vehicle: int) -> float:
    """One of four is a van that takes 60 % longer."""
    del at
    slower = 1.6 if vehicle == 3 else 1.0
    return 3600 * km * 1.3 / 50 * exp(random.gauss(0, 0.18)) * slower


def all_of_it(random: Random, km: float, at: datetime, vehicle: int) -> float:
    kmh = min(75.0, 25 + 3.5 * km) * SLOW_HOURS.get(at.hour, 1.0)
    noise = exp(0.15 * students_t(random, 4)) * (1.35 if vehicle == 2 else 1.0)
    held_up = random.expovariate(1 / 240) if random.random() < 0.15 else 0.0
    return 3600 * km * random.uniform(1.1, 1.7) / kmh * noise + held_up


ROADS = [heavy_tails, strong_hours, one_odd_vehicle, all_of_it]


def shifts(roads: Roads, number: int, seed: int, calls: int = 28) -> list[Journey]:
    """So many shifts of four vehicles."""
    random = Random(f"{roads.__name__} {seed}")
    told = []
    for shift in range(number):
        for call in range(calls):
            at = START + timedelta(days=shift, minutes=random.uniform(0, 480))
            km = random.lognormvariate(log(6), 0.8)
            status = random.choice(["available", "standby", "available"])
            turnout = random.lognormvariate(log(75 if status == "available" else 140), 0.5)
            way = roads(random, km, at + timedelta(seconds=turnout), call % 4)
            told.append(
                Journey(
                    f"K{shift}-{call}",
                    f"JRU{call % 4}",
                    at,
                    status,
                    km=km,
                    turnout_s=turnout,
                    travel_s=max(10.0, way),
                )
            )
    return told


def unseen(roads: Roads, number: int, calls: int) -> list[Coverage]:
    """How intervals hold on 120 shifts that were not learned from, for each seed."""
    return [
        coverage(
            predictions(
                shifts(roads, 120, 1_000 + seed),
                calibrate(shifts(roads, number, seed, calls), RULES),
                RULES,
            )
        )
        for seed in SEEDS
    ]


def mean(found: list[Coverage]) -> float:
    return sum(held.share for held in found) / len(found)


@pytest.mark.parametrize("roads", ROADS)
@pytest.mark.parametrize("number", [10, 30])
def test_four_in_five_lie_inside_within_3_points(roads: Roads, number: int) -> None:
    found = unseen(roads, number, 28)
    assert abs(mean(found) - 0.8) <= 0.03, found
    assert all(held.sooner > 0.05 * held.count for held in found)
    assert all(held.later > 0.05 * held.count for held in found)


@pytest.mark.parametrize("roads", ROADS)
@pytest.mark.parametrize(("number", "calls"), [(2, 7), (6, 8)])
def test_after_few_journeys_intervals_are_rather_too_wide_than_too_narrow(
    roads: Roads, number: int, calls: int
) -> None:
    assert 0.8 - 0.03 <= mean(unseen(roads, number, calls)) <= 0.95
