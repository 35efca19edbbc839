"""A dispatch system in miniature, minute by minute, with the habits that real ones have.

It lists a vehicle on two calls until one is booked clear, drops units from a call's list, books an
arrival after the clear, closes calls over vehicles that nobody booked clear, and opens them again.
In some nights its numbers begin anew the next evening, and some list only the newest of a number.
"""

import copy
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

START = datetime(2020, 10, 30, 20, tzinfo=UTC)
VEHICLES = ("JRU1", "JRU2", "JRU3")
RESERVE = "JRU9"
"""A vehicle that the system never sends anywhere: only the supervisor does."""
OFF = ("available", "refreshments")

Json = dict[str, Any]


def iso(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


class Night:
    """What the system shows at each minute.

    Args:
        seed: of the dice.
        minutes: how long it goes on.
    """

    def __init__(self, seed: int, minutes: int = 60) -> None:
        self._dice = Random(seed)
        self._stamped = self._dice.random() < 0.5
        self._begins_anew = self._dice.random() < 0.5
        self._forgets = self._dice.random() < 0.3
        self._numbers = 0
        self._calls: list[Json] = []
        self._vehicles: dict[str, Json] = {}
        self._where: dict[str, Json | None] = {}
        self._later: list[tuple[datetime, Json, str]] = []
        self._now = START
        for vehicle in (*VEHICLES, RESERVE):
            self._press(vehicle, "available", None)
        self.times: list[datetime] = []
        self.documents: list[Json] = []
        self.meant: list[dict[str, str]] = []
        """For each document the opening of the call that each vehicle is on."""
        for minute in range(minutes):
            self._now = START + timedelta(minutes=minute)
            if self._begins_anew and 2 * minute >= minutes:
                self._now += timedelta(hours=22)
                self._numbers = 0 if 2 * minute == minutes else self._numbers
            self._step()
            self.times.append(self._now)
            self.documents.append(self._document())
            self.meant.append(
                {who: call["opened_at"] for who, call in self._where.items() if call is not None}
            )

    def _chance(self, likely: float) -> bool:
        return self._dice.random() < likely

    def _step(self) -> None:
        for due in [each for each in self._later if each[0] <= self._now]:
            self._later.remove(due)
            self._book_late(due[1], due[2])
        if self._chance(0.2):
            self._numbers += 1
            call = {
                "id": f"K{self._numbers}",
                "opened_at": iso(self._now),
                "state": "open",
                "grade": "G2",
                "responses": [],
            }
            self._calls.append(call)
            self._changed(call)
        for vehicle in VEHICLES:
            self._move(vehicle)
        for call in self._calls:
            self._end(call)

    def _move(self, vehicle: str) -> None:
        here = self._vehicles.get(vehicle)
        if here is None:
            if self._chance(0.2):
                self._press(vehicle, "available", None)
        elif here["status"] in OFF:
            self._idle(vehicle)
        elif here["status"] == "allocated" and self._chance(0.5):
            self._reach(vehicle, "en_route")
        elif here["status"] == "en_route":
            self._on_the_way(vehicle)
        elif self._chance(0.05):
            self._drop(vehicle)
        elif self._chance(0.05):
            self._send_on(vehicle)
        elif here["status"] == "at_scene" and self._chance(0.1):
            self._press(vehicle, "committed", self._where[vehicle])
        elif here["status"] in ("at_scene", "committed") and self._chance(0.15):
            self._free(vehicle)

    def _idle(self, vehicle: str) -> None:
        open_calls = [call for call in self._listed() if call["state"] == "open"]
        if open_calls and self._chance(0.25):
            self._send(vehicle, self._dice.choice(open_calls))
        elif self._chance(0.05):
            self._press(vehicle, self._dice.choice(OFF), None)

    def _on_the_way(self, vehicle: str) -> None:
        call = self._where[vehicle]
        assert call is not None
        if self._chance(0.3):
            self._reach(vehicle, "at_scene")
        elif self._chance(0.08):
            self._send_on(vehicle)
        elif self._chance(0.08):
            # Free before it arrived, and somebody books its arrival all the same.
            self._free(vehicle)
            self._later.append((self._now + timedelta(minutes=2), call, vehicle))

    def _book_late(self, call: Json, vehicle: str) -> None:
        for entry in call["responses"]:
            if entry["vehicle"] == vehicle and "clear_at" in entry and call["state"] == "open":
                entry.setdefault("at_scene_at", iso(self._now - timedelta(minutes=1)))
        self._changed(call)

    def _send(self, vehicle: str, call: Json) -> None:
        call["responses"].append({"vehicle": vehicle, "allocated_at": iso(self._now)})
        self._changed(call)
        self._press(vehicle, "allocated", call)

    def _send_on(self, vehicle: str) -> None:
        mine = self._on(vehicle)
        others = [call for call in self._listed() if call["state"] == "open" and call not in mine]
        if others:
            self._send(vehicle, self._dice.choice(others))

    def _reach(self, vehicle: str, stage: str) -> None:
        call = self._where[vehicle]
        assert call is not None
        for entry in call["responses"]:
            if entry["vehicle"] == vehicle and "clear_at" not in entry:
                entry[f"{stage}_at"] = iso(self._now)
        self._changed(call)
        self._press(vehicle, stage, call)

    def _free(self, vehicle: str) -> None:
        for call in self._on(vehicle):
            for entry in call["responses"]:
                if entry["vehicle"] == vehicle:
                    entry.setdefault("clear_at", iso(self._now))
            self._changed(call)
        self._press(vehicle, "available", None)

    def _drop(self, vehicle: str) -> None:
        for call in self._on(vehicle):
            call["responses"] = [e for e in call["responses"] if e["vehicle"] != vehicle]
            self._changed(call)
        del self._vehicles[vehicle], self._where[vehicle]

    def _end(self, call: Json) -> None:
        active = [entry for entry in call["responses"] if "clear_at" not in entry]
        if call["state"] == "closed":
            if self._chance(0.01):
                self._open_again(call)
        elif self._chance(0.15 if not active else 0.02):
            call["state"], call["closed_at"] = "closed", iso(self._now)
            call["outcome"] = self._dice.choice(("resolved", "referred", "stood_down"))
            self._changed(call)
            for entry in active:
                self._let_go(entry["vehicle"], call)

    def _let_go(self, vehicle: str, call: Json) -> None:
        """A vehicle whose call is closed is free, or goes on with the other one that it is on."""
        if self._where[vehicle] is not call:
            return
        others = self._on(vehicle)
        if others:
            (entry,) = (
                each
                for each in others[-1]["responses"]
                if each["vehicle"] == vehicle and "clear_at" not in each
            )
            stage = "at_scene" if "at_scene_at" in entry else "allocated"
            self._press(vehicle, stage, others[-1])
        else:
            self._press(vehicle, "available", None)

    def _open_again(self, call: Json) -> None:
        for entry in call["responses"]:
            entry.setdefault("clear_at", call["closed_at"])
        call["state"] = "open"
        del call["closed_at"], call["outcome"]
        self._changed(call)

    def _on(self, vehicle: str) -> list[Json]:
        return [
            call
            for call in self._calls
            if call["state"] == "open"
            and any(e["vehicle"] == vehicle and "clear_at" not in e for e in call["responses"])
        ]

    def _press(self, vehicle: str, status: str, call: Json | None) -> None:
        number = None if call is None else call["id"]
        record = {"id": vehicle, "status": status, "status_at": iso(self._now), "call": number}
        self._vehicles[vehicle] = record
        self._where[vehicle] = call

    def _listed(self) -> list[Json]:
        """All calls, or of each number only the newest and those that somebody is on."""
        newest = {call["id"]: call for call in self._calls}
        if not self._forgets:
            return self._calls
        busy = [call for call in self._where.values() if call is not None]
        return [call for call in self._calls if call is newest[call["id"]] or call in busy]

    def _changed(self, call: Json) -> None:
        call["version"] = call.get("version", 0) + 1
        if self._stamped:
            call["updated_at"] = iso(self._now)

    def _document(self) -> Json:
        return copy.deepcopy(
            {
                "feed": "jru/1",
                "generated_at": iso(self._now),
                "calls": self._listed(),
                "vehicles": list(self._vehicles.values()),
            }
        )
