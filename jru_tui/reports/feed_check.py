"""The results of a feed check, as tables for a person and as JSON for a script."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from jru_tui.board import CallRecord, ShortNames, VehicleRecord, printable_json
from jru_tui.feeds import (
    AnswerSummary,
    FeedCheck,
    MarkedRecord,
    PollRound,
    RefusedRecord,
    UnknownCode,
    UnmappedCode,
    clean,
    quoted,
    unmapped_words,
)
from jru_tui.reports.pages.columns import GAP, columns, cut

MOST = 20
"""Rows of one table; JSON has them all."""
_PAGES = 5
_UNITS = ((86_400, "days"), (3_600, "h"), (60, "min"), (1, "s"))
_NAMES = 14
"""Letters of the names of fields, with what is before and behind them."""
_WIDEST = 60
_IDS = frozenset(("call", "vehicle"))
"""Rows that hold an id."""
_NARROWEST = 28
"""Letters of one of several records side by side: a response with all its times."""
_SAME = 5
"""Records that are named behind the first one of the same reason."""
_CODES = {
    "grades": "grade",
    "categories": "category",
    "types": "type",
    "outcomes": "outcome",
    "statuses": "status",
}
"""The tables of the settings, as a mapping calls them."""

Row = tuple[str, ...]


def feed_check_json(check: FeedCheck) -> str:
    """Format all of it as one line of JSON, with codes that the mapping does not name in words."""
    document = msgspec.to_builtins(check, builtin_types=(datetime,)) | {
        "remark": check.remark or unmapped_words(check.unmapped),
        "missing": [lack.words for lack in check.missing],
        "unused": [*check.unused, *(code.words for code in check.unmapped)],
    }
    return printable_json(msgspec.json.encode(document).decode())


def feed_check_text(check: FeedCheck, width: int | None = None) -> str:
    """Format all of it in tables; `width` is that of the terminal, None for a pipe."""
    return "\n".join(_lines(check, width)) + "\n"


def round_text(found: PollRound) -> str:
    """Format one poll of several, in a line."""
    if found.error:
        text = found.error
    elif found.unchanged:
        text = "not changed"
    else:
        text = f"{found.new} new, {found.changed} changed, {found.gone} gone"
        text += f", {found.refused} set aside" if found.refused else ""
    size = sum(answer.size for answer in found.answers)
    after = "no more polls" if found.wait_s is None else f"next in {found.wait_s:.0f} s"
    return f"{found.at:%H:%M:%S}  {text}; {size:,} bytes; {after}"


def _lines(check: FeedCheck, width: int | None) -> Iterator[str]:
    yield from columns([("Feed", clean(check.source)), ("Verdict", _verdict(check))], width, 0)
    for heading, rows in _tables(check, width):
        if rows:
            yield ""
            yield heading
            yield from columns(rows, width)


def _verdict(check: FeedCheck) -> str:
    if check.error:
        return f"refused: {check.error}"
    apart = ", but ids of calls and vehicles do not match" if check.unmet else ""
    if not check.refused:
        return f"everything was accepted{apart}"
    count = len(check.refused)
    aside = f"{count:,} record{' was' if count == 1 else 's were'} set aside"
    return f"{aside}, the others accepted{apart}"


def _tables(check: FeedCheck, width: int | None) -> Iterator[tuple[str, Sequence[Row]]]:
    """Yield each table with its heading; one without rows has nothing to say."""
    yield "Answers over HTTP", _answers(check.rounds[0].answers if check.rounds else ())
    if check.error:
        return
    yield "Document", _document(check)
    yield "Records", _records(check)
    yield (
        "Set aside",
        _some(
            ("record", "position", "reason"),
            _alike([(record, str(record.position or "-")) for record in check.refused]),
        ),
    )
    yield (
        "Accepted, but odd",
        _some(
            ("record", "what is odd"),
            _alike([(record,) for record in check.marked]),
        ),
    )
    yield _unknown(check)
    yield "Ids that do not match", _some((), [(line,) for line in check.unmet])
    yield "Whose vehicles they are", _owners(check)
    yield (
        "What the board would miss",
        _some(("missing", "what that costs"), [(lack.what, lack.cost) for lack in check.missing]),
    )
    unused = (*check.unused, *(code.words for code in _unmapped_alone(check)))
    yield "The mapping", _some((), [(key,) for key in unused])
    yield "The server", _some((), [(manner,) for manner in check.manners])
    yield (
        "The first calls, times in UTC",
        _beside([_call(first_call) for first_call in check.first_calls], width),
    )
    vehicles = [_vehicle(first_vehicle) for first_vehicle in check.first_vehicles]
    yield "The first vehicles, times in UTC", _beside(vehicles, width)


def _answers(answers: Sequence[AnswerSummary]) -> Sequence[Row]:
    if not answers:
        return ()
    rows: list[Row] = [("page", "status", "bytes", "packed", "ETag", "its clock", "caching")]
    # What failed is no page of the document, and may have been tried twice.
    pages = sum(_is_page(answer) for answer in answers)
    number = 0
    for reply in answers[:_PAGES]:
        number += _is_page(reply)
        rows.append((f"{number} of {pages}" if _is_page(reply) else "–", *_answer(reply)))
    return rows


def _is_page(answer: AnswerSummary) -> bool:
    return answer.status in {200, 304}


def _answer(answer: AnswerSummary) -> Row:
    if not answer.status:
        return ("no answer",)
    if not _is_page(answer):
        return (str(answer.status),)
    return (
        str(answer.status),
        f"{answer.size:,}",
        "gzip" if answer.packed else "no",
        "yes" if answer.etag else "none",
        "no Date" if answer.ahead_s is None else _apart(answer.ahead_s),
        quoted(answer.caching, 80) if answer.caching else "none",
    )


def _document(check: FeedCheck) -> Sequence[Row]:
    rows = [
        ("made", f"{check.generated_at:%Y-%m-%d %H:%M:%S} UTC"),
        ("its clock", _apart(check.ahead_s or 0)),
        ("holds", "everything" if check.complete else "only what changed"),
        ("cursor", "yes: only what changed is asked for" if check.cursor else "none"),
    ]
    rows += [("odd", subject) for subject in (check.remark, *check.doubts) if subject]
    return rows


def _unknown(check: FeedCheck) -> tuple[str, Sequence[Row]]:
    """The table of codes that are shown as they come; of a mapping's, each is told only here."""
    mapped = any(_is_same(code, unknown) for code in check.unmapped for unknown in check.unknown)
    subject = "neither the mapping nor the settings name" if mapped else "the settings do not name"
    rows = [(code.table, str(code.count), quoted(code.code)) for code in check.unknown]
    return (
        f"Codes that {subject}, shown as received and sorted as most urgent",
        _some(("table", "times", "code"), rows),
    )


