"""A call in one line of the list."""

from datetime import timedelta

from msgspec import Struct

from jru_tui.board import (
    EMERGENCY,
    Call,
    ambulance_clock,
    day_of_year,
    police_clock,
    status_on,
)
from jru_tui.tui import phrases
from jru_tui.tui.layout.calls.call_marks import call_marks, first_mark
from jru_tui.tui.layout.calls.call_tags import call_tags, cells_of, describe_call
from jru_tui.tui.layout.calls.clocks import CLOCK_WIDTH, TARGET_WIDTH, add_clock
from jru_tui.tui.layout.frame import Frame
from jru_tui.tui.layout.inks import status_ink
from jru_tui.tui.layout.line import Line
from jru_tui.tui.layout.signs import DISPUTED, NEXT, UNSAVED
from jru_tui.tui.layout.vehicles.vehicle_marks import in_dispute

_ANY_WIDTH = 99
"""Cells that no words of a row are cut to, where they are compared and not drawn."""
_LEAST_WHERE = 12
"""Cells that flags and needs leave to the place, however many there are."""


_LONGEST_ID, _LONGEST_ID_NARROW = 14, 10
"""Cells of the widest column for ids; what is longer has a short name."""

_MARKS = 2
_WITH_TARGETS = 85
_UNIT_SHARE, _UNIT_LEAST, _UNIT_MOST = 0.2, 11, 34
_TYPE_SHARE = 0.48


class Columns(Struct, frozen=True):
    """Cells for each column; one blank stands between two of them.

    `targets` says whether the clocks have room to show what they run towards.
    """

    id: int
    clock: int
    type: int
    where: int
    unit: int
    targets: bool


def columns_for(width: int, longest_id: int) -> Columns:
    """The columns of a list that is `width` cells wide inside its frame."""
    targets = width >= _WITH_TARGETS
    id_width = min(max(6, longest_id), _LONGEST_ID if targets else _LONGEST_ID_NARROW)
    clock = CLOCK_WIDTH + (TARGET_WIDTH if targets else 0)
    left = max(0, width - _MARKS - id_width - 2 * clock - 5 - 1)
    unit = min(_UNIT_MOST, max(_UNIT_LEAST, int(left * _UNIT_SHARE) + 4))
    described = max(0, left - unit)
    kind = min(34, int(described * _TYPE_SHARE))
    return Columns(id_width, clock, kind, described - kind, unit, targets)


def heading(columns: Columns, width: int) -> Line:
    """The names of the columns."""
    line = Line(width).add("", "dim", _MARKS).add("Call", "dim", columns.id).space()
    line.add("Police", "dim", columns.clock).space().add("Ambulance", "dim", columns.clock).space()
    line.add("Type", "dim", columns.type).space().add("Where", "dim", columns.where).space()
    return line.add("Unit", "dim", columns.unit)


def row(call: Call, frame: Frame, columns: Columns, width: int, *, selected: bool) -> Line:
    """Draw the call's line: a mark, its id, two clocks, what and where, who is on it.

    Args:
        call: the call that it concerns.
        frame: the data of this frame of the board.
        columns: where each column starts and ends.
        width: cells that there are.
        selected: true if the cursor is on it.
    """
    ground = ground_of(call, selected=selected)
    line = Line(width, ground)
    closed = not call.open and call.dispute is None
    quiet = _is_quiet(call)
    plain = "dim" if quiet else "text"
    read = frame.read
    found = call_marks(call, frame, new=read.is_new(call), news=read.news(call.id))
    mark = first_mark(found)
    if selected:
        line.add("▌", "accent").add(mark.sign, mark.ink, 1)
    else:
        line.add(mark.sign, mark.ink, 1).space()
    named = frame.board.names.short(call.id, columns.id)
    line.add(named, "dim" if quiet else "strong", columns.id).space()
    line.join(clocks(call, frame, columns, ground)).space().join(
        _what_and_where(call, frame, columns, ground, plain)
    ).space()
    return line.join(_unit(call, frame, min(columns.unit, line.room), ground, closed=closed))


