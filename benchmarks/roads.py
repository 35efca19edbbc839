"""Roads whose true travel times nobody tells the calibration: shapes of noise, hours, detours.

None of these is drawn as the settings, the simulator or the calibration's own model would have it.
Log-normal and gamma noise, detours by district, fast nights, towns and lanes, level crossings, and
forces that are far slower or faster than the settings say.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from math import exp, fsum, log, sqrt
from random import Random

from jru_tui.board import Journey

START = datetime(2020, 11, 2, 18, tzinfo=UTC)
SLOW_HOURS = {18: 0.55, 19: 0.65, 20: 0.85, 23: 1.15, 0: 1.25, 1: 1.3}
Roads = Callable[[Random, float, datetime, int], float]
"""Seconds of driving by distance, moment and vehicle; nobody tells the calibration of it."""


def students_t(random: Random, freedom: int) -> float:
    """Noise with heavier tails than the normal distribution's."""
    squares = fsum(random.gauss(0, 1) ** 2 for _ in range(freedom))
    return random.gauss(0, 1) / sqrt(squares / freedom)


def heavy_tails(random: Random, km: float, at: datetime, vehicle: int) -> float:
    """Student's noise of three degrees of freedom: now and then twice as long."""
    del at, vehicle
    return 3600 * km * 1.3 / 45 * exp(0.22 * students_t(random, 3)) + 15


def strong_hours(random: Random, km: float, at: datetime, vehicle: int) -> float:
    """Early evenings at half the speed of the night."""
    del vehicle
    return 3600 * km * 1.3 / (48 * SLOW_HOURS.get(at.hour, 1.0)) * exp(random.gauss(0, 0.2))


def one_odd_vehicle(random: Random, km: float, at: datetime, vehicle: int) -> float:
    """One of four is a van that takes 60 % longer."""
    del at
    slower = 1.6 if vehicle == 3 else 1.0
    return 3600 * km * 1.3 / 50 * exp(random.gauss(0, 0.18)) * slower


def all_of_it(random: Random, km: float, at: datetime, vehicle: int) -> float:
    """Detours, hours, one slow vehicle, heavy tails, and one way in seven is held up."""
    kmh = min(75.0, 25 + 3.5 * km) * SLOW_HOURS.get(at.hour, 1.0)
    noise = exp(0.15 * students_t(random, 4)) * (1.35 if vehicle == 2 else 1.0)
    held_up = random.expovariate(1 / 240) if random.random() < 0.15 else 0.0
    return 3600 * km * random.uniform(1.1, 1.7) / kmh * noise + held_up


def log_normal(random: Random, km: float, at: datetime, vehicle: int) -> float:
    """As the calibration's own model has it."""
    del at, vehicle
    return 3600 * km * 1.3 / 45 * exp(random.gauss(0, 0.35))


def hardly_any_noise(random: Random, km: float, at: datetime, vehicle: int) -> float:
    """Far less noise than the settings say."""
    del at, vehicle
    return 3600 * km * 1.35 / 55 * exp(random.gauss(0, 0.1)) + 20


def much_noise(random: Random, km: float, at: datetime, vehicle: int) -> float:
    """Far more noise than the settings say."""
    del at, vehicle
    return 3600 * km * 1.3 / 40 * exp(random.gauss(0, 0.6))


def gamma_noise(random: Random, km: float, at: datetime, vehicle: int) -> float:
    """Skewed the other way: the logarithm has its long tail below."""
    del at, vehicle
    return 3600 * km * 1.3 / 42 * random.gammavariate(4, 1 / 4)


def districts(random: Random, km: float, at: datetime, vehicle: int) -> float:
    """Each vehicle's district has its own rivers: from nearly straight to twice as far."""
    del at
    return 3600 * km * (1.1, 1.25, 1.5, 2.1)[vehicle] / 50 * exp(random.gauss(0, 0.2))