def _is_same(unmapped: UnmappedCode, unknown: UnknownCode) -> bool:
    """Test whether the mapping and the settings speak of the same code."""
    return unmapped.names(_CODES[unknown.table], unknown.code)


def _unmapped_alone(check: FeedCheck) -> Iterator[UnmappedCode]:
    """Yield the codes that the mapping does not name and that no other table tells of."""
    for code in check.unmapped:
        if not any(_is_same(code, unknown) for unknown in check.unknown):
            yield code


def _records(check: FeedCheck) -> Sequence[Row]:
    aside = [record.subject for record in check.refused]
    odd = [record.subject for record in check.marked]
    calls, vehicles = (f"{aside.count(subject):,}" for subject in ("call", "vehicle"))
    return (
        ("", "accepted", "open", "set aside", "odd"),
        (
            "calls",
            f"{check.calls:,}",
            f"{check.open_calls:,}",
            calls,
            f"{odd.count('call'):,}",
        ),
        ("vehicles", f"{check.vehicles:,}", "", vehicles, f"{odd.count('vehicle'):,}"),
    )


def _owners(check: FeedCheck) -> Sequence[Row]:
    """Vehicles that count as the unit's own, and those of others."""
    groups = (("counted as ours", check.ours), ("others", check.others))
    if not (check.ours or check.others):
        return ()
    return [
        (owner, f"{len(ids):,}", ", ".join(map(clean, ids[:MOST])) + (", …" if ids[MOST:] else ""))
        for owner, ids in groups
    ]