def clocks_at(columns: Columns) -> int:
    """Return the column of a row in which its clocks begin."""
    return 2 + columns.id + 1


def clocks(call: Call, frame: Frame, columns: Columns, ground: str) -> Line:
    """Draw both clocks of a call: what the time alone changes of its row.

    Args:
        call: the call.
        frame: the data of this frame of the board.
        columns: whether there is room for targets.
        ground: what the row is drawn on.
    """
    rules, targets, stale = frame.rules, columns.targets, frame.stale
    quiet = _is_quiet(call)
    line = Line(2 * columns.clock + 1, ground)
    police = police_clock(call, rules, frame.now)
    add_clock(line, police, rules.grades, closed=quiet, stale=stale, target=targets)
    ambulance = ambulance_clock(call, rules, frame.now)
    add_clock(line.space(), ambulance, rules.categories, closed=quiet, stale=stale, target=targets)
    return line


def ground_of(call: Call, *, selected: bool) -> str:
    """Choose what a call's row is drawn on."""
    needs_somebody = call.waiting or call.dispute is not None
    return "selected" if selected else "waiting" if needs_somebody else "ground"


def _is_quiet(call: Call) -> bool:
    """Test whether a call wants nobody any more; a duplicate's other call stands for it."""
    closed = not call.open and call.dispute is None
    return closed or bool(call.linked_to and not call.on_it)


def subject(call: Call, frame: Frame) -> tuple[object, ...]:
    """Return what a row is drawn from besides its call and its clocks."""
    vehicles = dict.fromkeys(
        [*(response.vehicle for response in call.responses), *_units(call, frame)]
    )
    return (
        frame.stale,
        call.id in frame.board.unsaved.calls,
        ("call", call.number) in frame.health.odd,
        frame.board.set_aside("call", call.id),
        frame.board.call_name(call.linked_to) if call.linked_to else "",
        frame.read.is_new(call),
        frame.read.news(call.id),
        frame.present.at_call(call.id),
        frame.waiting.of_call(call.id),
        _waits(call, frame, _ANY_WIDTH) if call.waiting else None,
        *(frame.board.vehicles.get(vehicle) for vehicle in vehicles),
    )


