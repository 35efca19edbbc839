"""A table of more vehicles than have room as cards: a line each, in columns of the full width."""

from collections.abc import Sequence

from msgspec import Struct
from rich.cells import cell_len

from jru_tui.board import EMERGENCY, Call, Vehicle, formatting
from jru_tui.tui import phrases
from jru_tui.tui.layout.calls.call_tags import call_tags, describe_call
from jru_tui.tui.layout.calls.clocks import code_ink
from jru_tui.tui.layout.emergencies import car_words, car_words_in_a_cell
from jru_tui.tui.layout.frame import Frame
from jru_tui.tui.layout.line import Line
from jru_tui.tui.layout.vehicles.fleet import NumberedVehicle
from jru_tui.tui.layout.vehicles.vehicle_card import strong_ink, vehicle_tally
from jru_tui.tui.layout.vehicles.vehicle_marks import VehicleMark, doubt_sign, mark_line, marks

_WITH_TALLY, _WITH_AREA, _WITH_CREW = 100, 126, 158
"""Cells inside the frame from which on a column has room."""
_LEAST_WHERE = 11
"""Cells that a warning leaves to where a vehicle is, however long it says what it says."""
_LEAST_CAR = 28
"""The same where an officer needs help: the car's position and its age."""
_WITH_TYPE = 34
"""Cells of what and where from which on the call's type has room beside the place."""
_TALLY = 16
_NUMBER_KEYS = 9
"""The number of a vehicle up to this one is a key of its own."""


class FleetColumns(Struct, frozen=True):
    """Cells of each column; one blank stands between two of them. 0 leaves a column out."""

    number: int
    name: int
    status: int
    since: int
    call: int
    doing: int
    area: int
    crew: int
    tally: int


def columns_for(width: int, vehicles: int) -> FleetColumns:
    """Share out a line that is `width` cells wide inside its frame."""
    number = max(2, len(str(vehicles)))
    name = 8 if width < _WITH_TALLY else 10
    status = 15 if width < _WITH_TALLY else 23
    since, call = 8, 8 if width < _WITH_TALLY else 10
    tally = _TALLY if width >= _WITH_TALLY else 0
    area = 18 if width >= _WITH_AREA else 0
    crew = 24 if width >= _WITH_CREW else 0
    others = (number, name, status, since, call, area, crew, tally)
    # One blank stands before the first column, and one between the last and the frame.
    taken = 2 + sum(cells + 1 for cells in others if cells)
    return FleetColumns(number, name, status, since, call, max(0, width - taken), area, crew, tally)


def heading(columns: FleetColumns, width: int) -> Line:
    """Name the columns."""
    line = Line(width).space(columns.number + 2).add("Vehicle", "dim", columns.name).space()
    line.add("Status", "dim", columns.status).space().add("Since", "dim", columns.since, right=True)
    line.space().add("Call", "dim", columns.call).space().add("Where", "dim", columns.doing)
    if columns.area:
        line.space().add("Area", "dim", columns.area)
    if columns.crew:
        line.space().add("Crew", "dim", columns.crew)
    return line.space().add("Attended saved", "dim", columns.tally, right=True)


