"""The status in plain lines that read well aloud: for a radio, a phone or a screen reader.

No boxes, no columns, no signs that carry meaning alone; one thing a line, the most urgent first.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from jru_tui.board import (
    Board,
    Grade,
    Recommendation,
    age_in_words,
    clock,
    count,
    join_words,
    long_day,
    missing_words,
    place_text,
    pounds,
    total,
)
from jru_tui.reports.phrases import named, unlisted
from jru_tui.reports.status.attention import attention_lines
from jru_tui.reports.status.status import (
    CallStatus,
    FeedStatus,
    FeedWord,
    StatusReport,
    VehicleStatus,
)

_FEED: dict[FeedWord, str] = {
    "connecting": "The feed has not answered yet",
    "live": "The feed is live",
    "suspect": "The feed is doubtful",
    "lost": "The feed is lost",
    "recorded": "Read from a journal",
}


def in_words(
    status: StatusReport,
    board: Board,
    *,
    stale: bool,
    recommendation: Recommendation | None = None,
) -> str:
    """Put the status into text, its last line ended; times are the unit's wall clock.

    Args:
        status: the figures.
        board: that they were taken from.
        stale: no contact with the feed, so that alerts which depend on it are silent.
        recommendation: as `find_deadlines` takes it.
    """
    return "\n".join(_lines(status, board, recommendation, stale=stale)) + "\n"


def _lines(
    status: StatusReport, board: Board, recommendation: Recommendation | None, *, stale: bool
) -> Iterator[str]:
    rules = board.rules
    zone = rules.hours.zone
    yield from (f"Do not rely on this. {warning}" for warning in status.warnings)
    yield f"{long_day(status.as_of, zone)}, {clock(status.as_of, zone)}."
    if status.source:
        yield status.source
    yield from _spooled(status, zone)
    yield from attention_lines(board, status.as_of, stale=stale, recommendation=recommendation)
    yield ""
    yield _feed(status.feed)
    shift = status.shift
    hours = f"{clock(shift.starts_at, zone)} to {clock(shift.ends_at, zone)}"
    yield (
        f"This shift, {hours}: {count(shift.attended, 'call')} attended, "
        f"{total(shift.minutes_saved)} and {pounds(round(shift.pounds_saved * 100))} saved."
    )
    period = status.period
    when = f"This {period.name}" if period.name == "weekend" else period.name
    yield f"{when}: {count(period.attended, 'call')} attended."
    yield ""
    yield "Vehicles" if status.vehicles else "No vehicles."
    yield from (_vehicle(vehicle, status.as_of, board) for vehicle in status.vehicles)
    opened = [call for call in status.calls if call.state == "open"]
    closed = [call for call in status.calls if call.state == "closed"]
    yield ""
    yield "Open calls, the most urgent first" if opened else "No open calls."
    claims = _claims(opened)
    yield from (_open(call, status.as_of, board, claims) for call in opened)
    if closed:
        yield ""
        yield "Closed this shift, the newest first"
        yield from (_closed(call, board) for call in closed)


def _spooled(status: StatusReport, zone: str) -> Iterator[str]:
    if status.spooled:
        yield "Not yet saved, waiting on this machine for the journal's server:"
    for spooled in status.spooled:
        by = f", {spooled.by}" if spooled.by else ""
        yield f"{clock(spooled.at, zone)}{by}: “{spooled.words}”."


def _feed(feed: FeedStatus) -> str:
    text = _FEED[feed.state]
    if feed.age_s:
        text += f"; what follows is {age_in_words(feed.age_s)} old"
    error = f" {feed.error[:1].upper()}{feed.error[1:].rstrip('.')}." if feed.error else ""
    aside = f" {count(feed.quarantined, 'record')} set aside." if feed.quarantined else ""
    return f"{text}.{error}{aside}"


def _claims(opened: Iterable[CallStatus]) -> Mapping[str, Sequence[str]]:
    """List the open calls of each vehicle that is on one."""
    claims: dict[str, list[str]] = {}
    for call in opened:
        for vehicle in call.vehicles:
            claims.setdefault(vehicle, []).append(call.id)
    return claims


def _vehicle(vehicle: VehicleStatus, now: datetime, board: Board) -> str:
    on = f", call {vehicle.call}" if vehicle.call else ""
    if vehicle.also_on:
        on += f", also on {join_words(vehicle.also_on)}"
    duration = age_in_words(int((now - vehicle.since).total_seconds()))
    text = f"{board.rules.status(vehicle.status).label} for {duration}"
    shift = vehicle.shift
    done = f"{count(shift.attended, 'call')} attended, {total(shift.minutes_saved)} saved"
    unlisted_words = _unlisted(vehicle.unlisted_at, now)
    twice = "".join(
        f" {member.id} is also on {join_words(named(other, board) for other in member.also_on)}."
        for member in vehicle.crew
        if member.also_on
    )
    return f"{vehicle.name}: {text}{on}.{unlisted_words}{twice} {done} this shift."


def _open(
    call: CallStatus, now: datetime, board: Board, claims: Mapping[str, Sequence[str]]
) -> str:
    """Describe an open call; `claims` are the open calls of each vehicle."""
    if call.first_arrival_at is not None:
        waited = f"reached after {age_in_words(call.waiting_s)}"
    else:
        waited = f"opened {age_in_words(call.waiting_s)} ago"
    vehicles = join_words(named(vehicle, board) for vehicle in call.vehicles)
    for vehicle in call.vehicles:
        if others := [claim for claim in claims[vehicle] if claim != call.id]:
            vehicles += f"; {named(vehicle, board)} is also on {join_words(others)}"
    unlisted_words = _unlisted(call.unlisted_at, now)
    missing = missing_words(call.missing)
    lacks = f" {missing.capitalize()}." if missing else ""
    sent = vehicles or "Nobody is on it"
    return f"{_call_words(call, board)}, {waited}. {sent}.{unlisted_words}{lacks}"


def _unlisted(since: datetime | None, now: datetime) -> str:
    return "" if since is None else f" {unlisted(since, now).capitalize()}."


def _closed(call: CallStatus, board: Board) -> str:
    vehicles = join_words(named(vehicle, board) for vehicle in call.vehicles)
    outcome = board.rules.outcome_label(call.outcome)
    return f"{_call_words(call, board)}: {outcome}{vehicles and f', {vehicles}'}."


def _call_words(call: CallStatus, board: Board) -> str:
    rules = board.rules
    codes = " and ".join(
        _grade_words(code, table)
        for code, table in ((call.grade, rules.grades), (call.category, rules.categories))
        if code is not None
    )
    place = f", {place_text(call.place.text)}" if call.place.text else ""
    return f"{call.id}, {codes or 'not graded'}: {rules.type_label(call.type)}{place}"


def _grade_words(code: str, table: dict[str, Grade]) -> str:
    return f"{code} {table[code].label}" if code in table else code
