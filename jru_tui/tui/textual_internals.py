# ruff: noqa: SLF001 -- the one module that may
"""The private names of Textual and asyncio that the screen cannot do without.

They stand here and nowhere else, and a test says when a new version does not have them any more.
"""

import asyncio
from typing import Any

from rich.console import RenderableType
from textual.app import App
from textual.screen import Screen


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
