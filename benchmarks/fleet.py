"""Calls and vehicles by a seeded generator, as records of the feed's format `jru/1`.

The same seed and the same counts give the same records, but for their times, which lie around the
moment that is handed in. All of it is invented.
"""

import random
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct

Record = dict[str, Any]
"""A call or a vehicle as JSON."""

AREAS = ("medway", "swale", "dartford", "gravesham", "canterbury", "thanet", "dover", "maidstone")
TYPES = (
    "rtc",
    "assault",
    "domestic_abuse",
    "mental_health",
    "concern_for_welfare",
    "collapse",
    "fall",
    "sports_injury",
    "alcohol_drugs",
)
_ROADS = ("High Street", "Station Road", "London Road", "Mill Lane", "Church Lane", "Sea Street")
_TOWNS = (
    "Chatham",
    "Dartford",
    "Deal",
    "Herne Bay",
    "Maidstone",
    "Ramsgate",
    "Sheerness",
    "Strood",
)
_SENTENCES = (
    "caller says that a man fell from the steps and holds his arm; neighbours heard shouting "
    "before and now nothing is heard; a second caller saw two people walk towards the station; "
    "the line was cut; rings back from another number; asks for police and for an ambulance"
)
_GRADES = ("G1", "G2", "G2", "G2", "G3", "G3", None)
_CATEGORIES = ("C1", "C2", "C2", "C3", "C3", "C4", None)
_STAGES = ("allocated_at", "en_route_at", "at_scene_at")
_STATUSES = ("allocated", "en_route", "at_scene")


class Listing(Struct, frozen=True):
    """What a feed lists: its calls and its vehicles."""

    calls: list[Record]
    vehicles: list[Record]


def stamp(at: datetime) -> str:
    """A time in UTC as the feed writes it."""
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


def call_id(number: int) -> str:
    """The id of the call of that number."""
    return f"K-{number:06d}"


def vehicle_id(number: int) -> str:
    """The id of the vehicle of that number, counted from 1."""
    return f"JRU{number}"


def new_call(number: int, opened_at: datetime, random_: random.Random) -> Record:
    """A call that has just been opened."""
    words = _SENTENCES.split()
    grade, category = random_.choice(_GRADES), random_.choice(_CATEGORIES)
    return {
        "id": call_id(number),
        "version": 1,
        "opened_at": stamp(opened_at),
        "updated_at": stamp(opened_at),
        "state": "open",
        "grade": grade if grade or category else "G2",
        "category": category,
        "type": random_.choice(TYPES),
        "summary": " ".join(random_.choices(words, k=random_.randint(6, 18))),
        "origin": random_.choice(("police", "ambulance")),
        "where": {
            "text": f"{random_.choice(_ROADS)}, {random_.choice(_TOWNS)}",
            "lat": round(random_.uniform(51.05, 51.45), 4),
            "lon": round(random_.uniform(0.1, 1.4), 4),
            "area": random_.choice(AREAS),
        },
        "flags": ["alcohol"] if random_.random() < 0.2 else [],
        "needs": ["clinical"] if random_.random() < 0.3 else [],
        "responses": [],
        "notes": [],
    }


def new_vehicle(number: int, at: datetime, random_: random.Random) -> Record:
    """A vehicle that is available, with a crew of two."""
    return {
        "id": vehicle_id(number),
        "name": f"JRU {number}",
        "area": AREAS[number % len(AREAS)],
        "status": "available",
        "status_at": stamp(at),
        "call": None,
        "position": {
            "lat": round(random_.uniform(51.05, 51.45), 4),
            "lon": round(random_.uniform(0.1, 1.4), 4),
        },
        "crew": new_crew(random_),
    }


def new_crew(random_: random.Random) -> list[Record]:
    """A police officer and a paramedic."""
    return [
        {"role": "officer", "id": f"SC {random_.randint(70000, 79999)}"},
        {"role": "paramedic", "id": f"Para {random_.randint(1000, 9999)}"},
    ]


def fleet(*, calls: int, vehicles: int, now: datetime, seed: int = 1) -> Listing:
    """So many open calls and so many vehicles around a moment (UTC).

    Every second vehicle is on a call, as long as there are calls. Three minutes lie between the
    openings of two calls; of many thousands they lie closer, so that all are of one night.
    """
    random_ = random.Random(seed)
    every = min(timedelta(minutes=3), timedelta(hours=3) / max(1, calls))
    listing = Listing(
        [
            new_call(number, now - every * (calls - number) - timedelta(seconds=90), random_)
            for number in range(calls)
        ],
        [
            new_vehicle(number, now - timedelta(minutes=40), random_)
            for number in range(1, vehicles + 1)
        ],
    )
    busy = random_.sample(listing.calls, min(calls // 2, (vehicles + 1) // 2))
    for vehicle, call in zip(listing.vehicles[::2], busy, strict=False):
        _send(vehicle, call, now - timedelta(seconds=60), random_.randint(1, 3))
    return listing


def _send(vehicle: Record, call: Record, at: datetime, stages: int) -> None:
    """Put a vehicle on a call that has come so many stages far."""
    times = [stamp(at + timedelta(seconds=10 * stage)) for stage in range(stages)]
    call["responses"] = [{"vehicle": vehicle["id"], **dict(zip(_STAGES, times, strict=False))}]
    call |= {"version": 1 + stages, "updated_at": times[-1]}
    vehicle |= {"status": _STATUSES[stages - 1], "status_at": times[-1], "call": call["id"]}
