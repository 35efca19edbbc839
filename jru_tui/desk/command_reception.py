"""The reception of commands: each is decided on the newest board, and then made durable."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from msgspec import structs

from jru_tui.board import (
    RANKS,
    Actor,
    Asking,
    Assign,
    Board,
    Change,
    Commanded,
    Offered,
    Recommendation,
    Refusal,
    Role,
    concerns_dispatch,
    decide_all,
    effects_of,
    role_of,
)
from jru_tui.desk.journal_writer import JournalWriter
from jru_tui.desk.other_commands import OtherCommands
from jru_tui.desk.recorder import Recorder
from jru_tui.journal import JournalError, OutcomeUnknownError

_TRIES = 5
"""How often a decision is made again when somebody else wrote into a shared journal meanwhile."""

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

    def actor(self, by: str = "") -> Actor:
        """Say who gives commands here, and when that is; `by` where it is not who supervises."""
        who, now, role = by or self._recorder.by, self._clock(), self.role
        if self.shared:
            role = min(role_of(self._board, who, role, now), self._most, key=RANKS.__getitem__)
        return Actor(who, self._recorder.session, now, self.shared, role, self._most)

    async def command(
        self,
        asked: Asking,
        shown: Sequence[str] | None = None,
        *,
        by: str = "",
        happened_at: datetime | None = None,
    ) -> Refusal | Change:
        """Decide a command and, if it may run, make it durable and show it.

        Args:
            asked: the command, or several that are given as one.
            shown: as `Desk.command` takes it.
            by: who gives it, where that is not who supervises.
            happened_at: as `Desk.command` takes it.
        """
        if happened_at is not None and not self._can_be_entered(happened_at):
            return Refusal("not done: that is to come, or more than a week ago")
        for _ in range(_TRIES):
            actor = self.actor(by)
            now = actor.at or self._clock()
            at = happened_at or now
            actor = structs.replace(actor, at=at)
            if overtaken := self.others.refuse(self._board, asked, now):
                return overtaken
            decided = decide_all(self._board, asked, actor)
            if isinstance(decided, Refusal):
                return decided
            if shown is not None and effects_of(self._board, asked) != tuple(shown):
                return Refusal("not done: the board changed at that moment, so look again")
            together = uuid4().hex if len(decided) > 1 else ""
            late = happened_at is not None
            facts = [(at, self._as_kept(fact, together, late=late)) for fact in decided]
            try:
                change = await self._recorder.write(facts, "supervisor", now, decided=True, by=by)
            except OutcomeUnknownError as error:
                self._writer.tell()
                return Refusal(f"look again whether this was done: {error}")
            except JournalError as error:
                self._writer.tell()
                return Refusal(f"not done, the journal cannot be written: {error}")
            if change is not None:
                return self._writer.tell(change)
            self._writer.tell(await self._recorder.catch_up())
        return Refusal("another program is writing at the same time: try again")

    def _can_be_entered(self, happened_at: datetime) -> bool:
        """Test whether a moment is past, and not so long ago that nothing is entered for it."""
        return timedelta() <= self._clock() - happened_at <= _LATEST_ENTRY

    def _as_kept(self, decided: Commanded, together: str, *, late: bool) -> Commanded:
        """A command as it is written down: with what goes with it, and who else was offered.

        Args:
            decided: the command.
            together: the id of the decision that it is a part of; empty for none.
            late: it was done before it was entered, so that nobody was offered or told by it.
        """
        command = decided.command
        post = not late and self.writes_back and concerns_dispatch(self._board, command)
        offers: tuple[Offered, ...] = ()
        if isinstance(command, Assign) and not late:
            now = self._clock()
            offers = self._recommendation.offered(command.call, command.vehicle, now)
        return structs.replace(decided, post=post, decision=together, offers=offers)
