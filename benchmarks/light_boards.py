"""Boards by what each asks of its journal's server: no screen, no fold, nothing decoded.

A light board has the two connections that a board at rest has, and sends the statements of the
program itself at the program's own intervals: it listens, reads by position with each hint and once
a second without one, tells that it is present and lists the others, and asks for the lease. What it
costs on its own side is therefore far below what a board costs.
"""

import asyncio
import random
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime
from uuid import uuid4

import psycopg
from msgspec import Struct, structs

from jru_tui.board import Commanded, Event, Note, Source
from jru_tui.desk.presence import TELL_EVERY_S
from jru_tui.desk.shared_links import RENEW_EVERY_S
from jru_tui.journal import AppendConflict, JournalError, OwnPresence
from jru_tui.journal.postgres import lease, presence, reader, writer
from jru_tui.journal.postgres.connection import Connection, connect
from jru_tui.journal.postgres.follower import Listener
from jru_tui.journal.postgres.journal import LOOK_EVERY_S
from jru_tui.settings import JournalServer

POLL_EVERY_S = 5.0
"""Seconds between two polls of the feed, as the settings ship; here each one says something new."""

COMMAND_EVERY_S = 120.0
"""Seconds between two commands of one board, each given in a dialog that the others are told of."""

DIALOG_S = 5.0
"""Seconds that a dialog is open before its command is given."""

_STEP_S = 0.5
"""Seconds after which whoever waits looks whether the rate is another."""

_TRIES = 5
"""How often a command is decided again that met somebody else's."""

_NOW = datetime(2020, 10, 30, 22, tzinfo=UTC)


class Measured(Struct, frozen=True):
    """Samples of one span of time.

    Attributes:
        appends_s: seconds that each append took.
        seen_s: seconds from when an append was asked for until another board had read it: one for
            each append and board.
        unseen: pairs of an append and a board that had not read it some seconds after the span.
        conflicts: commands that were decided again.
        errors: how often each error came, by its words.
        cpu_s: CPU seconds of the boards' own process.
    """

    appends_s: list[float]
    seen_s: list[float]
    unseen: int
    conflicts: int
    errors: dict[str, int]
    cpu_s: float


class LightForce:
    """The boards of one force, and what they have appended and read.

    Args:
        server: the force's journal.
        boards: how many there are.

    Attributes:
        rate: how many times as many appends there are as usual.
        asked: when each append was asked for, and by which board, by position.
        appends_s: seconds that each append took, by position.
        read: when each board had read an append, by position and board.
        errors: how often each error came, by its words.
        conflicts: commands that were decided again.
    """

    def __init__(self, server: JournalServer, boards: int) -> None:
        self.rate = 1.0
        self.asked: dict[int, tuple[float, int]] = {}
        self.appends_s: dict[int, float] = {}
        self.read: defaultdict[int, dict[int, float]] = defaultdict(dict)
        self.errors: Counter[str] = Counter()
        self.conflicts = 0
        self.boards = [LightBoard(self, server, number) for number in range(boards)]

    def measure(self, start: float, end: float) -> Measured:
        """Collect the samples of the appends that were asked for within a span of time.

        Args:
            start: its start on the monotonic clock.
            end: its end.
        """
        positions = [position for position, (at, _) in self.asked.items() if start <= at < end]
        seen_s: list[float] = []
        for position in positions:
            asked, by = self.asked[position]
            read = self.read[position].items()
            seen_s += [at - asked for number, at in read if number != by]
        unseen = len(positions) * (len(self.boards) - 1) - len(seen_s)
        appends_s = [self.appends_s[position] for position in positions]
        return Measured(appends_s, seen_s, unseen, self.conflicts, dict(self.errors), 0.0)