def fast_nights(random: Random, km: float, at: datetime, vehicle: int) -> float:
    """From 0.7 times the speed at 18:00 to 1.6 times after midnight."""
    del vehicle
    faster = {18: 0.7, 19: 0.75, 20: 0.85, 21: 1.0, 22: 1.1, 23: 1.3}.get(at.hour, 1.6)
    return 3600 * km * 1.3 / (42 * faster) * exp(random.gauss(0, 0.25))


def towns_and_lanes(random: Random, km: float, at: datetime, vehicle: int) -> float:
    """Three ways in five lead through a town first, the others over a fast road."""
    del at, vehicle
    if random.random() < 0.6:
        in_town = 3600 * min(km, 4) * 1.5 / 22 * exp(random.gauss(0, 0.25))
        return in_town + 3600 * max(0.0, km - 4) * 1.3 / 45 + 40
    return 3600 * km * 1.2 / 70 * exp(random.gauss(0, 0.2)) + 30


def level_crossings(random: Random, km: float, at: datetime, vehicle: int) -> float:
    """One way in eight waits 5 to 15 minutes."""
    del at, vehicle
    closed = random.uniform(300, 900) if random.random() < 0.12 else 0.0
    return 3600 * km * 1.3 / 48 * exp(random.gauss(0, 0.2)) + closed


def far_slower(random: Random, km: float, at: datetime, vehicle: int) -> float:
    """A third of the speed of the settings."""
    del at, vehicle
    return 3600 * km * 1.9 / 35 * exp(random.gauss(0, 0.3)) + 60


def far_faster(random: Random, km: float, at: datetime, vehicle: int) -> float:
    """Half as fast again as the settings say."""
    del at, vehicle
    return 3600 * km * 1.15 / 85 * exp(random.gauss(0, 0.2))


def noise_by_hour(random: Random, km: float, at: datetime, vehicle: int) -> float:
    """Ways of the early evening are all alike, and those of the night are not."""
    del vehicle
    return 3600 * km * 1.3 / 46 * exp(random.gauss(0, 0.15 if 18 <= at.hour < 22 else 0.4))


def two_speeds(random: Random, km: float, at: datetime, vehicle: int) -> float:
    """Half of the ways lead over a fast road, and nothing says which."""
    del at, vehicle
    return 3600 * km * 1.25 / random.choice((28, 62)) * exp(random.gauss(0, 0.12))


def paretos_tail(random: Random, km: float, at: datetime, vehicle: int) -> float:
    """A tail that no standard deviation describes."""
    del at, vehicle
    longer = 1 + 0.25 * (random.paretovariate(2.2) - 1)
    return 3600 * km * 1.3 / 52 * longer * exp(random.gauss(0, 0.1))


def detours(random: Random, km: float, at: datetime, vehicle: int) -> float:
    """One way in five is more than twice as long as the straight line: an estuary, a railway."""
    del at, vehicle
    return 3600 * km * random.choice((1.1, 1.2, 1.3, 1.5, 2.4)) / 50 * exp(random.gauss(0, 0.1))


def slow_starts(random: Random, km: float, at: datetime, vehicle: int) -> float:
    """Two minutes before any way, so that a short one takes far longer for each km."""
    del at, vehicle
    return 120 + 3600 * km * 1.2 / 60 * exp(random.gauss(0, 0.2))


ROADS = [
    heavy_tails,
    strong_hours,
    one_odd_vehicle,
    all_of_it,
    log_normal,
    hardly_any_noise,
    much_noise,
    gamma_noise,
    districts,
    fast_nights,
    towns_and_lanes,
    level_crossings,
    far_slower,
    far_faster,
    noise_by_hour,
    two_speeds,
    paretos_tail,
    detours,
    slow_starts,
]


def shifts(roads: Roads, number: int, seed: int, calls: int = 28) -> list[Journey]:
    """Draw so many shifts of four vehicles; the same for the same seed.

    Args:
        roads: the true seconds of driving.
        number: how many shifts.
        seed: of the random numbers.
        calls: journeys of each shift.
    """
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
