"""The reception of polls: the health of the feed, and what the board does not know yet."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING

from msgspec import structs

from jru_tui.board import Board, FeedChanged, VehicleRecord
from jru_tui.desk.dropped_vehicles import unchanged
from jru_tui.desk.feed_monitor import (
    FeedMonitor,
    UsualLosses,
    describe_clock_change,
    describe_doubtful_time,
)
from jru_tui.desk.journal_writer import JournalWriter
from jru_tui.desk.poll_history import Counts, PollHistory
from jru_tui.desk.recorder import Recorder
from jru_tui.desk.server_clock import ClockReading
from jru_tui.feeds import FeedReading, Poll, PollFailure, PollTiming, Unchanged

if TYPE_CHECKING:
    from jru_tui.desk.call_identity import CallIdentities
    from jru_tui.desk.document_diff import DocumentDiff

_LARGE = 2_000
"""Records from which on a document is compared in a thread: 4 ms for so many."""


class PollReception:
    """The way of a poll into the journal and on to the board.

    Not re-entrant: the desk serialises its calls with everything else that writes.

    Attributes:
        monitor: says how the feed is.
        polls: what became of the last polls.
        note_server_time: sets the clock by the time of each document, and says what it finds.
    """

    def __init__(
        self,
        recorder: Recorder,
        writer: JournalWriter,
        clock: Callable[[], datetime],
        note_server_time: Callable[[datetime], ClockReading],
    ) -> None:
        """Receive polls for one board.

        Args:
            recorder: the journal, and the board that follows from it.
            writer: writes into it.
            clock: the board's time, UTC.
            note_server_time: see `note_server_time`.
        """
        self.monitor = FeedMonitor()
        self.polls = PollHistory()
        self.note_server_time = note_server_time
        self._board: Board = recorder.board
        self._recorder = recorder
        self._writer = writer
        self._clock = clock
        self._losses = UsualLosses()
        self._misdated: dict[str, VehicleRecord] = {}
        """Vehicles of the last documents, where the time of these is not believed yet."""
        self._stamped: dict[str, VehicleRecord] = {}
        """The same where the newest document says that their time was right."""

    def start(self) -> None:
        """Begin with the feed as old as the board's last word of it."""
        feed = self._board.feed
        times = (self._board.heard_at, feed.as_of if feed else None)
        self.monitor.not_yet(max((at for at in times if at is not None), default=None))

    async def receive(self, poll: Poll, next_try_s: float | None, timing: PollTiming) -> None:
        """Take in what one poll brought.

        Args:
            poll: a reading, no change, or a failure.
            next_try_s: seconds until the next one.
            timing: what it took.
        """
        counts, monitor = Counts(), self.monitor
        if isinstance(poll, FeedReading):
            poll = self._identities.with_own_ids(self._timed(poll))
        now = self._clock()
        await self._writer.retry()
        match poll:
            case PollFailure():
                await self._note_feed(monitor.note_failure(poll), now)
            case Unchanged():
                counts = await self._read(monitor.doubted or unchanged(self._board, now), now)
                await self._note_feed(monitor.good(None, now), now)
            case FeedReading():
                counts = await self._read(poll, now)
                await self._note_feed(monitor.good(poll, now), now)
        monitor.next_try(next_try_s)
        self.polls.add(poll, counts, self.monitor.health, now, timing)
        self._writer.tell()

    @cached_property
    def _identities(self) -> "CallIdentities":
        from jru_tui.desk.call_identity import CallIdentities  # noqa: PLC0415 - with a poll

        return CallIdentities(self._board)

    def _timed(self, reading: FeedReading) -> FeedReading:
        """The document, with a time that can be believed."""
        clock_reading = self.note_server_time(reading.generated_at)
        self.monitor.note_times(clock_reading)
        if clock_reading.step:
            reading = structs.replace(reading, remark=describe_clock_change(clock_reading.step))
        if clock_reading.doubted < timedelta():
            # It comes from some cache, and cannot know what is gone since.
            reading = structs.replace(reading, complete=False)
        self._stamped = self._misdated if clock_reading.changed else {}
        if clock_reading.doubted > timedelta():
            remark = describe_doubtful_time(clock_reading.doubted)
            self._misdated |= {vehicle.id: vehicle for vehicle in reading.vehicles}
            return structs.replace(
                reading, generated_at=self._clock(), remark=remark, is_misdated=True
            )
        self._misdated = {}
        return reading

    async def _read(self, reading: FeedReading | None, now: datetime) -> Counts:
        if reading is None:
            return Counts()
        newest = self.monitor.health.as_of
        is_late = newest is not None and reading.generated_at < newest
        diff = await self._compared(reading, confirms=self.monitor.confirms(now))
        await self._writer.show(diff.facts, "feed", now)
        if reading.complete and not is_late:
            # A late one knows nothing of what a newer one lacked, so it ends no doubt of that.
            self._losses.add(diff.dropped)
            self.monitor.doubt(reading if diff.missing else None, now)
        return diff.counts

    async def _compared(self, reading: FeedReading, *, confirms: bool) -> "DocumentDiff":
        """Compare a document with the board; a large one away from the keys."""
        from jru_tui.desk.document_diff import compare_document  # noqa: PLC0415 - lazy

        compared = partial(
            compare_document,
            self._board,
            reading,
            doubted_before=confirms,
            newest=self.monitor.health.as_of,
            stamped=self._stamped,
            losses=self._losses,
        )
        if len(reading.listed_calls) + len(reading.listed_vehicles) < _LARGE:
            return compared()
        # Nobody writes on the board meanwhile: that takes the lock, which is held.
        return await asyncio.to_thread(compared)

    async def _note_feed(self, fact: FeedChanged, now: datetime) -> None:
        """The feed's coming and going is kept once, not with every poll.

        While nothing can be kept something waits to be, so that the first poll that can says so.
        """
        last = self._board.feed
        known = last is not None and structs.replace(fact, as_of=last.as_of) == last
        if not known or (self._recorder.trouble and not self._recorder.unsaved):
            await self._writer.show([(now, fact)], "program", now)
