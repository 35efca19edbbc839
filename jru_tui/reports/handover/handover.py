"""The handover: one page that one supervisor reads to the next in a minute, nothing left out.

Open calls with who is on them and what to watch, help that was asked for and has not come, what
wants attention, vehicles and crews as they stand, what changed since the last time, and then the
figures. Where everything stands in the journal is named, so that the page can be checked.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from jru_tui.board import (
    Board,
    Call,
    Deadline,
    Dismiss,
    LogEntry,
    Recommendation,
    Response,
    Shift,
    Vehicle,
    alerts,
    alerts_of_call,
    ambulance_waits,
    calls_besides,
    calls_of,
    clock,
    day_of_year,
    gravest_first,
    join_words,
    marker_words,
    missing_details,
    missing_words,
    no_break_words,
    outstanding_words,
    period_at,
    place_text,
    right_care_words,
    shift_at,
    shown_markers,
    status_on,
)
from jru_tui.journal import Head
from jru_tui.reports.handover.changes_since import changes_since
from jru_tui.reports.handover.crew_rest import rest_owed
from jru_tui.reports.handover.handover_models import (
    BackUpDue,
    CallToWatch,
    CrewedVehicle,
    Handover,
    OnCall,
)
from jru_tui.reports.phrases import find_deadlines, member_name, named, send_by_words, unlisted

_TOLD_ELSEWHERE = ("overdue", "back_up", "ambulance_wait", "left", "unconfirmed", "meal")
"""Kinds of alerts that stand at their call, or with what was asked for."""
_WORDS, _LETTERS = 16, 120
"""How much of a note is read out: the call in full has the rest."""


def make_handover(
    board: Board,
    head: Head | None,
    now: datetime,
    *,
    stale: bool,
    marking: str,
    source: str = "",
    warning: str = "",
    recommendation: Recommendation | None = None,
) -> Handover:
    """The handover of the board at that moment (UTC).

    Args:
        board: as it stands.
        head: where its journal stands; None where nothing is kept.
        now: the board's time.
        stale: the feed is lost, so that alarms are silent, and the page says so.
        marking: the protective marking.
        source: where the board was had, a sentence; empty where that goes without saying.
        warning: what is wrong with the journal, a sentence.
        recommendation: as `find_deadlines` takes it.
    """
    rules = board.rules
    shift, period = shift_at(rules.hours, now), period_at(rules.hours, now)
    calls = board.open_calls()
    deadlines = find_deadlines(board, now, stale=stale, recommendation=recommendation)
    return Handover(
        marking=marking,
        zone=rules.hours.zone,
        at=now.replace(microsecond=0),
        shift=shift,
        period=period,
        stale=stale,
        heard_at=_heard_at(board),
        attention=(
            *((warning,) if warning else ()),
            *_attention(board, now, stale=stale),
            *_loose_ends(board),
            *_markers_due(board, now),
        ),
        calls=tuple(_call(board, call, now, deadlines.get(call.id), stale=stale) for call in calls),
        back_up=tuple(_back_up(board)),
        vehicles=tuple(_vehicle(board, vehicle, shift, now) for vehicle in board.vehicles.values()),
        since=changes_since(board, shift, now),
        shift_tally=board.tally(shift),
        period_tally=board.period_tally(period),
        total=board.total(),
        head=head,
        source=source,
    )


def _heard_at(board: Board) -> datetime | None:
    """Return when the feed last said something new, or confirmed that nothing was new."""
    times = (board.heard_at, board.feed.as_of if board.feed else None)
    return max((at for at in times if at is not None), default=None)


def _attention(board: Board, now: datetime, *, stale: bool) -> Iterator[str]:
    """Yield alerts that stand at no call and no back-up; the meals of all crews as one."""
    every = tuple(alerts(board, now, stale=stale))
    for alert in every:
        if alert.kind in _TOLD_ELSEWHERE:
            continue
        yield f"{alert.in_full} (acknowledged)" if alert.acknowledged else alert.in_full
    hungry = [
        vehicle
        for other_alert in every
        if other_alert.kind == "meal"
        for vehicle in other_alert.vehicles or (other_alert.vehicle or "",)
    ]
    if hungry:
        names = join_words(sorted(named(vehicle, board) for vehicle in hungry))
        owed = [board.vehicles[vehicle] for vehicle in hungry]
        yield f"{names}: {no_break_words(board, owed, now)}"


def _back_up(board: Board) -> Iterator[BackUpDue]:
    """Help that is still owed, the longest first, also where the call is over by now."""
    due = [
        BackUpDue(
            call.name,
            not call.open,
            outstanding_words(request),
            request.at,
            tuple(
                named(vehicle, board)
                for wait in ambulance_waits(call)
                if wait.request.id == request.id and wait.ended_at is None
                for vehicle in wait.vehicles
            ),
        )
        for call in board.calls_awaiting_back_up()
        for request in call.back_up
        if request.outstanding
    ]
    yield from sorted(due, key=lambda each: (each.asked_at, each.call))


def _markers_due(board: Board, now: datetime) -> Iterator[str]:
    """Yield the warnings at places whose day of review has come."""
    today = board.today(now)
    for marker in board.markers():
        if marker.is_shown(today) and marker.is_due(today):
            place = marker.where.text or "by coordinates"
            yield f"marker to be reviewed, {place}: {marker_words(marker)}"


def _loose_ends(board: Board) -> tuple[str, ...]:
    """List what the feed and the dispatch system still owe, or are owed."""
    ends = [
        f"a record of the feed is set aside: {record.subject} {record.key}, {record.reason}"
        for record in board.refused.values()
    ]
    if board.owed:
        number = len(board.owed)
        ends.append(
            "a command waits for the dispatch system's answer"
            if number == 1
            else f"{number} commands wait for the dispatch system's answer"
        )
    return tuple(ends)


def _call(
    board: Board, call: Call, now: datetime, deadline: Deadline | None, *, stale: bool
) -> CallToWatch:
    send_by = () if deadline is None else (send_by_words(deadline, board, now),)
    rules = board.rules
    area = rules.area_label(call.where.area) if call.where.area else None
    return CallToWatch(
        id=call.name,
        codes=tuple(code for code in (call.grade, call.category) if code),
        what=rules.type_label(call.type),
        flags=tuple(
            flag.replace("_", " ") for flag in gravest_first(call.flags, rules.danger_flags)
        ),
        where=place_text(call.where.text) or area or "place not given",
        opened_at=call.opened_at,
        left_at=call.left_at,
        closed_at=call.closed_at,
        on_it=tuple(_on_call(board, call, response) for response in call.on_it),
        watch=(*send_by, *_watch(board, call, now, stale=stale)),
    )


def _on_call(board: Board, call: Call, response: Response) -> OnCall:
    vehicle = board.vehicles.get(response.vehicle)
    status = status_on(board.vehicles, call, response)
    return OnCall(
        name=named(response.vehicle, board),
        status=status,
        doing=board.rules.status(status).label,
        since=vehicle.since if vehicle is not None and vehicle.call == call.id else None,
    )


def _watch(board: Board, call: Call, now: datetime, *, stale: bool) -> Iterator[str]:
    for alert in () if stale else alerts_of_call(board, call, now):
        if alert.kind == "overdue":
            # One who takes over hears of it, whoever put it away.
            dismissed = board.dismissed(alert.key)
            command = dismissed.command if dismissed else None
            reason = command.reason if isinstance(command, Dismiss) else ""
            yield alert.message + (f" ({reason})" if reason else "")
    yield from _standing(call)
    if call.id in board.unsaved.calls:
        yield "its newest entry is not saved in the journal yet"
    yield from _unconfirmed(board, call.unconfirmed if not call.by_hand else call.unconfirmed[1:])
    for response in call.on_it:
        if others := calls_besides(board.vehicles, call, response):
            calls = " and ".join(map(board.call_name, others))
            yield f"{named(response.vehicle, board)} also on {calls}"
    if call.first_arrival_at is None and (missing := missing_details(call, board.rules)):
        # A crew at scene sees for itself.
        yield missing_words(missing)
    for marker in shown_markers(call, now, board.rules):
        yield f"marker: {marker_words(marker)}"
    yield from _decided(board, call, now)
    if call.by_hand:
        yield "opened by hand, not listed by the feed"
    if call.unlisted_at is not None:
        yield unlisted(call.unlisted_at, now)
    # Whoever goes first to a call that waits has to know all that was said of it.
    yield from _last_notes(board, board.log(call=call.id), ours_alone=not call.waiting)


def _decided(board: Board, call: Call, now: datetime) -> Iterator[str]:
    """Yield who attends a call, by decision, whose next one it is, what it duplicates, its hold."""
    if call.right_care is not None:
        since = ", more urgent since: decide again" if call.right_care.regraded else ""
        yield f"{right_care_words(call.right_care.instead)}{since}"
    if call.next_for is not None:
        yield f"next call of {named(call.next_for.vehicle, board)}"
    if call.linked_to:
        yield f"duplicates {board.call_name(call.linked_to)}"
    if call.hold is not None and call.hold.until > now:
        # Whoever takes over must not have it tidied away.
        until = day_of_year(call.hold.until, board.rules.hours.zone)
        yield f"held until {until}: {call.hold.reason}"


def _standing(call: Call) -> Iterator[str]:
    """Yield what is unusual about a call: the one thing that matters most."""
    if call.dispute is not None:
        yield f"disputed: we say {call.dispute.ours}, the feed says {call.dispute.theirs}"
    elif call.to_close:
        yield "attended, still to be closed"
    elif call.left_at is not None and not call.linked_to:
        yield "waits again"
    elif call.reopened:
        yield "reopened"


def _last_notes(board: Board, log: Sequence[LogEntry], *, ours_alone: bool) -> Iterator[str]:
    """The beginning of the newest note in a log that still stands: the supervisor's, or any."""
    for entry in reversed(log):
        wanted = entry.source == "supervisor" or not ours_alone
        if entry.undone or entry.struck or not entry.is_note or not wanted:
            continue
        words = entry.own_words.split()
        text = " ".join(words[:_WORDS])[:_LETTERS]
        cut = "…" if len(words) > _WORDS or len(text) == _LETTERS else ""
        yield f"at {clock(entry.at, board.rules.hours.zone)}: “{text}{cut}”"
        return


