# ruff: noqa: SLF001 -- the one module that may
"""The private names of Textual and asyncio that the screen cannot do without.

They stand here and nowhere else, and a test says when a new version does not have them any more.
"""

import asyncio
from typing import Any, Protocol, TypeVar

from rich.console import RenderableType
from textual.app import App
from textual.screen import Screen

T = TypeVar("T")


class QuietApp(App[None]):
    """An app that ends by a fault without a word.

    Textual would print a traceback with the values in it: those are the contents of calls. Whoever
    runs the app tells of the fault, in words.
    """

    @property
    def crash(self) -> Exception | None:
        """The exception that ended the app; None if none did."""
        return self._exception

    def panic(self, *renderables: RenderableType) -> None:
        """End the app, as for an exception, and show nothing of it."""
        del renderables
        if self._exception is None:
            self._handle_exception(RuntimeError("Textual panicked"))
        self._close_messages_no_wait()

    def _fatal_error(self) -> None:
        self._close_messages_no_wait()


class FrameTimer(Protocol):
    """Decides when a screen paints its next frame."""

    def resume(self) -> None:
        """Ask for a frame; nothing happens if one is due already."""

    def pause(self) -> None:
        """Take that back: the screen has painted."""


class PacedScreen(Screen[T]):
    """A screen that paints when a timer of ours says so, instead of Textual's of 60 a second."""

    def frame_timer(self) -> FrameTimer:
        """Return the timer, always the same one."""
        raise NotImplementedError

    def paint(self) -> None:
        """Paint a frame of what has changed; a fault in it ends the app."""
        if self.app._exit:
            return
        try:
            self._on_timer_update()
        except Exception as error:  # noqa: BLE001 -- any of them, as in a timer of Textual's
            end_by_fault(self.app, error)

    @property
    def _update_timer(self) -> FrameTimer:  # type: ignore[override]
        return self.frame_timer()


def end_by_fault(app: App[Any], error: Exception) -> None:
    """End an app by an exception of a task, a thread or a callback of its own.

    Textual does the same for an exception in a message handler, a timer or a worker.
    """
    app._handle_exception(error)


def has_ready_callbacks() -> bool:
    """Tell whether the running loop has anything to do now, besides who asks."""
    return bool(asyncio.get_running_loop()._ready)  # type: ignore[attr-defined]


def awaits_refresh(screen: Screen[Any]) -> bool:
    """Tell whether the next frame lays a screen out anew, or is waited for by a callback."""
    return bool(screen._layout_required or screen._scroll_required or screen._callbacks)
