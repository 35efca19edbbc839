"""The lines about vehicles: a status, with the call or a place; `crew`; `at`."""

import re
from datetime import datetime

from jru_tui.board import STAGES, STATUSES, CrewMember
from jru_tui.simulator.scenario import KEEPS_CALL, Books, CrewsVehicle, Fact, FallsSilent, Stands
from jru_tui.simulator.scenario_lines import ScenarioLine
from jru_tui.simulator.scenario_state import ScenarioState

UNIT_STATUSES = (*STAGES, "available")
"""What a unit of another service can be scripted to do: the feed shows only its responses."""

_ORDER: dict[str, int] = {stage: order for order, stage in enumerate(STAGES)}
_NOT_READY = ("off_duty", "on_duty", "out_of_service")
_MEMBER = re.compile(r"(?P<role>[a-z_]+) (?P<id>[^()]+?)(?: \((?P<skills>[a-z_, ]+)\))?")


def read_vehicle_line(
    book: ScenarioState, line: ScenarioLine, at: datetime, vehicle: str, words: tuple[str, ...]
) -> Fact:
    """Read what stands behind a vehicle's id.

    Args:
        book: the scenario so far.
        line: the line that is read, for the error.
        at: the moment, UTC.
        vehicle: its id.
        words: the words behind the id.

    Raises:
        ScenarioError: the line is wrong; names file and line.
    """
    verb = words[0] if words else ""
    so_far = book.vehicles[vehicle]
    if verb in ("crew", "at", "silent") and not so_far.listed:
        raise line.error(f"{vehicle} is another service's unit: only its responses are scripted")
    if verb == "crew":
        return CrewsVehicle(at, vehicle, _crew(line, words[1:]))
    if verb == "at":
        line.exactly(words, 2, f'{vehicle} at "PLACE"')
        return Stands(at, vehicle, book.place(line, words[1]))
    if verb == "silent":
        line.exactly(words, 1, f"{vehicle} silent")
        return FallsSilent(at, vehicle)
    known = (*STATUSES, "crew", "at", "silent") if so_far.listed else UNIT_STATUSES
    line.one_of("status", verb, known)
    if verb in STAGES:
        return _stage(book, line, at, vehicle, words)
    return _other_status(book, line, at, vehicle, words)


def _crew(line: ScenarioLine, members: tuple[str, ...]) -> tuple[CrewMember, ...]:
    crew = []
    for text in members:
        match = _MEMBER.fullmatch(text)
        if match is None:
            raise line.error(f"'{text}' is not a crew member: write \"officer SC 71204 (doctor)\"")
        skills = tuple(skill.strip() for skill in (match["skills"] or "").split(",") if skill)
        crew.append(CrewMember(match["role"], match["id"], skills))
    if not crew:
        raise line.error('a crew has members: write crew "officer SC 71204" "paramedic Para 4471"')
    return tuple(crew)


def _stage(
    book: ScenarioState, line: ScenarioLine, at: datetime, vehicle: str, words: tuple[str, ...]
) -> Fact:
    status = words[0]
    line.exactly(words, 2, f"{vehicle} {status} K-1001, naming its call")
    call, so_far = words[1], book.vehicles[vehicle]
    found = book.call(line, call)
    if so_far.call not in (None, call):
        raise line.error(
            f"{vehicle} is still on call {so_far.call}: book it available before it goes to {call}"
        )
    if so_far.call is None and so_far.listed and so_far.status in _NOT_READY:
        raise line.error(
            f"{vehicle} is {so_far.status}: book it available before it goes to {call}"
        )
    if so_far.call is None and status != "allocated" and found.origin != "self":
        raise line.error(
            f"{vehicle} was never allocated to {call}: write '{vehicle} allocated {call}' before"
        )
    if so_far.call is not None and _ORDER[status] <= so_far.stage:
        raise line.error(f"{vehicle} is already {status}, or past that, for call {call}")
    so_far.call, so_far.status, so_far.stage = call, status, _ORDER[status]
    found.on_it.add(vehicle)
    return Books(at, vehicle, status, call)


def _other_status(
    book: ScenarioState, line: ScenarioLine, at: datetime, vehicle: str, words: tuple[str, ...]
) -> Fact:
    status, so_far = words[0], book.vehicles[vehicle]
    place = None
    if words[1:]:
        line.exactly(words, 2, f'{vehicle} {status}, or {vehicle} {status} "PLACE"')
        place = book.place(line, words[1])
    call = so_far.call
    so_far.status = status
    if call is not None and status not in KEEPS_CALL:
        book.calls[call].on_it.discard(vehicle)
        so_far.call = None
    return Books(at, vehicle, status, call, place)
