"""The state of a running simulation: calls, vehicles, and the moves that change them.

A move changes one thing and writes the new version on the tape. Whose idea a move is (the
script's, a crew's, the supervisor's) is decided in `script`, `crews` and `command_handling`.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from jru_tui.board import CallRecord, NoteRecord, Place, ResponseRecord, VehicleRecord
from jru_tui.simulator.movement import Point, Route, point_of
from jru_tui.simulator.scenario import Books, Closes, Opens, Scenario, ScriptedVehicle
from jru_tui.simulator.timeline import Tape

FREE = frozenset({"available", "standby"})
"""Statuses in which control may send a vehicle to a call."""
NOT_READY = frozenset({"off_duty", "on_duty", "out_of_service"})
"""Statuses in which nobody can send it."""

_NOT_ATTENDED = frozenset({"stood_down", "duplicate"})


@dataclass(slots=True)
class SimulatedCall:
    """A call as it stands.

    Attributes:
        record: what the feed says of it.
        touched: the supervisor has decided on it, so the script's control leaves it alone.
        late: a vehicle that the script wanted for it was busy, so its script no longer fits.
    """

    record: CallRecord
    touched: bool = False
    late: bool = False

    @property
    def on_it(self) -> list[str]:
        """The vehicles and units that are on it."""
        return [response.vehicle for response in self.record.responses if response.clear_at is None]

    @property
    def reached(self) -> bool:
        """Test whether anyone has ever been at scene for it."""
        return any(response.at_scene_at for response in self.record.responses)


@dataclass(slots=True)
class SimulatedVehicle:
    """A vehicle, or another service's unit (not `listed` in the feed), as it stands.

    Attributes:
        taken: the supervisor decides what it does now; its script is dropped until it is free.
        turn: counts its changes of plan; a step planned in an earlier turn is void.
        missed: calls that the script wanted it for while it was busy, first come first.
        resume: what the script last booked it as while it was on a call of the supervisor's.
    """

    record: VehicleRecord
    route: Route
    base: Place | None
    listed: bool = True
    taken: bool = False
    turn: int = 0
    missed: list[str] = field(default_factory=list)
    resume: Books | None = None


class SimulationState:
    """The calls and vehicles at one moment, which only moves forward."""

    def __init__(self, scenario: Scenario, kmh: float) -> None:
        start = scenario.starts_at
        self.traffic = scenario.traffic
        self.tape = Tape()
        self.calls: dict[str, SimulatedCall] = {}
        self.vehicles: dict[str, SimulatedVehicle] = {}
        self._endings = {
            fact.call: (fact.outcome, fact.spares)
            for fact in scenario.facts
            if isinstance(fact, Closes)
        }
        for card in scenario.vehicles:
            record = VehicleRecord(card.id, "off_duty", start, name=card.name, area=card.area)
            route = Route(start, _base(card), kmh, card.id, scenario.traffic)
            self.vehicles[card.id] = SimulatedVehicle(record, route, card.base)
            self.tape.add_vehicle(start, record)
        for unit in scenario.units:
            nowhere = Route(start, _base(scenario.vehicles[0]), kmh)
            record = VehicleRecord(unit, "available", start)
            self.vehicles[unit] = SimulatedVehicle(record, nowhere, None, listed=False)

    def open(self, fact: Opens) -> None:
        """A call comes in."""
        record = CallRecord(
            fact.call,
            fact.at,
            version=1,
            updated_at=fact.at,
            grade=fact.grade,
            category=fact.category,
            type=fact.type,
            summary=fact.summary,
            origin=fact.origin,
            where=fact.where,
            flags=fact.flags,
            needs=fact.needs,
            callback=fact.callback,
            people=fact.people,
        )
        self.calls[fact.call] = SimulatedCall(record)
        self.tape.add_call(fact.at, record)

    def change_call(self, at: datetime, call: str, **changes: Any) -> None:
        """Give a call a new version with these fields changed."""
        found = self.calls[call]
        version = (found.record.version or 0) + 1
        found.record = replace(found.record, version=version, updated_at=at, **changes)
        self.tape.add_call(at, found.record)

    def change_vehicle(self, at: datetime, vehicle: str, **changes: Any) -> None:
        """Change these fields of a vehicle."""
        found = self.vehicles[vehicle]
        found.record = replace(found.record, **changes)
        if found.listed:
            self.tape.add_vehicle(at, found.record)

    def note(self, at: datetime, call: str, by: str, text: str, note_id: str | None = None) -> None:
        """Write a line in a call's log.

        Args:
            at: the moment, UTC.
            call: its id.
            by: the author.
            text: its words.
            note_id: its id; None for a new one.
        """
        notes = self.calls[call].record.notes
        line = NoteRecord(note_id or f"n{len(notes) + 1}", at, by, text)
        self.change_call(at, call, notes=(*notes, line))

    def close(self, at: datetime, call: str, outcome: str, spares: Collection[str] = ()) -> None:
        """Close a call; whoever was on it has been freed before.

        Args:
            at: the moment, UTC.
            call: its id.
            outcome: the code of the outcome.
            spares: which of `ambulance` and `patrol` was not needed.
        """
        self.change_call(
            at,
            call,
            state="closed",
            closed_at=at,
            outcome=outcome,
            ambulance_spared="ambulance" in spares,
            patrol_spared="patrol" in spares,
        )

    def close_if_done(self, at: datetime, call: str) -> None:
        """Close a call off its script once everyone who came has left.

        It ends as the script would have ended it, unless that means that nobody attended.
        """
        found = self.calls[call]
        off_script = found.touched or found.late
        if off_script and found.reached and found.record.state == "open" and not found.on_it:
            outcome, spares = self._endings.get(call, ("resolved", ()))
            self.close(at, call, "resolved" if outcome in _NOT_ATTENDED else outcome, spares)

    def respond(self, at: datetime, vehicle: str, call: str, stage: str) -> None:
        """A vehicle reaches a stage of its way to a call.

        Args:
            at: the moment, UTC.
            vehicle: its id.
            call: its id.
            stage: the code of the stage.
        """
        responses = list(self.calls[call].record.responses)
        current = [
            index
            for index, response in enumerate(responses)
            if response.vehicle == vehicle and response.clear_at is None
        ]
        if not current:
            responses.append(ResponseRecord(vehicle))
        index = current[0] if current else -1
        if getattr(responses[index], f"{stage}_at") is None:
            responses[index] = replace(responses[index], **{f"{stage}_at": at})
            self.change_call(at, call, responses=tuple(responses))
        self.change_vehicle(at, vehicle, status=stage, status_at=at, call=call)

    def leave(self, at: datetime, vehicle: str, status: str, place: Place | None = None) -> None:
        """A vehicle is clear of its call and takes up a status.

        Args:
            at: the moment, UTC.
            vehicle: its id.
            status: the code of the status.
            place: the place to make for; None to stay.
        """
        call = self.vehicles[vehicle].record.call
        assert call is not None
        responses = tuple(
            replace(response, clear_at=at)
            if response.vehicle == vehicle and response.clear_at is None
            else response
            for response in self.calls[call].record.responses
        )
        self.change_call(at, call, responses=responses)
        self.book(at, vehicle, status, place)

    def book(self, at: datetime, vehicle: str, status: str, place: Place | None = None) -> None:
        """A vehicle that is on no call takes up a status, and makes for a place or stays.

        Args:
            at: the moment, UTC.
            vehicle: its id.
            status: the code of the status.
            place: the place to make for; None to stay.
        """
        found = self.vehicles[vehicle]
        found.taken, found.turn, found.resume = False, found.turn + 1, None
        if place is not None:
            found.route.drive(at, point_of(place))
        elif status == "on_duty" and found.base is not None:
            found.route.stand(at, point_of(found.base))
        else:
            found.route.stand(at)
        self.change_vehicle(at, vehicle, status=status, status_at=at, call=None)


def _base(card: ScriptedVehicle) -> Point:
    point = point_of(card.base)
    assert point is not None, "the reader has seen to it that a base has coordinates"
    return point
