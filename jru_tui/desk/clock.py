"""The board's time: the dispatch system's own, carried on by this machine's monotonic clock.

Ages and targets are measured against the server's clock, because its records are stamped with it.
A wall clock that is wrong here, or is stepped in mid-shift, then changes nothing on the board.
"""

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

_DOCUMENTS = 5
"""How many documents the estimate looks back on: one may have lain in a cache, five hardly."""


class FeedClock:
    """Tells the server's time as well as its documents let one know it.

    Until the first document it is this machine's own wall clock, as it was when the board started,
    and `ahead` of it by what is known from before.
    """

    def __init__(
        self,
        wall: Callable[[], datetime],
        monotonic: Callable[[], float],
        ahead: timedelta = timedelta(),
    ) -> None:
        self._ahead = ahead
        self._monotonic = monotonic
        self._started = wall()
        self._started_s = monotonic()
        self._offsets: deque[timedelta] = deque(maxlen=_DOCUMENTS)

    def __call__(self) -> datetime:
        """The board's time now, in UTC."""
        return self._local() + self.offset

    @property
    def offset(self) -> timedelta:
        """How far the server's clock is ahead of this machine's."""
        # A document is at best as new as its arrival: the newest of the last few is the truest.
        return max(self._offsets, default=self._ahead)

    def heard(self, generated_at: datetime) -> timedelta:
        """Take in the time that the server gave a document which has just arrived.

        Returns:
            How far the server's clock is ahead of this machine's, as far as one knows by now.
        """
        self._offsets.append(generated_at - self._local())
        return self.offset

    def _local(self) -> datetime:
        return self._started + timedelta(seconds=self._monotonic() - self._started_s)
