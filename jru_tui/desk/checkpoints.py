"""Checkpoints of a board, when a shift ends and while it grows: the next start begins there.

What a start would do without, a board that runs for months does without as well.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from itertools import islice
from pathlib import Path

from jru_tui.board import (
    Archive,
    ArchivePiece,
    Shift,
    checkpoint_pieces,
    read_through_to,
    rely_on,
    shift_at,
)
from jru_tui.desk.desk import Desk
from jru_tui.journal import (
    CHECKPOINT_EVERY,
    Head,
    JournalError,
    NotWrittenError,
    Place,
    board_behind_purge,
    checkpoint_home,
    keep_checkpoint,
    leave_checkpoint,
    position_of,
    remove_abandoned,
)

LOOK_EVERY_S = 30.0
"""How often it is looked whether one is due, in seconds."""
FEW = 500
"""Events that are folded sooner than a checkpoint is read."""
LEAVE_WITHIN_S = 0.8
"""Seconds that somebody who leaves waits at most until a checkpoint is written or, a large one, is
in the hands of the process that writes it; else the next start folds what came since the last."""
_PIECES = 500
"""Pieces of a checkpoint that are taken before the keys get their turn."""

KEEP_EVERY_S = 20.0
"""Seconds between two writes of recent events: so much older than a server's journal is what this
machine has of it. With checkpoints alone, which are hours apart, a start without the server would
show an old board."""

Pause = Callable[[float], Awaitable[None]]


class Checkpoints:
    """The checkpoints of one desk, taken in the background.

    Args:
        desk: whose board is put away.
        place: where its journal is: a file, or a server.
        clock: the board's time.
        few: events for which none is taken at the end.
    """

    def __init__(
        self, desk: Desk, place: Place, clock: Callable[[], datetime], *, few: int = FEW
    ) -> None:
        self._few = few
        self._desk = desk
        self._place = place
        self._home = checkpoint_home(place)
        self._clock = clock
        self._shift = self._running()
        self._outdated = False
        self._leave_until: float | None = None

    async def keep(self, pause: Pause = asyncio.sleep) -> None:
        """Take one whenever it is due, until cancelled."""
        clean = False
        while True:
            with suppress(OSError):
                clean = clean or await asyncio.to_thread(remove_abandoned, self._home)
            running = self._running()
            ended = running != self._shift
            if self._new() >= (FEW if ended else CHECKPOINT_EVERY):
                await self.take()
            self._shift = running
            await pause(LOOK_EVERY_S)

    async def take(self, *, last: bool = False) -> None:
        """Take one now; where that cannot be, or is cancelled, the old one stands, or none.

        The journal holds everything: nothing is lost, and the next start takes longer.

        Args:
            last: the board ends with it: a large one need not be written by then.
        """
        if self._outdated or self._desk.purged.is_set():
            return  # it would hold what was erased
        rules, onto = self._desk.board.rules, self._desk.board.storage.archive
        cancelled = threading.Event()

        def keep(pieces: list[ArchivePiece], head: Head) -> Archive | None:
            wanted = _until(cancelled, pieces)
            if last:
                leave_checkpoint(self._place, rules, wanted, head, onto)
                return None
            return keep_checkpoint(
                self._place, rules, wanted, head, onto, is_cancelled=cancelled.is_set
            )

        try:
            with suppress(JournalError):
                await put_away(self._desk, keep)
        finally:
            cancelled.set()  # a thread goes on by itself, and the program could not end before it

    async def forget(self, pause: Pause = asyncio.sleep) -> None:
        """Read the board anew whenever words were erased in the journal, until cancelled.

        The one that is shown, and the checkpoint, hold those words.
        """
        desk = self._desk
        while True:
            await desk.purged.wait()
            desk.purged.clear()
            self._outdated = True
            while self._outdated:
                self._outdated = not await self._read_anew()
                if self._outdated:
                    await pause(LOOK_EVERY_S)  # the server is gone, and will be back
            if self._new() >= FEW:
                await self.take()

    async def _read_anew(self) -> bool:
        """Read the board anew; False where that cannot be now."""
        desk = self._desk
        try:
            board = await asyncio.to_thread(board_behind_purge, self._place, desk.board.rules)
            if desk.recorder.unsaved:
                return False  # what is shown, and not kept, is on no other board
            health = desk.health
            await desk.complete(board)
            desk.health = health  # nothing has become of the feed
        except (JournalError, OSError):
            return False
        return True

    async def begin(self) -> None:
        """Take one before anybody waits for the board, if so much was folded that it takes long."""
        if self._new() >= CHECKPOINT_EVERY:
            await self.take()

    def hurry(self) -> None:
        """Count the seconds for the one at the end from now on: somebody leaves."""
        if self._leave_until is None:
            self._leave_until = asyncio.get_running_loop().time() + LEAVE_WITHIN_S

    async def leave(self) -> None:
        """Take one at the end, if a start without it would notice and it does not take long."""
        self.hurry()
        if self._new() >= self._few:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(self._leave_until):
                    await self.take(last=True)

    def _new(self) -> int:
        board = self._desk.board
        return board.events - position_of(board.storage.archive)

    def _running(self) -> Shift:
        return shift_at(self._desk.board.rules.hours, self._clock())


class RecentEvents:
    """The recent events of one desk.

    Args:
        desk: whose journal it is.
        home: where this machine keeps what belongs to it.
        wall: this machine's time, UTC.
    """

    def __init__(self, desk: Desk, home: Path, wall: Callable[[], datetime]) -> None:
        self._desk = desk
        self._home = home
        self._wall = wall
        self._ahead_s: float | None = None
        self._base = -1
        self._to = 0

    async def keep(self, pause: Pause = asyncio.sleep) -> None:
        """Write what is new now and then, until cancelled."""
        while True:
            await self.write()
            await pause(KEEP_EVERY_S)

    async def write(self) -> None:
        """Write what is new; where the server is gone, or the disk full, what was written stands.

        Behind a new checkpoint, and where words were erased, the file is begun anew.
        """
        from jru_tui.journal import recent_file, write_recent  # noqa: PLC0415 - behind the frame

        base = position_of(self._desk.board.storage.archive)
        anew = base != self._base or not recent_file(self._home).exists()
        start = base if anew else self._to
        with suppress(JournalError, NotWrittenError):
            events = [found async for found in self._desk.recorder.events_behind(start)]
            if self._desk.purged.is_set():
                return
            ahead_s = (self._desk.clock() - self._wall()).total_seconds()
            is_new = anew or self._ahead_s is None or abs(ahead_s - self._ahead_s) >= 1
            told_s = ahead_s if is_new else None
            await asyncio.to_thread(write_recent, self._home, events, told_s, anew=anew)
            self._ahead_s = ahead_s if is_new else self._ahead_s
            self._base, self._to = base, events[-1][0] if events else start


async def put_away(desk: Desk, keep: Callable[[list[ArchivePiece], Head], Archive | None]) -> None:
    """Put the board away, so that the next start goes on from here, and forget what is old.

    Nobody waits while it is written. What comes in meanwhile is not in it: then nothing is
    forgotten until the next one.

    Args:
        desk: whose board is put away.
        keep: writes pieces into an archive that stands for a head of the journal, on a thread
            of its own; None where the board ends with that.
    """
    board = desk.board
    async with desk.lock:
        head = await desk.recorder.head()
        # Somebody else's journal may have grown; this board has not seen that yet. And what it
        # shows that is not kept is no part of any journal.
        if head.position != board.events or desk.recorder.unsaved:
            return
        pieces = await _collected(checkpoint_pieces(board))
    archive = await asyncio.to_thread(keep, pieces, head)
    if archive is None:
        return
    async with desk.lock:
        if board.events == head.position:
            rely_on(board, archive)
        else:
            read_through_to(board, archive)


async def _collected(pieces: Iterator[ArchivePiece]) -> list[ArchivePiece]:
    """Take the pieces of a checkpoint, a few at a time: no key waits for the last of them."""
    taken: list[ArchivePiece] = []
    while some := list(islice(pieces, _PIECES)):
        taken += some
        await asyncio.sleep(0)
    return taken


def _until(cancelled: threading.Event, pieces: Iterable[ArchivePiece]) -> Iterator[ArchivePiece]:
    """Yield pieces to whoever writes them, as long as somebody waits for it.

    Raises:
        JournalError: it was cancelled.
    """
    for piece in pieces:
        if cancelled.is_set():
            raise JournalError("The checkpoint was not finished.")
        yield piece
