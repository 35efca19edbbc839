"""One key at a time: the next is handled when everything that the one before began is over.

A line that lags hands over several keys at once, and Textual aims each at what has the focus when
it comes. So a key waits here until the one before was handled to its end: its messages were handled
too, the screen that it opened is mounted and has the focus, its command is in the journal. Then
keys that come together do what the same keys do slowly. A key that comes alone does not wait.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from itertools import count
from typing import Any

from textual.app import App
from textual.events import Event, InputEvent, Key, MouseMove, MouseScrollDown, MouseScrollUp, Paste
from textual.widgets import Input
from textual.worker import Worker, WorkerError

from jru_tui.tui.textual_internals import awaits_refresh, end_by_fault, has_ready_callbacks

_IDLE_WITHIN_S = 0.1
_IDLE_WITHIN_TURNS = 100
"""A key waits for the loop to have nothing to do, but not for long, as a feed may keep it busy: not
beyond so many seconds and so many turns of the loop. A dialog opens in fewer turns."""
_DRAWN_WITHIN_S = 0.25
"""Seconds that a key waits at most for the screen to be laid out."""
_OVER_WITHIN_S = 1.0
"""Seconds that a key waits at most for commands and for a page that is being made."""


class InputQueue:
    """The keys, pastes and clicks of an app that wait for their turn."""

    def __init__(
        self, app: App[Any], commands: Callable[[], Collection[asyncio.Future[Any]]]
    ) -> None:
        """Hold everything until `go_on` is called first.

        Args:
            app: the app; its `on_event` asks `admits` and calls `go_on`.
            commands: tells which commands are under way.
        """
        self._app = app
        self._commands = commands
        self._waiting: deque[Event] = deque()
        self._turn: Event | None = None
        self._busy = True
        self._settling: asyncio.Task[None] | None = None

    @property
    def is_idle(self) -> bool:
        """Whether everything that was begun is over, and nothing waits."""
        return not self._busy

    @staticmethod
    def is_for(event: Event) -> bool:
        """Tell whether an event takes turns: what a person does, but for moving the mouse."""
        takes_turns = isinstance(event, InputEvent | Paste) and not isinstance(event, MouseMove)
        return takes_turns and not event.is_forwarded

    def admits(self, event: Event) -> bool:
        """Tell whether it is an event's turn. If not, it comes again when it is."""
        if event is self._turn:
            return True
        if not (self._busy or self._needs_frame(event) or self._workers_before(event)):
            self._busy = True
            return True
        self._waiting.append(event)
        if not self._busy:
            self.go_on()
        return False

    def go_on(self) -> None:
        """Hand on the next event when everything that was begun is over."""
        self._busy = True
        self._turn = None
        self._settling = asyncio.create_task(self._hand_on())
        self._settling.add_done_callback(self._check)

    def close(self) -> None:
        """Drop what waits."""
        self._waiting.clear()
        if self._settling is not None:
            self._settling.cancel()

    def _check(self, task: "asyncio.Task[None]") -> None:
        if not task.cancelled() and isinstance(error := task.exception(), Exception):
            end_by_fault(self._app, error)

    async def _hand_on(self) -> None:
        await self._settle()
        if not self._waiting:
            self._busy = False
            return
        self._turn = self._waiting.popleft()
        self._app.post_message(self._turn)

    async def _settle(self) -> None:
        """Wait until everything is over that the next event could depend on, if there is one."""
        loop = asyncio.get_running_loop()
        give_up = loop.time() + _OVER_WITHIN_S
        while True:
            await self._idle()
            left = give_up - loop.time()
            if left <= 0:
                return
            if under_way := set(self._under_way()):
                await asyncio.wait(under_way, timeout=left)
            elif self._waiting and self._needs_frame(self._waiting[0]):
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._app.screen.wait_for_refresh(), _DRAWN_WITHIN_S)
            else:
                return

    async def _idle(self) -> None:
        loop = asyncio.get_running_loop()
        give_up = loop.time() + _IDLE_WITHIN_S
        for turn in count():
            await asyncio.sleep(0)
            if not has_ready_callbacks():
                return
            if turn >= _IDLE_WITHIN_TURNS and loop.time() >= give_up:
                return

    def _under_way(self) -> Iterator[asyncio.Future[Any]]:
        yield from self._commands()
        if self._waiting:
            for worker in self._workers_before(self._waiting[0]):
                yield asyncio.ensure_future(_end_of(worker))

    def _workers_before(self, event: Event) -> "list[Worker[Any]]":
        """Return the workers that make what the screen is to show, if an event depends on them."""
        if isinstance(event, Key) and event.key == "escape":
            return []  # it leaves the screen, finished or not
        screen = self._app.screen
        return [
            worker
            for worker in self._app.workers
            if worker.node is screen and not worker.is_finished
        ]

    def _needs_frame(self, event: Event) -> bool:
        """Tell whether an event depends on how the screen will be laid out next."""
        if isinstance(event, MouseScrollDown | MouseScrollUp):
            return False
        letter = isinstance(event, Key) and event.is_printable
        if letter and isinstance(self._app.focused, Input):
            return False
        return awaits_refresh(self._app.screen)


async def _end_of(worker: "Worker[Any]") -> None:
    with suppress(WorkerError):  # its fault is told where workers are run
        await worker.wait()
