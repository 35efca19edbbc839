"""The writer of commands: each is decided on the newest board, and written down as decided."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from msgspec import Struct, structs

from jru_tui.board import (
    Actor,
    Assign,
    Board,
    Change,
    Commanded,
    Offered,
    Recommendation,
    Refusal,
    concerns_dispatch,
    decide_all,
    effects_of,
)
from jru_tui.desk.journal_writer import JournalWriter
from jru_tui.desk.other_commands import OtherCommands
from jru_tui.desk.recorder import Recorder

if TYPE_CHECKING:
    from jru_tui.journal import GivenCommand

_TRIES = 5
"""How often a decision is made again when somebody else wrote into a shared journal meanwhile."""


class Spooled(Struct, frozen=True):
    """The outcome of a command that is kept on this machine alone: it waits to be given."""


class CommandWriter:
    """A writer of commands to one journal. Not re-entrant.

    Args:
        recorder: the journal, and the board that follows from it.
        writer: tells of what is written.
        recommendation: knows who else was offered.
        others: what other boards have just commanded.
        clock: the board's time, UTC.
        actor: says who gives commands here, and when, by a name.
        writes_back: tells whether commands are owed to the dispatch system.
    """

    def __init__(
        self,
        recorder: Recorder,
        writer: JournalWriter,
        recommendation: Recommendation,
        others: OtherCommands,
        *,
        clock: Callable[[], datetime],
        actor: Callable[[str], Actor],
        writes_back: Callable[[], bool],
    ) -> None:
        self._recorder = recorder
        self._writer = writer
        self._recommendation = recommendation
        self._others = others
        self._clock = clock
        self._actor = actor
        self._writes_back = writes_back

    @property
    def _board(self) -> Board:
        return self._recorder.board

    def decide(self, given_command: "GivenCommand") -> tuple[Commanded, ...] | Refusal:
        """Decide a command on the board as it stands."""
        request = given_command.asked
        actor = structs.replace(
            self._actor(given_command.by), at=given_command.happened_at or given_command.at
        )
        decided = decide_all(self._board, request, actor)
        if isinstance(decided, Refusal):
            return decided
        if (
            given_command.shown is not None
            and effects_of(self._board, request) != given_command.shown
        ):
            return Refusal("not done: the board changed at the same moment, so check it first")
        return decided

    async def write(self, given_command: "GivenCommand", *, seen: bool = False) -> Refusal | Change:
        """Decide a command and, if it may run, make it durable and show it.

        Where somebody else has written meanwhile, it is decided again.

        Args:
            given_command: the command.
            seen: what others have done was shown before, so that it stands against nothing.

        Raises:
            OutcomeUnknownError: it may have been written.
            JournalError: it was not written.
        """
        for _ in range(_TRIES):
            now = self._clock()
            overtaken = self._others.refuse(self._board, given_command.asked, now)
            if overtaken and not seen:
                return overtaken
            seen = False  # what comes during this try was not
            decided = self.decide(given_command)
            if isinstance(decided, Refusal):
                return decided
            change = await self._recorder.write(
                self._facts(given_command, decided),
                "supervisor",
                now,
                decided=True,
                by=given_command.by,
                ids=[given_command.event_id(number) for number in range(len(decided))],
            )
            if change is not None:
                return self._writer.tell(change)
            self._writer.tell(await self._recorder.catch_up())
        return Refusal("another program is writing at the same time: try again")

    def _facts(
        self, given_command: "GivenCommand", decided: Sequence[Commanded]
    ) -> list[tuple[datetime, Commanded]]:
        together = uuid4().hex if len(decided) > 1 else ""
        late = given_command.happened_at is not None
        at = given_command.happened_at or given_command.at
        return [(at, self._as_stored(fact, together, late=late)) for fact in decided]

    def _as_stored(self, decided: Commanded, together: str, *, late: bool) -> Commanded:
        """A command as it is written down: with what goes with it, and who else was offered.

        Args:
            decided: the command.
            together: the id of the decision that it is a part of; empty for none.
            late: it was done before it was entered, so that nobody was offered or told by it.
        """
        command = decided.command
        post = not late and self._writes_back() and concerns_dispatch(self._board, command)
        offers: tuple[Offered, ...] = ()
        if isinstance(command, Assign) and not late:
            now = self._clock()
            offers = self._recommendation.offered(command.call, command.vehicle, now)
        return structs.replace(decided, post=post, decision=together, offers=offers)
