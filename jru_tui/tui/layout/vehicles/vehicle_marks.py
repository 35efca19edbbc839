"""Marks of a vehicle: what is not as it should be, in words, the gravest first."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple

from rich.cells import cell_len

from jru_tui.board import Alert, Board, Dispute, Vehicle, check_clock, formatting, outstanding_words
from jru_tui.tui import phrases
from jru_tui.tui.layout.frame import Frame
from jru_tui.tui.layout.line import Line
from jru_tui.tui.layout.signs import (
    ALERT,
    BACK_UP,
    DISPUTED,
    GRAVE,
    NEXT,
    ODD,
    SET_ASIDE,
    UNCONFIRMED,
    UNLISTED,
    UNSAVED,
)


class VehicleMark(NamedTuple):
    """A mark: something worth a word about a vehicle.

    Attributes:
        rank: the gravest first, from 0.
        text: its sign and its words, for a card.
        brief: the same where it stands beside where the vehicle is, in one line of many.
        ink: of both.
    """

    rank: int
    text: str
    brief: str
    ink: str


def in_dispute(vehicle: Vehicle, board: Board) -> Dispute | None:
    """Find what you and the feed disagree on about a vehicle, or about the call that it is on."""
    call = board.calls.get(vehicle.call or "")
    return vehicle.dispute or (call.dispute if call is not None else None)


def doubt_sign(vehicle: Vehicle, board: Board) -> tuple[str, str]:
    """Give the sign of what is not certain about a vehicle's status, and its ink; or no sign."""
    if in_dispute(vehicle, board) is not None:
        return DISPUTED, "amber-strong"
    return (UNCONFIRMED if vehicle.unconfirmed else ""), "amber"


def marks(vehicle: Vehicle, frame: Frame) -> list[VehicleMark]:
    """Find everything worth a word about this vehicle now, the gravest first."""
    found = [
        *_alerts(vehicle, frame),
        *_doubts(vehicle, frame),
        *_awaited(vehicle, frame),
        *_next(vehicle, frame),
    ]
    names = frame.board.names
    return [
        mark._replace(text=names.in_text(mark.text), brief=names.in_text(mark.brief))
        for mark in sorted(found, key=lambda mark: mark.rank)
    ]


def mark_line(found: Sequence[VehicleMark], width: int, *, brief: bool = False) -> Line:
    """Write the first of several marks, and how many more there are.

    Args:
        found: the marks of one vehicle, the gravest first.
        width: cells that there are.
        brief: beside where the vehicle is, in one line of many.
    """
    more = f" +{len(found) - 1}" if len(found) > 1 else ""
    line = Line(width)
    if found:
        text = found[0].brief if brief else found[0].text
        if cell_len(text) > width:
            text = found[0].brief  # in few words rather than in half of them
        if cell_len(text) <= width < cell_len(text) + len(more):
            more = ""  # the gravest whole says more than that there are others
        first = Line(max(0, width - len(more))).add(text, found[0].ink)
        line.join(first.trimmed()).add(more, found[0].ink)
    return line


def _alerts(vehicle: Vehicle, frame: Frame) -> Iterator[VehicleMark]:
    for alert in frame.attention.of_vehicle(vehicle.id):
        if alert.kind == "unconfirmed":
            continue  # that stands among the doubts, to the second
        text, brief = _alert_words(alert, vehicle, frame)
        sign, rank, ink = (GRAVE, 0, "red-strong") if alert.grave else (ALERT, 3, "amber-strong")
        yield VehicleMark(rank, f"{sign} {text}", f"{sign} {brief}", ink)
    if vehicle.acknowledged_at is not None:
        text = f"acknowledged {phrases.hm(vehicle.acknowledged_at, frame.rules)}"
        yield VehicleMark(1, text, "acknowledged", "red")
    if frame.stale:
        yield from _was_due(vehicle, frame)
        return
    check = check_clock(frame.board, vehicle, frame.now)
    if check is None or check.missed:
        return
    left = check.due_at - frame.now
    if left <= timedelta(minutes=check.minutes) * (1 - frame.rules.amber_from):
        due = _minutes(left)
        text = f"{ALERT} welfare check due in {due}"
        yield VehicleMark(7, text, f"{ALERT} check in {due}", "amber")


def _alert_words(alert: Alert, vehicle: Vehicle, frame: Frame) -> tuple[str, str]:
    """Say an alert about a vehicle on its card, and in a line: what matters comes first."""
    match alert.kind:
        case "check":
            silent = formatting.age((frame.now - vehicle.contact_at).total_seconds())
            if alert.grave:
                return f"no contact {silent}", f"silent {silent}"
            contact = phrases.hm(vehicle.contact_at, frame.rules)
            return f"check due, heard {contact}", f"check {silent}"
        case "meal":
            hours = frame.rules.checks.meal_hours
            return f"no meal break in {hours:g} h", "no meal"
        case "not_sent":
            return "not sent: use radio", "not sent"
        case "not_mobile":
            minutes = frame.rules.checks.mobile_minutes
            waited = frame.now - alert.since + timedelta(minutes=minutes)
            since = formatting.age(waited.total_seconds())
            # In a row its time in status stands beside it.
            return f"not mobile for {since}", "not mobile"
        case "wait":
            duration = formatting.age((frame.now - vehicle.since).total_seconds())
            usual = frame.rules.checks.waits[vehicle.status]
            # Its status, beside this, says what it waits for.
            return f"waits {duration}, target {usual} min", f"waits {duration}"
        case "rest":
            return alert.message, "short rest"
        case "past_end":
            return alert.message, "past shift's end"
        case _:
            text = alert.beside(vehicle.name)
            return text, text


