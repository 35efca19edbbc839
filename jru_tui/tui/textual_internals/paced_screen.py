# ruff: noqa: SLF001 -- a module of the one package that may
"""Screens and apps that send the terminal the cells that differ, a frame at a time."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol, Self, TypeVar

from rich.console import Console, RenderableType
from textual._compositor import Compositor, CompositorUpdate, LayoutUpdate
from textual._styles_cache import StylesCache
from textual.app import App
from textual.events import Idle, ScreenResume
from textual.geometry import Region, Size
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from jru_tui.tui.drawing.terminal_image import Layer, PlacedStrip, ShownLayers, TerminalImage
from jru_tui.tui.textual_internals.quiet_app import end_by_fault

T = TypeVar("T")

_MOST_LAYOUTS = 3
"""Layouts before a frame: one that a size leads to may show a scrollbar, which takes a column."""


class FrameUpdate(CompositorUpdate):
    """A frame: strips and where they stand."""

    def __init__(self, strips: Sequence[PlacedStrip]) -> None:
        """Take the strips."""
        self.strips = strips

    @classmethod
    def of_layout(cls, update: LayoutUpdate) -> "FrameUpdate":
        """Return the same as Textual's update of a whole screen."""
        left, top = update.region.offset
        return cls(
            [PlacedStrip(left, y, Strip.join(line)) for y, line in enumerate(update.strips, top)]
        )

    def render_segments(self, console: Console) -> str:
        """Return the text and the control sequences for the terminal."""
        return "".join(
            f"\x1b[{y + 1};{x + 1}H{strip.render(console)}" for x, y, strip in self.strips
        )


class ImagingApp(App[None]):
    """An app that sends its terminal the cells that differ from what it shows.

    Textual sends all of a widget's line for one cell of it, and the whole screen, several times,
    for a dialog. What a terminal shows is known by the `image` of its driver, if that has one.
    """

    def draw_anew(self) -> None:
        """Send the whole screen, whatever something else has written over it."""
        image = _image_of(self)
        if image is not None:
            image.forget()
        self.screen.refresh()

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        image = _image_of(self)
        if image is not None and renderable is not None and not self._batch_count:
            if not isinstance(screen, PacedScreen):
                image.layers.forget()
            renderable = news_of(renderable, image)
        super()._display(screen, renderable)


def _image_of(app: App[Any]) -> TerminalImage | None:
    """Return the image that an app's driver has of its terminal; None where it has none."""
    image: TerminalImage | None = getattr(app._driver, "image", None)
    return image


def news_of(frame: Any, image: TerminalImage) -> Any:
    """Return what of a frame the terminal does not show yet; None where that is nothing."""
    if isinstance(frame, LayoutUpdate):
        frame = FrameUpdate.of_layout(frame)
    if not isinstance(frame, FrameUpdate):
        image.forget()
        return frame
    strips = [strip for placed in frame.strips for strip in image.take(placed)]
    return FrameUpdate(strips) if strips else None


