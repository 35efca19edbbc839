"""The events of many shifts by a seeded generator, in the journal's documented JSON.

Each night brings new crews and the same load: about seven calls a vehicle in eight hours. A call
is opened, assigned by the supervisor, driven to, attended, noted, closed by the supervisor and
confirmed by the feed. The last night is under way when the history ends. It is the same, but for
the numbers of its calls, however many nights went before it: boards on them show the same.
"""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from benchmarks.fleet import Listing, Record, new_call, new_crew, new_vehicle, stamp

SUPERVISOR = "SC 70001"
UNDER_WAY = timedelta(hours=4)
"""How long the last shift has run when the history ends."""

_CALLS_A_VEHICLE = 7
_EVENTS_A_CALL = 11
_DAY = timedelta(days=1)
_OUTCOMES = ("resolved", "treated_at_scene", "conveyed", "referred", "arrest", "no_trace")
_Dated = tuple[datetime, str, Record]
"""When, from whom, and the fact."""


def nights_for(events: int, vehicles: int) -> int:
    """The number of nights that hold about so many events; at least one."""
    return max(1, round(events / (vehicles * (_CALLS_A_VEHICLE * _EVENTS_A_CALL + 3))))


class History:
    """The events of some nights, oldest first, and the feed's records at their end.

    Attributes:
        reported: the newest record of every call of the last night and of every vehicle, by id;
            complete once all events were made.
    """

    def __init__(self, *, nights: int, vehicles: int, now: datetime, seed: int = 11) -> None:
        """Make a history of so many nights that ends at a moment (UTC).

        With the seed as it is two of three vehicles, or the only one, are at a scene in the end.
        """
        self.reported: dict[str, dict[str, Record]] = {"call": {}, "vehicle": {}}
        self._nights = nights
        self._now = now
        self._seed = seed
        self._random = random.Random(seed)
        self._calls = 0
        start = now - UNDER_WAY - _DAY * (nights - 1)
        self._fleet = [new_vehicle(number + 1, start, self._random) for number in range(vehicles)]

    def events(self) -> Iterator[Record]:
        """Every event as JSON. To be iterated once."""
        for night in reversed(range(self._nights)):
            self.reported["call"].clear()
            self._random = random.Random(f"{self._seed} {night}")
            facts = self._night(self._now - UNDER_WAY - _DAY * night)
            for at, source, fact in sorted(facts, key=lambda dated: dated[0]):
                if at > self._now:
                    return
                kind = fact["kind"]
                if kind in self.reported:
                    self.reported[kind][fact[kind]["id"]] = fact[kind]
                yield self._event(at, source, fact)

    def listing(self) -> Listing:
        """What the feed lists when all events have happened."""
        calls, vehicles = self.reported["call"], self.reported["vehicle"]
        return Listing(list(calls.values()), list(vehicles.values()))

    def _event(self, at: datetime, source: str, fact: Record) -> Record:
        event = {
            "id": f"{self._random.getrandbits(128):032x}",
            "at": stamp(at),
            "recorded_at": stamp(at),
            "source": source,
            "fact": fact,
        }
        return event | {"by": SUPERVISOR} if source == "supervisor" else event

    def _night(self, start: datetime) -> Iterator[_Dated]:
        """Everything that happens in the shift that starts then, in no order."""
        yield start, "program", {"kind": "feed", "state": "live", "as_of": stamp(start)}
        for vehicle in self._fleet:
            vehicle["crew"] = new_crew(self._random)
            for minutes, status in ((0, "on_duty"), (1, "available"), (480, "off_duty")):
                yield self._pressed(vehicle, status, start + timedelta(minutes=minutes))
            for number in range(_CALLS_A_VEHICLE):
                after = timedelta(minutes=4 + 66 * number + self._random.randint(0, 9))
                yield from self._attended(vehicle, start + after)

    def _attended(self, vehicle: Record, opened_at: datetime) -> Iterator[_Dated]:
        """One call from its opening to its end, attended by one vehicle."""
        self._calls += 1
        call = new_call(self._calls, opened_at, self._random)
        name, unit = call["id"], vehicle["id"]
        way: dict[str, str] = {"vehicle": unit}
        at = opened_at
        yield self._said(call, at)
        at += timedelta(seconds=self._random.randint(30, 200))
        yield at, "supervisor", _commanded("assign", call=name, vehicle=unit)
        for status, seconds in (("allocated", 5), ("en_route", 60), ("at_scene", 500)):
            at += timedelta(seconds=self._random.randint(seconds, 2 * seconds))
            way |= {f"{status}_at": stamp(at)}
            yield self._pressed(vehicle, status, at, call=name)
            if status != "en_route":
                yield self._said(call, at, responses=[dict(way)])
        at += timedelta(minutes=self._random.randint(5, 15))
        yield at, "supervisor", _commanded("note", text="patient on his feet again", call=name)
        at += timedelta(minutes=self._random.randint(3, 12))
        outcome = self._random.choice(_OUTCOMES)
        yield at, "supervisor", _commanded("close", call=name, outcome=outcome)
        way |= {"clear_at": stamp(at)}
        yield self._pressed(vehicle, "available", at)
        ended = {"state": "closed", "closed_at": stamp(at), "outcome": outcome}
        yield self._said(call, at, responses=[dict(way)], **ended)

    @staticmethod
    def _pressed(vehicle: Record, status: str, at: datetime, call: str | None = None) -> _Dated:
        record = {**vehicle, "status": status, "status_at": stamp(at), "call": call}
        return at, "feed", {"kind": "vehicle", "vehicle": record}

    @staticmethod
    def _said(call: Record, at: datetime, **fields: Any) -> _Dated:
        call |= {"version": call["version"] + 1, "updated_at": stamp(at), **fields}
        return at, "feed", {"kind": "call", "call": dict(call)}


def _commanded(command: str, **fields: str) -> Record:
    return {"kind": "commanded", "command": {"command": command, **fields}}
