"""The health of the feed, from poll to poll: live, doubtful or lost, and its remarks."""

from collections import deque
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum

from msgspec import structs

from jru_tui.board import FeedChanged, Subject
from jru_tui.desk.server_clock import ClockReading
from jru_tui.feeds import (
    FeedHealth,
    FeedReading,
    PollFailure,
    are_most,
    known_ids,
    nameless_calls,
    quoted,
)

_REMEMBERED = 60
"""Documents that dropped something, of which the counts are held."""
_OFTEN = 3
"""So many of them make a count usual: one slip that a second document confirmed does not."""
_FEW = 3
"""A list of more than this that is suddenly empty is doubted, whatever was before."""


class UsualLosses:
    """A count of what each believed document dropped, for calls and for vehicles."""

    def __init__(self) -> None:
        self._counts: dict[Subject, deque[int]] = {}

    def add(self, dropped: Mapping[Subject, int]) -> None:
        """Take in how much a document dropped that was believed."""
        for subject, count in dropped.items():
            if count:
                self._counts.setdefault(subject, deque(maxlen=_REMEMBERED)).append(count)

    def exceeded(self, subject: Subject, count: int, known: int) -> bool:
        """Test whether a document drops more than can be believed at once.

        Args:
            subject: calls or vehicles.
            count: how many it drops.
            known: how many there were.
        """
        if 2 * count <= known:
            return False
        return (count == known and known > _FEW) or count > self._usual(subject)

    def _usual(self, subject: Subject) -> int:
        counts = sorted(self._counts.get(subject, ()), reverse=True)
        return counts[_OFTEN - 1] * 5 // 4 if len(counts) >= _OFTEN else 0


_A_WHILE = timedelta(minutes=5)
_STILL = timedelta(minutes=3)
"""A document that stays the same for longer is told of, if those before it came faster."""
_SLOWEST = timedelta(minutes=30)
CONFIRMED_AFTER = timedelta(seconds=3)
"""How much later a second document has to say the same as one that is doubted."""


class Doubt(Enum):
    """A reason why a document is not news; the value is its words for the header."""

    MOST_GONE = (
        "most open calls or vehicles are suddenly missing: waiting for a second "
        "document to confirm it"
    )
    MOST_ASIDE = "most of its records cannot be read: older versions of them are shown"
    STUCK = "its document stays the same: the feed may be stuck"


class FeedMonitor:
    """A monitor of the feed. Each method answers with what is worth writing down.

    Attributes:
        health: for the header, and for whoever wonders.
        doubted: a document that lists suddenly less than half, until a second one says so too.
        ahead: how far the server's clock is ahead of this machine's; None until it was heard.
    """

    def __init__(self) -> None:
        self.health = FeedHealth()
        self.doubted: FeedReading | None = None
        self._doubted_at: datetime | None = None
        self.ahead: timedelta | None = None
        self._remark = ""
        self._lags = False
        self._older_at: datetime | None = None
        self._every = timedelta()
        self._doubt: Doubt | None = None
        self._meeting = CallIdCheck()

    def doubt(self, reading: FeedReading | None, now: datetime) -> None:
        """Doubt a complete document until a later one says the same, or (None) doubt none."""
        self.doubted = reading
        self._doubted_at = None if reading is None else self._doubted_at or now

    def confirms(self, now: datetime) -> bool:
        """Test whether a document that comes now is a second one, which can confirm the first.

        Two that are asked for within a second or two come out of the same slip.
        """
        return self._doubted_at is not None and now - self._doubted_at >= CONFIRMED_AFTER

    def not_yet(self, last_word: datetime | None) -> None:
        """Set the age of what is shown to the feed's last word, until the first poll."""
        if self.health.state == "connecting":
            self.health = FeedHealth(good_at=last_word)

    def note_times(self, clock: ClockReading) -> None:
        """Take in what the document's time tells of the two clocks."""
        self.ahead = clock.ahead
        self._lags = clock.doubted < timedelta()
        if clock.changed:
            self.health = structs.replace(self.health, as_of=None)
            self._older_at, self._every = None, timedelta()

    def note_failure(self, poll: PollFailure) -> FeedChanged:
        """A poll failed."""
        failures, reason = self.health.failures + 1, poll.reason
        self.health = structs.replace(
            self.health, state="lost", error=reason, failures=failures, gone=poll.gone
        )
        # After a restart nothing has been received yet, but the journal has the feed's last word.
        as_of = self.health.as_of or self.health.good_at
        return FeedChanged("lost", as_of, reason, gone=poll.gone)

    def good(self, reading: FeedReading | None, now: datetime) -> FeedChanged:
        """A poll brought a document, or (None) that nothing has changed since the last one."""
        as_of, older = self.health.as_of, False
        # What was said of the last document holds while it is "not changed".
        if reading is not None:
            older = self._lags or (as_of is not None and reading.generated_at < as_of)
            self._older_at = now if older else self._older_at
            # A cache that answers now and then would otherwise be told of with every other poll.
            lately = self._older_at is not None and now - self._older_at < _A_WHILE
            apart = self._meeting.hear(reading)
            ahead = self.ahead or timedelta()
            self._remark = remark_on(reading, ahead, older=lately, apart=apart)
            self._doubt = self._doubtful(reading, as_of, now)
            odd = {(record.subject, record.key): record.reason for record in reading.marked}
            self.health = structs.replace(self.health, odd=odd)
            as_of = max(reading.generated_at, as_of or reading.generated_at)
        doubt = Doubt.MOST_GONE if self.doubted is not None else self._doubt
        if doubt is None:
            # An older document makes nothing that is shown any younger than it is itself.
            good_at: datetime | None = now
            if older and reading is not None:
                good_at = max(reading.generated_at, self.health.good_at or reading.generated_at)
            self.health = FeedHealth(
                "live", good_at=good_at, as_of=as_of, error=self._remark, odd=self.health.odd
            )
            return FeedChanged("live", as_of, self._remark)
        # What is shown is as old as what was last heard and believed.
        good_at = {Doubt.STUCK: as_of, Doubt.MOST_ASIDE: self.health.good_at}.get(doubt, now)
        self.health = FeedHealth(
            "suspect", good_at=good_at, as_of=as_of, error=doubt.value, odd=self.health.odd
        )
        return FeedChanged("suspect", as_of, doubt.value)

    def _doubtful(
        self, reading: FeedReading, as_of: datetime | None, now: datetime
    ) -> Doubt | None:
        """Find why a document is not news; None for no reason."""
        listed = len(reading.listed_calls) + len(reading.listed_vehicles)
        # One of changes alone is as short as what changed: one bad record says nothing of the rest.
        if reading.complete and len(reading.refused) > listed:
            return Doubt.MOST_ASIDE
        if as_of is None or reading.generated_at < as_of:
            return None
        if reading.generated_at > as_of:
            self._every = min(reading.generated_at - as_of, _SLOWEST)
            return None
        return Doubt.STUCK if now - as_of > max(_STILL, 2 * self._every) else None

    def next_try(self, in_s: float | None) -> None:
        """Note when the feed is asked again, in seconds from now."""
        ahead_s = None if self.ahead is None else self.ahead.total_seconds()
        self.health = structs.replace(self.health, next_try_s=in_s, ahead_s=ahead_s)