class SpanCompositor(Compositor):
    """Textual's compositor, which draws for a change no more than the cells that it concerns.

    Textual draws every widget that a rectangle round all changes touches, and for a whole screen
    also those that others hide.

    Attributes:
        outdated: regions in which all screens are to be drawn; elsewhere the terminal shows those
            below as they are.
    """

    def __init__(self) -> None:
        """Begin without widgets."""
        super().__init__()
        self.outdated: set[Region] = set()

    def covered(self) -> frozenset[Region]:
        """Return where the widgets of a screen stand, apart from the screen itself."""
        regions = (
            region.intersection(clip)
            for widget, (region, clip) in self.visible_widgets.items()
            if widget is not self.root
        )
        return frozenset(region for region in regions if region)

    def render_update(
        self,
        full: bool = False,
        screen_stack: list[Screen[Any]] | None = None,
        simplify: bool = False,
    ) -> RenderableType | None:
        """Return what has become dirty; all of the screen, as Textual draws it, where `full`.

        Args:
            full: true for a picture of the screen.
            screen_stack: the screens below.
            simplify: true to join runs of one style in a picture.
        """
        if not full and self.size.region in self._dirty_regions:
            # Textual would draw the whole screen in its own way.
            width, height = self.size
            self._dirty_regions = {Region(0, y, width, 1) for y in range(height)}
        return super().render_update(full, screen_stack, simplify)

    def render_partial_update(self) -> FrameUpdate | None:  # type: ignore[override]
        """Return what has become dirty since the last time; None when nothing has."""
        outdated, self.outdated = self.outdated, set()
        dirty = self._dirty_regions | outdated
        self._dirty_regions.clear()
        root = self.root
        if isinstance(root, PacedScreen) and root.screen_below is not None:
            parts = [part for part in self._parts(dirty) if part.widget is not root]
            parts += [part for part in self._parts(outdated) if part.widget is root]
        else:
            parts = [*self._parts(dirty)]
        strips = self._draw(parts)
        return FrameUpdate(strips) if strips else None

    def render_region(self, region: Region) -> list[Strip]:
        """Return the lines of a region."""
        lines: dict[int, list[Strip]] = {y: [] for y in region.line_range}
        for _, y, strip in self._draw(self._parts({region})):
            lines[y].append(strip)
        return [Strip.join(line) for line in lines.values()]

    def _draw(self, parts: Iterable["_Part"]) -> list[PlacedStrip]:
        """Draw parts of widgets, those of lines that follow each other together."""
        blocks: dict[tuple[Widget, int, int, Region], list[int]] = {}
        for y, widget, first, last, region in parts:
            blocks.setdefault((widget, first, last, region), []).append(y)
        strips: list[PlacedStrip] = []
        for (widget, first, last, region), lines in blocks.items():
            for top, bottom in _runs(sorted(lines)):
                block = Region(first - region.x, top - region.y, last - first, bottom - top)
                drawn = widget.render_lines(block)
                strips += [PlacedStrip(first, y, strip) for y, strip in enumerate(drawn, top)]
        return sorted(strips, key=lambda placed: (placed.y, placed.x))

    def _parts(self, regions: Iterable[Region]) -> Iterator["_Part"]:
        """Find what is seen of widgets in regions of the screen."""
        within = [region.intersection(self.size.region) for region in regions]
        for y, left, right in self._regions_to_spans(within):
            yield from self._parts_of_line(y, left, right)

    def _parts_of_line(self, y: int, left: int, right: int) -> Iterator["_Part"]:
        hidden = [(left, right)]
        for widget, visible, region in self.layers_visible[y]:
            uncovered, hidden = hidden, []
            for start, stop in uncovered:
                first, last = max(start, visible.x), min(stop, visible.right)
                if first >= last:
                    hidden.append((start, stop))
                    continue
                yield _Part(y, widget, first, last, region)
                hidden += [(a, b) for a, b in ((start, first), (last, stop)) if a < b]
            if not hidden:
                return


class _Part(NamedTuple):
    """The visible part of a widget in a line, from and up to a column, and its whole region."""

    y: int
    widget: Widget
    first: int
    last: int
    region: Region


