"""An emergency in full: who, where the car is, on which call, since when, and who is nearest."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from jru_tui.board import (
    Board,
    Call,
    Recommendation,
    Vehicle,
    dangers,
    distance_km,
    running,
)
from jru_tui.tui.layout.emergencies import car_words, nearest_to
from jru_tui.tui.phrases import coordinates, hms, place

if TYPE_CHECKING:
    from jru_tui.board import NearbyVehicle

_NAME = 9
_NEAREST = 4
_SOURCE = 8
_OLD_S = 300
"""Seconds from which on a car may well be elsewhere than its last position says."""


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
