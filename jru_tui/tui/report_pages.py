"""The pages with figures: handover and report, put together on demand and exported to files."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, TypeVar

from jru_tui.board import Board, Shift, period_at, printable_file, shift_at, time_zone
from jru_tui.desk import Desk
from jru_tui.journal import Head, JournalError
from jru_tui.tui.commands.context import Context

if TYPE_CHECKING:
    from jru_tui.board import BoardSnapshot
    from jru_tui.reports import Progress
    from jru_tui.tui.printable_pages import PageForm, PrintablePage

T = TypeVar("T")

_SHIFT, _PERIOD, _ALL = "this shift", "this period", "everything"
SPANS = (_SHIFT, _PERIOD, _ALL)
"""The spans of time that a report can be asked for, by the words on the page."""
LONG_SPANS = frozenset((_ALL,))
"""Those that may take long to count: they are counted when they are asked for, and not whenever
something has happened."""


class ReportPages:
    """The pages of the desk's board, written to files.

    What a page needs is imported with the first one: no first frame waits for it.
    """

    def __init__(self, desk: Desk, context: Callable[[], Context], marking: str = "") -> None:
        """Write the pages of one desk.

        Args:
            desk: the desk.
            context: returns the board of the moment, and what is selected on it.
            marking: the protective marking of what is printed.
        """
        self._desk = desk
        self._context = context
        self._marking = marking
        self.folder = Path()

    async def handover(
        self, context: Context, _span: str, _progress: "Progress"
    ) -> "PrintablePage":
        """Put the handover of this moment together."""
        from jru_tui.tui.printable_pages import handover_of  # noqa: PLC0415 - see the class

        return handover_of(
            context.board,
            await self._head(),
            context.now,
            stale=context.stale,
            marking=self._marking,
            recommendation=context.recommendation,
            warning=self._desk.recorder.damage,
        )

    async def debrief(
        self, subject: str, context: Context, _span: str, _progress: "Progress"
    ) -> "PrintablePage":
        """Put the log of one call, or of one vehicle in this shift, together.

        Args:
            subject: the id of the call or vehicle.
            context: the board and the moment.
        """
        from jru_tui.tui.printable_pages import debrief_of  # noqa: PLC0415 - see the class

        return debrief_of(
            context.board,
            subject,
            await self._head(),
            context.now,
            marking=self._marking,
            warning=self._desk.recorder.damage,
        )

    async def report(self, context: Context, span: str, progress: "Progress") -> "PrintablePage":
        """Put the figures of a span together, in a thread.

        Args:
            context: the board and the moment.
            span: one of `SPANS`.
            progress: is called with the share that is done, 0 to 1.
        """
        from jru_tui.tui.printable_pages import report_of  # noqa: PLC0415 - see the class

        board, now, marking = context.board, context.now, self._marking
        shifts = await _shifts_in(span, board, now)
        snapshot = await _snapshot(board, shifts)

        def counted(progress: "Progress") -> "PrintablePage":
            return report_of(snapshot, shifts, now, marking=marking, progress=progress)

        return await _in_a_thread(counted, progress)

    async def export(self, description: str, form: "PageForm") -> str:
        """Write a form of a page into a file, whole or not at all, and record who did.

        Args:
            description: the page, as the journal names it.
            form: text, Markdown, CSV, JSON or HTML.

        Returns:
            A sentence: where it was written, or why not.
        """
        from jru_tui.journal import NotWrittenError, write_whole  # noqa: PLC0415 - see the class

        context = self._context()
        local = context.now.astimezone(time_zone(context.board.rules.hours.zone))
        path = self.folder.absolute() / f"{description}-{local:%Y-%m-%d-%H%M%S}.{form.suffix}"
        try:
            # Charts take a while, and a disk can.
            content = await asyncio.to_thread(form.printed)
            await asyncio.to_thread(write_whole, path, printable_file(content))
        except NotWrittenError as error:
            return str(error)
        unnoted = await self._desk.record_export(description, form.name)
        return f"written to {path}" + (f", but not noted: {unnoted}" if unnoted else "")

    async def _head(self) -> Head | None:
        try:
            return await self._desk.head()
        except JournalError:
            # The page is worth reading without it; the board says what is wrong with the journal.
            return None


async def _shifts_in(span: str, board: Board, now: datetime) -> Sequence[Shift]:
    """List the shifts of a span, oldest first; keys get their turn in between."""
    hours = board.rules.hours
    if span == _SHIFT:
        return [shift_at(hours, now)]
    if span == _PERIOD:
        period = period_at(hours, now)
        newest = takewhile(
            lambda shift: shift.starts_at >= period.starts_at, board.shifts_backwards()
        )
        return [shift for shift in newest if shift.starts_at < period.ends_at][::-1]
    shifts: list[Shift] = []
    for shift in board.shifts_backwards():
        shifts.append(shift)
        await asyncio.sleep(0)
    return shifts[::-1]


async def _snapshot(board: Board, shifts: Sequence[Shift]) -> "BoardSnapshot":
    """Take a snapshot of a board; keys get their turn in between."""
    parts = board.snapshot_in_parts(shifts)
    while True:
        try:
            next(parts)
        except StopIteration as done:
            snapshot: BoardSnapshot = done.value
            return snapshot
        await asyncio.sleep(0)


async def _in_a_thread(work: "Callable[[Progress], T]", progress: "Progress") -> T:
    """Do what takes long while the keys go on; it ends early when nobody waits for it any more."""
    loop = asyncio.get_running_loop()
    unwanted = Event()

    def tell(done: float) -> None:
        if unwanted.is_set():
            raise asyncio.CancelledError
        loop.call_soon_threadsafe(progress, done)

    try:
        return await asyncio.to_thread(work, tell)
    finally:
        unwanted.set()
