"""The recorder of events: appended to the journal, then folded into the board.

What cannot be written is shown all the same, waits, and is written as soon as that can be.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime
from uuid import uuid4

from msgspec import structs

from jru_tui.board import Board, Change, Event, Fact, Source
from jru_tui.desk.unsaved_events import UnsavedEvents, subject_of_event, urgent_on
from jru_tui.journal import (
    AppendConflict,
    Head,
    Journal,
    JournalDivergedError,
    JournalError,
    LeaseLostError,
    Reserve,
)

Dated = tuple[datetime, Fact]
"""A fact and when it happened, by the feed's own time."""

_FOLD = 1_000
"""How many events of the journal are folded in together: views are made once for all of them."""


class Recorder:
    """A recorder that writes to the journal and folds into the board. Not re-entrant.

    Args:
        board: what the journal told so far.
        journal: where everything is stored.
        by: who supervises.
        reserve: room that is given up when the disk is full; None where there is none.
        session: the run of the program; empty where nobody needs to know.

    Attributes:
        board: what the journal told, and what could not be written into it yet.
        by: who supervises.
        session: the run of the program.
        trouble: why the journal cannot be written, in words; empty while it can.
        unsaved: what is shown, and could not be written.
        outdated: what is shown and not kept cannot be kept any more, as another board has polled
            meanwhile: nothing is written until the board is read again from the journal.
        diverged: why the board does not show what the journal holds, as a sentence; empty for that.
        on_others_events: called with what others may have written, when it is folded in.
    """

    def __init__(
        self,
        board: Board,
        journal: Journal,
        by: str,
        reserve: Reserve | None = None,
        *,
        session: str = "",
    ) -> None:
        self.board = board
        self.session = session
        self.trouble = ""
        self.unsaved = UnsavedEvents()
        self._rescued: set[object] = set()
        self._reserve = reserve
        self._gone = ""
        self._absent = False
        self._changed = ""
        self._journal = journal
        self.by = by
        self.outdated = False
        self.diverged = ""
        self._position = board.events
        self.on_others_events: Callable[[Sequence[Event]], None] = _ignore

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
        self,
        facts: Sequence[Dated],
        source: Source,
        now: datetime,
        *,
        decided: bool,
        by: str = "",
        ids: Sequence[str] = (),
    ) -> Change | None:
        """Append and fold in; None if a decision met a conflict and has to be made again.

        Args:
            facts: the facts with their times, in order.
            source: the source of the facts.
            now: the present moment, UTC.
            decided: true if the facts follow from the board, so that a conflict matters.
            by: who decided, where that is not who supervises.
            ids: of the events, where they are known before; new ones where there are none.

        Raises:
            JournalError: nothing was written.
        """
        if not facts:
            return Change()
        events = [self.event(at, fact, source, now, by) for at, fact in facts]
        if ids:
            events = [
                structs.replace(event, id=id_) for event, id_ in zip(events, ids, strict=True)
            ]
        return await self.append(events, decided=decided)

    async def write_or_show(self, facts: Sequence[Dated], source: Source, now: datetime) -> Change:
        """Append and fold in; what cannot be written is folded in all the same, and waits.

        Args:
            facts: what happened, with when.
            source: whose word it is.
            now: the moment of writing, UTC.
        """
        events = [self.event(at, fact, source, now) for at, fact in facts]
        tried = not self.unsaved
        if tried:
            try:
                return await self.append(events) or Change()
            except LeaseLostError:
                return Change()  # another board polls the feed, and keeps what it says
            except JournalError:
                pass
        change = await self._fold_in_parts(events)
        self.unsaved.add(events, tried=tried)
        self.board.unsaved = self.unsaved.about
        return change

    def event(self, at: datetime, fact: Fact, source: Source, now: datetime, by: str = "") -> Event:
        """Make an event of a fact, with its own time and the time of recording.

        Args:
            at: the moment, UTC.
            fact: the fact.
            source: the source of the facts.
            now: the present moment, UTC.
            by: who decided, where that is not who supervises.
        """
        ours = source == "supervisor"
        author, session = (by or self.by, self.session) if ours else ("", "")
        return Event(uuid4().hex, at, now, source, fact, author, session)

    async def append(self, events: Sequence[Event], *, decided: bool = False) -> Change | None:
        """The same for whole events, behind those that wait to be written."""
        expected = self._position + len(self.unsaved) if decided else None
        change = await self._flush()
        appended = await self._append(events, expected)
        return None if appended is None else change | appended

    async def retry(self) -> Change:
        """Write down what waits, if that can be by now; where the disk is full, what must not wait.

        Returns:
            What is kept by now of what is shown.
        """
        try:
            return await self._flush()
        except JournalError:
            return await self.rescue()

    async def rescue(self) -> Change:
        """Write down what must not wait, in the room that is given up for it; each call once.

        Returns:
            What is kept by now of what is shown.
        """
        urgent, change = urgent_on(self.board), Change()

        def is_due(event: Event) -> bool:
            return urgent(event) and subject_of_event(event) not in self._rescued

        if self._reserve is None or not any(map(is_due, self.unsaved)):
            return change
        if not self._reserve.given_up and not await asyncio.to_thread(self._reserve.give_up):
            return change
        reason = self.trouble
        for batch in self.unsaved.urgent(is_due):
            try:
                change |= await self._append(batch, None) or Change()
            except JournalError:
                break
            self._rescued.update(map(subject_of_event, batch))
            self.trouble = reason
        return change

    async def hold_reserve(self) -> None:
        """Take the room that is given up when the disk is full."""
        if self._reserve is not None and not self.read_only:
            await asyncio.to_thread(self._reserve.hold)

    async def _flush(self) -> Change:
        """Write down what waits, in order.

        Raises:
            JournalError: that cannot be yet.
        """
        given_up = self._reserve if self._reserve and self._reserve.given_up else None
        if given_up is not None and not await asyncio.to_thread(given_up.hold):
            # What room there is belongs to what must not wait.
            raise JournalError(self.trouble)
        change = Change()
        while batch := self.unsaved.first():
            change |= await self._append(batch, None) or Change()
        self._rescued.clear()
        return change

    async def _append(self, events: Sequence[Event], expected: int | None) -> Change | None:
        if self.outdated:
            raise LeaseLostError("This board is being read again from the journal.")
        try:
            appended = await self._journal.append(events, expected)
        except LeaseLostError:
            raise
        except JournalError as error:
            if isinstance(error, JournalDivergedError):
                self.diverged = str(error)
            self.trouble = str(error)
            self._absent = bool(self._journal.warning)
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
            return await self._fold(events, position)
        change = Change()
        unread: list[Event] = []
        async for place, event in self._journal.read(self._position):
            unread.append(event)
            if len(unread) == _FOLD:
                change |= await self._fold(unread, place)
                unread = []
        return change | await self._fold(unread, self._position + len(unread))

    def give_up_unkept(self) -> None:
        """Forget what was shown and not kept: the board is about to be the journal's again."""
        self.unsaved = UnsavedEvents()
        self._rescued.clear()
        self.outdated = False
        self.trouble = ""

    def go_on_from(self, position: int) -> None:
        """Take note that the board holds what the journal told up to a position."""
        self._position = position

    async def follow(self) -> AsyncIterator[Change]:
        """Yield the changes that another process writes, folded into the board."""
        async for position, event in self._journal.subscribe(self._position):
            yield await self._fold([event], position)

    def events_behind(self, position: int) -> AsyncIterator[tuple[int, Event]]:
        """Yield what the journal holds behind a position.

        Raises:
            JournalError: it cannot be read.
        """
        return self._journal.read(position)

    @property
    def position(self) -> int:
        """The position of the journal that the board shows."""
        return self._position

    def read_appended(self) -> AsyncIterator[tuple[int, Event]]:
        """Yield what is appended behind what the board knows, by anybody."""
        return self._journal.subscribe(self._position)

    async def take_in(self, position: int, event: Event) -> Change | None:
        """Fold in what the journal holds up to an event that somebody has appended.

        Returns:
            None where it is known already.
        """
        if position <= self._position:
            return None
        if not self.unsaved:
            self.trouble = ""  # the journal takes what others write, so it takes this board's too
        if position == self._position + 1:
            return await self._fold([event], position)
        return await self.catch_up()

    def forget_absence(self) -> None:
        """Forget that the journal's server was gone, where it answers and nothing waits for it."""
        if self._absent and not self.unsaved and not self._journal.warning:
            self.trouble = ""

    async def look(self, *, whole: bool) -> None:
        """See that the journal is still there and, `whole`, that nobody changed what it holds."""
        try:
            await self._journal.head()
            self._gone = ""
        except JournalError as error:
            if isinstance(error, JournalDivergedError):
                self.diverged = str(error)
            self._gone = str(error)
        if not self._gone and (whole or await self._journal.is_touched()):
            self._changed = await _wrong(self._journal.verify())

    async def head(self) -> Head:
        """Return the head of the journal.

        Raises:
            JournalError: it is gone, or cannot be read.
        """
        return await self._journal.head()

    async def _fold(self, events: Sequence[Event], position: int) -> Change:
        # What waited is on the board already; that it is kept by now is seen there.
        unknown = [event for event in events if event not in self.unsaved]
        self.on_others_events(unknown)
        change = await self._fold_in_parts(unknown)
        saved = self.unsaved.discard(events)
        if saved:
            self.board.unsaved = self.unsaved.about
        self._position = position
        return change | saved

    async def _fold_in_parts(self, events: Sequence[Event]) -> Change:
        """Fold events in; where many views follow from them, the keys get their turn between."""
        parts, change = self.board.fold_in_parts(events), Change()
        try:
            for number, part in enumerate(parts):
                change |= part
                if number:
                    await asyncio.sleep(0)
        finally:
            # Also where it is cancelled: views of two boards must not stand beside each other.
            for part in parts:
                change |= part
        return change


def _ignore(_events: Sequence[Event]) -> None:
    """Take no note of what others have written."""


def without_folders(words: str) -> str:
    """A sentence about a file that has room in a line: by its name alone."""
    return re.sub(r"(?:/[^/\s:]+)+/([^/\s:]+)", r"\1", words)


async def _wrong(look: Awaitable[object]) -> str:
    try:
        await look
    except JournalError as error:
        return str(error)
    return ""
