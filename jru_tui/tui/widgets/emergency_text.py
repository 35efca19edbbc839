"""An emergency in words: who, where, on which call, since when, and who is nearest."""

from collections.abc import Iterator
from datetime import datetime

from textual.content import Content

from jru_tui.board.board import Board
from jru_tui.board.queries.dispatch.nearest import nearest, place_of
from jru_tui.board.views import Vehicle
from jru_tui.tui.words import coordinates, hms, place, running

_NAME = 9
_NEAREST = 4


def where_words(board: Board, vehicle: Vehicle) -> str:
    """The place in words and figures, as far as either is known."""
    spot = place_of(board, vehicle)
    parts = [spot.text or "", coordinates(spot)]
    return "  ".join(filter(None, parts)) or "position not known"


def in_full(board: Board, vehicle: Vehicle, now: datetime) -> Content:
    """Describe everything that whoever answers it needs, in a few lines.

    Args:
        board: the board as it stands.
        vehicle: the vehicle that it concerns.
        now: the present moment, UTC.
    """
    return Content("\n").join(_lines(board, vehicle, now))


def in_a_line(board: Board, vehicle: Vehicle, now: datetime) -> str:
    """The same in one line, what matters most first.

    Args:
        board: the board as it stands.
        vehicle: the vehicle that it concerns.
        now: the present moment, UTC.
    """
    since = running((now - vehicle.since).total_seconds())
    call = board.calls.get(vehicle.call or "")
    spot = place(call.where, board.rules) if call else where_words(board, vehicle)
    others = [candidate for candidate in nearest(board, vehicle) if candidate.minutes is not None]
    parts = [
        f"EMERGENCY {vehicle.name}",
        since,
        "" if vehicle.acknowledged_at else "not acknowledged",
        f"{board.names.in_text(vehicle.call)}, {spot}" if vehicle.call else spot,
        f"nearest {others[0].name} ~{others[0].minutes} min" if others else "",
    ]
    return " · ".join(filter(None, parts))


def _lines(board: Board, vehicle: Vehicle, now: datetime) -> Iterator[Content]:
    rules = board.rules
    yield Content.styled(f"! {vehicle.name} EMERGENCY", "bold reverse $jru-alarm")
    crew = " · ".join(member.id for member in vehicle.crew)
    yield _named("Who", crew or "crew not given")
    yield _named("Where", where_words(board, vehicle))
    call = board.calls.get(vehicle.call or "")
    if call is not None:
        judged = " ".join(filter(None, (call.grade, call.category)))
        yield _named("On call", f"{call.id}  {judged}  {rules.type_label(call.type)}")
    else:
        yield _named("On call", vehicle.call or "none")
    gone = running((now - vehicle.since).total_seconds())
    yield _named("Since", f"{hms(vehicle.since, rules)}, {gone} ago")
    yield Content()
    yield Content.styled("Nearest", "bold $jru-strong")
    others = nearest(board, vehicle)[:_NEAREST]
    if not others:
        yield Content.styled("no other vehicle is on duty", "$jru-dim")
    for candidate in others:
        minutes = f"~{candidate.minutes} min" if candidate.minutes is not None else "not known"
        km = f"{candidate.km:.1f} km" if candidate.km is not None else ""
        yield Content.assemble(
            (f"{candidate.name:<{_NAME}} ", "bold"),
            f"{minutes:>9}  {km:>8}  ",
            (candidate.reason, "$jru-dim"),
        )


def _named(name: str, value: str) -> Content:
    return Content.assemble((f"{name:<{_NAME}} ", "$jru-dim"), value)
