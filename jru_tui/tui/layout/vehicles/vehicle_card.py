"""Lines of a vehicle's card; the lines that matter most come first."""

from rich.cells import cell_len

from jru_tui.board import EMERGENCY, Call, Response, Shift, Tally, Vehicle, formatting
from jru_tui.tui import phrases
from jru_tui.tui.layout.calls.call_blocks import newest
from jru_tui.tui.layout.calls.call_tags import call_tags, describe_call
from jru_tui.tui.layout.calls.clocks import codes
from jru_tui.tui.layout.emergencies import car_words
from jru_tui.tui.layout.frame import Frame
from jru_tui.tui.layout.inks import status_ink
from jru_tui.tui.layout.line import Line
from jru_tui.tui.layout.vehicles.vehicle_marks import doubt_sign, mark_line, marks


def status_line(vehicle: Vehicle, frame: Frame, width: int) -> Line:
    """`■ AT SCENE 6`, a sign where only a command says so, and at the right for how long.

    Args:
        vehicle: the vehicle that it concerns.
        frame: the data of this frame of the board.
        width: cells that there are.
    """
    rules = frame.rules
    status, ink = rules.status(vehicle.status), strong_ink(vehicle, frame)
    since = formatting.running((frame.now - vehicle.since).total_seconds())
    doubt, doubt_ink = doubt_sign(vehicle, frame.board)
    line = Line(max(0, width - len(since) - 1))
    line.add(f"{status.glyph} {status.label.upper()}", ink).add(" ")
    if status.code and line.room >= len(status.code) + 2 * bool(doubt):
        line.add(status.code, "dim").add(" ")
    line.add(doubt, doubt_ink)
    return Line(width).join(line).add(" ").add(since, "dim" if frame.stale else "strong")


def card_lines(vehicle: Vehicle, frame: Frame, width: int, height: int) -> list[Line]:
    """The card's lines in their order, at most `height` of them.

    Args:
        vehicle: the vehicle that it concerns.
        frame: the data of this frame of the board.
        width: cells that there are.
        height: lines that there are.
    """
    call = frame.board.calls.get(vehicle.call) if vehicle.call else None
    if vehicle.call is None:
        lines = [Line(width).add("no call", "dim")]
    elif call is None:
        named = frame.board.names.short(vehicle.call, width // 2)
        lines = [Line(width).add(named, "strong").add(" not in the feed", "amber")]
    else:
        lines = [_call_line(call, frame, width), _place_line(vehicle, call, frame, width)]
    if vehicle.status == EMERGENCY:
        # Above the call: its place may be miles from the car.
        lines.insert(0, Line(width).add(f"car {car_words(vehicle.position, frame.now)}", "strong"))
    about = [_crew_line(vehicle, width)]
    if call is not None:
        about.append(_stage_line(vehicle, call, frame, width))
    found = marks(vehicle, frame)
    room = max(0, height - 1 - len(lines))
    # Where there is little room, what is wrong comes before who it is.
    wanted = min(len(found), max(1, room - 1))
    lines += about[: max(0, room - wanted)]
    lines += [Line(width).add(mark.text, mark.ink) for mark in found[: wanted - 1]]
    if found:
        lines.append(mark_line(found[wanted - 1 :], width))
    return [status_line(vehicle, frame, width), *lines][:height]


def title(number: int, vehicle: Vehicle, frame: Frame, width: int) -> Line:
    """`1 JRU 1  Medway & Swale`; the number is the key that gives it the focus.

    Args:
        number: its number on the board.
        vehicle: the vehicle that it concerns.
        frame: the data of this frame of the board.
        width: cells that there are.
    """
    focused = frame.vehicle == vehicle.id
    line = (
        Line(width).add(f"{number} ", "yellow").add(vehicle.name, "accent" if focused else "strong")
    )
    if vehicle.area:
        line.add("  ").add(frame.rules.area_label(vehicle.area), "text")
    return line


def tally_words(tally: Tally, width: int) -> str:
    """`5 attended · 2 h 30 saved`, and in fewer cells where it is narrow: `5 calls · £125 saved`.

    Args:
        tally: what the vehicle attended and saved.
        width: cells that there are.
    """
    text = f"{tally.attended} attended · {formatting.total(tally.minutes)} saved"
    if len(text) <= width:
        return text
    calls = f"{tally.attended} call{'' if tally.attended == 1 else 's'}"
    narrow = f"{calls} · {formatting.money(tally.pence)} saved"
    return narrow if len(narrow) <= width else calls


def vehicle_tally(frame: Frame, shift: Shift, vehicle: Vehicle) -> Tally:
    """Return what this vehicle attended and saved in the shift.

    Args:
        frame: the data of this frame of the board.
        shift: the shift.
        vehicle: its id.
    """
    return frame.board.tally(shift, vehicle.id)


def strong_ink(vehicle: Vehicle, frame: Frame) -> str:
    """The bold ink of a vehicle's status."""
    if vehicle.status == EMERGENCY:
        return "alarm"
    ink = status_ink(vehicle.status, frame.rules)
    return ink if ink == "dim" else f"{ink}-strong"


def _call_line(call: Call, frame: Frame, width: int) -> Line:
    named = frame.board.names.short(call.id, width // 2)
    line = Line(width).add(named, "strong", min(width // 2, len(named))).add("  ")
    codes(line, call.grade, call.category, frame.rules)
    kind, tags = frame.rules.type_label(call.type), call_tags(call, frame.rules)
    for text, ink in describe_call(kind, tags, line.room):
        line.add(text, ink)
    return line


def _place_line(vehicle: Vehicle, call: Call, frame: Frame, width: int) -> Line:
    line = Line(width).add("call at " if vehicle.status == EMERGENCY else "", "dim")
    return line.add(phrases.place(call.where, frame.rules))


def _crew_line(vehicle: Vehicle, width: int) -> Line:
    if not vehicle.crew:
        return Line(width).add("crew not given", "dim")
    parts = [member.id for member in vehicle.crew]
    parts += [skill for member in vehicle.crew for skill in member.skills]
    if cell_len(" · ".join(parts)) > width:
        # One of each role says more than two of one: a car with a paramedic is seen to have one.
        first = {member.role: member.id for member in reversed(vehicle.crew)}.values()
        parts = [part for part in parts if part in first] + [
            part for part in parts if part not in first
        ]
    for shown in range(len(parts), 1, -1):
        more = f" +{len(parts) - shown}" if shown < len(parts) else ""
        text = " · ".join(parts[:shown]) + more
        if cell_len(text) <= width:
            return Line(width).add(text, "dim")
    return Line(width).add(" · ".join(parts), "dim")


def _stage_line(vehicle: Vehicle, call: Call, frame: Frame, width: int) -> Line:
    own = [response for response in call.on_it if response.vehicle == vehicle.id]
    stages = _stages(own[-1], frame) if own else []
    # The newest says where it is now: it is never the one that is cut.
    return Line(width).add(newest(stages, width), "dim")


def _stages(response: Response, frame: Frame) -> list[str]:
    if response.on_at is not None:
        return [phrases.NO_STAGE]
    return [
        f"{name} {phrases.hm(at, frame.rules)}"
        for name, at in (
            ("sent", response.allocated_at),
            ("mobile", response.en_route_at),
            ("scene", response.at_scene_at),
        )
        if at is not None
    ]
