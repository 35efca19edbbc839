"""An emergency in words: who, where the car is, on which call, since when, and who is nearest."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from jru_tui.board import (
    Board,
    Call,
    Position,
    Recommendation,
    Vehicle,
    age,
    dangers,
    distance_km,
    running,
)
from jru_tui.tui.phrases import coordinates, degrees, hms, place

if TYPE_CHECKING:
    from jru_tui.board import NearbyVehicle

_NAME = 9
_NEAREST = 4
_SOURCE = 8
_OLD_S = 300
"""Seconds from which on a car may well be elsewhere than its last position says."""
_NOT_KNOWN = "position not known"


def in_full(
    board: Board, vehicle: Vehicle, now: datetime, recommendation: Recommendation | None = None
) -> Content:
    """Tell everything that whoever answers it needs, in a few lines.

    Args:
        board: the board as it stands.
        vehicle: the vehicle that it concerns.
        now: the present moment, UTC.
        recommendation: predicts arrivals as for calls; None to predict them by the settings.
    """
    others = nearest_to(board, vehicle, now, recommendation)
    return Content("\n").join(_lines(board, vehicle, now, others))


def nearest_to(
    board: Board, vehicle: Vehicle, now: datetime, recommendation: Recommendation | None
) -> "Sequence[NearbyVehicle]":
    """Find who is there first, by the plan's own predictions.

    Args:
        board: the board as it stands.
        vehicle: the vehicle whose officer needs help.
        now: the present moment, UTC.
        recommendation: predicts arrivals; None to predict them by the settings.
    """
    # Loaded with the recommendation: without an emergency it has no part in the first frame.
    from jru_tui.board import nearest  # noqa: PLC0415 - as said above

    predicts = recommendation or Recommendation(board)
    return nearest(board, predicts.nearest(vehicle.id, now))


def in_a_line(
    board: Board, vehicle: Vehicle, now: datetime, recommendation: Recommendation | None = None
) -> str:
    """Tell the same in one line, what matters most first.

    Args:
        board: the board as it stands.
        vehicle: the vehicle that it concerns.
        now: the present moment, UTC.
        recommendation: predicts arrivals as for calls; None to predict them by the settings.
    """
    call = board.calls.get(vehicle.call or "")
    others = nearest_to(board, vehicle, now, recommendation)
    known = [other for other in others if not other.guessed]
    on_call = f"on {board.names.call(vehicle.call)}" if vehicle.call else ""
    parts = [
        f"EMERGENCY {vehicle.name}",
        "" if vehicle.acknowledged_at else "not acknowledged",
        f"car {car_words(vehicle.position, now)}",
        f"{on_call}, {place(call.where, board.rules)}" if call else on_call,
        running((now - vehicle.since).total_seconds()),
        f"nearest {known[0].name} {known[0].arrival} {known[0].source}".rstrip() if known else "",
    ]
    return " · ".join(filter(None, parts))


def car_words(position: Position | None, now: datetime) -> str:
    """Say where the car itself is, by its last position, and how old that is."""
    is_dated = position is not None and position.at is not None
    return f"{car_words_in_a_cell(position, now)}{' ago' if is_dated else ''}"


def car_words_in_a_cell(position: Position | None, now: datetime) -> str:
    """Say the same as shortly as can be: `51.3870, 0.5430, 12 s`."""
    if position is None:
        return _NOT_KNOWN
    spot = degrees(position.lat, position.lon)
    if position.at is None:
        return f"{spot}, of unknown age"
    return f"{spot}, {age((now - position.at).total_seconds())}"


def _lines(
    board: Board, vehicle: Vehicle, now: datetime, others: "Sequence[NearbyVehicle]"
) -> Iterator[Content]:
    yield Content.styled(f"! {vehicle.name} EMERGENCY", "bold reverse $jru-alarm")
    crew = " · ".join(member.id for member in vehicle.crew)
    yield _named("Who", crew or "crew not given")
    yield _car(vehicle, now)
    yield from _on_call(board, vehicle)
    gone = running((now - vehicle.since).total_seconds())
    yield _named("Since", f"{hms(vehicle.since, board.rules)}, {gone} ago")
    yield Content()
    yield from _who_is_nearest(vehicle, others)


def _car(vehicle: Vehicle, now: datetime) -> Content:
    """The car's own place: never that of its call, which may be miles away."""
    position = vehicle.position
    old = position is not None and (
        position.at is None or (now - position.at).total_seconds() >= _OLD_S
    )
    doubt = "  it may be elsewhere by now" if old else ""
    if position is None:
        doubt = ": ask where it is"
    return _named("Car", Content.assemble(car_words(position, now), (doubt, "bold $jru-amber")))


def _on_call(board: Board, vehicle: Vehicle) -> Iterator[Content]:
    rules, call = board.rules, board.calls.get(vehicle.call or "")
    if call is None:
        yield _named("On call", board.names.call(vehicle.call) if vehicle.call else "none")
        return
    judged = " ".join(filter(None, (call.grade, call.category)))
    danger = "".join(f"  ! {flag.replace('_', ' ')}" for flag in _dangers(board, call))
    yield _named(
        "On call",
        Content.assemble(
            f"{board.names.call(call.id)}  {judged}  {rules.type_label(call.type)}",
            (danger, "bold $jru-red"),
        ),
    )
    spot = coordinates(call.where) if call.where.text else ""
    km = distance_km(vehicle.position, call.where)
    away = f"{km:.1f} km from the car" if km is not None else ""
    parts = (place(call.where, rules), spot, away)
    yield _named("Call at", "  ".join(filter(None, parts)))


def _dangers(board: Board, call: Call) -> tuple[str, ...]:
    return dangers(call.flags, board.rules.danger_flags)


def _who_is_nearest(vehicle: Vehicle, others: "Sequence[NearbyVehicle]") -> Iterator[Content]:
    known = vehicle.position is not None or vehicle.call is None
    yield Content.styled("Nearest" if known else "Nearest to its call", "bold $jru-strong")
    if not others:
        yield Content.styled("no other vehicle is on duty", "$jru-dim")
    for other in others[:_NEAREST]:
        km = f"{other.km:.1f} km" if other.km is not None else ""
        yield Content.assemble(
            (f"{other.name:<{_NAME}} ", "bold"),
            f"{other.arrival:>15}",
            (f" {other.source:<{_SOURCE}}", "$jru-dim"),
            f" {km:>8}  ",
            (other.reason, "$jru-dim"),
        )


def _named(name: str, value: str | Content) -> Content:
    return Content.assemble((f"{name:<{_NAME}} ", "$jru-dim"), value)
