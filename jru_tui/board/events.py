"""Events of the journal: every fact of the feed and every command, once and in order.

An event is a fact with its circumstances: when it happened, when it was recorded, where it came
from and who did it. The board is a fold over events and knows nothing else.
"""

from datetime import datetime
from typing import ClassVar, Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import force_setattr

from jru_tui.board.commands import Command
from jru_tui.board.records import CallRecord, Names, ResponseRecord, VehicleRecord

Source = Literal["feed", "supervisor", "program"]
"""Who an event comes from: the dispatch system, a person at this board, or the board itself."""

Subject = Literal["call", "vehicle", "document"]
RefusalCause = Literal["", "listed twice"]
LISTED_TWICE = "is listed twice; this is the older of the two reports"
"""The reason of a record that is set aside because another report of it is taken."""

KeyKind = Literal["id", "row", "digest"]
"""A record is named by its own id; by its call and its vehicle, where it is one of a call's rows;
or, where it has no id that can be read, by what it is."""
FeedState = Literal["live", "suspect", "lost", "stopped"]


class OffList(Struct, frozen=True, omit_defaults=True):
    """A response that a call's list gave before, and no longer gives.

    Attributes:
        entry: the way as it was last told.
        at: the time of the first document without it: then it left. None where that does not end
            it: it was over by then, or the vehicle's own record still says that it is on the call.
        confirmed: a second document says the same.
    """

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = ("entry", "at", "confirmed")

    entry: ResponseRecord
    at: datetime | None = None
    confirmed: bool = False


class CallReported(Struct, frozen=True, tag="call", tag_field="kind", omit_defaults=True):
    """The feed reported a call that was new or had changed.

    Attributes:
        call: the record.
        beyond: what came with it and is not in the record, as JSON: fields that nobody knows, a
            time that had to be guessed at in its own words. Kept to be looked at, and shown
            nowhere.
        off_list: the ways that earlier records listed and this one does not.
        late: its document is older than one before it, and no time of the record itself says so.
        number: what the feed calls it, where that is not its id here: a number that was used again.
    """

    ERASED: ClassVar[Names] = ("beyond",)
    LASTING: ClassVar[Names] = ("call", "off_list", "late", "number")

    call: CallRecord
    beyond: str = ""
    off_list: tuple[OffList, ...] = ()
    late: bool = False
    number: str = ""


class VehicleReported(Struct, frozen=True, tag="vehicle", tag_field="kind", omit_defaults=True):
    """The feed reported a vehicle that was new or had changed.

    Attributes:
        vehicle: the record.
        beyond: as with a call.
        late: as with a call; it changes nothing where another status is known of that moment.
        counted_from: this press was known before, and was counted from then, as its own time
            could not be believed yet.
        stamped_at: the time that its record gives, which lay ahead of the document; it counts
            from when it was heard.
    """

    ERASED: ClassVar[Names] = ("beyond",)
    LASTING: ClassVar[Names] = ("vehicle", "late", "counted_from", "stamped_at")

    vehicle: VehicleRecord
    beyond: str = ""
    late: bool = False
    counted_from: datetime | None = None
    stamped_at: datetime | None = None


class Unlisted(Struct, frozen=True, tag="unlisted", tag_field="kind", omit_defaults=True):
    """A complete document no longer lists this call or vehicle. That closes nothing."""

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = ("subject", "id")

    subject: Subject
    id: str


class Relisted(Struct, frozen=True, tag="relisted", tag_field="kind", omit_defaults=True):
    """The feed lists this call or vehicle again, unchanged."""

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = ("subject", "id")

    subject: Subject
    id: str


class Aside(NamedTuple):
    """Name of a record that is set aside. Only a key of kind `id` is an id of the feed."""

    subject: Subject
    key: str
    named_by: KeyKind = "id"


class RecordRefused(Struct, frozen=True, tag="refused", tag_field="kind", omit_defaults=True):
    """A record broke a rule and was set aside.

    Attributes:
        subject, key, named_by: which; see `Aside`.
        reason: why, in words.
        digest: the same for the same bytes.
        beyond: the JSON that came, kept as in `CallReported`.
        cause: empty for a broken rule.
    """

    ERASED: ClassVar[Names] = ("reason", "digest", "beyond")
    LASTING: ClassVar[Names] = ("subject", "key", "cause", "named_by")

    subject: Subject
    key: str
    reason: str
    digest: str = ""
    beyond: str = ""
    cause: RefusalCause = ""
    named_by: KeyKind = "id"

    @property
    def is_older_twin(self) -> bool:
        """Test whether it is the older of two reports of one record.

        Journals of earlier versions say it by the sentence alone.
        """
        return self.cause == "listed twice" or self.reason == LISTED_TWICE

    @property
    def record(self) -> Aside:
        """Name of the record."""
        return Aside(self.subject, self.key, self.named_by)


class RefusalLifted(Struct, frozen=True, tag="lifted", tag_field="kind", omit_defaults=True):
    """A record that was set aside is good again, or gone."""

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = ("subject", "key", "named_by")

    subject: Subject
    key: str
    named_by: KeyKind = "id"

    @property
    def record(self) -> Aside:
        """Name of the record."""
        return Aside(self.subject, self.key, self.named_by)


class FeedChanged(Struct, frozen=True, tag="feed", tag_field="kind", omit_defaults=True):
    """The feed came, went, or became doubtful. `as_of` is the server time of the last good word.

    `gone`: it is lost for good, by its own word, and is not asked again until somebody says so.
    """

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = ("state", "as_of", "reason", "gone")

    state: FeedState
    as_of: datetime | None = None
    reason: str = ""
    gone: bool = False


