"""The board on paper: what to go on with by hand when every screen is dark."""

from collections.abc import Iterator
from datetime import datetime

from jru_tui.board import (
    OFF_DUTY,
    Board,
    Call,
    CrewMember,
    Vehicle,
    clock,
    gravest_first,
    long_day,
    marker_warning,
    outstanding_words,
    place_text,
    shown_markers,
    status_on,
)
from jru_tui.reports.pages.page import Item, ReportPage, Section, Table
from jru_tui.reports.phrases import named

MOST_CALLS = 200
"""Calls that are listed, the most urgent first: about eight sheets."""
_BLANK_LINES = 24
_FOOT = (
    "This page is rewritten every minute while the board is open. When the board is back, enter "
    "what you wrote here, with the times you noted."
)


def make_paper(
    board: Board, now: datetime, *, as_of: datetime | None, live: bool, marking: str
) -> ReportPage:
    """Put the board on a page, with lines to write on.

    Args:
        board: as it stands.
        now: the moment, UTC.
        as_of: the time up to which the feed has told, UTC; None where it has told nothing.
        live: the feed is heard.
        marking: the protective marking.
    """
    zone = board.rules.hours.zone
    feed_line = f"The feed was read up to {clock(as_of, zone)}." if as_of else ""
    silent = "" if live else "There is no contact with the feed."
    calls = board.open_calls()
    return ReportPage(
        marking=marking,
        title=f"Board of {long_day(now, zone)}, {clock(now, zone)}",
        lead=tuple(filter(None, (silent, feed_line))),
        sections=(
            _calls(board, now, zone),
            Section("Vehicles and crews", table=Table(_VEHICLES, tuple(_vehicles(board, zone)))),
            Section("From now on", table=Table(_LOG, (("", "", "", ""),) * _BLANK_LINES)),
        ),
        foot=(f"{len(calls):,} open calls.", _FOOT),
    )


_CALLS = ("Call", "Grade", "Opened", "What", "Where", "Who is on it", "Note")
_VEHICLES = ("Vehicle", "Status", "Since", "Call", "Crew", "Note")
_LOG = ("Time", "Call", "Vehicle", "What happened, and who reported it")


def _calls(board: Board, now: datetime, zone: str) -> Section:
    calls = board.open_calls()
    if not calls:
        return Section("No open calls")
    more = len(calls) - MOST_CALLS
    items = (Item("", f"and {more:,} more, less urgent"),) if more > 0 else ()
    rows = tuple(_call(call, board, now, zone) for call in calls[:MOST_CALLS])
    return Section("Open calls", items, Table(_CALLS, rows))


def _call(call: Call, board: Board, now: datetime, zone: str) -> tuple[str, ...]:
    rules = board.rules
    area = rules.area_label(call.where.area) if call.where.area else None
    flags = [rules.flag_label(flag) for flag in gravest_first(call.flags, rules.danger_flags)]
    return (
        call.name,
        " ".join(filter(None, (call.grade, call.category))) or "ungraded",
        clock(call.opened_at, zone),
        ", ".join(
            filter(None, (*flags, rules.type_label(call.type), *_call_lines(call, board, now)))
        ),
        place_text(call.where.text) or area or "place not given",
        ", ".join((*(_on_it(call, board) or ("nobody",)), *_awaited(call, board, zone))),
        "",
    )


def _call_lines(call: Call, board: Board, now: datetime) -> Iterator[str]:
    """Yield what whoever goes there has to know: needs, the caller's words, warnings, a number."""
    if call.needs:
        yield f"needs {', '.join(need.replace('_', ' ') for need in call.needs)}"
    yield call.summary or ""
    for marker in shown_markers(call, now, board.rules):
        yield f"marker: {marker_warning(marker)}"
    yield f"callback {call.callback}" if call.callback else ""


def _on_it(call: Call, board: Board) -> tuple[str, ...]:
    """Name the vehicles that are on it: `JRU 3 en route`."""
    return tuple(
        f"{named(response.vehicle, board)} "
        f"{board.rules.status(status_on(board.vehicles, call, response)).label}"
        for response in call.on_it
    )


def _awaited(call: Call, board: Board, zone: str) -> Iterator[str]:
    """Yield the help that has not arrived, and who comes to it next."""
    for request in call.back_up:
        if request.outstanding:
            yield f"{outstanding_words(request, text=False)} asked {clock(request.at, zone)}"
    if call.next_for is not None:
        yield f"next call of {named(call.next_for.vehicle, board)}"


def _vehicles(board: Board, zone: str) -> Iterator[tuple[str, ...]]:
    """List those on duty first; one that the feed dropped is listed, too."""
    known = board.vehicles.values()
    for vehicle in sorted(known, key=lambda vehicle: vehicle.status in OFF_DUTY):
        yield (
            vehicle.name,
            board.rules.status(vehicle.status).label,
            clock(vehicle.since, zone),
            board.call_name(vehicle.call) if vehicle.call else "",
            _crew(vehicle),
            "",
        )


def _crew(vehicle: Vehicle) -> str:
    return ", ".join(map(_member, vehicle.crew))


def _member(member: CrewMember) -> str:
    skills = ", ".join(skill.replace("_", " ") for skill in member.skills)
    return f"{member.role} {member.id}" + (f" ({skills})" if skills else "")