def _apart(ahead_s: int) -> str:
    """Say how far another clock is from this machine's."""
    if abs(ahead_s) <= 1:
        return "as here"
    size, unit = next(
        (size, unit) for size, unit in _UNITS if abs(ahead_s) >= 2 * size or unit == "s"
    )
    return f"{abs(ahead_s) // size:,} {unit} {'ahead' if ahead_s > 0 else 'behind'}"


def _some(heads: Row, rows: Sequence[Row]) -> Sequence[Row]:
    """The rows under their heads; none where there are none."""
    if not rows:
        return ()
    more = [(f"and {len(rows) - MOST:,} more",)] if len(rows) > MOST else []
    return (*((heads,) if heads else ()), *rows[:MOST], *more)


def _alike(found: Sequence[tuple[RefusedRecord | MarkedRecord, *tuple[str, ...]]]) -> list[Row]:
    """A row for each rule: the first record that it is about, and which others are."""
    groups: dict[tuple[str, str], list[tuple[RefusedRecord | MarkedRecord, *tuple[str, ...]]]] = {}
    for row in found:
        record = row[0]
        groups.setdefault((record.subject, record.rule or record.reason), []).append(row)
    rows = []
    for (first, *beside), *others in groups.values():
        reason = first.reason
        if others:
            keys = [clean(record.key) for record, *_ in others[:_SAME]]
            more = ", …" if len(others) > _SAME else ""
            reason += f"; and {len(others):,} more like it: {', '.join(keys)}{more}"
        rows.append((f"{first.subject} {first.key}", *beside, reason))
    return rows


def _beside(records: Sequence[Sequence[tuple[str, str]]], width: int | None) -> Sequence[Row]:
    """Records side by side, a row for each field that one of them has."""
    room = _WIDEST
    if width is not None:
        # Fewer that can be read are worth more than all of them cut short.
        records = records[: max(1, (width - _NAMES) // _NARROWEST)]
        room = (width - _NAMES) // max(1, len(records)) - GAP
    named_records = [{name: value for name, value in record if value} for record in records]
    names = dict.fromkeys(name for record in records for name, _ in record)
    names = dict.fromkeys(name for name in names if any(name in sample for sample in named_records))
    # Cut at their end, the ids of one system would look alike.
    ids = ShortNames(max(room, _NARROWEST // 2))

    def shown(name: str, value: str) -> str:
        return ids.short(value) if name in _IDS else value

    return [
        (name, *(cut(clean(shown(name, sample.get(name, "-"))), room) for sample in named_records))
        for name in names
    ]


def _call(call: CallRecord) -> list[tuple[str, str]]:
    place = call.where
    degrees = "" if place.lat is None or place.lon is None else f"{place.lat:.4f} {place.lon:.4f}"
    rows = [
        ("call", call.id),
        ("opened", f"{call.opened_at:%Y-%m-%d %H:%M:%S}"),
        ("state", call.state),
        ("outcome", call.outcome or ""),
        ("grade", call.grade or ""),
        ("category", call.category or ""),
        ("type", call.type or ""),
        ("place", place.text or ""),
        ("area", place.area or ""),
        ("degrees", degrees),
        ("summary", call.summary or ""),
        ("callback", call.callback or ""),
        ("people", str(call.people or "")),
        ("notes", str(len(call.notes) or "")),
    ]
    for number, leg in enumerate(call.responses, 1):
        stages = (leg.allocated_at, leg.en_route_at, leg.at_scene_at, leg.clear_at)
        times = "/".join(f"{stage:%H:%M}" if stage else "-" for stage in stages)
        rows.append((f"response {number}", f"{leg.vehicle} {times}"))
    return rows


def _vehicle(vehicle: VehicleRecord) -> list[tuple[str, str]]:
    spot = vehicle.position
    rows = [
        ("vehicle", vehicle.id),
        ("status", vehicle.status),
        ("since", f"{vehicle.status_at:%Y-%m-%d %H:%M:%S}"),
        ("name", vehicle.name or ""),
        ("area", vehicle.area or ""),
        ("call", vehicle.call or ""),
        ("degrees", f"{spot.lat:.4f} {spot.lon:.4f}" if spot else ""),
    ]
    rows += [
        (f"crew {number}", f"{member.role} {member.id}")
        for number, member in enumerate(vehicle.crew, 1)
    ]
    return rows
