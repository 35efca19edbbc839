"""A limit on how fast a feed may fill the journal.

Every changed record is kept for years. A feed in which all of a large document changes with each
poll would fill the disk within hours, and nobody reads so much. So a reading brings what the budget
allows, the most urgent first. The others wait: they are read again with the next poll, as they are
then. A record that is set aside again and again is told of only as often as there is room.
"""

from collections import Counter
from collections.abc import MutableMapping, Sequence
from math import inf

from msgspec import Struct

from jru_tui.board import CallRecord, Subject, VehicleRecord
from jru_tui.feeds.models import RefusedRecord

BURST = 8_000_000
"""Bytes that may change at once: every record of a large feed, now and then."""
A_READING = 500_000
"""Bytes by which the budget grows with each reading: a feed of 5,000 calls of which each tenth is
changed does not notice it."""
WAITS = (
    "each poll brings more changes than the disk can save in time: the most urgent are taken at "
    "once, the rest with later polls"
)
"""The sentence for the supervisor while records wait; without a count, which changes each time."""


class ChangedRecord(Struct, frozen=True):
    """A changed record that is to be paid for.

    Attributes:
        subject, id: which.
        size: bytes that it adds to the journal, about.
        is_emergency: a vehicle whose crew calls for help.
        is_new: it was never read before.
    """

    subject: Subject
    id: str
    size: int
    is_emergency: bool
    is_new: bool


class GrowthLimit:
    """A budget of bytes that is filled up with each reading and spent by what has changed.

    The last thing that is paid for may be as large as it is, and take the budget below nothing.

    Attributes:
        waiting: records of this reading that wait for a later one.
    """

    def __init__(self, burst: int = BURST, a_reading: int = A_READING) -> None:
        self._burst = burst
        self._a_reading = a_reading
        self._left = inf
        self._is_first = True
        self._waited: Counter[tuple[Subject, str]] = Counter()
        self.waiting = 0

    def begin(self) -> None:
        """A reading begins; the first of all costs nothing: nothing is known before it."""
        if not self._is_first:
            self._left = min(self._burst, self._left + self._a_reading)
        self._is_first = False
        self.waiting = 0

    @property
    def is_limited(self) -> bool:
        """Tell whether this reading has to be paid for, as all but the first."""
        return self._left < inf

    @property
    def is_spent(self) -> bool:
        """Tell whether nothing is left."""
        return self._left <= 0

    def spend(self, size: int) -> bool:
        """Spend so many bytes, where anything is left to be spent."""
        if self.is_spent:
            return False
        self._left -= size
        return True

    def postponed(self, changes: Sequence[ChangedRecord]) -> frozenset[tuple[Subject, str]]:
        """Spend on the changes of a reading, and name those that have to wait.

        Emergencies come first, then what is new, then what has waited longest.
        """
        size = sum(change.size for change in changes)
        if size <= self._left:
            self._left -= size
            self._waited.clear()
            return frozenset()
        later = [
            (change.subject, change.id)
            for change in sorted(changes, key=self._urgency)
            if not self.spend(change.size)
        ]
        self._waited = Counter({key: self._waited[key] + 1 for key in later})
        self.waiting += len(later)
        return frozenset(later)

    def _urgency(self, change: ChangedRecord) -> tuple[bool, bool, int, int]:
        waited = self._waited[change.subject, change.id]
        return not change.is_emergency, not change.is_new, -waited, change.size


_REFUSAL = 300
"""Bytes that the journal takes for a record that is set aside, beside what came of it."""
_UNTOLD = 100
"""Records that are told for the first time although the budget is spent; more of them wait."""

Beyond = MutableMapping[CallRecord | VehicleRecord | RefusedRecord, str]


class ToldRefusals:
    """The records of one kind that are set aside, as each was told last."""

    def __init__(self) -> None:
        self._told: dict[tuple[Subject, str], RefusedRecord] = {}

    def limit(
        self, found: Sequence[RefusedRecord], growth: GrowthLimit, beyond: Beyond | None = None
    ) -> list[RefusedRecord]:
        """Tell each record as it is, or as it was told before where the budget is spent.

        Args:
            found: every record of a document that is set aside.
            growth: the budget.
            beyond: what came of them; what is not told is taken out of it.
        """
        reported: dict[tuple[Subject, str], RefusedRecord] = {}
        untold = 0
        for refused in found:
            key = refused.subject, refused.key
            before = self._told.get(key)
            came = beyond.get(refused, "") if beyond else ""
            if refused == before or growth.spend(_REFUSAL + len(came)):
                reported[key] = refused
                continue
            if beyond:
                beyond.pop(refused, None)
            if before is None:
                untold += 1
            if untold > _UNTOLD and before is None:
                growth.waiting += 1
            else:
                reported[key] = before or refused
        self._told = reported
        return list(reported.values()) if growth.is_spent else list(found)
