"""The desk's pen: facts are written down in batches, and whoever listens is told what they change.

Nothing is told before it is durable. Who calls it sees to it that one call ends before the next
begins.
"""

import asyncio
import gc
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from jru_tui.board.events import CallReported, Source
from jru_tui.board.views import Change
from jru_tui.desk.document_diff import Dated
from jru_tui.desk.keeping import Keeping
from jru_tui.journal.protocol import JournalError

Listener = Callable[[Change], None]

_NOTHING = Change()
_LARGE = 2_000
"""Facts from which on the garbage collector is told to leave alone what is there."""
_BATCH = 400
"""How many facts are written and folded in at once before the keys get their turn; a call counts
for as many more as vehicles were sent to it."""


class Pen:
    """Writes into one journal.

    Args:
        keeping: the journal and the board that follows from it.
    """

    def __init__(self, keeping: Keeping) -> None:
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

        Returns:
            False if the journal does not take it; that much has been told.
        """
        waiting = list(facts)
        while waiting:
            if len(waiting) > _LARGE:
                # What so large a document brings stays on the board: a garbage collector that
                # looks through all of it again and again would hold the keys up for 100 ms.
                gc.freeze()
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
    """How many of the first facts make up one batch."""
    weight = 0
    for number, (_, fact) in enumerate(facts, 1):
        weight += 1 + (len(fact.call.responses) if isinstance(fact, CallReported) else 0)
        if weight >= _BATCH:
            return number
    return len(facts)
