# ruff: noqa: SLF001 -- a module of the one package that may
"""App that prints nothing when it fails, and small questions to Textual's own parts."""

import asyncio
from collections.abc import Iterable
from typing import Any

from rich.console import RenderableType
from textual.app import App
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import WorkerFailed


class QuietApp(App[None]):
    """An app that ends without printing anything when it fails.

    Textual would print a traceback with the values in it: those are the contents of calls. Whoever
    runs the app tells of the fault, in words.
    """

    @property
    def crash(self) -> Exception | None:
        """The exception that ended the app, of a worker the one inside it; None if none did."""
        found = self._exception
        # Textual's own says that a worker failed, and neither where nor by what.
        inside = found.error if isinstance(found, WorkerFailed) else None
        return inside if isinstance(inside, Exception) else found

    @property
    def is_ending(self) -> bool:
        """Test whether nothing that is shown from now on will be read."""
        return self._exit or not self.is_running

    def panic(self, *renderables: RenderableType) -> None:
        """End the app, as for an exception, and show nothing of it."""
        del renderables
        if self._exception is None:
            self._handle_exception(RuntimeError("Textual panicked"))
        self._close_messages_no_wait()

    def _fatal_error(self) -> None:
        self._close_messages_no_wait()


def lay_out(screens: Iterable[Screen[Any]], size: Size) -> None:
    """Lay screens out for a size that they were not told of: something opaque was over them."""
    for screen in screens:
        screen._refresh_layout(size)


def place_anew(widget: Widget) -> None:
    """Lay a widget out anew, and first of all what is in it.

    Textual keeps the places of its children until one of them asks for another size.
    """
    widget._clear_arrangement_cache()
    widget.refresh(layout=True)


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