class CallIdCheck:
    """A check of each vehicle's call by the feed, and whether that was ever listed.

    A call that was listed once has closed since or is gone: that is told elsewhere.
    """

    def __init__(self) -> None:
        self._calls: dict[str, str] = {}
        self._met: set[tuple[str, str]] = set()
        self._apart = False

    def hear(self, reading: FeedReading) -> bool:
        """Test whether most vehicles on a call name one that no document has listed since.

        A document of changes alone settles nothing: then it is as it was.
        """
        for vehicle in reading.vehicles:
            if vehicle.call is None:
                self._calls.pop(vehicle.id, None)
            else:
                self._calls[vehicle.id] = vehicle.call
        known = known_ids(reading)
        self._met &= self._calls.items()
        self._met |= {pair for pair in self._calls.items() if pair[1] in known}
        if reading.complete:
            for missing in self._calls.keys() - reading.listed_vehicles:
                del self._calls[missing]
            strange = self._calls.items() - self._met
            self._apart = are_most(len(strange), len(self._calls)) and not nameless_calls(reading)
        return self._apart


_STEPS_MIN = (240, 60, 15, 5, 2, 1)
"""Minutes that are told of, in steps, so that a sentence does not change with every poll."""
_REHEARSAL = timedelta(days=1)
"""A feed of another day is a recording or an exercise, which the board's date says already."""


OLDER = "a cache returns older documents: what they leave out is not treated as gone"


APART = (
    "most vehicles on a call name a call that is not listed: are call ids the same in both lists?"
)


def remark_on(reading: FeedReading, ahead: timedelta, *, older: bool, apart: bool = False) -> str:
    """The gravest of what is odd about a document, in words; empty where nothing is.

    Args:
        reading: the document.
        ahead: how far the server's clock is ahead of this machine's.
        older: it, or one of the last few, was older than the one before it.
        apart: most vehicles on a call name one that is not listed.
    """
    if reading.oddity:
        return reading.oddity
    if older:
        return OLDER
    if reading.marked:
        first, *more = reading.marked
        rest = f" (and {len(more)} more)" if more else ""
        return f"{first.subject} {quoted(first.key)} {first.reason}{rest}"
    return APART if apart else describe_clock_difference(ahead)


def describe_doubtful_time(off: timedelta) -> str:
    """Describe a document whose own time is far from what it should be."""
    return f"its time is {_far(off)} ahead: not trusted until a second document confirms it"


def describe_clock_change(step: timedelta) -> str:
    """Describe a change of this machine's clock."""
    direction = "forward" if step > timedelta() else "back"
    return f"this machine's clock was set {direction} by {_far(step)}: the board keeps its own time"


def _far(span: timedelta) -> str:
    seconds = int(abs(span).total_seconds())
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min"  # noqa: PLR2004 - two minutes


def describe_clock_difference(ahead: timedelta) -> str:
    """Say how far the server's clock and this machine's are apart, where that is worth a word."""
    # A whole hour is a zone that was mistaken, whatever the way took: a hundredth is let pass.
    far = abs(ahead) * 1.01
    minutes = next((step for step in _STEPS_MIN if far >= timedelta(minutes=step)), None)
    if minutes is None or abs(ahead) >= _REHEARSAL:
        return ""
    direction = "ahead of" if ahead > timedelta() else "behind"
    return (
        f"its clock is {minutes} min or more {direction} this machine's; the feed's times are used"
    )
