"""The heading of a scenario file: its places, its vehicles and units, and each shift."""

from collections.abc import Callable
from datetime import datetime

from jru_tui.board import Place
from jru_tui.simulator.movement import Traffic
from jru_tui.simulator.scenario import ScriptedShift, ScriptedVehicle
from jru_tui.simulator.scenario_lines import ScenarioLine
from jru_tui.simulator.scenario_state import ScenarioState, VehicleSoFar, coordinate
from jru_tui.simulator.wall_times import TimeError, in_shift, to_utc, wall_time, written_date

_UNKNOWN = "-"
"""In place of a coordinate: nobody knows it."""


def _place(book: ScenarioState, line: ScenarioLine) -> None:
    line.exactly(line.words, 5, 'place "High Street, Chatham" 51.3822 0.5262 medway')
    _, name, latitude, longitude, area = line.words
    if name in book.places:
        raise line.error(f"place '{name}' is declared twice: declare each place once")
    if latitude == longitude == _UNKNOWN:
        book.places[name] = Place(name, area=area)
        return
    lat, lon = coordinate(line, "latitude", latitude), coordinate(line, "longitude", longitude)
    book.places[name] = Place(name, lat, lon, area)


def _vehicle(book: ScenarioState, line: ScenarioLine) -> None:
    line.exactly(line.words, 5, 'vehicle JRU1 "JRU 1" "Medway & Swale" "PLACE OF ITS BASE"')
    _, vehicle, name, area, base = line.words
    _new_call_sign(book, line, vehicle)
    place = book.place(line, base)
    if place.lat is None:
        raise line.error(f"'{base}' has no coordinates: the base of a vehicle needs them")
    book.cards.append(ScriptedVehicle(vehicle, name, area, place))
    book.vehicles[vehicle] = VehicleSoFar(listed=True)


def _unit(book: ScenarioState, line: ScenarioLine) -> None:
    line.exactly(line.words, 2, "unit GN21")
    _new_call_sign(book, line, line.words[1])
    book.vehicles[line.words[1]] = VehicleSoFar(listed=False)


def _new_call_sign(book: ScenarioState, line: ScenarioLine, call_sign: str) -> None:
    if call_sign in book.vehicles:
        raise line.error(f"{call_sign} is declared twice: declare each call sign once")


def _shift(book: ScenarioState, line: ScenarioLine) -> None:
    form = "shift Friday 30 October 2020 18:00-02:00"
    line.exactly(line.words, 6, form)
    _, weekday, day, month, year, hours = line.words
    line.exactly(tuple(hours.split("-")), 2, form)
    try:
        date = written_date(weekday, day, month, year)
        first, last = (wall_time(hour) for hour in hours.split("-"))
        start = datetime.combine(date, first)
        shift = ScriptedShift(to_utc(start), to_utc(in_shift(start, last)))
    except TimeError as trouble:
        raise line.error(str(trouble)) from None
    if book.shifts and shift.starts_at < book.shifts[-1].ends_at:
        raise line.error("this shift starts before the one above it ends: write shifts in order")
    book.shifts.append(shift)
    book.shift_start = start


def _traffic(book: ScenarioState, line: ScenarioLine) -> None:
    line.exactly(line.words, 2, "traffic 7")
    if not line.words[1].isdecimal():
        raise line.error(f"'{line.words[1]}' is not a whole number: traffic needs one as its seed")
    book.traffic = Traffic(int(line.words[1]))


DECLARATIONS: dict[str, Callable[[ScenarioState, ScenarioLine], None]] = {
    "place": _place,
    "vehicle": _vehicle,
    "unit": _unit,
    "traffic": _traffic,
    "shift": _shift,
}