class LightBoard:
    """A board by what it asks of the server.

    Args:
        force: whose board it is.
        server: the journal's.
        number: of the board in its force: its acts are spread over time by it.
    """

    def __init__(self, force: LightForce, server: JournalServer, number: int) -> None:
        self.position = 0
        self._force = force
        self._server = server
        self._number = number
        self._own = OwnPresence(uuid4().hex, f"{70001 + number}", "supervisor")
        self._random = random.Random(f"{server.force} {number}")
        self._fence: int | None = None
        self._opened = time.monotonic()
        self._news, self._heard, self._changed = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._listening = asyncio.Event()
        self._turn = asyncio.Lock()
        self._connection: Connection | None = None

    async def open(self, stack: AsyncExitStack) -> None:
        """Make both connections, and go to the end of the journal.

        Args:
            stack: closes them.

        Raises:
            psycopg.Error: the server takes no more.
        """
        self._connection = await connect(self._server, writes=True)
        stack.push_async_callback(self._close)
        refused: list[str] = []
        settled = asyncio.Event()

        def lost(why: str) -> None:
            refused[:] = [why] if why else []
            settled.set()
            if why:
                self._force.errors[why] += 1

        listener = Listener(self._server, self._news.set, self._heard.set, lost)
        stack.push_async_callback(listener.close)
        listener.start()
        await settled.wait()
        if refused:
            raise psycopg.OperationalError(refused[0])
        self.position = (await reader.head(self._connection, self._server.force)).position

    async def live(self) -> None:
        """Do what a board does, until cancelled."""
        await asyncio.gather(
            self._follow(), self._keep_lease(), self._tell(), self._poll(), self._command()
        )

    async def _follow(self) -> None:
        while True:
            await self._guarded(self._catch_up)
            await self._woken(LOOK_EVERY_S, self._news)
            self._news.clear()

    async def _keep_lease(self) -> None:
        await asyncio.sleep(self._random.uniform(0, RENEW_EVERY_S))
        while True:
            await self._guarded(self._take_lease)
            await asyncio.sleep(RENEW_EVERY_S)

    async def _tell(self) -> None:
        await asyncio.sleep(self._random.uniform(0, TELL_EVERY_S))
        while True:
            await self._guarded(self._exchange)
            await self._woken(TELL_EVERY_S, self._heard, self._changed)
            self._heard.clear()

    async def _poll(self) -> None:
        """Append what the feed says, while this board has the lease."""
        await self._pause(self._random.uniform(0, POLL_EVERY_S))
        while True:
            if self._fence is not None:
                await self._guarded(lambda: self._append("feed", self._fence))
            await self._pause(POLL_EVERY_S)

    async def _command(self) -> None:
        """Give a command now and then, in a dialog that the others are told of."""
        await self._pause(self._random.uniform(0, COMMAND_EVERY_S))
        while True:
            self._look_at("K-1037")
            await self._pause(DIALOG_S)
            await self._guarded(lambda: self._append("supervisor", None))
            self._look_at("")
            await self._pause(COMMAND_EVERY_S - DIALOG_S)

    def _look_at(self, call: str) -> None:
        self._own = structs.replace(self._own, call=call)
        self._changed.set()

    async def _append(self, source: Source, fence: int | None) -> None:
        note = Note("Gate code 4471, ask for the night porter", call="K-1037")
        event = Event(uuid4().hex, _NOW, _NOW, source, Commanded(note), self._own.by, "bench")
        batch = writer.Batch([event])
        asked = time.monotonic()
        for _ in range(_TRIES):
            expected = None if fence is not None else self.position
            answer = await writer.append(self._worker, self._server.force, batch, expected, fence)
            if isinstance(answer, AppendConflict):
                self._force.conflicts += 1
                await self._catch_up()
                continue
            self._force.asked[answer.position] = (asked, self._number)
            self._force.appends_s[answer.position] = time.monotonic() - asked
            self._news.set()
            return

    async def _catch_up(self) -> None:
        while rows := await reader.page(self._worker, self._server.force, self.position):
            at = time.monotonic()
            for position, _ in rows:
                self._force.read[position][self._number] = at
            self.position = rows[-1][0]

    async def _take_lease(self) -> None:
        own = self._own
        self._fence = await lease.take(self._worker, self._server.force, own.by, own.session, None)
        await lease.state(self._worker, self._server.force)

    async def _exchange(self) -> None:
        hint = self._changed.is_set()
        self._changed.clear()
        open_s = time.monotonic() - self._opened
        await presence.tell(self._worker, self._server.force, self._own, open_s, hint=hint)
        await presence.boards(self._worker, self._server.force)

    async def _close(self) -> None:
        await self._worker.close()

    @property
    def _worker(self) -> Connection:
        assert self._connection is not None
        return self._connection

    async def _guarded(self, act: Callable[[], Awaitable[None]]) -> None:
        """Do one thing at a time; count what the server does not do."""
        async with self._turn:
            try:
                if self._worker.closed:
                    self._connection = await connect(self._server, writes=True)
                await act()
            except (psycopg.Error, JournalError) as error:
                self._force.errors[str(error).strip().splitlines()[0]] += 1
                # As the pool of a board does with what comes back to it.
                with suppress(psycopg.Error):
                    await self._worker.rollback()

    async def _pause(self, usual_s: float) -> None:
        """Wait, for less where the force has more to append than usual; also from now on."""
        while usual_s > 0:
            step_s = min(_STEP_S, usual_s / self._force.rate)
            await asyncio.sleep(step_s)
            usual_s -= step_s * self._force.rate

    @staticmethod
    async def _woken(within_s: float, *events: asyncio.Event) -> None:
        """Wait until one of some events, at most so long."""
        waits = [asyncio.ensure_future(event.wait()) for event in events]
        await asyncio.wait(waits, timeout=within_s, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
