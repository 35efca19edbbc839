"""Commands that wait on this machine until the journal's server saves them.

On its return they are given in their order, each decided anew on the newest board. One that others
have overtaken is not given but shown: a supervisor gives it again, drops it or puts it aside.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from msgspec import structs

from jru_tui.board import (
    Assign,
    Change,
    Close,
    Commanded,
    Refusal,
    Reopen,
    Request,
    StandDown,
    Undo,
    age,
    decided_commands,
)
from jru_tui.desk.command_writer import CommandWriter, Spooled
from jru_tui.desk.journal_writer import JournalWriter
from jru_tui.desk.other_commands import QUIET, OtherCommand, subjects_of, words_of
from jru_tui.desk.recorder import Recorder
from jru_tui.desk.waiting_effects import WaitingEffects, effects_of_waiting, touched_by
from jru_tui.journal import GivenCommand, NotWrittenError, Spool, SpooledCommand


class CommandSpool:
    """The spool of a desk. Not re-entrant.

    Args:
        spool: the file on this machine.
        holds: tells whether an event is in the journal.
        recorder: the journal, and the board that follows from it.
        journal_writer: tells of what is written.
        writer: decides and writes a command.
        clock: the board's time, UTC.
    """

    def __init__(
        self,
        spool: Spool,
        holds: Callable[[str], Awaitable[bool]],
        *,
        recorder: Recorder,
        journal_writer: JournalWriter,
        writer: CommandWriter,
        clock: Callable[[], datetime],
    ) -> None:
        self._spool = spool
        self._holds = holds
        self._recorder = recorder
        self._journal_writer = journal_writer
        self._writer = writer
        self._clock = clock
        self._others: list[OtherCommand] = []
        self._others_to: int | None = None
        self._told_to: dict[str, int] = {}

    @property
    def waiting(self) -> tuple[SpooledCommand, ...]:
        """All commands that wait, in the order in which they were given."""
        return self._spool.waiting

    @property
    def due(self) -> tuple[SpooledCommand, ...]:
        """List those that are to be given as soon as that can be."""
        return tuple(spooled for spooled in self.waiting if not spooled.aside)

    @property
    def conflict(self) -> SpooledCommand | None:
        """The first command that a supervisor has to decide on; None for none."""
        first = next(iter(self.due), None)
        return first if first is not None and first.conflict else None

    @property
    def holds_up(self) -> bool:
        """Test whether a new command has to wait behind others: the server is not back yet."""
        return bool(self.due) and self.conflict is None

    @property
    def effects(self) -> WaitingEffects:
        """The effects of the commands that wait."""
        return effects_of_waiting(self.waiting, self._recorder.board)

    def sentence(self) -> str:
        """Say what waits, and what a supervisor has to decide on; empty for nothing."""
        if self.conflict is not None:
            behind = len(self.due) - 1
            more = f" (and {behind} more behind it)" if behind else ""
            words = self.conflict.given.words
            return f"Not done: “{words}”{more}, because {self.conflict.conflict}"
        if not self.waiting:
            return ""
        count, words = len(self.waiting), self.waiting[-1].given.words
        many = "1 command" if count == 1 else f"{count} commands"
        aside = "" if self.due else ", put aside"
        return f"{many} not yet saved{aside}: “{words}”"

    def refuse(self, request: Request) -> Refusal | None:
        """Refuse what a command that waits does not go together with; None for nothing."""
        commands = decided_commands(request)
        if self.due and any(isinstance(command, Undo) for command in commands):
            return Refusal("your newest command is not yet saved: drop it first", "spool")
        taken = self._subjects()
        for command in commands:
            if words := taken.get(_subject(command) or ("", "")):
                return Refusal(f"not yet saved: “{words}”", "spool")
        return None

    def _subjects(self) -> dict[tuple[str, str], str]:
        """The words of what waits, by its subject; a stand-down ends an assignment that waits."""
        taken: dict[tuple[str, str], str] = {}
        for spooled in self.waiting:
            for command in spooled.given.commands:
                subject = _subject(command)
                if isinstance(command, StandDown) and taken.pop(("vehicle", command.vehicle), ""):
                    continue
                if subject is not None:
                    taken[subject] = spooled.given.words
        return taken

    def _ends_waiting(self, request: Request) -> bool:
        """Test whether this is a stand-down from a call that a vehicle is to be sent to."""
        sent = self.effects.vehicles
        commands = decided_commands(request)
        return bool(commands) and all(
            isinstance(command, StandDown) and sent.get(command.vehicle) == command.call
            for command in commands
        )

    async def add(self, given_command: GivenCommand) -> Refusal | Spooled:
        """Let a command wait; it is on the disk when this returns."""
        if self._ends_waiting(given_command.asked):
            # Decided behind the assignment that it ends: nothing can be shown of it before.
            given_command = structs.replace(given_command, shown=None)
        else:
            decided = self._writer.decide(given_command)
            if isinstance(decided, Refusal):
                return decided
        try:
            await asyncio.to_thread(self._spool.add, given_command)
        except NotWrittenError as error:
            return Refusal(f"not done, neither the journal nor this machine can save it: {error}")
        self._tell_of(given_command)
        return Spooled()

    async def settle(self) -> None:
        """Give what waits, in order, up to the first that a supervisor has to decide on.

        Raises:
            JournalError: the server is gone again; what is left goes on waiting.
            NotWrittenError: what was given cannot be noted; it is found in the journal next time.
        """
        for spooled in self.due:
            if spooled.conflict or not await self._settle(spooled.given):
                break
        if not self.due:
            self._others, self._others_to = [], None

    async def give(self, id_: str) -> Refusal | Change:
        """Give a command again, as of now, whatever others have done that was told.

        What they have done since then is told first, and the command goes on waiting: its vehicle
        may be on its way to another call by now.

        Args:
            id_: of the command.

        Raises:
            JournalError: it cannot be written; it goes on waiting.
            NotWrittenError: what was given cannot be noted.
        """
        known = next((one.given for one in self.waiting if one.given.id == id_), None)
        if known is None:
            return Refusal("it is no longer waiting")
        if not await self._holds(known.event_id(0)):
            self._recorder.forget_absence()
            self._journal_writer.tell(await self._recorder.catch_up())
            if conflict := await self._conflict_of(known):
                self._spool.note_conflict(id_, conflict)
                self._journal_writer.tell()
                return Refusal(conflict)
            now = self._clock()
            outcome = await self._writer.write(
                structs.replace(known, at=now, shown=None), seen=True
            )
            if isinstance(outcome, Refusal):
                self._spool.note_conflict(id_, outcome.reason)
                self._journal_writer.tell()
                return outcome
        return await self._end(id_)

    async def drop(self, id_: str) -> None:
        """Let a command go that was not given.

        Raises:
            NotWrittenError: that cannot be noted: it goes on waiting.
        """
        if any(spooled.given.id == id_ for spooled in self.waiting):
            await self._end(id_)

    async def put_aside(self, id_: str) -> None:
        """Let a command wait, and those behind it be given.

        Raises:
            NotWrittenError: that cannot be noted.
        """
        if any(spooled.given.id == id_ for spooled in self.waiting):
            await asyncio.to_thread(self._spool.put_aside, id_)
            self._journal_writer.tell()

    async def _settle(self, given_command: GivenCommand) -> bool:
        """Give one command, or find it given; False where a supervisor has to decide on it."""
        is_given = await self._holds(given_command.event_id(0))
        self._recorder.forget_absence()
        self._journal_writer.tell(await self._recorder.catch_up())
        if is_given:
            await self._end(given_command.id)
            return True
        conflict = await self._conflict_of(given_command)
        if not conflict:
            outcome = await self._writer.write(given_command)
            conflict = outcome.reason if isinstance(outcome, Refusal) else ""
        if conflict:
            self._spool.note_conflict(given_command.id, conflict)
            self._journal_writer.tell()
            return False
        await self._end(given_command.id)
        return True

    async def _end(self, id_: str) -> Change:
        ended = next(spooled.given for spooled in self.waiting if spooled.given.id == id_)
        await asyncio.to_thread(self._spool.end, id_)
        self._told_to.pop(id_, None)
        return self._tell_of(ended)

    def _tell_of(self, given_command: GivenCommand) -> Change:
        """Have what a command is about drawn: it waits now, or does not wait any more."""
        return self._journal_writer.tell(touched_by(given_command, self._recorder.board))

    async def _conflict_of(self, given_command: GivenCommand) -> str:
        """Say what others have done to the subjects of a command since, once; empty for nothing.

        Of each call and vehicle that theirs are about the newest is told: behind a change of the
        call there may be a vehicle that was sent elsewhere.
        """
        await self._read_others()
        told_to = self._told_to.get(given_command.id, given_command.base)
        board = self._recorder.board
        subjects = subjects_of(board, given_command.asked)
        newest: dict[str, OtherCommand] = {}
        for other in self._others:
            about = subjects_of(board, other.command)
            if other.position > told_to and subjects & about:
                newest |= dict.fromkeys(about, other)
        conflicts = {other.position: other for other in newest.values()}
        if conflicts:
            self._told_to[given_command.id] = max(conflicts)
        return ", and ".join(self._words(conflicts[position]) for position in sorted(conflicts))

    def _words(self, other: OtherCommand) -> str:
        """Say who did what, and how long ago."""
        ago = age(max(0.0, (self._clock() - other.event.recorded_at).total_seconds()))
        return f"{words_of(self._recorder.board, other)} {ago} ago"

    async def _read_others(self) -> None:
        """Read what other boards have commanded since the first command waits."""
        bases = [spooled.given.base for spooled in self.waiting]
        sessions = {spooled.given.session for spooled in self.waiting} | {self._recorder.session}
        start = min(bases) if self._others_to is None else self._others_to
        async for position, event in self._recorder.events_behind(start):
            fact = event.fact
            self._others_to = position
            if (
                isinstance(fact, Commanded)
                and event.session not in sessions
                and not isinstance(fact.command, QUIET)
            ):
                seen_at = self._clock()
                self._others.append(OtherCommand(event, fact.command, seen_at, position))


def _subject(command: object) -> tuple[str, str] | None:
    """The vehicle or call for which one such command waits at a time; None for any number."""
    match command:
        case Assign(vehicle=vehicle):
            return "vehicle", vehicle
        case Close(call=call) | Reopen(call=call):
            return "call", call
        case StandDown(vehicle=vehicle):
            return "off", vehicle
    return None