def _runs(lines: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Put lines in order together to runs, each from and up to a line."""
    start = end = -1
    for y in lines:
        if y != end:
            if start < end:
                yield start, end
            start = y
        end = y + 1
    if start < end:
        yield start, end


class FrameTimer(Protocol):
    """A timer that decides when a screen paints its next frame."""

    def resume(self) -> None:
        """Ask for a frame; nothing happens if one is due already."""

    def pause(self) -> None:
        """Take that back: the screen has painted."""


def draw_soon(widget: Widget, regions: Sequence[Region]) -> None:
    """Draw regions of a widget with the next frame, its size and its place being as they were.

    Textual's `refresh` comes to that by two messages, over three turns of the loop.
    """
    screen = widget.screen if widget.is_attached else None
    if not isinstance(screen, PacedScreen):
        widget.refresh(*regions)
    elif widget.display:
        screen.draw_soon(widget, regions)


class PacedScreen(Screen[T]):
    """A screen that paints when a timer of ours says so, instead of Textual's of 60 a second.

    That holds also after a layout, which Textual paints at once: a screen is laid out until
    nothing asks for more, and painted then. One that opens is matched with the style sheets once,
    and not laid out again when it is told of the size that it was laid out for. What the terminal
    shows of the screens below is not drawn again when it opens, nor when it is left.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        """Build the screen; the arguments are Textual's."""
        super().__init__(*arguments, **named)
        self._compositor: SpanCompositor = SpanCompositor()
        self._paints = False
        self._awaits_frame = False
        self._layouts = 0
        self._is_new = True
        self._layers = ShownLayers()

    @property
    def screen_below(self) -> "PacedScreen[Any] | None":
        """The screen that is seen where this one has no widget; None where none is."""
        stack = self.app.screen_stack
        below = stack[stack.index(self) - 1] if self in stack[1:] else None
        see_through = self.styles.background.a == 0
        return below if see_through and isinstance(below, PacedScreen) else None

    def on_unmount(self) -> None:
        """Let go of what Textual keeps of every widget's lines, until 1,024 others displace it."""
        StylesCache.get_inner_outer.cache_clear()

    def render_region(self, region: Region) -> list[Strip]:
        """Return the lines of a region of what the screen shows."""
        return self._compositor.render_region(region)

    def frame_timer(self) -> FrameTimer:
        """Return the timer, always the same one.

        Raises:
            NotImplementedError: always; each screen has its own.
        """
        raise NotImplementedError

    def draw_soon(self, widget: Widget, regions: Sequence[Region]) -> None:
        """Draw regions of a widget of this screen with the next frame."""
        widget._set_dirty(*regions)
        self._dirty_widgets.add(widget)
        self._update_timer.resume()

    def lay_out(self) -> bool:
        """Lay out before a frame what asks for it; True where that may have led to more.

        A screen under another one paints no frame of its own: it is laid out as Textual does.
        """
        needed = self._layout_required and self._is_on_top and not self.app._batch_count
        if not needed or self._layouts == _MOST_LAYOUTS:
            self._layouts = 0
            return False
        self._layouts += 1
        self._refresh_layout(scroll=self._scroll_required)
        self._layout_required = self._scroll_required = False
        self._dirty_widgets.clear()
        return True

    def paint(self) -> None:
        """Paint a frame of what has changed, if there is a screen; a fault in it ends the app."""
        if self.app._exit or not self.app._screen_stack:
            return
        awaited, self._awaits_frame = self._awaits_frame, False
        self._paints = True
        try:
            self._on_timer_update()
            self._take_outdated()
            if self._compositor._dirty_regions or self._compositor.outdated:
                super()._compositor_refresh()
        except Exception as error:  # noqa: BLE001 -- any of them, as in a timer of Textual's
            end_by_fault(self.app, error)
        finally:
            self._paints = False
        if awaited:
            self.check_idle()  # for those who wait for the frame

    def _post_register(self, app: App[Any]) -> None:
        # Textual reads a screen's style sheet when the screen has started. From Python 3.12 on its
        # widgets are there by then, and would have been matched without it.
        super()._post_register(app)
        app._load_screen_css(self)
        # Nor does it look how large it is before its widgets have been matched.
        self.add_class(
            *self._get_breakpoint_classes(app.size.width, self.HORIZONTAL_BREAKPOINTS or []),
            *self._get_breakpoint_classes(app.size.height, self.VERTICAL_BREAKPOINTS or []),
            update=False,  # it is matched in a moment, once
        )

    def _take_outdated(self) -> None:
        """Note what is to be drawn of all screens, if this one is the uppermost and has a size."""
        if self._is_on_top and self._compositor.size and not self.app._batch_count:
            layers = [
                Layer(screen, screen._covered() if isinstance(screen, PacedScreen) else frozenset())
                for screen in self.app.screen_stack
            ]
            shown = self._shown_layers
            self._compositor.outdated |= shown.show(layers, self._compositor.size.region)

    def _covered(self) -> frozenset[Region]:
        compositor = self._compositor
        if self.screen_below is None:
            return frozenset({compositor.size.region})
        return compositor.covered()

    @property
    def _shown_layers(self) -> ShownLayers:
        image = _image_of(self.app)
        if image is not None:
            return image.layers
        lowest = self.app.screen_stack[0]
        return lowest._layers if isinstance(lowest, PacedScreen) else self._layers

    def _on_screen_resume(self, event: ScreenResume) -> None:
        # Its widgets were matched when they were mounted, a moment ago.
        event.refresh_styles &= not self._is_new
        self._is_new = False

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Draw regions anew, or what has changed.

        Textual has all of a screen drawn when it opens, when another goes over it or leaves it,
        and when another widget gets the focus. What is to be seen of that is drawn as it is, but
        for a screen that mixes those below with its own ground, and keeps what comes of it.

        Args:
            regions: what is drawn anew; all of the screen where there is none.
            repaint: as Textual has it.
            layout: whether widgets are placed anew.
            recompose: whether widgets are made anew.
        """
        if regions or recompose or 0 < self.styles.background.a < 1:
            return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        if repaint and self._is_mounted:
            self._ask_for_frame()
        return super().refresh(repaint=False, layout=layout)

    def notify_style_update(self) -> None:
        """Draw all of the screen: its ground may be another."""
        super().notify_style_update()
        super().refresh()

    def _screen_resized(self, size: Size) -> None:
        if size != self._compositor.size:
            super()._screen_resized(size)

    async def _on_idle(self, event: Idle) -> None:
        if self._awaits_frame and self._is_on_top:
            event.prevent_default()  # who waits for the next frame goes on waiting

    @property
    def _is_on_top(self) -> bool:
        return bool(self.app._screen_stack) and self.app.screen is self

    def _compositor_refresh(self) -> None:
        top = self.app.screen
        if not self.app._dom_ready:
            self._take_outdated()
            super()._compositor_refresh()  # the first frame
        elif top is self:
            if not self._paints:
                self._ask_for_frame()
        elif isinstance(top, PacedScreen) and top.screen_below is not None:
            self._shown_layers.outdate(self._compositor._dirty_regions)
            self._compositor._dirty_regions.clear()
            self._dirty_widgets.clear()
            top._ask_for_frame()
        else:
            super()._compositor_refresh()  # which tells a screen that mixes it with its own ground

    def _ask_for_frame(self) -> None:
        self._awaits_frame = True
        self._update_timer.resume()

    @property
    def _update_timer(self) -> FrameTimer:  # type: ignore[override]
        return self.frame_timer()
