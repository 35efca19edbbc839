"""A disclosure from a journal as a page to read: what was asked for, redacted, and what it says."""

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from jru_tui.board import Board, CallSubjects, Event, Rules, date, local
from jru_tui.journal import DisclosedEvent, Disclosure
from jru_tui.reports.pages.page import Item, ReportPage, Section, Table, warning_sections

_VERIFY = (
    "Anybody with Python 3 can check that this is what the journal holds: run python3 verify.py, "
    "followed by the head from a printed handover, in quotes."
)


def make_disclosure_page(
    disclosure: Disclosure,
    rules: Rules,
    *,
    marking: str,
    requests: Iterable[tuple[str, str]],
    by: str,
    at: datetime,
    warnings: tuple[str, ...] = (),
) -> ReportPage:
    """Put the page together from what is disclosed, and from nothing else.

    Args:
        disclosure: what was taken out of the journal.
        rules: the words of the field.
        marking: the protective marking.
        requests: what was asked for, as pairs of a subject and words.
        by: who disclosed it.
        at: when, UTC.
        warnings: what is wrong with the journal, in sentences.
    """
    zone = rules.hours.zone
    events = [disclosed.event for disclosed in disclosure.events]
    redacted, erased = disclosure.redacted, disclosure.erased
    purged = f" and {erased:,} of which a purge has erased what they said about people"
    purged = purged if erased else ""
    head = disclosure.head
    return ReportPage(
        marking=marking,
        title="Disclosure from the journal",
        lead=(
            f"{len(events):,} events, of which {redacted:,} with redactions{purged}.",
            f"Disclosed {date(at, zone)} {local(at, zone):%H:%M} by {by or 'nobody named'}.",
        ),
        sections=(
            *warning_sections(warnings),
            Section("Asked for", tuple(Item(about, text) for about, text in requests)),
            Section("Redacted", table=_redactions(disclosure)),
            *_logs(events, rules),
            Section("Every event", table=Table(_COLUMNS, tuple(_rows(disclosure, zone)))),
        ),
        foot=(f"Journal: event {head.position:,}, chain {head.chain}", _VERIFY),
    )


def _redactions(disclosure: Disclosure) -> Table | None:
    if not disclosure.redactions:
        return None
    rows = tuple(
        (
            applied.redaction.reason,
            f"the field {applied.redaction.field}" if applied.redaction.field else "words",
            f"{applied.events:,}",
        )
        for applied in disclosure.redactions
    )
    return Table(("Reason", "What", "In events"), rows)


def _logs(events: list[Event], rules: Rules) -> Iterator[Section]:
    """Yield the log of each call, as a board tells it that knows only what is disclosed."""
    board = Board(rules)
    board.fold(events)
    subjects = CallSubjects()
    for call in dict.fromkeys(subjects.call_of(event) for event in events):
        lines = board.log(call=call) if call else ()
        if not lines:
            continue
        rows = tuple(
            (f"{local(line.at, rules.hours.zone):%d %b %Y %H:%M:%S}", line.full, line.by)
            for line in lines
        )
        yield Section(f"Call {board.call_name(call)}", table=Table(("Time", "What", "By"), rows))


def _left_out(disclosed: DisclosedEvent) -> str:
    reasons = ("redacted",) * disclosed.redacted + ("erased by a purge",) * disclosed.erased
    return f" ({', '.join(reasons)})" if reasons else ""


_COLUMNS = ("Event", "Recorded", "From", "Holds")


def _rows(disclosure: Disclosure, zone: str) -> Iterator[tuple[str, ...]]:
    for disclosed in disclosure.events:
        event = disclosed.event
        yield (
            f"{disclosed.position:,}{_left_out(disclosed)}",
            f"{local(event.recorded_at, zone):%d %b %Y %H:%M:%S}",
            " ".join(filter(None, (event.source, event.by))),
            msgspec.json.encode(event.fact).decode(),
        )
