"""A control room in a few words: cars so many minutes away, calls so many minutes old."""

from collections.abc import Callable
from datetime import datetime, timedelta
from math import cos, radians
from typing import Any

import pytest

from jru_tui.board.board import Board
from jru_tui.board.dispatch_rules import TURNOUT
from jru_tui.board.events import CallReported, VehicleReported
from jru_tui.board.geometry import Vector, vector
from jru_tui.board.queries.dispatch.dispatcher import Dispatcher
from jru_tui.board.queries.dispatch.models import Advice, Offer, Plan
from jru_tui.board.records import (
    CallRecord,
    CrewMember,
    Place,
    Position,
    ResponseRecord,
    VehicleRecord,
)
from jru_tui.board.rules import Rules
from tests.board.conftest import Stage
from tests.board.conftest import at as at_clock
from tests.narrowing import present

NOW = datetime.fromisoformat("2020-10-30T22:47:00+00:00")
KM_A_DEGREE = 111.19492664455873
HERE = (51.37, 1.12)
OFFICERS = (CrewMember("officer", "SC 1"), CrewMember("officer", "SC 2"))
CREW = (CrewMember("officer", "SC 1"), CrewMember("paramedic", "Para 2"))


def ago(minutes: float) -> datetime:
    """So many minutes before now."""
    return NOW - timedelta(minutes=minutes)


class Room:
    """A board at 22:47 on Friday 30 October 2020, told in a controller's words."""

    now = NOW

    def __init__(self, rules: Rules | None = None) -> None:
        self.stage = Stage(rules)
        self._places: dict[str, tuple[float, float] | None] = {}

    @property
    def board(self) -> Board:
        return self.stage.board

    def call(
        self,
        call: str,
        *codes: str,
        waited: float = 1,
        at: tuple[float, float] | None = HERE,
        area: str | None = None,
        responses: tuple[ResponseRecord, ...] = (),
        **more: Any,
    ) -> None:
        """A call with its grade, its category or both, opened so many minutes ago."""
        grade = next((code for code in codes if not code.startswith("C")), None)
        category = next((code for code in codes if code.startswith("C")), None)
        lat, lon = at or (None, None)
        self._places[call] = at
        record = CallRecord(
            call,
            self.now - timedelta(minutes=waited),
            updated_at=self.now,
            grade=grade,
            category=category,
            where=Place("Sea Street", lat, lon, area),
            responses=responses,
            **more,
        )
        self.stage.apply(CallReported(record), self.now)

    def night(self, clock: str) -> None:
        """Start at a time after midnight in place of 22:47."""
        self.now = at_clock(clock)

    def car(
        self,
        name: str,
        status: str = "available",
        *,
        on_duty: str | None = None,
        minutes: float | None = None,
        km: float | None = None,
        of: tuple[float, float] = HERE,
        at: tuple[float, float] | None = None,
        on: str | None = None,
        since: float = 20,
        crew: tuple[CrewMember, ...] = CREW,
        old: float = 0,
        area: str | None = None,
        position: Position | None = None,
    ) -> None:
        """A car so many minutes (or km) from a place, turnout included; without either, nowhere."""
        if minutes is not None:
            km = max(0.0, minutes - TURNOUT.get(status, 60) / 60) * 50 / 60
        if km is not None:
            at = of[0] - km / KM_A_DEGREE, of[1]
        if at is not None and position is None:
            position = Position(*at, self.now - timedelta(minutes=old))
        vehicle = name.replace(" ", "")
        if on_duty is not None:
            for booked, when in (("off_duty", "17:00"), ("on_duty", on_duty)):
                early = VehicleRecord(vehicle, booked, at_clock(when), name=name)
                self.stage.apply(VehicleReported(early), at_clock(when))
        record = VehicleRecord(
            vehicle,
            status,
            self.now - timedelta(minutes=since),
            name=name,
            area=area,
            call=on,
            position=position,
            crew=crew,
        )
        self.stage.apply(VehicleReported(record), self.now)

    def start(self, vehicle: str) -> Vector:
        """Where a car is, as a source of travel times is asked for it."""
        position = present(self.board.vehicles[vehicle].position)
        return vector(position.lat, position.lon)

    def dispatcher(self, **more: Any) -> Dispatcher:
        return Dispatcher(self.board, self.now, **more)

    @property
    def plan(self) -> Plan:
        return self.dispatcher().plan

    def advice(self, call: str) -> Advice:
        return self.dispatcher().advise(call)

    def best(self, call: str) -> Offer:
        best = self.advice(call).best
        assert best is not None
        return best

    def names(self, call: str) -> list[str]:
        """Who could go, the best first."""
        return [offer.name for offer in self.advice(call).offers if offer.possible]

    def sent(self) -> dict[str, str]:
        """What the plan has to be done now: the car for each call."""
        return {move.call: move.name for act in self.plan.acts for move in act.moves}


MakeRoom = Callable[..., Room]


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture
def make_room() -> MakeRoom:
    return Room


def east(km: float, of: tuple[float, float] = HERE) -> tuple[float, float]:
    """The place so many km east of another."""
    return of[0], of[1] + km / (KM_A_DEGREE * cos(radians(of[0])))
