"""A report on what a feed is worth to the board, made before a shift depends on it.

Pure: from polls and the answers behind them to one value that says what came, what was set aside,
what the rules do not know, and which of the board's features lack what they live on.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from http import HTTPStatus

from msgspec import Struct

from jru_tui.board import Aside, CallRecord, Rules, VehicleRecord
from jru_tui.feeds.decoding.text import Reason
from jru_tui.feeds.diagnostics.missing_fields import FeedLack, missing_fields
from jru_tui.feeds.diagnostics.zone_check import zone_doubt
from jru_tui.feeds.id_mismatch import unmatched_ids
from jru_tui.feeds.models import (
    FeedReading,
    MarkedRecord,
    Poll,
    PollFailure,
    RefusedRecord,
    Unchanged,
    UnmappedCode,
)

_LONG_DAYS = 7
FIRST = 3
"""How many calls and vehicles are shown as examples."""


class AnswerSummary(Struct, frozen=True):
    """An answer of the server, without its body.

    Attributes:
        size: bytes on the wire.
        ahead_s: seconds by which the server's `Date` is ahead of this machine, None without one.
        fresh_s: how long the server asks not to be asked again.
    """

    status: int
    size: int = 0
    packed: bool = False
    etag: bool = False
    caching: str = ""
    ahead_s: int | None = None
    fresh_s: float = 0.0


class UnknownCode(Struct, frozen=True):
    """A code that the settings do not name: shown as it came, and sorted as most urgent."""

    table: str
    code: str
    count: int


class PollRound(Struct, frozen=True):
    """A poll of several, in figures; `error` is empty for a good one.

    `wait_s`: seconds until the board would ask again; None where it would not.
    """

    at: datetime
    answers: tuple[AnswerSummary, ...]
    wait_s: float | None
    unchanged: bool = False
    new: int = 0
    changed: int = 0
    gone: int = 0
    refused: int = 0
    error: str = ""


class FeedCheck(Struct, frozen=True):
    """The findings of a check. `error` says why no document came; then only `rounds` is filled.

    Attributes:
        generated_at: the server's own time of the first document.
        ahead_s: seconds by which that is ahead of this machine.
        complete, cursor: whether it was the whole list, and whether less can be asked for.
        unmet: sentences on ids of calls and vehicles that do not meet.
        ours: ids of the vehicles that count as the unit's own: with a card, tallies and money.
        others: ids of vehicles of others, which stand on their calls alone.
        missing: what a feature of the board would need.
        unused: sentences on what of a mapping found nothing.
        unmapped: codes that the mapping does not name.
        manners: sentences on how the server answers.
        doubts: questions about its times, or that it has none.
    """

    source: str
    error: str = ""
    generated_at: datetime | None = None
    ahead_s: int | None = None
    complete: bool = True
    cursor: bool = False
    calls: int = 0
    open_calls: int = 0
    vehicles: int = 0
    refused: tuple[RefusedRecord, ...] = ()
    marked: tuple[MarkedRecord, ...] = ()
    unknown: tuple[UnknownCode, ...] = ()
    unmet: tuple[str, ...] = ()
    ours: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    missing: tuple[FeedLack, ...] = ()
    unused: tuple[str, ...] = ()
    unmapped: tuple[UnmappedCode, ...] = ()
    manners: tuple[str, ...] = ()
    remark: str = ""
    doubts: tuple[str, ...] = ()
    first_calls: tuple[CallRecord, ...] = ()
    first_vehicles: tuple[VehicleRecord, ...] = ()
    rounds: tuple[PollRound, ...] = ()

    @property
    def answers(self) -> tuple[AnswerSummary, ...]:
        """Every answer of the server, in order."""
        return tuple(answer for round_ in self.rounds for answer in round_.answers)

    @property
    def answered(self) -> bool:
        """Test whether the server gave a document at all, good or bad."""
        return any(answer.status == HTTPStatus.OK for answer in self.answers)


class FeedCheckBuilder:
    """A builder of a feed check: takes polls one by one.

    Args:
        source: the address or the file.
        rules: what the board knows.
    """

    def __init__(self, source: str, rules: Rules) -> None:
        self._source = source
        self._rules = rules
        self._first: FeedReading | None = None
        self._first_at: datetime | None = None
        self._undated = False
        self._refused: dict[tuple[Aside, str], RefusedRecord] = {}
        self._known: frozenset[str] = frozenset()
        self._rounds: list[PollRound] = []

    def add(
        self,
        poll: Poll,
        answers: Sequence[AnswerSummary],
        now: datetime,
        wait_s: float | None,
        *,
        undated: bool = False,
    ) -> PollRound:
        """Take in one poll, and say what it brought.

        `undated`: its document told no time, and was given that of its arrival.

        Args:
            poll: the poll.
            answers: the answers of the server.
            now: the present moment, UTC.
            wait_s: seconds until the next poll; None after the last.
            undated: true if the document told no time.
        """
        found = PollRound(now, tuple(answers), wait_s)
        match poll:
            case PollFailure(reason=reason):
                found = PollRound(now, tuple(answers), wait_s, error=reason)
            case Unchanged():
                found = PollRound(now, tuple(answers), wait_s, unchanged=True)
            case FeedReading():
                if self._first is None:
                    self._first, self._first_at, self._undated = poll, now, undated
                found = self._read(poll, answers, now, wait_s)
        self._rounds.append(found)
        return found

    def _read(
        self,
        reading: FeedReading,
        answers: Sequence[AnswerSummary],
        now: datetime,
        wait_s: float | None,
    ) -> PollRound:
        self._refused |= {(record.record, record.digest): record for record in reading.refused}
        listed = frozenset((*reading.listed_calls, *reading.listed_vehicles))
        came = {call.id for call in reading.calls} | {vehicle.id for vehicle in reading.vehicles}
        before = self._known
        self._known = listed if reading.complete else before | listed
        return PollRound(
            now,
            tuple(answers),
            wait_s,
            new=len(came - before),
            changed=len(came & before),
            gone=len(before - listed) if reading.complete else 0,
            refused=len(reading.refused),
        )

    def result(self) -> FeedCheck:
        """Return the findings so far."""
        rounds = tuple(self._rounds)
        reading = self._first
        if reading is None or self._first_at is None:
            error = next((round_.error for round_ in rounds if round_.error), "it was not polled")
            return FeedCheck(self._source, error=error, rounds=rounds)
        ours = reading.listed_vehicles | _set_aside(reading)
        sent = {leg.vehicle for call in reading.calls for leg in call.responses}
        ahead = reading.generated_at - self._first_at
        return FeedCheck(
            self._source,
            generated_at=reading.generated_at,
            ahead_s=round(ahead.total_seconds()),
            complete=reading.complete,
            cursor=reading.cursor is not None,
            calls=len(reading.calls),
            open_calls=sum(call.state == "open" for call in reading.calls),
            vehicles=len(reading.vehicles),
            refused=tuple(self._refused.values()),
            marked=(*reading.marked, *(() if self._undated else _long_open(reading))),
            unknown=tuple(_unknown(reading, self._rules)),
            unmet=tuple(unmatched_ids(reading)),
            ours=tuple(sorted(ours)),
            others=tuple(sorted(sent - ours)),
            missing=tuple(missing_fields(reading)),
            unused=reading.unused,
            unmapped=reading.unmapped,
            manners=tuple(_manners(rounds)),
            remark=reading.remark,
            doubts=tuple(_doubts(reading, undated=self._undated)),
            first_calls=reading.calls[:FIRST],
            first_vehicles=reading.vehicles[:FIRST],
            rounds=rounds,
        )


def _set_aside(reading: FeedReading) -> set[str]:
    """The ids of vehicles that are listed but cannot be read."""
    aside = (record for record in reading.refused if record.subject == "vehicle")
    return {refused.key for refused in aside if refused.named_by == "id"}


def _doubts(reading: FeedReading, *, undated: bool) -> Iterator[str]:
    """Questions about the times of a document, which one of our own making cannot answer."""
    if not undated:
        if question := zone_doubt(reading):
            yield question
        return
    text = "it has no time of its own, and counts as made at this moment"
    if longest := max((_days_open(call, reading) for call in reading.calls), default=0):
        text += f": calls in it are then open for up to {longest:,} days"
    yield text


def _days_open(call: CallRecord, reading: FeedReading) -> int:
    """Count for how many days a call is open, where that is longer than calls are; otherwise 0."""
    days = (reading.generated_at - call.opened_at).days
    return days if call.state == "open" and days >= _LONG_DAYS else 0


def _long_open(reading: FeedReading) -> Iterator[MarkedRecord]:
    """Yield calls open for longer than calls are: a day taken for a month looks like that."""
    for call in reading.calls:
        if days := _days_open(call, reading):
            since = f"open for {days:,} days, since {call.opened_at:%Y-%m-%d}"
            question = "are its times right?"
            yield MarkedRecord.of("call", call.id, Reason(f"{since}: {question}", question))


def _unknown(reading: FeedReading, rules: Rules) -> Iterator[UnknownCode]:
    calls, vehicles = reading.calls, reading.vehicles
    tables: dict[str, tuple[Iterable[str | None], Iterable[str]]] = {
        "grades": ((call.grade for call in calls), rules.grades),
        "categories": ((call.category for call in calls), rules.categories),
        "types": ((call.type for call in calls), rules.types),
        "outcomes": ((call.outcome for call in calls), rules.outcomes),
        "statuses": ((vehicle.status for vehicle in vehicles), rules.statuses),
    }
    for table, (codes, known) in tables.items():
        counted = Counter(code for code in codes if code is not None and code not in set(known))
        for code, count in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])):
            yield UnknownCode(table, code, count)


def _manners(rounds: Sequence[PollRound]) -> Iterator[str]:
    good = [
        answer for round_ in rounds for answer in round_.answers if answer.status == HTTPStatus.OK
    ]
    unchanged = sum(round_.unchanged for round_ in rounds)
    if good and not any(answer.etag for answer in good):
        yield "gives no ETag: every poll carries the whole document"
    elif len(rounds) > 1:
        yield f"answered “not changed” to {unchanged} of {len(rounds) - 1} polls after the first"
    if good and not any(answer.packed for answer in good):
        yield "does not compress its answers (gzip)"
    if fresh_s := max((answer.fresh_s for answer in good), default=0.0):
        yield f"asks not to be polled within {fresh_s:g} s of an answer"
    if failed := sum(bool(round_.error) for round_ in rounds):
        yield f"failed {failed} of {len(rounds)} polls"
