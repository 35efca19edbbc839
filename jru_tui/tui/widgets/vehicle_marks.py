"""Marks of a vehicle: what is not as it should be, in words, the gravest first."""

from collections.abc import Iterator
from datetime import timedelta

from jru_tui.board.projection.phrases import outstanding_words
from jru_tui.board.queries.alerts import Alert, check_clock
from jru_tui.board.views import Vehicle
from jru_tui.tui import words
from jru_tui.tui.drawing.line import Line
from jru_tui.tui.widgets.frame import Frame

ALERT, GRAVE, BACK_UP, SET_ASIDE, UNCONFIRMED, ODD = "▲", "!", "⊕", "⊠", "◌", "≈"

Mark = tuple[str, str]
"""Words with their sign before them, and their ink."""


def marks(vehicle: Vehicle, frame: Frame) -> list[Mark]:
    """List everything worth a word about this vehicle now."""
    found = [*_alerts(vehicle, frame), *_doubts(vehicle, frame), *_awaited(vehicle, frame)]
    names = frame.board.names
    return [(names.in_text(said), ink) for _, said, ink in sorted(found, key=lambda each: each[0])]


def mark_line(found: list[Mark], width: int) -> Line:
    """The first of several marks, and how many more there are."""
    more = f" +{len(found) - 1}" if len(found) > 1 else ""
    line = Line(width)
    if found:
        said, ink = found[0]
        first = Line(max(0, width - len(more))).add(said, ink)
        line.join(_tight(first)).add(more, ink)
    return line


def _tight(line: Line) -> Line:
    return Line(line.used, line.ground).join(line)


_Ranked = tuple[int, str, str]


def _alerts(vehicle: Vehicle, frame: Frame) -> Iterator[_Ranked]:
    for alert in frame.attention.of_vehicle(vehicle.id):
        if alert.kind == "unconfirmed":
            continue  # that stands among the doubts, to the second
        said = _alert_words(alert, vehicle, frame)
        if alert.grave:
            yield 0, f"{GRAVE} {said}", "red-strong"
        else:
            yield 3, f"{ALERT} {said}", "amber-strong"
    if vehicle.acknowledged_at is not None:
        yield 1, f"acknowledged {words.hm(vehicle.acknowledged_at, frame.rules)}", "red"
    if frame.stale:
        yield from _was_due(vehicle, frame)
        return
    check = check_clock(frame.board, vehicle, frame.now)
    if check is None or check.missed:
        return
    left = check.due_at - frame.now
    if left <= timedelta(minutes=check.minutes) * (1 - frame.rules.amber_from):
        yield 7, f"{ALERT} welfare check due in {_minutes(left)}", "amber"


def _alert_words(alert: Alert, vehicle: Vehicle, frame: Frame) -> str:
    """Say an alert about a vehicle on its card, which is narrow: what matters comes first."""
    match alert.kind:
        case "check":
            silent = words.age((frame.now - vehicle.contact_at).total_seconds())
            if alert.grave:
                return f"no contact {silent}"
            return f"check due, {silent} without contact"
        case "meal":
            return f"no meal break in {frame.rules.checks.meal_hours:g} h"
        case "not_sent":
            return "not sent: tell them by radio"
        case "not_mobile":
            minutes = frame.rules.checks.mobile_minutes
            waited = frame.now - alert.since + timedelta(minutes=minutes)
            return f"not mobile for {words.age(waited.total_seconds())}"
        case _:
            return alert.in_full.removeprefix(f"{vehicle.name} ")


def _was_due(vehicle: Vehicle, frame: Frame) -> Iterator[_Ranked]:
    """A check that was missed before the feed was lost: silent now, and not forgotten."""
    good_at = frame.health.good_at
    check = check_clock(frame.board, vehicle, good_at) if good_at is not None else None
    if check is not None and check.missed:
        yield 3, f"check was due {words.hm(check.due_at, frame.rules)}", "dim"


def _minutes(left: timedelta) -> str:
    minutes = int(left.total_seconds() // 60)
    return f"{minutes} min" if minutes else "under a minute"


def _doubts(vehicle: Vehicle, frame: Frame) -> Iterator[_Ranked]:
    dispute, board = vehicle.dispute, frame.board
    for command in board.unmet.standing(board.calls, board.vehicles):
        if command.perhaps_sent == vehicle.id and board.dismissed(command.alert) is None:
            yield 2, f"{ALERT} perhaps on {command.asked.call}", "amber-strong"
    if dispute is not None:
        yield 1, f"≠ you: {dispute.ours} · feed: {dispute.theirs}", "amber-strong"
    if vehicle.also_on:
        yield 2, f"▲ also on {', '.join(vehicle.also_on)}", "amber-strong"
    if vehicle.rivals:
        told = ", ".join(frame.rules.status(status).label for status in vehicle.rivals)
        yield 5, f"{ALERT} also told for {words.hm(vehicle.since, frame.rules)}: {told}", "amber"
    if vehicle.unlisted_at is not None:
        yield 5, f"∅ not listed since {words.hm(vehicle.unlisted_at, frame.rules)}", "amber"
    if (refused := frame.board.refused.get(("vehicle", vehicle.id))) is not None:
        yield 5, f"{SET_ASIDE} {words.set_aside(refused)}", "amber"
    if odd := frame.health.odd.get(("vehicle", vehicle.id)):
        yield 8, f"{ODD} {odd}", "dim"
    if vehicle.unconfirmed:
        given_at = frame.board.given_at(vehicle.unconfirmed)
        yield 6, f"{UNCONFIRMED} {words.unconfirmed(given_at, frame.now)}", "amber"


def _awaited(vehicle: Vehicle, frame: Frame) -> Iterator[_Ranked]:
    """Help that was asked for at its call and has not come."""
    call = frame.board.calls.get(vehicle.call or "")
    for asked in call.back_up if call else ():
        if asked.outstanding:
            said = outstanding_words(asked, text=False)
            since = words.hm(asked.at, frame.rules)
            yield 4, f"{BACK_UP} back-up since {since}: {said}", "amber"
