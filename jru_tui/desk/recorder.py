"""The desk's pen: facts are written down in batches, and whoever listens is told what they change.

Nothing is told before it is durable. Who calls it sees to it that one call ends before the next
begins.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from uuid import uuid4

from jru_tui import garbage_collector
from jru_tui.board.board import Board
from jru_tui.board.events import CallReported, Event, Fact, Source
from jru_tui.board.views import Change
from jru_tui.desk.document_diff import Dated
from jru_tui.journal.protocol import AppendConflict, Head, Journal, JournalError

_FOLD = 1_000
"""How many events of the journal are folded in together: views are made once for all of them."""


class Recorder:
    """A recorder that writes to the journal and folds into the board. Not re-entrant.

    Attributes:
        board: what `position` events of the journal told.
        trouble: why the journal cannot be written, in words; empty while it can.
    """

    def __init__(self, board: Board, journal: Journal, by: str) -> None:
        """Keep in this journal what this board shows; `by` is who supervises."""
        self.board = board
        self.trouble = ""
        self._gone = ""
        self._changed = ""
        self._journal = journal
        self._by = by
        self._position = board.events

    @property
    def read_only(self) -> bool:
        """Test whether nothing can be written: an observer leaves no trace."""
        return self._journal.read_only

    @property
    def damage(self) -> str:
        """Describe damage of the journal itself; empty while there is none."""
        return self._gone or self._changed or self._journal.warning

    @property
    def trouble_in_words(self) -> str:
        """Describe the trouble without the folders of its files: a line is short."""
        return without_folders(self.trouble or self.damage)

    async def write(
        self, facts: Sequence[Dated], source: Source, now: datetime, *, decided: bool
    ) -> Change | None:
        """Append and fold in; None if a decision met a conflict and has to be made again.

        Args:
            facts: the facts with their times, in order.
            source: the source of the facts.
            now: the present moment, UTC.
            decided: true if the facts follow from the board, so that a conflict matters.

        Raises:
            JournalError: nothing was written.
        """
        if not facts:
            return Change()
        events = [self.event(at, fact, source, now) for at, fact in facts]
        return await self.append(events, self._position if decided else None)

    def event(self, at: datetime, fact: Fact, source: Source, now: datetime) -> Event:
        """Make an event of a fact, with its own time and the time of recording.

        Args:
            at: the moment, UTC.
            fact: the fact.
            source: the source of the facts.
            now: the present moment, UTC.
        """
        by = self._by if source == "supervisor" else ""
        return Event(id=uuid4().hex, at=at, recorded_at=now, source=source, fact=fact, by=by)

    async def append(self, events: Sequence[Event], expected: int | None = None) -> Change | None:
        """The same for whole events."""
        try:
            appended = await self._journal.append(events, expected)
        except JournalError as error:
            self.trouble = str(error)
            raise
        if isinstance(appended, AppendConflict):
            return None
        self.trouble = ""
        return await self.catch_up(events, appended.position)

    async def catch_up(self, events: Sequence[Event] = (), position: int | None = None) -> Change:
        """Fold in what the journal holds behind what the board knows.

        `events` are those that were just appended up to `position`.
        """
        if position is not None and position == self._position + len(events):
            # Nobody else wrote: what was appended is all there is to read.
            return self._fold(events, position)
        change = Change()
        unread: list[Event] = []
        async for place, event in self._journal.read(self._position):
            unread.append(event)
            if len(unread) == _FOLD:
                change |= self._fold(unread, place)
                unread = []
        return change | self._fold(unread, self._position + len(unread))

    async def follow(self) -> AsyncIterator[Change]:
        """Yield the changes that another process writes, folded into the board."""
        async for position, event in self._journal.subscribe(self._position):
            yield self._fold([event], position)

    async def look(self, *, whole: bool) -> None:
        """See that the journal is still there and, `whole`, that nobody changed what it holds."""
        self._gone = await _wrong(self._journal.head())
        if whole and not self._gone:
            self._changed = await _wrong(self._journal.verify())

    async def head(self) -> Head:
        """Return the head of the journal.

        Raises:
            JournalError: it is gone, or cannot be read.
        """
        return await self._journal.head()

    def _fold(self, events: Sequence[Event], position: int) -> Change:
        change = self.board.fold(events)
        self._position = position
        return change


def without_folders(words: str) -> str:
    """A sentence about a file that has room in a line: by its name alone."""
    return re.sub(r"(?:/[^/\s:]+)+/([^/\s:]+)", r"\1", words)


async def _wrong(look: Awaitable[object]) -> str:
    try:
        await look
    except JournalError as error:
        return str(error)
    return ""


Listener = Callable[[Change], None]

_NOTHING = Change()
_LARGE = 2_000
"""Facts from which on the garbage collector is told to leave alone what is there."""
_BATCH = 400
"""How many facts are written and folded in at once before the keys get their turn; a call counts
for as many more as vehicles were sent to it."""


class JournalWriter:
    """A writer to one journal.

    Args:
        keeping: the journal and the board that follows from it.
    """

    def __init__(self, keeping: Recorder) -> None:
        self._keeping = keeping
        self._listeners: list[Listener] = []
        self._untold = Change()

    def subscribe(self, listener: Listener, *, first: bool = False) -> Callable[[], None]:
        """Tell a listener of every change; `first`: before those who are told already.

        Returns:
            What ends the telling.
        """
        self._listeners.insert(0 if first else len(self._listeners), listener)
        return lambda: self._listeners.remove(listener)

    async def record(self, facts: Iterable[Dated], source: Source, now: datetime) -> bool:
        """Write down what happened, whatever else was written meanwhile, for `tell` to tell.

        The last batch is told together with what it leads to: the screen draws a poll once.

        Args:
            facts: the facts with their times, in order.
            source: the source of the facts.
            now: the present moment, UTC.

        Returns:
            False if the journal does not take it; that much has been told.
        """
        waiting = list(facts)
        while waiting:
            if len(waiting) > _LARGE:
                # What so large a document brings stays on the board: a garbage collector that
                # looks through all of it again and again would hold the keys up for 100 ms.
                garbage_collector.set_apart()
            end = _batch(waiting)
            batch, waiting = waiting[:end], waiting[end:]
            try:
                change = await self._keeping.write(batch, source, now, decided=False)
            except JournalError:
                self.tell()
                return False
            self._untold |= change or _NOTHING
            if waiting:
                # A large document must not keep the keys waiting.
                self.tell()
                await asyncio.sleep(0)
        return True

    def tell(self, change: Change = _NOTHING) -> Change:
        """Tell everybody of a change, and of what was recorded since the last one.

        An empty one says that something about the feed or the journal is to be looked at.
        """
        change, self._untold = self._untold | change, Change()
        for listener in tuple(self._listeners):
            listener(change)
        return change


def _batch(facts: Sequence[Dated]) -> int:
    """Count how many of the first facts make up one batch."""
    weight = 0
    for number, (_, fact) in enumerate(facts, 1):
        weight += 1 + (len(fact.call.responses) if isinstance(fact, CallReported) else 0)
        if weight >= _BATCH:
            return number
    return len(facts)
