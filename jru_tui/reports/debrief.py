"""The log of one call or one vehicle as a page to print, for the debrief after a shift."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from jru_tui.board import Board, Call, LogEntry, Vehicle, date, local, place_text
from jru_tui.journal import Head
from jru_tui.reports.forms import as_html
from jru_tui.reports.pages.page import Item, ReportPage, Section, warning_sections
from jru_tui.reports.pages.page_text import as_text


def find_subject(board: Board, words: str) -> Call | Vehicle | None:
    """Find a call or a vehicle by its name or id; a call also by the end of its number.

    Args:
        board: as it stands.
        words: as somebody typed them.

    Returns:
        None where there is none, or where several calls end so.
    """
    text = _spelt(words)
    for vehicle in board.vehicles.values():
        if text in (_spelt(vehicle.id), _spelt(vehicle.name)):
            return vehicle
    if (by_id := board.calls.get(words.strip())) is not None:
        return by_id  # also one of years ago
    calls = [*board.recent_calls()]
    exact = [call for call in calls if text in (_spelt(call.id), _spelt(call.name))]
    found = exact or [call for call in calls if text and _spelt(call.number).endswith(text)]
    return found[0] if len(found) == 1 else None


def make_debrief(
    board: Board,
    subject: Call | Vehicle,
    now: datetime,
    *,
    marking: str,
    head: Head | None = None,
    source: str = "",
    warnings: tuple[str, ...] = (),
    since: datetime | None = None,
) -> ReportPage:
    """Put the page of one log together, the oldest entry first, with what was taken back.

    Args:
        board: as it stands.
        subject: the call or the vehicle.
        now: the board's time, UTC.
        marking: the protective marking.
        head: where the journal stands; None where nothing is kept.
        source: where the board was had, a sentence; empty where that goes without saying.
        warnings: what is wrong with the journal that it was read from, in sentences.
        since: where a vehicle's log begins; None for all of it. A call's log is whole.
    """
    rules, zone = board.rules, board.rules.hours.zone
    if isinstance(subject, Call):
        entries = board.full_log(subject.id)
        codes = " ".join(code for code in (subject.grade, subject.category) if code)
        place = place_text(subject.where.text) or "place not given"
        lead = ", ".join(filter(None, (codes, rules.type_label(subject.type), place)))
        title = f"Log of call {subject.name}"
    else:
        entries = board.log(vehicle=subject.id, since=since)
        lead = ", ".join(member.id for member in subject.crew) or "no crew named"
        title = f"Log of {subject.name}"
        if since is not None:
            title += f", since {date(since, zone)} {local(since, zone):%H:%M}"
    as_of = f"As of {date(now, zone)} {local(now, zone):%H:%M}, {zone} time."
    foot = (
        f"Journal: event {head.position:,}, chain {head.chain}"
        if head is not None
        else "None of this is saved in a journal."
    )
    return ReportPage(
        marking=marking,
        title=title,
        lead=tuple(filter(None, (source, lead, as_of))),
        sections=(
            *warning_sections(warnings),
            Section(
                "Log" if entries else "Nothing is in its log",
                tuple(_items(board, entries, of_call=isinstance(subject, Call))),
            ),
        ),
        foot=(foot,),
    )


def _items(board: Board, entries: Sequence[LogEntry], *, of_call: bool) -> Iterator[Item]:
    """Yield each entry: when, what, and who says so; of a vehicle's log also about which call."""
    zone = board.rules.hours.zone
    for entry in entries:
        text = entry.full
        if entry.call and not of_call:
            text = f"{board.call_name(entry.call)}: {text}"
        if entry.struck:
            text = f"struck out by {entry.struck}: {text}"
        elif entry.undone:
            text = f"undone: {text}"
        author = entry.by or entry.source
        yield Item(f"{local(entry.at, zone):%d %b %Y %H:%M:%S}", f"{text} ({author})")


def _spelt(words: str) -> str:
    return "".join(words.split()).casefold()


DEBRIEF_FORMS: Mapping[str, Callable[[ReportPage], str]] = {"text": as_text, "html": as_html}
"""The forms in which the page is printed, by name."""
