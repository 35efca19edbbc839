"""The state of a scenario up to the line that is being read, and what may follow from it."""

from dataclasses import dataclass, field
from datetime import datetime

from jru_tui.board import Place
from jru_tui.simulator.movement import Traffic
from jru_tui.simulator.scenario import ScriptedShift, ScriptedVehicle
from jru_tui.simulator.scenario_lines import ScenarioLine
from jru_tui.simulator.wall_times import TimeError, in_shift, to_utc, wall_time

LATITUDES = (50.85, 51.55)
LONGITUDES = (0.0, 1.5)
"""A rough box round Kent: catches swapped and mistyped coordinates."""


@dataclass(slots=True)
class CallSoFar:
    """A call as written so far: who is on it, and whether it is closed."""

    origin: str
    closed: bool = False
    on_it: set[str] = field(default_factory=set)


@dataclass(slots=True)
class VehicleSoFar:
    """A vehicle or unit as written so far: its status, its call, its stage there."""

    listed: bool
    status: str = "off_duty"
    call: str | None = None
    stage: int = 0


@dataclass(slots=True)
class ScenarioState:
    """The state of a scenario as declared and scripted so far. Looking up what it lacks raises."""

    places: dict[str, Place] = field(default_factory=dict)
    cards: list[ScriptedVehicle] = field(default_factory=list)
    vehicles: dict[str, VehicleSoFar] = field(default_factory=dict)
    calls: dict[str, CallSoFar] = field(default_factory=dict)
    shifts: list[ScriptedShift] = field(default_factory=list)
    traffic: Traffic | None = None
    shift_start: datetime | None = None
    """The running shift's start by the wall clock, naive."""
    last: datetime | None = None
    """The moment of the last fact (UTC); no fact may be earlier."""

    def place(self, line: ScenarioLine, name: str) -> Place:
        """The place of that name, declared further up."""
        return self.places[line.one_of("place", name, self.places)]

    def call(self, line: ScenarioLine, call: str, *, open_only: bool = True) -> CallSoFar:
        """A call that has been opened, and by default not closed again.

        Args:
            line: the line that is read, for the error.
            call: its id.
            open_only: false to take closed ones, too.

        Raises:
            ScenarioError: the line is wrong; names file and line.
        """
        if call not in self.calls:
            raise line.error(
                f"call {call} has not been opened: write a line '... {call} opens' before"
            )
        found = self.calls[call]
        if found.closed and open_only:
            raise line.error(f"call {call} is already closed")
        return found

    def moment(self, line: ScenarioLine) -> tuple[datetime, tuple[str, ...]]:
        """The moment at a line's front (UTC), and the words behind it.

        Raises:
            ScenarioError: the line is wrong; names file and line.
        """
        if self.shift_start is None:
            raise line.error(
                "a time comes before any shift: write 'shift Friday 30 October 2020 18:00-02:00'"
            )
        zone = line.words[1] if line.words[1:2] in (("BST",), ("GMT",)) else None
        try:
            wall = in_shift(self.shift_start, wall_time(line.words[0]))
            at = to_utc(wall, zone)
        except TimeError as trouble:
            raise line.error(str(trouble)) from None
        if self.last is not None and at < self.last:
            raise line.error(f"{line.words[0]} goes back in time: write lines in order of time")
        return at, line.words[2 if zone else 1 :]


def coordinate(line: ScenarioLine, axis: str, text: str) -> float:
    """Read a latitude or longitude within the box round Kent.

    Args:
        line: the line that is read, for the error.
        axis: `latitude` or `longitude`.
        text: the figure.

    Raises:
        ScenarioError: the line is wrong; names file and line.
    """
    low, high = LATITUDES if axis == "latitude" else LONGITUDES
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise line.error(f"{axis} {text} is not in Kent: it lies between {low} and {high}")
    return value