class Offered(Struct, frozen=True, omit_defaults=True):
    """A vehicle that was offered for a call when somebody was sent, the best one first.

    Attributes:
        vehicle: its id.
        arrival_s: predicted seconds to its arrival, the median.
        low_s, high_s: the 10th and the 90th centile.
        source: where the prediction is from, in a word.
        meets: it would meet every target that was not lost.
    """

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = ("vehicle", "arrival_s", "low_s", "high_s", "source", "meets")

    vehicle: str
    arrival_s: int
    low_s: int
    high_s: int
    source: str
    meets: bool


class Commanded(Struct, frozen=True, tag="commanded", tag_field="kind", omit_defaults=True):
    """A supervisor gave a command that was allowed. The event's id is the command's id.

    `post`: it is owed to the dispatch system, until that has answered. `told`: the command that
    dispatch is told in its place, as for an undo; None where that is the command itself.
    `decision`: the same for all commands that were given as one; empty for one that stands alone.
    `offers`: of an assignment, the vehicle that was offered first, and the one that was chosen.
    """

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = ("command", "post", "told", "decision", "offers")

    command: Command
    post: bool = False
    told: Command | None = None
    decision: str = ""
    offers: tuple[Offered, ...] = ()


class CommandSent(Struct, frozen=True, tag="sent", tag_field="kind", omit_defaults=True):
    """A command is about to be posted for the first time: from now on it may have arrived."""

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = ("command",)

    command: str


class CommandAnswered(Struct, frozen=True, tag="answered", tag_field="kind", omit_defaults=True):
    """The dispatch system accepted or refused a command that was posted to it.

    `expired_min`: or it was given up, so many minutes after it was given, because it grew too old.
    `unclear`: and nobody knows whether it arrived, because an earlier try had no answer.
    """

    ERASED: ClassVar[Names] = ("reason",)
    LASTING: ClassVar[Names] = ("command", "accepted", "expired_min", "unclear")

    command: str
    accepted: bool
    reason: str = ""
    expired_min: int | None = None
    unclear: bool = False


class Viewed(Struct, frozen=True, tag="viewed", tag_field="kind", omit_defaults=True):
    """A viewing of a call in full: who saw what is part of the record."""

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = ("call",)

    call: str


class Exported(Struct, frozen=True, tag="exported", tag_field="kind", omit_defaults=True):
    """An export of data out of the board.

    `what`: `handover`, `report`, `log` or `snapshot`; `form`: `text`, `markdown`, `html`, `csv`,
    `json`, or of a snapshot `svg` or `txt`. Where somebody only looked on (Data Protection Act
    2018, s. 62: consultation is logged) `what` is `board`, `status` or `watch`, and `form` is
    `screen`. Of a `disclosure`, `about` says what was asked for: calls, places, numbers of people.
    """

    ERASED: ClassVar[Names] = ("about",)
    LASTING: ClassVar[Names] = ("what", "form")

    what: str
    form: str
    about: str = ""

    def __post_init__(self) -> None:
        """Take apart what the first versions wrote as one: `disclosure of K-1`."""
        text, of, about = self.what.partition(" of ")
        if text == DISCLOSURE and of:
            force_setattr(self, "what", text)
            force_setattr(self, "about", about)


DISCLOSURE = "disclosure"
"""An export that has a subject of its own."""

LOOKED = "screen"
"""The form of what was only looked at."""


class Held(Struct, frozen=True, tag="held", tag_field="kind", omit_defaults=True):
    """A hold on a call's words, whatever its age; `until` a moment, or None: no longer."""

    ERASED: ClassVar[Names] = ("reason",)
    LASTING: ClassVar[Names] = ("call", "until")

    call: str
    until: datetime | None
    reason: str


class Purged(Struct, frozen=True, tag="purged", tag_field="kind", omit_defaults=True):
    """An erasure of what old events say about people.

    Attributes:
        before: calls that were closed before that moment, or before a later one by their outcome.
        calls: how many calls it concerned.
        events: how many events were erased.
        proof: SHA-256 over what is left of them, in hex (see `journal.care.purge`).
        reason: why, in words.
    """

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = ("before", "calls", "events", "proof", "reason")

    before: datetime
    calls: int
    events: int
    proof: str
    reason: str = ""


class Migrated(Struct, frozen=True, tag="migrated", tag_field="kind", omit_defaults=True):
    """A new chain, with salts; the one before stood at `chain` with its last event."""

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = ("position", "chain")

    position: int
    chain: str


Fact = (
    CallReported
    | VehicleReported
    | Unlisted
    | Relisted
    | RecordRefused
    | RefusalLifted
    | FeedChanged
    | Commanded
    | CommandSent
    | CommandAnswered
    | Viewed
    | Exported
    | Held
    | Purged
    | Migrated
)


class Event(Struct, frozen=True, omit_defaults=True):
    """An entry of the journal.

    Attributes:
        id: unique for ever; appending the same id again changes nothing.
        at: when it happened, by the clock of whoever reports it.
        recorded_at: when this board wrote it down.
        source: feed, supervisor or program.
        by: who: a supervisor's name for themselves, or empty.
        fact: what happened.
        session: the run of the program in which a supervisor did it; empty in older journals.
    """

    ERASED: ClassVar[Names] = ()
    LASTING: ClassVar[Names] = ("id", "at", "recorded_at", "source", "fact", "by", "session")

    id: str
    at: datetime
    recorded_at: datetime
    source: Source
    fact: Fact
    by: str = ""
    session: str = ""