def _what_and_where(call: Call, frame: Frame, columns: Columns, ground: str, plain: str) -> Line:
    """The type with flags and needs, then the place; tags take room from the place if need be."""
    rules, width = frame.rules, columns.type + 1 + columns.where
    kind, tags = rules.type_label(call.type), call_tags(call, rules)
    ink = "strong" if call.waiting or call.dispute is not None else plain
    most = columns.type
    if not call.open and call.dispute is None:
        tags = tags._replace(needs=())  # nobody is sent any more
    elif tags:
        most = max(most, width - 2 - min(_LEAST_WHERE, width // 3))
    pieces = describe_call(kind, tags, most, ink)
    taken = cells_of(pieces)
    # Beyond the edge of its column a second blank keeps the last flag apart from the place.
    part = Line(taken + 1 if taken > columns.type else columns.type, ground)
    for text, its_ink in pieces:
        part.add(text, "dim" if plain == "dim" else its_ink)
    line = Line(width, ground).join(part).space()
    # The column says that it is a place.
    return line.add(call.where.text or phrases.place(call.where, rules), plain, line.room)


def _waits(call: Call, frame: Frame, width: int) -> tuple[str, str]:
    """Say until when somebody has to be sent, where that is known, else that the call waits."""
    recommendation = frame.recommendation
    deadline = recommendation.deadline(call.id) if recommendation is not None else None
    if call.left_at is not None:
        return f"left {phrases.hm(call.left_at, frame.rules)}", "amber-strong"
    if call.left_to:
        return "not police", "text"
    if deadline is None or deadline.needs_day(frame.now):
        if call.next_for is not None:
            kept_for = frame.board.names.fit(frame.name(call.next_for.vehicle), max(8, width - 2))
            return f"{NEXT} {kept_for}", "text"
        return "waiting", "amber-strong"
    ahead = timedelta(minutes=frame.rules.dispatch.alert_minutes)
    pressing = frame.now >= deadline.at - ahead and not frame.stale
    by = f"by {phrases.hm(deadline.at, frame.rules)}"
    text = f"send {by}" if len(by) + 5 <= width else by
    return text, "red-strong" if pressing else "amber-strong"


def _unit(call: Call, frame: Frame, width: int, ground: str, *, closed: bool) -> Line:
    line, rules = Line(width, ground), frame.rules
    if closed and call.closed_at is not None and call.closed_at < frame.shift.starts_at:
        line.add(f"{day_of_year(call.closed_at, rules.hours.zone)} ", "dim")
        return line.add(rules.outcome_label(call.outcome), "dim")
    if closed:
        names = "+".join(dict.fromkeys(frame.name(response.vehicle) for response in call.responses))
        return line.add(f"{names} " if names else "", "dim").add(
            rules.outcome_label(call.outcome), "dim"
        )
    if call.waiting and not frame.waiting.sent_to(call.id):
        line.add(*_waits(call, frame, width))
    elif call.linked_to and not call.on_it:
        return line.add("see ", "dim").add(frame.board.names.in_text(call.linked_to), "dim")
    for index, vehicle in enumerate(_units(call, frame)):
        line.add(" " if index else "")
        sign, ink = doing_sign(call, vehicle, frame)
        line.add(sign, ink).space()
        line.add(frame.board.names.fit(frame.name(vehicle), line.room), "text")
    mark = first_mark(call_marks(call, frame))
    abandoned = call.waiting and call.left_at is not None
    if mark.text and not abandoned and line.room > len(mark.text) + 1:
        line.add(" ").add(mark.text, mark.ink)
    return line


def _units(call: Call, frame: Frame) -> list[str]:
    """Ids of the vehicles on a call; while it is in dispute also of those that say so themselves.

    Their cards name the call, so its row names them.
    """
    units = [response.vehicle for response in call.on_it]
    if call.dispute is not None:
        units += [vehicle.id for vehicle in frame.board.vehicles_claiming(call.id)]
    units += frame.waiting.sent_to(call.id)
    return list(dict.fromkeys(units))


def doing_sign(call: Call, vehicle_id: str, frame: Frame) -> tuple[str, str]:
    """Give the sign of what a vehicle does on a call, and its ink; `≠` where that is in dispute.

    `⊘` where it is to be sent or taken off by a command that is not yet saved. The vehicle's card
    bears the same sign, so that neither is taken for what is certain. An officer who needs help
    comes before any doubt.

    Args:
        call: the call that it concerns.
        vehicle_id: a vehicle that is on it, or says so.
        frame: the data of this frame of the board.
    """
    rules, vehicle = frame.rules, frame.board.vehicles.get(vehicle_id)
    if vehicle is not None and vehicle.status == EMERGENCY and vehicle.call == call.id:
        return rules.status(EMERGENCY).glyph, status_ink(EMERGENCY, rules)
    sent_to = frame.waiting.vehicles.get(vehicle_id)
    on_it = any(response.vehicle == vehicle_id for response in call.on_it)
    if sent_to is not None and (on_it or sent_to == call.id):
        return UNSAVED, "red-strong"
    if vehicle is not None and in_dispute(vehicle, frame.board) is not None:
        return DISPUTED, "amber-strong"
    response = next(
        (other_response for other_response in call.on_it if other_response.vehicle == vehicle_id),
        None,
    )
    doing = status_on(frame.board.vehicles, call, response) if response else ""
    if response is None and vehicle is not None:
        doing = vehicle.status
    return rules.status(doing).glyph, status_ink(doing, rules)
