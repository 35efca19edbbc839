"""Shifts drawn from a number: calls of a county night, and vehicles that wait for them."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from random import Random

from msgspec.structs import replace

from jru_tui.board import CrewMember, Place
from jru_tui.simulator.movement import Traffic
from jru_tui.simulator.scenario import (
    Books,
    CrewsVehicle,
    Fact,
    Opens,
    Scenario,
    ScriptedShift,
    ScriptedVehicle,
)

_FIRST = datetime(2021, 1, 8, 18, tzinfo=UTC)
_HOURS = timedelta(hours=8)
_BEFORE = timedelta(minutes=15)
_LAST_CALL = timedelta(hours=7, minutes=15)
"""After so much of a shift no call comes any more, so that the last ones can be reached."""

_STATIONS = (
    Place("Medway police station", 51.3967, 0.5425, "medway"),
    Place("Sittingbourne police station", 51.3406, 0.7318, "swale"),
    Place("Canterbury police station", 51.2748, 1.0868, "east_kent"),
    Place("Ashford police station", 51.1485, 0.8740, "east_kent"),
    Place("Gravesend police station", 51.4385, 0.3690, "north_kent"),
    Place("Margate police station", 51.3880, 1.3870, "thanet"),
)
_CODES: tuple[tuple[tuple[str | None, str | None], int], ...] = (
    (("G1", None), 15),
    (("G1", "C2"), 8),
    ((None, "C1"), 6),
    (("G2", "C1"), 6),
    (("G2", None), 20),
    (("G2", "C2"), 15),
    ((None, "C3"), 10),
    (("G3", None), 20),
)
_TYPES = ("assault", "fall", "mental_health", "concern_for_welfare", "rtc", "collapse")


def generate_scenario(
    seed: int,
    *,
    shifts: int = 1,
    vehicles: int = 4,
    calls: int = 28,
    traffic: bool = True,
    size: float = 1.0,
) -> Scenario:
    """Draw some shifts; the same numbers always give the same ones.

    Nobody is sent in it: that is left to whoever supervises.

    Args:
        seed: other seeds are other nights.
        shifts: one evening after the other.
        vehicles: on duty in each of them, at most six.
        calls: opened in each of them.
        traffic: true for hidden travel times, false for an even speed.
        size: of the county; 0.2 brings its stations and calls five times nearer to each other.
    """
    random = Random(seed)
    cards = tuple(
        ScriptedVehicle(f"JRU{number}", f"JRU {number}", station.area or "", station)
        for number, station in enumerate(_stations(size)[:vehicles], 1)
    )
    evenings = tuple(
        ScriptedShift(start, start + _HOURS)
        for start in (_FIRST + timedelta(days=day) for day in range(shifts))
    )
    facts: list[Fact] = []
    for number, evening in enumerate(evenings):
        for card in cards:
            facts += _on_duty(card, evening, random)
        facts += _calls(number, evening, (calls, size, cards), random)
    return Scenario(
        name=f"seed_{seed}",
        title=f"{shifts} shifts drawn from {seed}",
        about="Invented calls at invented places.",
        vehicles=cards,
        units=(),
        shifts=evenings,
        facts=tuple(sorted(facts, key=lambda fact: fact.at)),
        traffic=Traffic(seed) if traffic else None,
    )


def _stations(size: float) -> Sequence[Place]:
    """The stations, drawn towards the first one in a smaller county."""
    first = _STATIONS[0]
    assert first.lat is not None
    assert first.lon is not None
    return [
        replace(
            station,
            lat=first.lat + size * (station.lat - first.lat),
            lon=first.lon + size * (station.lon - first.lon),
        )
        for station in _STATIONS
        if station.lat is not None and station.lon is not None
    ]


def _on_duty(card: ScriptedVehicle, evening: ScriptedShift, random: Random) -> Iterator[Fact]:
    first = evening.starts_at - _BEFORE
    crew = (
        CrewMember("officer", f"SC {random.randrange(70_000, 80_000)}"),
        CrewMember("paramedic", f"Para {random.randrange(4_000, 5_000)}"),
    )
    yield CrewsVehicle(first, card.id, crew)
    yield Books(first, card.id, "on_duty")
    yield Books(evening.starts_at, card.id, random.choice(("available", "standby")))
    meal = evening.starts_at + timedelta(minutes=random.uniform(150, 300))
    yield Books(meal, card.id, "refreshments")
    yield Books(meal + timedelta(minutes=30), card.id, "available")
    yield Books(evening.ends_at + timedelta(hours=1), card.id, "off_duty")


def _calls(
    number: int,
    evening: ScriptedShift,
    wanted: tuple[int, float, Sequence[ScriptedVehicle]],
    random: Random,
) -> Iterator[Fact]:
    """Yield the calls of one shift, around the places that its vehicles start from."""
    calls, size, cards = wanted
    codes, shares = zip(*_CODES, strict=True)
    minutes = sorted(random.uniform(0, _LAST_CALL.total_seconds() / 60) for _ in range(calls))
    for place, minute in enumerate(minutes):
        near = random.choice(cards).base
        assert near.lat is not None
        assert near.lon is not None
        lat = near.lat + size * random.gauss(0, 0.03)
        lon = near.lon + size * random.gauss(0, 0.05)
        where = Place("A street", round(lat, 5), round(lon, 5), near.area)
        (grade, category), *_ = random.choices(codes, shares)
        yield Opens(
            evening.starts_at + timedelta(minutes=minute),
            f"K-{number:02}{place:02}",
            random.choice(_TYPES),
            "police" if grade else "ambulance",
            where,
            "Invented",
            grade,
            category,
        )
