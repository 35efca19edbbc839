"""What one supervisor tells the next: one page, read out in a minute, with nothing left out.

Open calls with who is on them and what to watch, help that was asked for and has not come, what
wants attention, vehicles and crews as they stand, what changed since the last time, and then the
figures. Where everything stands in the journal is named, so that the page can be checked.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct

from jru_tui.board.alerts import Alert, alerts
from jru_tui.board.board import Board
from jru_tui.board.shifts import Period, Shift, period_at, shift_at
from jru_tui.board.views import Call, Tally, Vehicle
from jru_tui.board.wording import back_up_words
from jru_tui.journal.protocol import Head
from jru_tui.reports.since import Since, since
from jru_tui.reports.words import age, named


class CallToWatch(Struct, frozen=True):
    """One open call.

    Attributes:
        codes: grade and category as they came, empty where nobody judged it.
        on_it: each vehicle that is on it by name, with the stage that it has reached.
        reached_at: when the first vehicle arrived, None while nobody has.
        watch: what is not as it should be, in words.
    """

    id: str
    codes: tuple[str, ...]
    what: str
    where: str
    opened_at: datetime
    reached_at: datetime | None
    on_it: tuple[tuple[str, str], ...]
    watch: tuple[str, ...]


class BackUpDue(Struct, frozen=True):
    """Help that was asked for at a call and has neither come nor been cancelled."""

    call: str
    what: str
    asked_at: datetime


class CrewedVehicle(Struct, frozen=True):
    """One vehicle as it stands; `crew` are roles and numbers, never names."""

    name: str
    status: str
    since: datetime
    call: str | None
    on_duty: bool
    crew: tuple[str, ...]
    watch: tuple[str, ...]


class Handover(Struct, frozen=True):
    """The whole handover.

    Attributes:
        stale: the feed is not heard, so that alarms are silent.
        heard_at: when it was last known to be right; None where it never was.
        attention: what concerns vehicles, the feed and the journal, the gravest first.
        since: what changed since the last handover, or since the shift began.
        head: where the journal stands; None where nothing is kept.
    """

    marking: str
    zone: str
    at: datetime
    shift: Shift
    period: Period
    stale: bool
    heard_at: datetime | None
    attention: tuple[str, ...]
    calls: tuple[CallToWatch, ...]
    back_up: tuple[BackUpDue, ...]
    vehicles: tuple[CrewedVehicle, ...]
    since: Since
    shift_tally: Tally
    period_tally: Tally
    total: Tally
    head: Head | None


def handover(
    board: Board, head: Head | None, now: datetime, *, stale: bool, marking: str
) -> Handover:
    """The handover of the board at that moment (UTC).

    Args:
        board: as it stands.
        head: where its journal stands; None where nothing is kept.
        now: the board's time.
        stale: the feed is lost, so that alarms are silent, and the page says so.
        marking: the protective marking.
    """
    rules = board.rules
    shift, period = shift_at(rules.hours, now), period_at(rules.hours, now)
    warned = alerts(board, now, stale=stale)
    calls = board.open_calls()
    return Handover(
        marking=marking,
        zone=rules.hours.zone,
        at=now.replace(microsecond=0),
        shift=shift,
        period=period,
        stale=stale,
        heard_at=_heard_at(board),
        attention=(*_vehicle_alerts(warned), *_loose_ends(board)),
        calls=tuple(_call(board, call, warned, now) for call in calls),
        back_up=tuple(
            BackUpDue(call.id, back_up_words(asked.what, asked.count, asked.text), asked.at)
            for call in calls
            for asked in call.back_up
            if asked.outstanding
        ),
        vehicles=tuple(_vehicle(board, each, now) for each in board.vehicles.values()),
        since=since(board, shift, now),
        shift_tally=board.tally(shift),
        period_tally=board.period_tally(period),
        total=board.total(),
        head=head,
    )


def _heard_at(board: Board) -> datetime | None:
    """When the feed last said something new, or was last known to have nothing new to say."""
    times = (board.heard_at, board.feed.as_of if board.feed else None)
    return max((at for at in times if at is not None), default=None)


def _vehicle_alerts(warned: tuple[Alert, ...]) -> tuple[str, ...]:
    """Those that are not said with a call or with its back-up anyway."""
    return tuple(
        f"{each.text} (acknowledged)" if each.acknowledged else each.text
        for each in warned
        if each.kind not in ("overdue", "back_up")
    )


def _loose_ends(board: Board) -> tuple[str, ...]:
    """What the feed and the dispatch system still owe, or are owed."""
    ends = [
        f"a record of the feed is set aside: {subject} {key}, {refused.reason}"
        for (subject, key), refused in board.refused.items()
    ]
    if board.owed:
        number = len(board.owed)
        ends.append(
            "a command waits for the dispatch system's answer"
            if number == 1
            else f"{number} commands wait for the dispatch system's answer"
        )
    return tuple(ends)


def _call(board: Board, call: Call, warned: tuple[Alert, ...], now: datetime) -> CallToWatch:
    rules = board.rules
    area = rules.areas.get(call.where.area, call.where.area) if call.where.area else None
    return CallToWatch(
        id=call.id,
        codes=tuple(code for code in (call.grade, call.category) if code),
        what=rules.type_label(call.type),
        where=call.where.text or area or "place not given",
        opened_at=call.opened_at,
        reached_at=call.first_arrival_at,
        on_it=tuple(
            (named(each.vehicle, board), rules.status(each.stage).label) for each in call.on_it
        ),
        watch=tuple(_watch(board, call, warned, now)),
    )


def _watch(board: Board, call: Call, warned: tuple[Alert, ...], now: datetime) -> Iterator[str]:
    for alert in warned:
        if alert.kind == "overdue" and alert.call == call.id:
            yield alert.text.removeprefix(f"{call.id} ")
    if call.dispute is not None:
        yield f"disputed: we say {call.dispute.ours}, the feed says {call.dispute.theirs}"
    elif call.to_close:
        yield "everybody has left, still to be closed"
    elif call.reopened:
        yield "reopened"
    yield from _unconfirmed(board, call.unconfirmed)
    if call.linked_to:
        yield f"duplicates {call.linked_to}"
    if call.unlisted_at is not None:
        yield _unlisted(call.unlisted_at, now)


def _vehicle(board: Board, vehicle: Vehicle, now: datetime) -> CrewedVehicle:
    watch = [f"also on {other}" for other in vehicle.also_on]
    # What is doubtful about a call is said with the call.
    if vehicle.call not in board.calls:
        if vehicle.dispute is not None:
            watch.append(f"disputed: the feed says {vehicle.dispute.theirs}")
        watch += _unconfirmed(board, vehicle.unconfirmed)
    if vehicle.unlisted_at is not None:
        watch.append(_unlisted(vehicle.unlisted_at, now))
    return CrewedVehicle(
        name=vehicle.name,
        status=board.rules.status(vehicle.status).label,
        since=vehicle.since,
        call=vehicle.call,
        on_duty=vehicle.status not in ("off_duty", "out_of_service"),
        crew=tuple(f"{member.role} {member.id}" for member in vehicle.crew),
        watch=tuple(watch),
    )


def _unconfirmed(board: Board, commands: Iterable[str]) -> Iterator[str]:
    for command in commands:
        order = board.said.standing.get(command)
        if order is not None:
            yield f"not confirmed by the feed: {board.words(order.command)}"


def _unlisted(since_when: datetime, now: datetime) -> str:
    gone = age(int((now - since_when).total_seconds()))
    return f"not listed by the feed for {gone}"
