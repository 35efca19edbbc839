"""Crews of the simulator: after the supervisor has sent them they drive, work and clear alone.

The same is done for a call whose scripted vehicle was busy with one of the supervisor's: control
sends that vehicle when it is free again.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from jru_tui.simulator.movement import point_of
from jru_tui.simulator.simulation_state import FREE, SimulationState

TURNOUT = timedelta(seconds=60)
CATCH_UP = timedelta(seconds=30)
"""How long control takes to send a freed vehicle to a call that has missed it."""

WORK_MINUTES = {
    "rtc": 45,
    "assault": 35,
    "domestic_abuse": 45,
    "mental_health": 55,
    "concern_for_welfare": 30,
    "sudden_death": 75,
    "collapse": 35,
    "fall": 40,
    "sports_injury": 30,
    "alcohol_drugs": 30,
    "childbirth": 50,
}
"""Typical minutes at scene by type of call."""

Act = Literal["en_route", "at_scene", "clear", "catch_up"]


class PlannedStep(Struct, frozen=True):
    """An intent of a crew, carried out unless its plans change (its `turn` moves on) before."""

    at: datetime
    vehicle: str
    turn: int
    act: Act


Plan = Callable[[PlannedStep], None]


class CrewActions:
    """Crews that act by themselves. `plan` is told each step that is still to come."""

    def __init__(self, state: SimulationState, plan: Plan) -> None:
        self._state = state
        self._plan = plan

    def send(self, at: datetime, vehicle: str, call: str) -> None:
        """Allocate a vehicle that is on no call, and let it go.

        Args:
            at: the moment, UTC.
            vehicle: its id.
            call: its id.
        """
        self.proceed(at, vehicle, call, "allocated")

    def proceed(self, at: datetime, vehicle: str, call: str, stage: str) -> None:
        """Put a vehicle at a stage of its way to a call, and let it go on from there.

        Args:
            at: when it is there, UTC.
            vehicle: its id.
            call: the id of the call.
            stage: the status that it has there.
        """
        found = self._state.vehicles[vehicle]
        found.taken, found.turn = True, found.turn + 1
        record = self._state.calls[call].record
        if stage == "en_route":
            arrival = found.route.drive(at, point_of(record.where))
            self._later(arrival, vehicle, "at_scene")
        elif stage == "at_scene":
            found.route.stand(at, point_of(record.where))
            work = WORK_MINUTES.get(record.type or "", 30)
            self._later(at + timedelta(minutes=work), vehicle, "clear")
        else:
            traffic = self._state.traffic
            turnout = TURNOUT if traffic is None else traffic.turnout(vehicle, at)
            self._later(at + turnout, vehicle, "en_route")
        self._state.respond(at, vehicle, call, stage)

    def free(self, at: datetime, vehicle: str) -> None:
        """Take a vehicle off its call, back to what its script has booked it as meanwhile."""
        resume = self._state.vehicles[vehicle].resume
        if resume is None:
            self._state.leave(at, vehicle, "available")
        else:
            self._state.leave(at, vehicle, resume.status, resume.place)
        self.look_for_missed(at, vehicle)

    def look_for_missed(self, at: datetime, vehicle: str) -> None:
        """Test whether a freed vehicle was missed somewhere, for control to notice in a moment."""
        found = self._state.vehicles[vehicle]
        if found.missed and found.record.status in FREE:
            self._later(at + CATCH_UP, vehicle, "catch_up")

    def act(self, step: PlannedStep) -> None:
        """Do a planned step, unless the crew's plans have changed since."""
        found = self._state.vehicles[step.vehicle]
        if found.turn != step.turn:
            return
        call = found.record.call
        if step.act == "catch_up":
            self._catch_up(step.at, step.vehicle)
        elif call is not None and step.act == "clear":
            self.free(step.at, step.vehicle)
            self._state.close_if_done(step.at, call)
        elif call is not None:
            self.proceed(step.at, step.vehicle, call, step.act)

    def _catch_up(self, at: datetime, vehicle: str) -> None:
        missed = self._state.vehicles[vehicle].missed
        while missed:
            call = missed.pop(0)
            found = self._state.calls[call]
            if found.record.state == "open" and not found.touched and not found.on_it:
                self.send(at, vehicle, call)
                return

    def _later(self, at: datetime, vehicle: str, act: Act) -> None:
        self._plan(PlannedStep(at, vehicle, self._state.vehicles[vehicle].turn, act))