def _was_due(vehicle: Vehicle, frame: Frame) -> Iterator[VehicleMark]:
    """A check that was missed before the feed was lost: silent now, and not forgotten."""
    good_at = frame.health.good_at
    check = check_clock(frame.board, vehicle, good_at) if good_at is not None else None
    if check is not None and check.missed:
        since = phrases.hm(check.due_at, frame.rules)
        yield VehicleMark(3, f"check was due {since}", f"check {since}", "dim")


def _minutes(left: timedelta) -> str:
    minutes = int(left.total_seconds() // 60)
    return f"{minutes} min" if minutes else "under a minute"


def _doubts(vehicle: Vehicle, frame: Frame) -> Iterator[VehicleMark]:
    board, rules = frame.board, frame.rules
    dispute = in_dispute(vehicle, board)
    if vehicle.id in board.unsaved.vehicles:
        text = f"{UNSAVED} not saved"
        yield VehicleMark(1, text, text, "red-strong")
    sent_to = frame.waiting.vehicles.get(vehicle.id)
    if sent_to is not None:
        call = board.call_name(sent_to or vehicle.call or "")
        text = f"{UNSAVED} to {call}" if sent_to else f"{UNSAVED} off {call}"
        yield VehicleMark(1, f"{text}, not yet saved", text, "red-strong")
    for command in board.unmet.standing(board.calls, board.vehicles):
        if command.perhaps_sent == vehicle.id and board.dismissed(command.alert) is None:
            text = f"{ALERT} perhaps on {board.call_name(command.effect.call or '')}"
            yield VehicleMark(2, text, text, "amber-strong")
    if dispute is not None:
        about = "" if vehicle.dispute is not None else f" {board.call_name(vehicle.call or '')}"
        text = f"{DISPUTED}{about} you: {dispute.ours} · feed: {dispute.theirs}"
        yield VehicleMark(1, text, f"{DISPUTED} disputed", "amber-strong")
    yield from _contradictions(vehicle, frame)
    if vehicle.unlisted_at is not None:
        since = phrases.hm(vehicle.unlisted_at, rules)
        text = f"{UNLISTED} not listed since {since}"
        yield VehicleMark(5, text, f"{UNLISTED} since {since}", "amber")
    if (refused := board.set_aside("vehicle", vehicle.id)) is not None:
        text = f"{SET_ASIDE} {phrases.set_aside(refused)}"
        yield VehicleMark(5, text, f"{SET_ASIDE} set aside", "amber")
    if odd := frame.health.odd.get(("vehicle", vehicle.id)):
        yield VehicleMark(8, f"{ODD} {odd}", f"{ODD} odd", "dim")
    if vehicle.unconfirmed:
        since = phrases.unconfirmed(board.given_at(vehicle.unconfirmed), frame.now)
        yield VehicleMark(6, f"{UNCONFIRMED} {since}", f"{UNCONFIRMED} {since}", "amber")


def _contradictions(vehicle: Vehicle, frame: Frame) -> Iterator[VehicleMark]:
    """Two calls, two crews or two statuses of which only one can be so."""
    board, rules = frame.board, frame.rules
    if vehicle.also_on:
        text = f"{ALERT} also on {', '.join(map(board.call_name, vehicle.also_on))}"
        yield VehicleMark(2, text, text, "amber-strong")
    for member, others in board.elsewhere(vehicle):
        text = f"{ALERT} {member.id} also on {', '.join(map(frame.name, others))}"
        yield VehicleMark(4, text, text, "amber")
    if vehicle.rivals:
        statuses = ", ".join(rules.status(status).label for status in vehicle.rivals)
        text = f"{ALERT} also reported for {phrases.hm(vehicle.since, rules)}: {statuses}"
        yield VehicleMark(5, text, f"{ALERT} or {statuses}", "amber")


def _next(vehicle: Vehicle, frame: Frame) -> Iterator[VehicleMark]:
    """The calls that are kept for it; one that is free has an alert of its own."""
    alerted = {alert.call for alert in frame.attention.of_vehicle(vehicle.id)}
    for call_id in vehicle.next_calls:
        call = frame.board.calls.get(call_id)
        if call is not None and call_id not in alerted:
            text = f"{NEXT} next {call_id} {call.grade or call.category or ''}".rstrip()
            yield VehicleMark(4, text, text, "text")


def _awaited(vehicle: Vehicle, frame: Frame) -> Iterator[VehicleMark]:
    """Help that was asked for at its call and has not come."""
    call = frame.board.calls.get(vehicle.call or "")
    for request in call.back_up if call else ():
        if request.outstanding:
            text = outstanding_words(request, text=False)
            since = phrases.hm(request.at, frame.rules)
            full = f"{BACK_UP} {text} asked {since}"
            yield VehicleMark(4, full, f"{BACK_UP} back-up {since}", "amber")
