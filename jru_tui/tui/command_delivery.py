"""The delivery of commands from the screen to the desk, and of its answers to the supervisor."""

import asyncio
from collections.abc import Callable, Collection, Coroutine, Sequence
from datetime import datetime
from typing import Any

from jru_tui.board import (
    Board,
    Command,
    Decision,
    OpenCall,
    Refusal,
    Request,
    decided_commands,
    not_restored,
    resolved_commands,
)
from jru_tui.desk import Desk, SpoolAnswer, Spooled
from jru_tui.tui.commands.late_entry import LateEntry
from jru_tui.tui.commands.runner import Host
from jru_tui.tui.commands.spec import explain
from jru_tui.tui.phrases import hm
from jru_tui.tui.textual_internals.quiet_app import QuietApp, end_by_fault

_ANSWERED: dict[SpoolAnswer, str] = {
    "give": "done, and saved",
    "drop": "dropped",
    "keep": "put aside",
}


class CommandDelivery:
    """A delivery of commands, carried out in the order of the keys.

    Attributes:
        unsaid: refusals that no screen could show any more, as sentences: the app was being left.
    """

    def __init__(
        self,
        app: QuietApp,
        host: Host,
        desk: Desk,
        late: LateEntry,
        *,
        clock: Callable[[], datetime],
        poll_now: Callable[[], bool],
    ) -> None:
        """Deliver the commands of one app.

        Args:
            app: ended by a fault of the desk.
            host: gives the context, and shows what became of a command.
            desk: where commands go.
            late: says from when on they count.
            clock: the board's time, UTC.
            poll_now: asks the feed at once for what a command did.
        """
        self._app = app
        self._host = host
        self._desk = desk
        self._late = late
        self._clock = clock
        self._poll_now = poll_now
        self._tasks: set[asyncio.Task[None]] = set()
        self.unsaid: list[str] = []

    @property
    def under_way(self) -> Collection[asyncio.Future[Any]]:
        """The commands that are not durable yet."""
        return self._tasks

    async def settled(self) -> None:
        """Wait until every command that was given is durable or refused: none is lost by a quit."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    def give(self, request: Request, shown: Sequence[str] | None = None) -> None:
        """Hand a command to the desk; commands are carried out in the order of the keys."""
        board = self._desk.board
        # Of a decision each part has to have room: its reasons are in the log.
        words = _in_short if isinstance(request, Decision) else Board.words
        resolved = resolved_commands(board, request, self._desk.actor())
        summary = "; ".join(words(board, command) for command in resolved)
        at = self._late.time_of(request, self._clock())
        if at is not None:
            summary = f"as of {hm(at, board.rules)}: {summary}"
        self.begin(self._carry_out(request, summary, resolved, shown, at))

    def answer_spool(self, answer: SpoolAnswer, command_id: str) -> None:
        """Hand the desk what a supervisor decides on a command that waits, by its id."""
        self.begin(self._settle(answer, command_id))

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin what has to be done before the app may end."""
        task = asyncio.create_task(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        """Do some work; its fault ends the app as any other does."""
        try:
            await work
        except Exception as error:  # noqa: BLE001 - any of them
            end_by_fault(self._app, error)

    async def _carry_out(
        self,
        request: Request,
        words: str,
        resolved: Sequence[Command],
        shown: Sequence[str] | None,
        at: datetime | None,
    ) -> None:
        outcome = await self._desk.command(request, shown, happened_at=at)
        if isinstance(outcome, Refusal):
            self._refuse(outcome, resolved)
        elif self._app.is_ending:
            return  # nobody sees it, and what waits is said at the end
        elif isinstance(outcome, Spooled):
            self._host.mention(f"not yet saved, it waits on this machine: {words}")
        else:
            board = self._desk.board
            stays = [
                reason
                for command in decided_commands(request)
                for reason in not_restored(board, command)
            ]
            self._host.mention("; ".join((words, *stays)))
            if isinstance(request, OpenCall):
                self._host.select(request.call)
            self._poll_now()

    async def _settle(self, answer: SpoolAnswer, command_id: str) -> None:
        outcome = await self._desk.answer_spool(answer, command_id)
        if isinstance(outcome, Refusal):
            self._refuse(outcome, ())
        else:
            self._host.mention(_ANSWERED[answer])
            self._poll_now()

    def _refuse(self, refusal: Refusal, refused: Sequence[Command]) -> None:
        """Show a refusal or, where the screen is being left, keep it for whoever says it then.

        Args:
            refusal: says why.
            refused: the commands; none where the reason names them.
        """
        if self._app.is_ending:
            board = self._desk.board
            words = "; ".join(map(board.words_in_full, refused))
            reason = board.names.in_text(refusal.reason)
            self.unsaid.append(f"“{words}”: {reason}" if words else reason)
        else:
            self._host.tell(explain(refusal, self._host.context()))


def _in_short(board: Board, command: Command) -> str:
    """Say a command without its reason, with its call before it: `K-1037: JRU 3 assigned`."""
    call = getattr(command, "call", "")
    return f"{board.call_name(call)}: {board.briefly(command)}" if call else board.briefly(command)
