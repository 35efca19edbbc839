"""Attention in words: what a reader without a screen has to hear before anything else.

Emergencies and alerts first, then what is dangerous at a call, what it needs, what help has not
come, and where the feed contradicts the supervisor.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from jru_tui.board import (
    Alert,
    Board,
    Recommendation,
    age_in_words,
    alerts,
    clock,
    end_sentence,
    gravest_first,
    join_words,
    outstanding_words,
)
from jru_tui.reports.phrases import find_deadlines, send_by_words

_MOST_OF_A_KIND = 10
"""Things of one kind that are told one by one, the first: a large force may have a thousand."""
_MOST_NAMES = 20
"""Calls and vehicles that are named of the others of that kind."""


class _Entry(Struct, frozen=True):
    """An entry: one thing that wants attention, for a section.

    Attributes:
        name: the call or the vehicle that it is about.
        words: what there is to say.
        alike: of many, those that have one of these in common are told together.
    """

    name: str
    words: str
    alike: tuple[str, ...] = ("this",)


def attention_lines(
    board: Board, now: datetime, *, stale: bool, recommendation: Recommendation | None = None
) -> Iterator[str]:
    """Yield one line for each thing that wants attention, the gravest first, under headings.

    From the eleventh of a kind on, those that are alike share a line; emergencies never do.

    Args:
        board: as it stands.
        now: the board's time, UTC.
        stale: no contact with the feed, so that alerts which depend on it are silent.
        recommendation: as `find_deadlines` takes it.
    """
    found = alerts(board, now, stale=stale)
    yield "Emergencies and alerts" if found else "No emergencies, no alerts."
    yield from _alerts(found, board, now)
    if stale:
        yield "There is no contact with the feed: alerts that depend on it are silent."
    deadlines = _send_by(board, now, stale=stale, recommendation=recommendation)
    for heading, entries, such in (
        ("Send somebody to calls that wait", deadlines, "to meet"),
        ("Flags", _flags(board), "with"),
        ("Needs", _needs(board), "that need"),
        ("Back-up that has not arrived", _back_up(board, now), "like"),
        ("Disputes between you and the feed", _disputes(board), "like"),
    ):
        lines = list(_entry_lines(list(entries), such, board.rules.danger_flags))
        if lines:
            yield heading
            yield from lines


def _entry_lines(
    entries: Sequence[_Entry], such: str, danger_flags: tuple[str, ...]
) -> Iterator[str]:
    """Yield the first entries of a section one by one, and a line for the others that are alike.

    Args:
        entries: all of the section.
        such: stands before what is alike: `with` alcohol.
        danger_flags: of the settings; what is alike in one of them comes first.
    """
    yield from (f"{entry.name}: {entry.words}." for entry in entries[:_MOST_OF_A_KIND])
    alike: dict[str, list[str]] = {}
    for entry in entries[_MOST_OF_A_KIND:]:
        for entry_line in entry.alike:
            alike.setdefault(entry_line, []).append(entry.name)
    for entry_line in gravest_first(alike, danger_flags):
        yield _count_more(len(alike[entry_line]), f"{such} {_plain(entry_line)}", alike[entry_line])


def _alerts(found: Sequence[Alert], board: Board, now: datetime) -> Iterator[str]:
    """Yield each emergency, the gravest of each other kind, and one line for the rest of a kind."""
    of_kind: dict[str, list[Alert]] = {}
    for alert in found:
        same = of_kind.setdefault(alert.kind, [])
        same.append(alert)
    last = {same[_MOST_OF_A_KIND - 1].key: same for same in of_kind.values() if _is_grouped(same)}
    grouped = {alert.key for same in last.values() for alert in same[_MOST_OF_A_KIND:]}
    for alert in found:
        if alert.key not in grouped:
            yield _alert(alert, now)
        if alert.key in last:
            yield _more(last[alert.key][_MOST_OF_A_KIND:], board)


def _is_grouped(same: Sequence[Alert]) -> bool:
    """Test whether alerts of one kind are too many to be read out one by one."""
    return same[0].kind != "emergency" and len(same) > _MOST_OF_A_KIND


def _more(alerts_of_kind: Sequence[Alert], board: Board) -> str:
    """Count alerts that are of the kind of the line before, and name what the first are about."""
    subjects = (_subject(alert, board) for alert in alerts_of_kind)
    return _count_more(len(alerts_of_kind), "like this", subjects)


def _count_more(number: int, alike: str, names: Iterable[str]) -> str:
    """Count what shares a line, and name the first of what it is about, each once."""
    named = list(dict.fromkeys(names))
    if len(named) > _MOST_NAMES:
        named = [*named[:_MOST_NAMES], f"{len(named) - _MOST_NAMES:,} others"]
    return f"{number:,} more {alike}: {join_words(named)}."


def _subject(alert: Alert, board: Board) -> str:
    """Name the call or the vehicle that an alert is about; where it is about several, all."""
    if alert.call is not None:
        return board.call_name(alert.call)
    vehicles = alert.vehicles or tuple(filter(None, (alert.vehicle,)))
    known = (board.vehicles.get(vehicle) for vehicle in vehicles)
    return join_words(vehicle.name for vehicle in known if vehicle) or alert.subject


def _alert(alert: Alert, now: datetime) -> str:
    since = age_in_words(int((now - alert.since).total_seconds()))
    noted = ", acknowledged" if alert.acknowledged else ""
    lasts = f", for {since}{noted}" if alert.kind == "emergency" else ""
    return end_sentence(f"{alert.in_full}{lasts}")


def _send_by(
    board: Board, now: datetime, *, stale: bool, recommendation: Recommendation | None
) -> Iterator[_Entry]:
    """Yield until when whom to send to each call that waits, the soonest first."""
    found = find_deadlines(board, now, stale=stale, recommendation=recommendation)
    for call, deadline in sorted(found.items(), key=lambda item: item[1].at):
        left = age_in_words(int((deadline.at - now).total_seconds()))
        words = f"{send_by_words(deadline, board, now)}, {left} left"
        yield _Entry(board.call_name(call), words, (deadline.code,))


def _flags(board: Board) -> Iterator[_Entry]:
    for call in board.open_calls():
        if call.flags:
            flags = gravest_first(call.flags, board.rules.danger_flags)
            yield _Entry(call.name, join_words(map(_plain, flags)), flags)


def _needs(board: Board) -> Iterator[_Entry]:
    for call in board.open_calls():
        if call.needs:
            yield _Entry(call.name, join_words(map(_plain, call.needs)), call.needs)


def _back_up(board: Board, now: datetime) -> Iterator[_Entry]:
    for call in board.calls_awaiting_back_up():
        over = "" if call.open else ", which is closed"
        for request in call.back_up:
            if request.outstanding:
                waited = age_in_words(int((now - request.at).total_seconds()))
                yield _Entry(
                    f"{call.name}{over}", f"{outstanding_words(request)}, asked {waited} ago"
                )


def _disputes(board: Board) -> Iterator[_Entry]:
    """Yield each dispute once, also where it is about a call and a vehicle."""
    zone = board.rules.hours.zone
    seen: set[str] = set()
    subjects = [(call.name, call.dispute) for call in board.disputed_calls()]
    subjects += [(vehicle.name, vehicle.dispute) for vehicle in board.vehicles.values()]
    for subject, dispute in subjects:
        if dispute is None or dispute.command in seen:
            continue
        seen.add(dispute.command)
        yield _Entry(
            subject,
            f"you said “{dispute.ours}” at {clock(dispute.at, zone)}, "
            f"the feed says “{dispute.theirs}” at {clock(dispute.feed_at, zone)}",
        )


def _plain(code: str) -> str:
    return code.replace("_", " ")
