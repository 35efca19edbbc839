"""The board's clock: the dispatch system's time, carried on by this machine's.

Ages and targets are measured against the server's clock, because its records are stamped with it.
A wall clock that is wrong here, or is stepped in mid-shift, then changes nothing on the board, and
neither does one document with a wrong time.
"""

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec import Struct

_DOCUMENTS = 5
"""How many documents the estimate looks back on at least, however seldom they come."""
_JUMP = timedelta(seconds=60)
"""From here on a document's time is too far off to be believed without a second one."""
_BACK_S = 600.0
"""For so many seconds nothing but older documents must have come before the server's clock is taken
to have been set back: a cache that lags has time that goes on, too."""
_REPLAY = timedelta(hours=6)
"""From here on back no cache lags: somebody has begun a recording or an exercise anew."""
_STEP = timedelta(seconds=2)
"""From here on this machine's clock has been set, and did not only drift."""


class ClockReading(Struct, frozen=True):
    """A reading of the server's clock from one document.

    Attributes:
        ahead: how far the server's clock is ahead of this machine's, as far as one knows by now.
        doubted: how far the document's time is off, where that is not believed yet.
        changed: the server's clock was set, and a second document says so too.
        step: how far this machine's own clock has been set since the last document.
    """

    ahead: timedelta = timedelta()
    doubted: timedelta = timedelta()
    changed: bool = False
    step: timedelta = timedelta()


class ServerClock:
    """A clock of the server, as good as its documents let one know its time.

    Until the first document it is this machine's own wall clock, as it was when the board started,
    and `ahead` of it by what is known from before.

    Args:
        wall: this machine's time.
        monotonic: seconds that go on whatever the wall clock does, also while the machine sleeps.
        ahead: how far the server was ahead when that was last known.
    """

    def __init__(
        self,
        wall: Callable[[], datetime],
        monotonic: Callable[[], float],
        ahead: timedelta = timedelta(),
    ) -> None:
        self._ahead = ahead
        self._wall = wall
        self._monotonic = monotonic
        self._started = wall()
        self._started_s = monotonic()
        self._set = timedelta()
        self._offsets: deque[tuple[float, timedelta]] = deque()
        self._newest: datetime | None = None
        self._off: tuple[datetime, timedelta] | None = None
        self._off_since_s = 0.0
        self._races = False

    def __call__(self) -> datetime:
        """The board's time now, in UTC."""
        return self._local() + self.offset

    @property
    def offset(self) -> timedelta:
        """Return how far the server's clock is ahead of this one as set at the board's start."""
        # A document is at best as new as its arrival: the newest of the last few is the truest.
        return max((offset for _, offset in self._offsets), default=self._ahead)

    def note_server_time(self, generated_at: datetime) -> ClockReading:
        """Take in the time that the server gave a document which has just arrived."""
        off = generated_at - self() if self._offsets else timedelta()
        # One from a cache that lags may by chance be of the same second as the newest.
        still = generated_at == self._newest and self._off is None
        # One that stays the same grows old, and never says that time goes back.
        believed = still or abs(off) <= _JUMP or (self._races and off > timedelta())
        believed = believed or self._again(generated_at, off)
        changed = believed and not still and abs(off) > _JUMP
        if changed:
            # The clock was set, or a simulator's runs fast: what was heard before tells nothing.
            self._offsets.clear()
            self._races, self._newest = off > timedelta(), None
        elif believed and not still:
            self._races = self._races and off > timedelta()
        if believed:
            self._off = None
            if self._newest is None or generated_at > self._newest:
                # A document that stays the same says nothing about what time it is by now.
                self._hold(generated_at - self._local())
                self._newest = generated_at
        elif self._off is None or self._off[0] != generated_at:
            if self._off is None or not _alike(self._off[1], off):
                self._off_since_s = self._monotonic()
            self._off = generated_at, off
        step = self._stepped()
        return ClockReading(
            ahead=self.offset - self._set,
            doubted=timedelta() if believed else off,
            changed=changed,
            step=step,
        )

    def _hold(self, offset: timedelta) -> None:
        """Look back on this one, too, and no more on those that are too old, but for the last."""
        now_s = self._monotonic()
        self._offsets.append((now_s, offset))
        while len(self._offsets) > _DOCUMENTS and now_s - self._offsets[0][0] > _BACK_S:
            self._offsets.popleft()

    def _again(self, generated_at: datetime, off: timedelta) -> bool:
        """Test whether earlier documents were off in the same direction while time went on."""
        if self._off is None or not _alike(self._off[1], off) or generated_at <= self._off[0]:
            return False
        if -_REPLAY < off < timedelta():
            return self._monotonic() - self._off_since_s >= _BACK_S
        return True

    def _stepped(self) -> timedelta:
        """Return how far this machine's clock was set since the last call of this method."""
        step = self._wall() - self._local() - self._set
        if abs(step) <= _STEP:
            return timedelta()
        self._set += step
        return step

    def _local(self) -> datetime:
        return self._started + timedelta(seconds=self._monotonic() - self._started_s)


def _alike(one: timedelta, other: timedelta) -> bool:
    """Test whether two offsets have the same direction."""
    return (one > timedelta()) == (other > timedelta())
