"""A queue of keys: the next is handled when everything that the one before began is over.

A line that lags hands over several keys at once, and Textual aims each at what has the focus when
it comes. So a key waits here until the one before was handled to its end: its messages were handled
too, the screen that it opened is mounted and has the focus, its command is in the journal. Then
keys that come together do what the same keys do slowly. A key that comes alone does not wait.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Any, Protocol, runtime_checkable
from weakref import WeakSet

from textual.app import App
from textual.events import Event, InputEvent, Key, MouseMove, MouseScrollDown, MouseScrollUp, Paste
from textual.widgets import Input

from jru_tui.tui.idle_watch import idle_watch
from jru_tui.tui.textual_internals.quiet_app import awaits_refresh, end_by_fault

_IDLE_WITHIN_S = 0.1
_IDLE_WITHIN_TURNS = 100
"""A key waits for the loop to have nothing to do, but not for long, as a feed may keep it busy: not
beyond so many seconds and so many turns of the loop. A dialog opens in fewer turns."""
_DRAWN_WITHIN_S = 0.25
"""Seconds that a key waits at most for a frame."""
_OVER_WITHIN_S = 0.6
"""Seconds that keys wait at most for one command, or for a page that is being made: a quit behind a
command whose server says nothing has to end within two seconds, these among them."""
_ROUNDS = 10
"""How often is looked for more to wait for, at most."""

Futures = Collection[asyncio.Future[Any]]


@runtime_checkable
class Prepared(Protocol):
    """A screen whose contents are made in the background."""

    @property
    def preparation(self) -> asyncio.Future[None]:
        """Done when what was asked for last is there."""


class InputQueue:
    """The keys, pastes and clicks of an app that wait for their turn."""

    def __init__(self, app: App[Any], commands: Callable[[], Futures]) -> None:
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
        self._late: WeakSet[asyncio.Future[Any]] = WeakSet()
        self._settling: asyncio.Task[None] | None = None

    @property
    def is_idle(self) -> bool:
        """Test whether everything that was begun is over, and nothing waits."""
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
        if not (self._busy or self._needs_frame(event) or self._needs_end_of(event)):
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
        idle_watch().call(self._proceed, turns=_IDLE_WITHIN_TURNS, within_s=_IDLE_WITHIN_S)

    async def drained(self) -> None:
        """Wait until every key that was pressed up to now was handled; see `_OVER_WITHIN_S`."""
        while True:
            await idle_watch().idle(turns=_IDLE_WITHIN_TURNS, within_s=_IDLE_WITHIN_S)
            if not self._waiting and self._turn is None:
                return
            if self._settling is not None:
                await asyncio.wait({self._settling})
            await asyncio.sleep(0)

    def close(self) -> None:
        """Drop what waits."""
        self._waiting.clear()
        if self._settling is not None:
            self._settling.cancel()

    def _proceed(self) -> None:
        """Have no more to wait for, or wait for what is under way or in the queue."""
        if self._waiting or not self._app.screen_stack or self._needs_end_of(None):
            self._settling = asyncio.create_task(self._hand_on())
            self._settling.add_done_callback(self._check)
        else:
            self._busy = False

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
        """Wait until everything is over that the next event could depend on."""
        for _ in range(_ROUNDS):
            await idle_watch().idle(turns=_IDLE_WITHIN_TURNS, within_s=_IDLE_WITHIN_S)
            if not self._app.is_running:
                return  # it closes, and has no screen any more
            following = self._waiting[0] if self._waiting else None
            if begun := self._needs_end_of(following):
                _, late = await asyncio.wait(begun, timeout=_OVER_WITHIN_S)
                self._late.update(late)  # the keys behind do not wait for them once more
            elif following is not None and self._needs_frame(following):
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._app.screen.wait_for_refresh(), _DRAWN_WITHIN_S)
            else:
                return

    def _needs_end_of(self, event: Event | None) -> set[asyncio.Future[Any]]:
        """Return what an event has to wait for; None stands for one that has not come yet."""
        begun = set(self._commands())
        leaves = isinstance(event, Key) and event.key == "escape"  # a screen, finished or not
        screen = self._app.screen
        if event is not None and not leaves and isinstance(screen, Prepared):
            begun.add(screen.preparation)
        return {future for future in begun if not future.done() and future not in self._late}

    def _needs_frame(self, event: Event) -> bool:
        """Tell whether an event depends on how the screen will be laid out next."""
        if isinstance(event, MouseScrollDown | MouseScrollUp):
            return False
        letter = isinstance(event, Key) and event.is_printable
        if letter and isinstance(self._app.focused, Input):
            return False
        return awaits_refresh(self._app.screen)
