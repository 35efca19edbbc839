"""What a supervisor looks at besides the board, and takes along: log, pages, past shifts, feed."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Protocol, TypeVar, runtime_checkable

from jru_tui.board.printable import printable
from jru_tui.board.projection.snapshot import Still
from jru_tui.board.shifts import Shift, period_at, shift_at
from jru_tui.desk.desk import Desk
from jru_tui.journal.protocol import Head, JournalError
from jru_tui.tui.commands.app import BoardCommands
from jru_tui.tui.commands.context import Context
from jru_tui.tui.words import coordinates, place, zone

if TYPE_CHECKING:
    from textual.screen import Screen

    from jru_tui.reports.sums import Told
    from jru_tui.tui.printing import Form, Printed

T = TypeVar("T")

_SHIFT, _PERIOD, _ALL = "this shift", "this period", "everything"


@runtime_checkable
class Look(Protocol):
    """A full screen over the board: it is told what happened, and shows words in passing."""

    def show(self, context: Context) -> None:
        """Something happened, or time went by."""

    def tell(self, sentence: str, *, refused: bool = True) -> None:
        """Say something that goes with the next key."""


@runtime_checkable
class Renewed(Protocol):
    """A dialog over the board: it goes on telling how things stand, and asks the same."""

    def renew(self, context: Context) -> None:
        """Something happened, or time went by."""


class BoardLooks(BoardCommands):
    """An app that opens the full screens. They are loaded with the first key that asks for one.

    Attributes:
        marking: the protective marking of what is printed.
        folder: where files are written.
    """

    desk: Desk
    marking: str = ""
    folder: Path = Path()

    def mention(self, sentence: str) -> None:
        """Say something that is no refusal where the supervisor looks."""
        raise NotImplementedError

    def action_log(self) -> None:
        """Read the log."""
        from jru_tui.tui.pages.log import LogScreen  # noqa: PLC0415 - see the class

        of_call = self.call_in_full is not None
        self._show(lambda context: LogScreen(context, self.give, of_call=of_call))

    def action_feed(self) -> None:
        """See how the feed is."""
        from jru_tui.tui.pages.feed import FeedScreen  # noqa: PLC0415 - see the class

        self._show(lambda context: FeedScreen(context, self.desk))

    def action_shifts(self) -> None:
        """Read past shifts."""
        from jru_tui.tui.pages.shifts import ShiftsScreen  # noqa: PLC0415 - see the class

        self._show(lambda context: ShiftsScreen(context, self.give))

    def action_handover(self) -> None:
        """Read the handover; Enter hands over."""
        from jru_tui.tui.pages.report_page import PageScreen  # noqa: PLC0415 - see the class

        go_on = None if self.context().read_only else ("hand over", "app.command('hand-over')")
        self._show(lambda context: PageScreen(context, self._handover, self.export, go_on=go_on))

    def action_report(self) -> None:
        """Read the figures."""
        from jru_tui.tui.pages.report_page import PageScreen  # noqa: PLC0415 - see the class

        spans = (_SHIFT, _PERIOD, _ALL)
        self._show(lambda context: PageScreen(context, self._report, self.export, spans=spans))

    def action_copy(self) -> None:
        """Copy the selected call's id and place, and nothing else of it."""
        call = self.context().selected
        if call is None:
            self.tell("no call is selected")
            return
        board = self.context().board
        spot = coordinates(call.where) if call.where.text else ""
        said = "  ".join(filter(None, (call.id, place(call.where, board.rules), spot)))
        # The feed's text came in clean; what is pasted elsewhere must be, wherever it came from.
        self.copy_to_clipboard(printable(said))
        self.mention(f"copied: {said}")

    async def export(self, what: str, form: "Form") -> str:
        """Write a form of a page into a file, whole or not at all, and keep who did."""
        from jru_tui.journal.atomic_write import NotWrittenError, write_whole  # noqa: PLC0415 - see the class

        context = self.context()
        local = context.now.astimezone(zone(context.board.rules.hours.zone))
        path = self.folder.absolute() / f"{what}-{local:%Y-%m-%d-%H%M%S}.{form.suffix}"
        try:
            # Charts take a while, and a disk can.
            content = await asyncio.to_thread(form.printed)
            await asyncio.to_thread(write_whole, path, content)
        except NotWrittenError as error:
            return str(error)
        unnoted = await self.desk.exported(what, form.name)
        return f"written to {path}" + (f", but not noted: {unnoted}" if unnoted else "")

    def _show(self, make: "Callable[[Context], Screen[None]]") -> None:
        self.push_screen(make(self.context()))

    async def _handover(self, context: Context, _span: str, _told: "Told") -> "Printed":
        from jru_tui.tui.printing import handover_of  # noqa: PLC0415 - see the class

        return handover_of(
            context.board,
            await self._head(),
            context.now,
            stale=context.stale,
            marking=self.marking,
        )

    async def _head(self) -> Head | None:
        try:
            return await self.desk.head()
        except JournalError:
            # The page is worth reading without it; the board says what is wrong with the journal.
            return None

    async def _report(self, context: Context, span: str, told: "Told") -> "Printed":
        from jru_tui.tui.printing import report_of  # noqa: PLC0415 - see the class

        still, now, marking = context.board.still(), context.now, self.marking

        def counted(told: "Told") -> "Printed":
            return report_of(still, _shifts_in(span, still, now), now, marking=marking, told=told)

        return await _in_a_thread(counted, told)


def _shifts_in(span: str, still: Still, now: datetime) -> Sequence[Shift]:
    hours = still.rules.hours
    if span == _SHIFT:
        return [shift_at(hours, now)]
    shifts = still.shifts()
    if span == _PERIOD:
        period = period_at(hours, now)
        return [each for each in shifts if period.starts_at <= each.starts_at < period.ends_at]
    return shifts


async def _in_a_thread(work: "Callable[[Told], T]", told: "Told") -> T:
    """Do what takes long while the keys go on; it ends early when nobody waits for it any more."""
    loop = asyncio.get_running_loop()
    unwanted = Event()

    def tell(done: float) -> None:
        if unwanted.is_set():
            raise asyncio.CancelledError
        loop.call_soon_threadsafe(told, done)

    try:
        return await asyncio.to_thread(work, tell)
    finally:
        unwanted.set()
