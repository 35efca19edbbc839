"""Results of one poll: a reading, no change, or a failure. Values, not exceptions."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from msgspec import Struct

from jru_tui.board import Aside, CallRecord, KeyKind, RefusalCause, Subject, VehicleRecord
from jru_tui.feeds.decoding.text import clean, quoted, rule_of

Health = Literal["connecting", "live", "suspect", "lost"]


class RefusedRecord(Struct, frozen=True):
    """A record that was set aside: which one, and why in words.

    Attributes:
        key: its id; `call/vehicle` of a call's row; or `#digest`.
        digest: the same for the same bytes.
        position: where it stood in its list, from 1; 0 where that is not known.
        named_by: which of the three the key is.
        rule: the reason without what is of this record alone.
        cause: what is done about it depends on; empty for a record that breaks a rule.
    """

    subject: Subject
    key: str
    reason: str
    digest: str
    position: int = 0
    cause: RefusalCause = ""
    named_by: KeyKind = "id"
    rule: str = ""

    @property
    def record(self) -> Aside:
        """Name of the record."""
        return Aside(self.subject, self.key, self.named_by)


def nameless(subject: Subject, reason: str, digest: str, position: int) -> RefusedRecord:
    """A record without an id that is set aside.

    It goes by what it is and not by where it stands, so that it is told of once however often
    others come and go before it; where it stood then (from 1; 0 where that is not known) is in the
    words.

    Args:
        subject: `call` or `vehicle`.
        reason: why it is set aside.
        digest: a short hash of it.
        position: where it stood, from 1; 0 where that is not known.
    """
    position_text = f" (record {position} of its list)" if position else ""
    return RefusedRecord(
        subject,
        f"#{digest[:6]}",
        reason + position_text,
        digest,
        position,
        named_by="digest",
        rule=rule_of(reason),
    )


class TimeDoubt(StrEnum):
    """A doubt about a time without a zone at a change of the clocks; the value is its words."""

    TWICE = (
        "a time without a zone is in the hour that occurs twice when the clocks go back: it may "
        "be an hour off"
    )
    SKIPPED = (
        "a time is in the hour that the clocks skip: it is read as if they had not gone forward"
    )


class MarkedRecord(Struct, frozen=True):
    """A record that is taken although something about it is odd; `reason` says what, in words.

    Attributes:
        key: its id.
        doubt: the doubt about one of its times, where that is what is odd.
        rule: the reason without what is of this record alone.
    """

    subject: Subject
    key: str
    reason: str
    doubt: TimeDoubt | None = None
    rule: str = ""

    @classmethod
    def of(cls, subject: Subject, key: str, reason: str | TimeDoubt) -> "MarkedRecord":
        """Mark a record for a `reason`, which may be a doubt about a time.

        Args:
            subject: `call` or `vehicle`.
            key: its id.
            reason: the words, or the doubt.
        """
        doubt = reason if isinstance(reason, TimeDoubt) else None
        return cls(subject, key, str(reason), doubt, str(rule_of(reason)))


MAX_CODE = 60
"""Characters that are kept of a code that no table of the mapping names."""
_CODES_SHOWN = 5


class UnmappedCode(Struct, frozen=True):
    """A code that a table of the mapping does not name: it is shown as it came.

    `count`: how often it came.
    """

    table: str
    code: str
    count: int

    def names(self, table: str, code: str) -> bool:
        """Test whether it is this code of this table of the mapping."""
        return (self.table, self.code) == (table, clean(code, MAX_CODE))

    @property
    def words(self) -> str:
        """Say so in a sentence without a full stop."""
        return f"codes.{self.table} does not name {quoted(self.code)} ({self.count})"


def unmapped_words(unmapped: Sequence[UnmappedCode]) -> str:
    """Name the codes that no table names, as a sentence; empty where all are known."""
    if not unmapped:
        return ""
    # Without the counts, which change from poll to poll: this is written down when it changes.
    shown = [f"{code.table} {quoted(code.code)}" for code in unmapped[:_CODES_SHOWN]]
    more = len(unmapped) - len(shown)
    rest = f" and {more} more" if more else ""
    return f"codes that the mapping does not name: {', '.join(shown)}{rest}"


class FeedReading(Struct, frozen=True):
    """A good document.

    Attributes:
        generated_at: the server's own time (UTC).
        complete: whether absence from it means anything.
        calls, vehicles: only the records whose bytes changed since the last reading.
        listed_calls, listed_vehicles: ids of everything that the document lists, changed or not.
        listed_openings: the same calls with their openings, as a number may be used again.
        numbers: of the calls that the board knows by another id than their number, the number; set
            by the desk.
        refused: every record of the document that was set aside.
        marked: every record that is held now and odd in some way, changed or not.
        beyond: what came with those among `calls` and `vehicles` and is not in the record, as JSON,
            and all that came of those among `refused`.
        waiting: how many changed records wait for a later reading, as too much changed at once.
        cursor: what to send back as `since`.
        size: bytes on the wire.
        remark: something odd about the document that the supervisor should know, in words.
        unmapped: codes that the mapping does not name, by table and code.
        is_misdated: its own time was too far ahead to be believed, and is when it came instead.
        unused: what of a mapping found nothing, in sentences; only when that was asked for.
    """

    generated_at: datetime
    complete: bool
    calls: tuple[CallRecord, ...]
    vehicles: tuple[VehicleRecord, ...]
    listed_calls: frozenset[str]
    listed_vehicles: frozenset[str]
    refused: tuple[RefusedRecord, ...] = ()
    marked: tuple[MarkedRecord, ...] = ()
    beyond: Mapping[CallRecord | VehicleRecord | RefusedRecord, str] = MappingProxyType({})
    waiting: int = 0
    cursor: str | None = None
    size: int = 0
    remark: str = ""
    is_misdated: bool = False
    listed_openings: frozenset[tuple[str, datetime]] = frozenset()
    numbers: Mapping[str, str] = MappingProxyType({})
    unused: tuple[str, ...] = ()
    unmapped: tuple[UnmappedCode, ...] = ()

    @property
    def oddity(self) -> str:
        """The remark, or else the codes that the mapping does not name, in words."""
        return self.remark or unmapped_words(self.unmapped)


class Unchanged(Struct, frozen=True):
    """The server answered 304: the last reading is still fresh."""


class PollFailure(Struct, frozen=True):
    """A poll that brought nothing, in words for the supervisor.

    `needs_person`: waiting will not mend it (a wrong address, a refused token); polls go on slowly.
    `retry_after_s`: what the server asked for, if it did.
    `gone`: the server said that there will never be anything; it is asked again when a person says.
    """

    reason: str
    needs_person: bool = False
    retry_after_s: float | None = None
    gone: bool = False


Poll = FeedReading | Unchanged | PollFailure


class PollTiming(Struct, frozen=True):
    """The time and bytes that a poll took, whatever it brought.

    Attributes:
        latency_s: seconds from the request to the end of the answer with all its pages; None
            where nobody measured.
        size: bytes on the wire of what was answered in full.
        pace: why the next poll comes when it does, in words.
    """

    latency_s: float | None = None
    size: int = 0
    pace: str = ""


class FeedHealth(Struct, frozen=True):
    """The health of the feed, for the header: always the truth in a few characters.

    Attributes:
        state: connecting until the first good poll; lost from the first failure on.
        good_at: local monotonic-corrected board time of the last good answer (304 included).
        as_of: the server's own time of the newest document.
        error: the last failure in words, empty while live.
        next_try_s: seconds from `good_at`'s clock until the next poll.
        failures: failed polls in a row.
        gone: the server said that there will never be anything: it is asked when somebody says so.
        ahead_s: seconds by which the server's clock is ahead of this machine's, None until heard.
        odd: what is odd about records that are held, by kind and id, in words.
    """

    state: Health = "connecting"
    good_at: datetime | None = None
    as_of: datetime | None = None
    error: str = ""
    next_try_s: float | None = None
    failures: int = 0
    gone: bool = False
    ahead_s: float | None = None
    odd: Mapping[tuple[Subject, str], str] = MappingProxyType({})

    @property
    def stale(self) -> bool:
        """Test whether what is shown is older than it should be: what depends on it is silent."""
        return self.state in ("lost", "connecting")
