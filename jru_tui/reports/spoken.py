"""The status in plain lines that read well aloud: for a radio, a phone or a screen reader.

No boxes, no columns, no signs that carry meaning alone; one thing a line, the most urgent first.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from jru_tui.board.board import Board
from jru_tui.board.rules import Grade, Rules
from jru_tui.reports.status import CallStatus, FeedStatus, FeedWord, Status, VehicleStatus

_FEED: dict[FeedWord, str] = {
    "connecting": "The feed has not answered yet",
    "live": "The feed is live",
    "suspect": "The feed is doubtful",
    "lost": "The feed is lost",
    "recorded": "Read from a journal",
}
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def in_words(status: Status, board: Board) -> str:
    """The status as text, its last line ended; times are the unit's wall clock."""
    return "\n".join(_lines(status, board)) + "\n"


def _lines(status: Status, board: Board) -> Iterator[str]:
    rules = board.rules
    local = _local(status.as_of, rules)
    yield f"{local:%A} {local.day} {local:%B %Y}, {local:%H:%M}."
    yield _feed(status.feed)
    shift = status.shift
    hours = f"{_clock(shift.starts_at, rules)} to {_clock(shift.ends_at, rules)}"
    yield (
        f"This shift, {hours}: {_count(shift.attended, 'call')} attended, "
        f"{_total(shift.minutes_saved)} and £{shift.pounds_saved:,.2f} saved."
    )
    period = status.period
    when = f"This {period.name}" if period.name == "weekend" else period.name
    yield f"{when}: {_count(period.attended, 'call')} attended."
    yield ""
    yield "Vehicles" if status.vehicles else "No vehicles."
    yield from (_vehicle(each, status.as_of, rules) for each in status.vehicles)
    opened = [each for each in status.calls if each.state == "open"]
    closed = [each for each in status.calls if each.state == "closed"]
    yield ""
    yield "Open calls, the most urgent first" if opened else "No open calls."
    yield from (_open(each, board) for each in opened)
    if closed:
        yield ""
        yield "Closed this shift, the newest first"
        yield from (_closed(each, board) for each in closed)


def _feed(feed: FeedStatus) -> str:
    said = _FEED[feed.state]
    if feed.age_s:
        said += f"; what follows is {_age(feed.age_s)} old"
    error = f" {feed.error.rstrip('.')}." if feed.error else ""
    aside = f" {_count(feed.quarantined, 'record')} set aside." if feed.quarantined else ""
    return f"{said}.{error}{aside}"


def _vehicle(vehicle: VehicleStatus, now: datetime, rules: Rules) -> str:
    on = f", call {vehicle.call}" if vehicle.call else ""
    age = _age(int((now - vehicle.since).total_seconds()))
    shift = vehicle.shift
    done = f"{_count(shift.attended, 'call')} attended, {_total(shift.minutes_saved)} saved"
    return f"{vehicle.name}: {rules.status(vehicle.status).label} for {age}{on}. {done} this shift."


def _open(call: CallStatus, board: Board) -> str:
    if call.first_arrival_at is not None:
        waited = f"reached after {_age(call.waiting_s)}"
    else:
        waited = f"opened {_age(call.waiting_s)} ago"
    who = _names(call.vehicles, board)
    return f"{_what(call, board)}, {waited}. {who or 'Nobody is on it'}."


def _closed(call: CallStatus, board: Board) -> str:
    who = _names(call.vehicles, board)
    return f"{_what(call, board)}: {board.rules.outcome_label(call.outcome)}{who and f', {who}'}."


def _what(call: CallStatus, board: Board) -> str:
    rules = board.rules
    judged = " and ".join(
        _judged(code, table)
        for code, table in ((call.grade, rules.grades), (call.category, rules.categories))
        if code is not None
    )
    view = board.calls.get(call.id)
    where = f", {view.where.text}" if view and view.where.text else ""
    return f"{call.id}, {judged or 'not graded'}: {rules.type_label(call.type)}{where}"


def _judged(code: str, table: dict[str, Grade]) -> str:
    return f"{code} {table[code].label}" if code in table else code


def _names(vehicles: Sequence[str], board: Board) -> str:
    names = [board.vehicles[each].name if each in board.vehicles else each for each in vehicles]
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _local(moment: datetime, rules: Rules) -> datetime:
    return moment.astimezone(ZoneInfo(rules.hours.zone))


def _clock(moment: datetime, rules: Rules) -> str:
    return f"{_local(moment, rules):%H:%M}"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def _total(minutes: int) -> str:
    return f"{minutes // 60} h {minutes % 60:02}"


def _age(seconds: int) -> str:
    """As a person says it: `40 seconds`, `9 minutes`, `1 hour 5 minutes`, `3 days`."""
    left = max(0, seconds)
    if left < _MINUTE:
        return _count(left, "second")
    if left < _HOUR:
        return _count(left // _MINUTE, "minute")
    if left >= 2 * _DAY:
        return _count(left // _DAY, "day")
    minutes = left % _HOUR // _MINUTE
    hours = _count(left // _HOUR, "hour")
    return f"{hours} {_count(minutes, 'minute')}" if minutes else hours
