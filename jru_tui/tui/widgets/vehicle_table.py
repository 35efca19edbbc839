"""More vehicles than cards have room for: one line each, in columns."""

from jru_tui.board.views import Vehicle
from jru_tui.tui import words
from jru_tui.tui.drawing.line import Line
from jru_tui.tui.widgets.clocks import codes
from jru_tui.tui.widgets.frame import Frame
from jru_tui.tui.widgets.vehicle_card import strong_ink, vehicle_tally
from jru_tui.tui.widgets.vehicle_marks import mark_line, marks

_NARROW = 100
_WITH_CREW = 130


def heading(width: int) -> Line:
    """The names of the columns."""
    line = (
        Line(width).add("    ").add("Vehicle", "dim", 9).add("Status", "dim", _status_width(width))
    )
    line.add("Since", "dim", 10, right=True).add("  ").add("Call", "dim", 9)
    line.add("What and where", "dim")
    if width >= _WITH_CREW:
        line.to(width - 41).add("Crew", "dim")
    return line.to(width - 15).add(
        "Attended saved" if width >= _NARROW else "      Attended", "dim"
    )


def row(number: int, vehicle: Vehicle, frame: Frame, width: int) -> Line:
    """Draw one vehicle in one line; what is wrong with it takes the place of what it does.

    Args:
        number: its number on the board.
        vehicle: the vehicle that it concerns.
        frame: the data of this frame of the board.
        width: cells that there are.
    """
    rules, focused = frame.rules, frame.vehicle == vehicle.id
    status = rules.status(vehicle.status)
    line = Line(width, "selected" if focused else "ground")
    key = str(number) if number <= 9 else " "  # noqa: PLR2004 - the keys 1 to 9
    line.add("▌" if focused else " ", "accent").add(f"{key} ", "dim", 2).add(" ")
    line.add(vehicle.name, "strong", 8).add(" ")
    line.add(f"{status.glyph} {status.label}", strong_ink(vehicle, frame), _status_width(width))
    since = words.running((frame.now - vehicle.since).total_seconds())
    line.add(since, "dim" if frame.stale else "text", 10, right=True).add("  ")
    named = frame.board.names.short(vehicle.call, 8) if vehicle.call else "–"
    line.add(named, "strong" if vehicle.call else "dim", 8).add(" ")
    end = width - (42 if width >= _WITH_CREW else 16)
    line.join(_doing(vehicle, frame, max(0, end - line.used), line.ground)).to(end + 1)
    if width >= _WITH_CREW:
        crew = " · ".join(member.id for member in vehicle.crew)
        line.add(crew, "dim", 25).to(width - 15)
    tally = vehicle_tally(frame, frame.shift, vehicle)
    if width >= _NARROW:
        line.add(str(tally.attended), "text", 4, right=True)
        return line.add(words.total(tally.minutes), "text", 10, right=True)
    return line.add(str(tally.attended), "text", 14, right=True)


def _status_width(width: int) -> int:
    return 24 if width >= _NARROW else 16


def _doing(vehicle: Vehicle, frame: Frame, width: int, ground: str) -> Line:
    line = Line(width, ground)
    found = marks(vehicle, frame)
    if found:
        mark = mark_line(found, width)
        mark.ground = ground
        return line.join(mark)
    call = frame.board.calls.get(vehicle.call) if vehicle.call else None
    if call is None:
        return line
    codes(line, call.grade, call.category, frame.rules)
    line.add(frame.rules.type_label(call.type)).add(", ", "dim")
    return line.add(words.place(call.where, frame.rules), "dim")
