"""The outbox: the supervisor's commands, posted to the dispatch system in their order.

One at a time, oldest first, each under its own `Idempotency-Key` until it is answered, so that a
time-out, a crash or a restart never gives a command twice. One that can no longer make sense is
not sent at all but handed back, and if it may have arrived, that is said. What waits is not kept
here: the journal knows it, and what was posted of it, and the desk hands it in.
"""

import asyncio
import random
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from datetime import datetime
from http import HTTPStatus
from types import TracebackType
from typing import TYPE_CHECKING, Self

import msgspec

from jru_tui.board import CommandAnswered, CommandSent
from jru_tui.feeds.models import PollFailure
from jru_tui.feeds.outbox.models import OutboxBacklog, Posting
from jru_tui.feeds.outbox.replies import may_have_arrived, meaning
from jru_tui.feeds.schedule import Chance, next_poll_s
from jru_tui.feeds.transport.auth import Credentials
from jru_tui.feeds.transport.connect import Waiter, open_line, wait_for_event
from jru_tui.feeds.transport.errors import ConnectionTrouble, hiccup_trouble
from jru_tui.settings import FeedSettings

if TYPE_CHECKING:
    import httpx

    from jru_tui.feeds.transport.client import HttpConnection, PostReply

CAP_S = 30.0
"""Longest wait of the back-off: a command that arrives twice costs more than a poll does."""
BASE_S = 2.0
"""Where the back-off starts, in seconds."""
BUSY_S = 120.0
"""Seconds after which a server that is still busy with one command keeps no other waiting: it will
not answer any more, or refuses without a word."""


