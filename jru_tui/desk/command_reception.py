"""The reception of commands: each is decided on the newest board, and then made durable."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal
from uuid import uuid4

from jru_tui.board import (
    RANKS,
    Actor,
    Board,
    Change,
    Decision,
    Recommendation,
    Refusal,
    Request,
    Role,
    decided_commands,
    resolved_commands,
    role_of,
)
from jru_tui.desk.command_writer import CommandWriter, Spooled
from jru_tui.desk.journal_writer import JournalWriter
from jru_tui.desk.other_commands import OtherCommands
from jru_tui.desk.recorder import Recorder
from jru_tui.journal import (
    JournalAwayError,
    JournalError,
    LeaseLostError,
    NotWrittenError,
    OutcomeUnknownError,
    SharedJournal,
)

if TYPE_CHECKING:
    from jru_tui.desk.command_spool import CommandSpool
    from jru_tui.journal import GivenCommand, Spool

SpoolAnswer = Literal["give", "drop", "keep"]
"""The answers of a supervisor to a command that waits."""

_LATEST_ENTRY = timedelta(days=7)
"""So long after it happened a command may be entered."""


class CommandReception:
    """The way of a command into the journal and on to the board.

    Not re-entrant: the desk serialises its calls with everything else that writes.

    Attributes:
        others: what other boards of the same journal have just done.
        writes_back: whether commands are owed to the dispatch system.
        shared: whether other boards write the same journal.
        role: says which commands may be given here, until another one is taken.
        spool: the commands that wait until the journal's server takes them; None where none may.
    """

    def __init__(
        self,
        recorder: Recorder,
        writer: JournalWriter,
        recommendation: Recommendation,
        clock: Callable[[], datetime],
        *,
        writes_back: bool,
        shared: bool,
        role: Role,
        most: Role,
    ) -> None:
        """Receive commands for one board.

        Args:
            recorder: the journal, and the board that follows from it.
            writer: tells what changed.
            recommendation: who should go where, on this board.
            clock: the board's time, UTC.
            writes_back: see `writes_back`.
            shared: see `shared`.
            role: see `role`.
            most: the role beyond which none can be taken here.
        """
        self.others = OtherCommands(recorder.session)
        self.writes_back = writes_back
        self.shared = shared
        self.role = role
        self._most = most
        self._board: Board = recorder.board
        self._recorder = recorder
        self._writer = writer
        self._recommendation = recommendation
        self._clock = clock
        self.spool: CommandSpool | None = None
        self._commands = CommandWriter(
            recorder,
            writer,
            recommendation,
            self.others,
            clock=clock,
            actor=self.actor,
            writes_back=lambda: self.writes_back,
        )

    def actor(self, by: str = "") -> Actor:
        """Say who gives commands here, and when that is; `by` where it is not who supervises."""
        name, now, role = by or self._recorder.by, self._clock(), self.role
        if self.shared:
            role = min(role_of(self._board, name, role, now), self._most, key=RANKS.__getitem__)
        return Actor(name, self._recorder.session, now, self.shared, role, self._most)

    async def command(
        self,
        request: Request,
        shown: Sequence[str] | None = None,
        *,
        by: str = "",
        happened_at: datetime | None = None,
    ) -> Refusal | Change | Spooled:
        """Decide a command and, if it may run, make it durable and show it.

        Args:
            request: the command, or several that are given as one.
            shown: as `Desk.command` takes it.
            by: who gives it, where that is not who supervises.
            happened_at: as `Desk.command` takes it.
        """
        if happened_at is not None and not self._can_be_entered(happened_at):
            return Refusal("not done: that time is in the future, or more than a week ago")
        given_command = self._given_command(request, shown, by, happened_at)
        spool = self.spool
        if spool is not None:
            if refused := spool.refuse(request):
                return refused
            await self.settle()
            if spool.holds_up:
                return await spool.add(given_command)
        try:
            return await self._commands.write(given_command)
        except (OutcomeUnknownError, JournalAwayError, LeaseLostError) as error:
            # Without the lease, what is shown before it cannot be kept: the board is read again.
            self._writer.tell()
            if spool is not None:
                return await spool.add(given_command)
            if isinstance(error, OutcomeUnknownError):
                return Refusal(f"check whether this was done: {error}")
            return Refusal(f"not done, the journal cannot be written: {error}")
        except JournalError as error:
            self._writer.tell()
            return Refusal(f"not done, the journal cannot be written: {error}")

    def use_spool(self, spool: "Spool", journal: SharedJournal) -> None:
        """See `Desk.use_spool`."""
        from jru_tui.desk.command_spool import CommandSpool  # noqa: PLC0415 - seldom needed

        self.spool = CommandSpool(
            spool,
            journal.holds,
            recorder=self._recorder,
            journal_writer=self._writer,
            writer=self._commands,
            clock=self._clock,
        )
        self._writer.subscribe(self._expect_unsaved, first=True)
        self._expect_unsaved()

    def _expect_unsaved(self, _change: Change | None = None) -> None:
        """Have advice count on what waits: a vehicle that is to be sent is sent nowhere else."""
        if self.spool is not None:
            self._recommendation.expect(self.spool.effects.vehicles)

    async def settle(self) -> None:
        """Give what waits in the spool, as far as that can be by now."""
        if self.spool is not None and self.spool.holds_up:
            with suppress(JournalError, NotWrittenError):  # then it goes on waiting, as is shown
                await self.spool.settle()

    async def answer_spool(self, answer: SpoolAnswer, id_: str) -> Refusal | Change:
        """Do what a supervisor has decided on a command that waits.

        Args:
            answer: as `Desk.answer_spool` takes it.
            id_: of the command.
        """
        spool = self.spool
        if spool is None:
            return Refusal("no command is waiting to be saved here")
        try:
            if answer == "give":
                outcome = await spool.give(id_)
                if isinstance(outcome, Refusal):
                    return outcome
            elif answer == "drop":
                await spool.drop(id_)
            else:
                await spool.put_aside(id_)
        except (JournalError, NotWrittenError) as error:
            self._writer.tell()
            return Refusal(f"not done: {error}")
        await self.settle()
        return self._writer.tell()

    def _given_command(
        self,
        request: Request,
        shown: Sequence[str] | None,
        by: str,
        happened_at: datetime | None,
    ) -> "GivenCommand":
        from jru_tui.journal import GivenCommand  # noqa: PLC0415 - behind the first frame

        actor = self.actor(by)
        resolved = resolved_commands(self._board, request, actor)
        return GivenCommand(
            uuid4().hex,
            actor.at or self._clock(),
            by or self._recorder.by,
            self._recorder.session,
            self._recorder.position,
            decided_commands(request),
            together=isinstance(request, Decision),
            shown=None if shown is None else tuple(shown),
            happened_at=happened_at,
            words="; ".join(map(self._board.words_in_full, resolved)),
        )

    def _can_be_entered(self, happened_at: datetime) -> bool:
        """Test whether a moment is past, and not so long ago that nothing is entered for it."""
        return timedelta() <= self._clock() - happened_at <= _LATEST_ENTRY
