"""The results of the last polls, for the page of feed health."""

from collections import deque
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

from msgspec import Struct

from jru_tui.board import Board, CallReported, Fact, Unlisted, VehicleReported
from jru_tui.feeds import (
    FeedHealth,
    FeedReading,
    MarkedRecord,
    Poll,
    PollFailure,
    PollTiming,
    Unchanged,
)

KEPT = 60
"""Polls that are remembered: five minutes at the usual pace."""

Verdict = Literal["good", "unchanged", "doubtful", "failed"]
"""`unchanged` is a 304; `doubtful` a document that has to be confirmed by a second one."""


class Counts(Struct, frozen=True):
    """Records of a document, calls and vehicles: measured against the board before it."""

    new: int = 0
    changed: int = 0
    removed: int = 0


class PollRecord(Struct, frozen=True):
    """A poll and its result.

    Attributes:
        at: when it was over, by the board's clock.
        counts: what its document changed; nothing where there was none.
        refused: records of its document that were set aside.
        reason: what was wrong or odd, in words; empty for nothing.
        trip: what it took.
        next_try_s: seconds from `at` until the next one, None where none is planned.
    """

    at: datetime
    verdict: Verdict
    counts: Counts = Counts()
    refused: int = 0
    reason: str = ""
    trip: PollTiming = PollTiming()
    next_try_s: float | None = None


class PollHistory:
    """The last polls, oldest first, and what the newest document holds that is odd.

    Attributes:
        marked: records that are taken although something about them is odd.
        count: how many polls there were in all.
    """

    def __init__(self) -> None:
        self.marked: tuple[MarkedRecord, ...] = ()
        self.count = 0
        self._last: deque[PollRecord] = deque(maxlen=KEPT)

    @property
    def last(self) -> Sequence[PollRecord]:
        """Return the last polls, at most `KEPT`."""
        return tuple(self._last)

    def add(
        self,
        poll: Poll,
        counts: Counts,
        health: FeedHealth,
        at: datetime,
        trip: PollTiming,
    ) -> None:
        """Take note of a poll; `health` is the feed's with it.

        Args:
            poll: the poll.
            counts: what its document changed.
            health: the health of the feed.
            at: when it was over, UTC.
            trip: the time and bytes that it took.
        """
        self.count += 1
        refused = 0
        if isinstance(poll, FeedReading):
            self.marked = poll.marked
            refused = len(poll.refused)
        self._last.append(
            PollRecord(
                at,
                _verdict(poll, health),
                counts,
                refused,
                health.error,
                trip,
                health.next_try_s,
            )
        )


def count_changes(board: Board, facts: Iterable[Fact]) -> Counts:
    """Count what facts of a document change on the board as it stands before them."""
    new = changed = removed = 0
    for fact in facts:
        match fact:
            case CallReported(call=call) if call.id not in board.calls:
                new += 1
            case VehicleReported(vehicle=vehicle) if vehicle.id not in board.vehicles:
                new += 1
            case CallReported() | VehicleReported():
                changed += 1
            case Unlisted():
                removed += 1
    return Counts(new, changed, removed)


def _verdict(poll: Poll, health: FeedHealth) -> Verdict:
    if isinstance(poll, PollFailure) or health.state == "lost":
        return "failed"
    if health.state == "suspect":
        return "doubtful"
    return "unchanged" if isinstance(poll, Unchanged) else "good"
