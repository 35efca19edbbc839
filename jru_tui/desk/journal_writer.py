"""The writer of facts into the journal, in batches; listeners are told what they change.

Nothing is told before it is durable, with one exception: what the feed says while the journal
cannot be written is shown all the same, and known for not kept. Not re-entrant: callers see to it
that one call ends before the next begins.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from jru_tui import garbage_collector
from jru_tui.board import CallReported, Change, Source
from jru_tui.desk.recorder import Dated, Recorder
from jru_tui.journal import JournalError

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
        recorder: the journal and the board that follows from it.
    """

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
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
            batch, waiting = _cut(waiting)
            try:
                change = await self._recorder.write(batch, source, now, decided=False)
            except JournalError:
                self.tell()
                return False
            await self._notify(change or _NOTHING, waiting)
        return True

    async def show(self, facts: Iterable[Dated], source: Source, now: datetime) -> None:
        """Record what is shown also where the journal does not take it, for `tell` to tell.

        Args:
            facts: what happened, with when.
            source: whose word it is.
            now: the moment of writing, UTC.
        """
        waiting = list(facts)
        while waiting:
            batch, waiting = _cut(waiting)
            await self._notify(await self._recorder.write_or_show(batch, source, now), waiting)
        self._untold |= await self._recorder.rescue()

    async def retry(self) -> None:
        """Write down what is shown and not kept, as far as that can be by now."""
        if self._recorder.unsaved:
            self._untold |= await self._recorder.retry()

    async def _notify(self, change: Change, waiting: Sequence[Dated]) -> None:
        self._untold |= change
        if waiting:
            # A large document must not keep the keys waiting.
            self.tell()
            await asyncio.sleep(0)

    def tell(self, change: Change = _NOTHING) -> Change:
        """Tell everybody of a change, and of what was recorded since the last one.

        An empty one says that something about the feed or the journal is to be looked at.
        """
        change, self._untold = self._untold | change, Change()
        for listener in tuple(self._listeners):
            listener(change)
        return change


def _cut(waiting: list[Dated]) -> tuple[list[Dated], list[Dated]]:
    """The facts that are written at once, and those behind them."""
    if len(waiting) > _LARGE:
        # What so large a document brings stays on the board: a garbage collector that looks through
        # all of it again and again would hold the keys up for 100 ms.
        garbage_collector.set_apart()
    end = _batch(waiting)
    return waiting[:end], waiting[end:]


def _batch(facts: Sequence[Dated]) -> int:
    """Count how many of the first facts make up one batch."""
    weight = 0
    for number, (_, fact) in enumerate(facts, 1):
        weight += 1 + (len(fact.call.responses) if isinstance(fact, CallReported) else 0)
        if weight >= _BATCH:
            return number
    return len(facts)