def _vehicle(board: Board, vehicle: Vehicle, shift: Shift, now: datetime) -> CrewedVehicle:
    watch = [f"also on {board.call_name(other)}" for other in vehicle.also_on]
    for member, others in board.elsewhere(vehicle):
        names = " and ".join(named(other, board) for other in others)
        watch.append(f"{member_name(member)} also on {names}")
    # What is doubtful about a call is said with the call.
    call = board.calls.get(vehicle.call or "")
    if call is None:
        if vehicle.dispute is not None:
            watch.append(f"disputed: the feed says {vehicle.dispute.theirs}")
        watch += _unconfirmed(board, vehicle.unconfirmed, with_call=True)
    elif not call.open:
        watch.append(f"{call.name} is closed")
    if vehicle.unlisted_at is not None:
        watch.append(unlisted(vehicle.unlisted_at, now))
    lines = board.log(vehicle=vehicle.id, since=shift.starts_at)
    entries = [entry for entry in lines if not entry.call]
    watch += _last_notes(board, [entry for entry in entries if entry.at in shift], ours_alone=True)
    watch += rest_owed(board, vehicle, now)
    return CrewedVehicle(
        name=vehicle.name,
        status=board.rules.status(vehicle.status).label,
        since=vehicle.since,
        call=board.call_name(vehicle.call) if vehicle.call else None,
        on_duty=vehicle.status not in ("off_duty", "out_of_service"),
        crew=tuple(member_name(member) for member in vehicle.crew),
        watch=tuple(watch),
    )


def _unconfirmed(
    board: Board, commands: Iterable[str], *, with_call: bool = False
) -> Iterator[str]:
    for command in commands:
        order = board.order(command)
        if order is not None:
            about = map(board.call_name, calls_of(order.command) if with_call else ())
            text = " ".join((*about, board.words(order.command)))
            yield f"not confirmed by the feed: {text}"