class Outbox:
    """The outbox: posts commands in order until each is answered. Use within `async with`.

    Args:
        settings: `writeback` is where commands go, and when they are too old for it; the token
            and the deadline are the feed's. A late assignment would send a crew to a call that
            has long been given to another.
        clock: the board's time, against which a command's age is judged when it is offered first.
        elapsed: seconds that go on whatever any clock is set to: a command grows older by these.
        transport: None for the network; the demo and tests hand in an application.
        chance, wait: randomness and waiting, handed in for tests.
    """

    def __init__(
        self,
        settings: FeedSettings,
        clock: Callable[[], datetime],
        *,
        elapsed: Callable[[], float] = time.monotonic,
        transport: "httpx.AsyncBaseTransport | None" = None,
        chance: Chance = random.random,
        wait: Waiter = wait_for_event,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._elapsed = elapsed
        self._given_s: dict[str, float] = {}
        self._transport = transport
        self._credentials = Credentials(settings)
        self._chance = chance
        self._wait = wait
        self._line: HttpConnection | None = None
        self._pending: tuple[Posting, ...] = ()
        self._answered: set[str] = set()
        self._told: set[str] = set()
        self._unclear: set[str] = set()
        self._busy_since_s: dict[str, float] = {}
        self._taken: set[str] = set()
        self._offered = asyncio.Event()
        self._now = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._line = await asyncio.to_thread(
            open_line, self._settings, self._settings.writeback, self._clock, self._transport
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._line is not None:
            await self._line.aclose()
            self._line = None

    def offer(self, pending: Sequence[Posting]) -> None:
        """Replace what was offered before by everything that has no answer yet, oldest first."""
        self._pending = tuple(pending)
        ids, sent = (
            {command.id for command in pending},
            {command.id for command in pending if command.sent},
        )
        self._answered &= ids
        self._told = self._told & ids | sent
        # What another run of the program posted it has not told the end of.
        self._unclear = self._unclear & ids | sent
        self._busy_since_s = {id_: at for id_, at in self._busy_since_s.items() if id_ in ids}
        known, now_s = self._given_s, self._elapsed()
        self._given_s = {
            command.id: known.get(command.id, now_s - self._age_s(command)) for command in pending
        }
        self._offered.set()

    def try_now(self) -> None:
        """End the wait after a failure, unless the server asked for it."""
        self._now.set()

    async def run(self) -> AsyncGenerator[CommandSent | CommandAnswered | OutboxBacklog, None]:
        """Every answer, and every change in how the outbox stands, for ever.

        Before a command is posted for the first time that is said: it goes out when the next word
        is asked for, so that this one is durable by then.
        """
        failures, waiting = 0, OutboxBacklog()
        while True:
            oldest = self._oldest()
            if oldest is None:
                await self._offered.wait()
                continue
            expired = self._too_old(oldest)
            if expired is None and oldest.id not in self._told:
                self._told.add(oldest.id)
                yield CommandSent(oldest.id)
                continue  # to keep that may have taken long
            got = expired or await self._post(oldest)
            if isinstance(got, CommandAnswered):
                self._answered.add(oldest.id)
                yield got
                failures = 0
                if waiting.count:
                    waiting = self._waiting()
                    yield waiting
                continue
            failures += 1
            wait_s = next_poll_s(got, failures, BASE_S, 0.0, self._chance, cap_s=CAP_S)
            waiting = self._waiting(got, wait_s)
            yield waiting
            self._now.clear()
            await self._wait(asyncio.Event() if got.retry_after_s else self._now, wait_s)

    def _oldest(self) -> Posting | None:
        self._offered.clear()
        return next(
            (command for command in self._pending if command.id not in self._answered), None
        )

    def _waiting(
        self, reason: PollFailure | None = None, wait_s: float | None = None
    ) -> OutboxBacklog:
        left = {command.id for command in self._pending} - self._answered
        sent = len(left & self._unclear)
        if reason is None:
            return OutboxBacklog(len(left), sent=sent)
        return OutboxBacklog(len(left), reason.reason, reason.needs_person, wait_s, sent)

    def _age_s(self, command: Posting) -> float:
        """Return the age of a command in seconds by the board's time."""
        return max(0.0, (self._clock() - command.at).total_seconds())

    def _too_old(self, command: Posting) -> CommandAnswered | None:
        age_s = self._grown_s(command)
        settings = self._settings
        assign = command.body.get("command") == "assign"
        if age_s <= (settings.assign_expires_s if assign else settings.command_expires_s):
            return None
        if command.id in self._unclear:
            return self._unanswered(command, "an earlier try had no answer")
        minutes = int(age_s // 60)
        reason = f"given {minutes} min ago"
        return CommandAnswered(command.id, accepted=False, reason=reason, expired_min=minutes)

    def _grown_s(self, command: Posting) -> float:
        """Return the age of a command in seconds, whatever the board's time was set to since."""
        return self._elapsed() - self._given_s[command.id]

    def _unanswered(self, command: Posting, reason: str) -> CommandAnswered:
        """A command that may have arrived and is not sent again."""
        return CommandAnswered(
            command.id,
            accepted=False,
            reason=f"it may have arrived: {reason}",
            expired_min=int(self._grown_s(command) // 60),
            unclear=True,
        )

    def _busy(self, command: Posting, got: PollFailure) -> CommandAnswered | PollFailure:
        """The server is working on a command that it has from an earlier try."""
        now_s = self._elapsed()
        if now_s - self._busy_since_s.setdefault(command.id, now_s) <= BUSY_S:
            return got
        return self._unanswered(command, "dispatch only says that it is still working on it (409)")

    async def _post(self, command: Posting) -> CommandAnswered | PollFailure:
        body = msgspec.json.encode(command.body)
        try:
            async with asyncio.timeout(self._settings.deadline_s):
                got = await self._once(command.id, body)
                answered = not isinstance(got, ConnectionTrouble)
                refused = answered and self._credentials.are_refused(got.status)
                if refused and await self._credentials.read_again():
                    got = await self._once(command.id, body)
        except TimeoutError:
            self._unclear.add(command.id)
            return PollFailure(f"no answer came within {self._settings.deadline_s:g} s")
        except Exception as error:  # noqa: BLE001 - no answer may end the board, whatever is in it
            self._unclear.add(command.id)
            return hiccup_trouble(error)
        if may_have_arrived(got):
            self._unclear.add(command.id)
        if isinstance(got, ConnectionTrouble):
            return got.failure
        kind = str(command.body.get("command"))
        others_taken = bool(self._taken) and kind not in self._taken
        meant = meaning(command.id, got, others_taken=others_taken)
        if isinstance(meant, PollFailure) and got.status == HTTPStatus.CONFLICT:
            return self._busy(command, meant)
        if isinstance(meant, CommandAnswered) and meant.accepted:
            self._taken.add(kind)
        return meant

    async def _once(self, id_: str, body: bytes) -> "PostReply | ConnectionTrouble":
        assert self._line is not None, "an Outbox is used within `async with`"
        headers = {b"Idempotency-Key": id_.encode(), **self._credentials.headers()}
        address = self._credentials.address(self._settings.writeback)
        return await self._line.post(address, headers, body)
