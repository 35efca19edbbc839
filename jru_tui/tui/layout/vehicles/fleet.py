"""The order of a large fleet: who needs help, who is free, who is busy; off duty folded away.

A vehicle keeps its number, by the order of its first report, wherever it stands.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from typing import NamedTuple

from jru_tui.board import EMERGENCY, OFF_DUTY, Board, Rules, Vehicle

OFF_DUTY_ROW = "off duty or out of service"
"""Stands for the vehicles that are folded away."""
_NO_AREA = "area not given"


class FleetGroup(IntEnum):
    """Vehicles that stand together, in their order."""

    EMERGENCY = 0
    FREE = 1
    BUSY = 2
    OFF_DUTY = 3


GROUP_WORDS = {
    FleetGroup.EMERGENCY: "emergency",
    FleetGroup.FREE: "free",
    FleetGroup.BUSY: "busy",
    FleetGroup.OFF_DUTY: "off",
}


class NumberedVehicle(NamedTuple):
    """A vehicle with its number, its group, and the name of its area."""

    number: int
    vehicle: Vehicle
    group: FleetGroup
    area: str


class FleetRow(NamedTuple):
    """A row: a vehicle; or, without one, a rule with words in it.

    `folds`: the rule stands for vehicles that can be shown or folded away.
    """

    entry: NumberedVehicle | None
    words: str = ""
    folds: bool = False


class FleetView(NamedTuple):
    """The choice of vehicles that is asked for, and their order.

    Attributes:
        search: words, each of which a vehicle must hold; empty for all.
        unfolded: vehicles that are off duty are shown.
        by_area: vehicles of one area stand together, under its name.
    """

    search: str = ""
    unfolded: bool = False
    by_area: bool = False


class FleetOrder:
    """The rows of a fleet, and where each vehicle stands among them.

    Attributes:
        rows: vehicles and rules, from top to bottom.
        counts: how many vehicles each group has, whatever is shown of them.
        shown: how many vehicles were found, or all.
        total: how many there are.
    """

    def __init__(self, board: Board, view: FleetView) -> None:
        """Sort the vehicles of a board as a view asks for them."""
        every = list(number_vehicles(board))
        self.counts = dict.fromkeys(FleetGroup, 0)
        for entry in every:
            self.counts[entry.group] += 1
        self.total = len(every)
        found = [*_found(every, view.search, board.rules)] if view.search else every
        self.shown = len(found)
        if view.search:
            # No search may hide who needs help.
            known = {entry.number for entry in found}
            found += [
                entry
                for entry in every
                if entry.group is FleetGroup.EMERGENCY and entry.number not in known
            ]
        self.rows: Sequence[FleetRow] = tuple(_rows(found, view))
        self._places = {
            row.entry.vehicle.id: place for place, row in enumerate(self.rows) if row.entry
        }

    @property
    def listed(self) -> int:
        """Count of the vehicles that have a row."""
        return len(self._places)

    def index_of(self, vehicle: str) -> int | None:
        """The row of a vehicle, from 0; None where it is not shown."""
        return self._places.get(vehicle)


def number_vehicles(board: Board) -> Iterator[NumberedVehicle]:
    """Number the vehicles of a board, in the order of their first report."""
    rules = board.rules
    for number, vehicle in enumerate(board.vehicles.values(), 1):
        area = rules.area_label(vehicle.area) if vehicle.area else _NO_AREA
        yield NumberedVehicle(number, vehicle, group_of(vehicle, rules), area)


def group_of(vehicle: Vehicle, rules: Rules) -> FleetGroup:
    """Tell whether a vehicle needs help, is free, busy, or off duty."""
    if vehicle.status == EMERGENCY:
        return FleetGroup.EMERGENCY
    if vehicle.status in OFF_DUTY:
        # One that is still on a call is no matter to be folded away.
        return FleetGroup.BUSY if vehicle.call else FleetGroup.OFF_DUTY
    free = rules.status(vehicle.status).availability == "free"
    doubtful = vehicle.dispute is not None or vehicle.also_on or vehicle.call is not None
    return FleetGroup.FREE if free and not doubtful else FleetGroup.BUSY


def _rows(found: Sequence[NumberedVehicle], view: FleetView) -> Iterator[FleetRow]:
    away = [entry for entry in found if entry.group is FleetGroup.OFF_DUTY]
    here = [entry for entry in found if entry.group is not FleetGroup.OFF_DUTY]
    if view.by_area:
        yield from _by_area(here)
    else:
        here.sort(key=lambda entry: (entry.group, entry.number))
        yield from map(FleetRow, here)
    if not away:
        return
    # Whoever searches wants to see what is found.
    shown = view.unfolded or bool(view.search)
    yield FleetRow(None, f"{len(away)} {OFF_DUTY_ROW}", folds=not view.search)
    if shown:
        yield from map(FleetRow, away)


def _by_area(here: Sequence[NumberedVehicle]) -> Iterator[FleetRow]:
    """Put who needs help above all areas; then each area with its vehicles."""
    yield from (FleetRow(entry) for entry in here if entry.group is FleetGroup.EMERGENCY)
    areas: dict[str, list[NumberedVehicle]] = {}
    for entry in here:
        if entry.group is not FleetGroup.EMERGENCY:
            areas.setdefault(entry.area, []).append(entry)
    for area, entries in sorted(areas.items(), key=lambda item: (item[0] == _NO_AREA, item[0])):
        free = sum(entry.group is FleetGroup.FREE for entry in entries)
        yield FleetRow(None, f"{area}: {free} free of {len(entries)}")
        entries.sort(key=lambda entry: (entry.group, entry.number))
        yield from map(FleetRow, entries)


def _found(
    every: Iterable[NumberedVehicle], search: str, rules: Rules
) -> Iterator[NumberedVehicle]:
    wanted = search.casefold().split()
    for entry in every:
        text = _text(entry, rules).casefold()
        if all(word in text for word in wanted):
            yield entry


def _text(entry: NumberedVehicle, rules: Rules) -> str:
    """Join everything that a vehicle can be found by."""
    vehicle, status = entry.vehicle, rules.status(entry.vehicle.status)
    crew = (text for member in vehicle.crew for text in (member.id, *member.skills))
    parts = (
        str(entry.number),
        vehicle.name,
        vehicle.id,
        entry.area,
        vehicle.area or "",
        status.label,
        f"state {status.code}" if status.code else "",
        GROUP_WORDS[entry.group],
        vehicle.call or "no call",
        *crew,
    )
    return " ".join(parts)
