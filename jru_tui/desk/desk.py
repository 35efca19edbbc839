"""The desk: the one writer.

A poll or a command comes in, is decided on the current board, written into the journal, folded
into the board, and told to whoever listens. Nothing is shown before it is durable, with one
exception: while the journal cannot be written, what the feed says is shown all the same, marked as
not kept, and written down as soon as that can be. Commands are refused meanwhile.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from jru_tui.board import (
    Actor,
    Board,
    Change,
    CommandAnswered,
    CommandSent,
    Event,
    Exported,
    FeedChanged,
    Purged,
    Recommendation,
    Refusal,
    Request,
    Role,
    Viewed,
)
from jru_tui.desk.access_log import AccessLog
from jru_tui.desk.command_reception import CommandReception, SpoolAnswer
from jru_tui.desk.command_writer import Spooled
from jru_tui.desk.journal_writer import JournalWriter, Listener
from jru_tui.desk.poll_history import PollHistory
from jru_tui.desk.poll_reception import PollReception
from jru_tui.desk.presence import ALONE, PresentBoards
from jru_tui.desk.recorder import Recorder
from jru_tui.desk.server_clock import ClockReading
from jru_tui.desk.unsaved_events import in_words
from jru_tui.desk.waiting_effects import NOTHING_WAITS, WaitingEffects, effects_of_waiting
from jru_tui.feeds import FeedHealth, OutboxBacklog, Poll, PollTiming
from jru_tui.journal import Head, Journal, Reserve, SharedJournal

if TYPE_CHECKING:
    from jru_tui.board import TravelSource
    from jru_tui.desk.command_spool import CommandSpool
    from jru_tui.journal import Spool, SpooledCommand

_UNMEASURED = PollTiming()


class Desk:
    """The desk: feed, commands, journal and board in one place.

    Attributes:
        board: as it stands; read it, never write it.
        unread: what of the journal is not on the board yet, as a sentence; empty for nothing. Until
            then the board is to be looked at, and commands are refused.
        outbox: how many commands wait to be posted, and why.
        recorder: the journal, and what is wrong with it.
        writer: writes into it, and tells.
        recommendation: who should go where, on this board.
        present: the boards that are open on the same journal.
        clock: the board's time, UTC.
        lock: held by whatever writes into the journal.
        purged: set when words were erased in the journal: this board shows them; see `Checkpoints`.
    """

    def __init__(
        self,
        *,
        board: Board,
        journal: Journal,
        clock: Callable[[], datetime],
        by: str = "",
        writes_back: bool = False,
        note_server_time: Callable[[datetime], ClockReading] = lambda _: ClockReading(),
        keep_for_writer: Callable[[Event], None] | None = None,
        reserve: Reserve | None = None,
        shared: bool = False,
        role: Role = "supervisor",
        most: Role = "supervisor",
    ) -> None:
        """Put a desk together.

        Args:
            board: holds what `position` events of the journal told; see `catch_up`.
            journal: where everything is stored.
            clock: the board's time, UTC.
            by: who supervises.
            writes_back: commands are owed to the dispatch system.
            note_server_time: sets the clock by the time of each document, and says what it finds.
            keep_for_writer: keeps an export or a look for the board that writes; see `AccessLog`.
            reserve: room on the journal's disk that is given up when that is full.
            shared: other boards write the same journal.
            role: says which commands may be given here, until another one is taken.
            most: the role beyond which none can be taken here.
        """
        self.board = board
        self.unread = ""
        self.outbox = OutboxBacklog()
        self.recorder = Recorder(board, journal, by, reserve, session=uuid4().hex)
        self.writer = JournalWriter(self.recorder)
        self.recommendation = Recommendation(board)
        self.present = ALONE
        self._waiting = NOTHING_WAITS
        self.purged = asyncio.Event()
        self.writer.subscribe(self.recommendation.changed, first=True)
        self.clock = clock
        self.lock = asyncio.Lock()
        self._access = AccessLog(self.recorder, self.writer, clock, keep_for_writer, self.lock)
        self._reception = PollReception(self.recorder, self.writer, clock, note_server_time)
        self._commands = CommandReception(
            self.recorder,
            self.writer,
            self.recommendation,
            clock,
            writes_back=writes_back,
            shared=shared,
            role=role,
            most=most,
        )

    @property
    def polls(self) -> PollHistory:
        """Return what became of the last polls."""
        return self._reception.polls

    @property
    def health(self) -> FeedHealth:
        """Return the health of the feed."""
        return self._reception.monitor.health

    @health.setter
    def health(self, health: FeedHealth) -> None:
        """Say how the feed is where somebody else asks it: this desk only looks on."""
        self._reception.monitor.health = health

    def subscribe(self, listener: Listener, *, first: bool = False) -> Callable[[], None]:
        """Subscribe to every change and, as an empty one, to changes of the feed's health.

        `first`: before those who are told already.

        Returns:
            What ends the telling.
        """
        return self.writer.subscribe(listener, first=first)

    async def catch_up(self) -> Change:
        """Fold in what the journal holds behind what the board knows."""
        async with self.lock:
            change = await self.recorder.catch_up()
            self._reception.start()
            return self.writer.tell(change)

    def tell_unread(self, sentence: str) -> None:
        """Say what of the journal is not on the board yet, and notify listeners."""
        self.unread = sentence
        self.writer.tell()

    async def complete(self, board: Board, *, gives_up: bool = False) -> Change:
        """Go on with the board of the whole journal in place of the one that is shown.

        Args:
            board: what the journal told up to some position; given up.
            gives_up: what is shown and not kept is given up.

        Raises:
            JournalError: what was written since cannot be read.
        """
        async with self.lock:
            shown = {*self.board.held_calls()}, {*self.board.vehicles}
            if gives_up:
                self.recorder.give_up_unkept()
            self.board.stand_as(board)
            self.recorder.go_on_from(board.events)
            await self.recorder.catch_up()
            self._reception.start()
            self.recommendation.forget()
            self.unread = ""
            calls = {call for call in shown[0] if call in self.board.calls}
            calls |= {call.id for call in self.board.recent_calls()}
            vehicles = shown[1] | {*self.board.vehicles}
            return self.writer.tell(Change(frozenset(calls), frozenset(vehicles)))

    def use_travel_sources(self, sources: "Sequence[TravelSource]") -> None:
        """Predict arrivals by other sources from now on, and notify listeners.

        Args:
            sources: asked before the straight line, the best first.
        """
        self.recommendation.use_sources(sources)
        self.writer.tell()

    def note_travel_times(self) -> None:
        """Notify listeners that a source of travel times knows more than it did."""
        self.recommendation.forget()
        self.writer.tell()

    def note_boards(self, boards: PresentBoards) -> None:
        """Take note of which boards are open on the same journal, and notify listeners."""
        before, self.present = self.present, boards
        if boards.differs(before):
            self.writer.tell()

    def notify_feed_health(self) -> None:
        """Notify listeners that the feed's health was read again."""
        self.writer.tell()

    async def follow(self) -> None:
        """Look on while somebody else writes: fold in what is appended, until cancelled."""
        async for change in self.recorder.follow():
            self.writer.tell(change)

    async def follow_others(self) -> None:
        """Fold in what other boards append to the same journal, until cancelled."""
        self.recorder.on_others_events = self._note_events_of_others
        async for position, event in self.recorder.read_appended():
            async with self.lock:
                change = await self.recorder.take_in(position, event)
                if change is not None:
                    self.writer.tell(change)

    def _note_events_of_others(self, events: Sequence[Event]) -> None:
        """Take note of what others have done that this board has to know beside its fold."""
        self._commands.others.add(events, self.clock())
        if any(isinstance(event.fact, Purged) for event in events):
            self.purged.set()

    @property
    def writes_back(self) -> bool:
        """Test whether commands are owed to the dispatch system."""
        return self._commands.writes_back

    def actor(self, by: str = "") -> Actor:
        """Say who gives commands here, and when that is; `by` where it is not who supervises."""
        return self._commands.actor(by)

    async def command(
        self,
        request: Request,
        shown: Sequence[str] | None = None,
        *,
        by: str = "",
        happened_at: datetime | None = None,
    ) -> Refusal | Change | Spooled:
        """Decide a command and, if it may run, make it durable and show it.

        Where the journal's server takes nothing, it waits in the spool, if there is one.

        Args:
            request: the command, or several that are given as one.
            shown: the side effects that the supervisor was shown before; a command that has others
                by now is refused. None where nothing was shown.
            by: who gives it, where that is not who supervises.
            happened_at: when it was done on paper or by radio, UTC: it is entered late, and the
                dispatch system is not told. None: it is done now.
        """
        async with self.lock:
            if self.unread:
                return Refusal(f"not done: {self.unread}")
            return await self._commands.command(request, shown, by=by, happened_at=happened_at)

    @property
    def spool(self) -> "CommandSpool | None":
        """The commands that wait until the journal's server takes them; None where none may."""
        return self._commands.spool

    @property
    def waiting_effects(self) -> WaitingEffects:
        """The effects of the commands that wait until the journal's server takes them."""
        spool = self._commands.spool
        return self._waiting if spool is None else spool.effects

    def show_waiting(self, waiting: "Sequence[SpooledCommand]") -> None:
        """Show what waits on this machine, where this board itself gives no commands.

        Args:
            waiting: the commands, in order.
        """
        self._waiting = effects_of_waiting(waiting, self.board)
        self.recommendation.expect(self._waiting.vehicles)

    def use_spool(self, spool: "Spool", journal: SharedJournal) -> None:
        """Let commands wait in a spool while the journal's server takes nothing.

        Args:
            spool: on this machine.
            journal: the journal.
        """
        self._commands.use_spool(spool, journal)

    async def settle_spool(self) -> None:
        """Give what waits in the spool, as far as that can be by now."""
        async with self.lock:
            await self._commands.settle()

    async def answer_spool(self, answer: SpoolAnswer, id_: str) -> Refusal | Change:
        """Do what a supervisor has decided on a command that waits.

        Args:
            answer: give it again as of now, drop it, or keep it aside.
            id_: of the command.
        """
        async with self.lock:
            return await self._commands.answer_spool(answer, id_)

    async def answer(self, answered: CommandAnswered) -> bool:
        """Keep what the dispatch system answered to a command; False if that cannot be."""
        async with self.lock:
            now = self.clock()
            ours = answered.expired_min is not None
            saved = await self.writer.record([(now, answered)], "program" if ours else "feed", now)
            self.writer.tell()
            return saved

    async def sends(self, sent: CommandSent) -> bool:
        """Keep that a command is about to be posted; False if that cannot be: it waits then."""
        async with self.lock:
            now = self.clock()
            saved = await self.writer.record([(now, sent)], "program", now)
            self.writer.tell()
            return saved

    async def record_view(self, call_id: str) -> None:
        """Keep who opened a call in full, also where this board only looks on."""
        await self._access.note(Viewed(call_id))

    async def record_export(self, description: str, form: str) -> str:
        """Keep who took what out of the board, and in which form (see `Exported`).

        Returns:
            Why that could not be noted; empty when it was.
        """
        return await self._access.note(Exported(description, form))

    async def look_for_journal(self, *, whole: bool) -> None:
        """See that the journal is still there and, `whole`, that nobody changed what it holds."""
        if self.recorder.read_only:
            return
        before = self.held_up
        await self.recorder.look(whole=whole)
        if self.held_up != before:
            self.writer.tell()

    async def head(self) -> Head:
        """Return the head of the journal, which a handover prints so that it can be checked."""
        return await self.recorder.head()

    def outbox_waits(self, waiting: OutboxBacklog) -> None:
        """Take note of how the outbox stands."""
        self.outbox = waiting
        self.writer.tell()

    @property
    def held_up(self) -> str:
        """Say why commands are not kept or sent; empty when nothing stops them."""
        if self.unread:
            return self.unread
        spool = self._commands.spool
        waits = spool.sentence() if spool is not None else ""
        return ". ".join(filter(None, (waits, self._trouble(spools=bool(waits)))))

    def _trouble(self, *, spools: bool) -> str:
        """Say why the journal or the dispatch system takes nothing; empty while they do."""
        if self.recorder.trouble:
            reason = self.recorder.trouble_in_words
            if unsaved := in_words(self.recorder.unsaved, self.board):
                return f"Shown, but not saved: {unsaved}. {reason}"
            return reason if spools else f"Nothing new can be saved: {reason}"
        if self.recorder.damage:
            return self.recorder.trouble_in_words
        if self.outbox.count and self.outbox.reason:
            return f"{self.outbox.what}: {self.outbox.reason}"
        return ""

    async def receive(
        self, poll: Poll, next_try_s: float | None = None, timing: PollTiming = _UNMEASURED
    ) -> None:
        """Take in what one poll brought.

        Args:
            poll: a reading, no change, or a failure.
            next_try_s: seconds until the next one.
            timing: what it took.
        """
        async with self.lock:
            await self._reception.receive(poll, next_try_s, timing)

    async def feed_stopped(self) -> None:
        """Write down that polling ends, so that the next start knows how old the board is."""
        async with self.lock:
            if self.health.state != "connecting":
                now = self.clock()
                stopped = FeedChanged("stopped", self.health.as_of)
                await self.writer.record([(now, stopped)], "program", now)
                self.writer.tell()