def row(entry: NumberedVehicle, frame: Frame, columns: FleetColumns, width: int) -> Line:
    """Draw one vehicle in one line: what is wrong with it stands beside where it is.

    Args:
        entry: the vehicle with its number, its group and its area.
        frame: the data of this frame of the board.
        columns: where each column starts and ends.
        width: cells that there are.
    """
    vehicle = entry.vehicle
    focused = frame.vehicle == vehicle.id
    line = Line(width, "selected" if focused else "ground")
    line.add("▌" if focused else " ", "accent")
    key = "yellow" if entry.number <= _NUMBER_KEYS else "dim"
    line.add(str(entry.number), key, columns.number, right=True)
    name = frame.board.names.fit(vehicle.name, columns.name)
    line.space().add(name, "strong", columns.name).space()
    line.join(_status(vehicle, frame, columns.status, line.ground)).space()
    since = formatting.running((frame.now - vehicle.since).total_seconds())
    line.add(since, "dim" if frame.stale else "text", columns.since, right=True).space()
    named = frame.board.names.short(vehicle.call, columns.call) if vehicle.call else "–"
    line.add(named, "strong" if vehicle.call else "dim", columns.call).space()
    line.join(_doing(entry, frame, columns, line.ground))
    if columns.area:
        line.space().add(entry.area, "dim", columns.area)
    if columns.crew:
        crew = " · ".join(member.id for member in vehicle.crew)
        line.space().add(crew, "dim", columns.crew)
    if columns.tally:
        tally = vehicle_tally(frame, frame.shift, vehicle)
        line.space().add(str(tally.attended), "text", _TALLY - 10, right=True)
        line.add(formatting.total(tally.minutes), "text", 10, right=True)
    return line


def _status(vehicle: Vehicle, frame: Frame, width: int, ground: str) -> Line:
    """Draw its status, with the sign of what is not certain about it, as on a card."""
    status = frame.rules.status(vehicle.status)
    doubt, doubt_ink = doubt_sign(vehicle, frame.board)
    label = Line(max(0, width - 2 * bool(doubt)), ground)
    label.add(f"{status.glyph} {status.label}", strong_ink(vehicle, frame))
    line = Line(width, ground).join(Line(label.used, ground).join(label))
    return line.add(f" {doubt}", doubt_ink) if doubt else line


def _doing(entry: NumberedVehicle, frame: Frame, columns: FleetColumns, ground: str) -> Line:
    """Draw where the vehicle is, and beside it the gravest of what is wrong with it."""
    width, line = columns.doing, Line(columns.doing, ground)
    vehicle = entry.vehicle
    found = marks(vehicle, frame)
    in_need = vehicle.status == EMERGENCY
    warning = 0
    if found:
        least = _LEAST_CAR if in_need else _LEAST_WHERE
        warning = min(_cells(found), max(0, width - least - 1))
    place_line = Line(max(0, width - warning - bool(warning)), ground)
    call = frame.board.calls.get(vehicle.call or "")
    if in_need:
        # Its call may be miles from the car.
        place_line.add(f"car {car_words_in_a_cell(vehicle.position, frame.now)}", "strong")
    elif call is not None:
        _add_place(place_line, call, frame)
    elif vehicle.position is not None and not vehicle.area:
        place_line.add(car_words(vehicle.position, frame.now), "dim")
    elif not columns.area:
        place_line.add(entry.area, "dim")
    line.join(place_line)
    if warning:
        mark = mark_line(found, warning, brief=True)
        mark.ground = ground
        line.space().join(mark)
    return line


def _add_place(line: Line, call: Call, frame: Frame) -> None:
    """The call's most urgent code, its dangers, its type where there is room, and the place."""
    rules, width = frame.rules, line.width
    code, table = (call.grade, rules.grades) if call.grade else (call.category, rules.categories)
    if code:
        line.add(code, code_ink(code, table), min(3, cell_len(code))).space()
    tags = call_tags(call, rules)._replace(flags=(), needs=())
    kind = rules.type_label(call.type) if width >= _WITH_TYPE else ""
    pieces = describe_call(kind, tags, max(0, line.room - _LEAST_WHERE)) if kind or tags else []
    for text, ink in pieces:
        line.add(text, ink)
    joined = "".join(piece.text for piece in pieces)
    if joined and kind:
        line.add(", ", "dim")
    elif joined and not joined.endswith(" "):
        line.space()
    line.add(phrases.place(call.where, rules), "text")


def _cells(found: Sequence[VehicleMark]) -> int:
    """Count the cells of the gravest mark, with the number of the others."""
    more = f" +{len(found) - 1}" if len(found) > 1 else ""
    return cell_len(found[0].brief) + len(more)
