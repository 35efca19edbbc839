"""Random boards: everything that a plan has to reckon with, on a county of 70 by 30 km."""

from random import Random
from typing import Any

from jru_tui.board.records import CrewMember, ResponseRecord
from tests.board.queries.dispatch.conftest import CREW, OFFICERS, Room, ago

_AREAS = (("east_kent", "East Kent"), ("medway", "Medway & Swale"), (None, None))
_CODES = (("G1",), ("C1",), ("G2",), ("C2",), ("G1", "C2"), ("G2", "C1"), ("G3",), ("C3",))
_ODD = ((), ("ZZ",), ("G4",), ("G5",), ("G5", "C4"))
_NEEDS = ((), (), ("clinical",), ("doctor",), ("clinical", "doctor"))
DOCTOR = (*OFFICERS, CrewMember("paramedic", "Para 9", ("doctor",)))
_DANGER = 0.15
_CREWS = (CREW, CREW, OFFICERS, DOCTOR)
_STATUSES = (
    *("available",) * 4,
    *("en_route",) * 3,
    "standby",
    "allocated",
    "refreshments",
    "committed_deployable",
    "at_scene",
    "committed",
    "hospital",
    "off_duty",
    "emergency",
)


def random_board(seed: int, calls: int, cars: int, names: list[str] | None = None) -> Room:
    """A board of so many calls and cars; the same for the same seed, whatever they are called.

    Args:
        seed: of the random numbers.
        calls: how many of them; a few have been reached, or want nobody.
        cars: how many of them.
        names: what to call them, calls first; `K0`, `K1`, `JRU 0` and so on where not given.
    """
    random = Random(seed)
    named = names or [*(f"K{n}" for n in range(calls)), *(f"JRU {n}" for n in range(cars))]
    room = Room()
    places = [_place(random) if random.random() < 0.95 else None for _ in range(calls)]
    drawn = [_car(random, places) for _ in range(max(cars, 8))][:cars]
    for index in range(calls):
        sent = [
            ResponseRecord(
                named[calls + number].replace(" ", ""),
                allocated_at=ago(6),
                en_route_at=ago(5) if car["status"] != "allocated" else None,
                at_scene_at=ago(4) if car["status"] == "at_scene" else None,
            )
            for number, car in enumerate(drawn)
            if car["to"] == index
        ]
        _call(random, room, named[index], places[index], tuple(sent))
    for number, car in enumerate(drawn):
        to = car.pop("to")
        room.car(named[calls + number], on=None if to is None else named[to], **car)
    return room


def _call(
    random: Random,
    room: Room,
    name: str,
    place: tuple[float, float] | None,
    sent: tuple[ResponseRecord, ...],
) -> None:
    codes = random.choice(_CODES if random.random() < 0.85 else _ODD)
    room.call(
        name,
        *codes,
        waited=random.choice((random.uniform(0, 10), random.uniform(0, 90))),
        at=place,
        area=random.choice(_AREAS)[0],
        needs=random.choice(_NEEDS),
        flags=("weapon",) if random.random() < _DANGER else (),
        responses=sent,
    )


def _car(random: Random, places: list[tuple[float, float] | None]) -> dict[str, Any]:
    status = random.choice(_STATUSES)
    busy = status in ("en_route", "allocated", "at_scene") and places
    to = random.randrange(len(places)) if busy else None
    at = _place(random) if random.random() < 0.9 else None
    if status == "at_scene" and to is not None:
        at = places[to]
    return {
        "status": status,
        "to": to,
        "at": at,
        "old": random.choice((0, 0, 0, 5, 40, 300)),
        "since": random.choice((3, 20, 100)),
        "crew": random.choice(_CREWS) if random.random() < 0.95 else (),
        "area": random.choice(_AREAS)[1],
    }


def _place(random: Random) -> tuple[float, float]:
    return random.uniform(51.2, 51.47), random.uniform(0.3, 1.3)
