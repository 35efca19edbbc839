"""A column of words and widgets, in which the words are no widgets.

A widget takes as long to start, to match with the style sheets and to lay out as a dozen lines take
to draw. A dialog has more words than anything else, so its frame draws them.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.events import Click
from textual.geometry import Size, Spacing
from textual.layout import Layout, WidgetPlacement
from textual.layouts.vertical import VerticalLayout
from textual.selection import Selection
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget
from textual.widgets import Input

from jru_tui.tui.textual_internals.quiet_app import place_anew

_LABEL_CELLS = 9
_EDGE = 1
"""Cells that stay free on either side of words."""


class Words:
    """Words that their flow draws, wrapped to its width.

    Attributes:
        name: tells them from other words of a dialog.
        above, below: lines that stay free, where the terminal is high enough.
        left: cells that stay free at their left; at their right it is one, or none if none is here.
        ink: the colour of what has none of its own, as a style sheet names it.
        flow: what draws them; None until it is made.
    """

    def __init__(
        self,
        name: str,
        content: Content | str = "",
        *,
        above: int = 0,
        below: int = 0,
        left: int = _EDGE,
        ink: str = "",
        display: bool = True,
    ) -> None:
        """Show these words; see the class for the rest.

        Args:
            name: as above.
            content: a string is taken literally.
            above: as above.
            below: as above.
            left: as above.
            ink: as above.
            display: false to take no room yet.
        """
        self.name = name
        self.above, self.below, self.left = above, below, left
        self.flow: WordFlow | None = None
        self.ink = ink
        self._display = display
        self._content = Content(content) if isinstance(content, str) else content
        self._drawn: tuple[int, list[Strip]] | None = None

    @property
    def content(self) -> Content:
        """The words themselves, with their colours."""
        return self._content

    @property
    def display(self) -> bool:
        """Test whether they are shown."""
        return self._display

    @display.setter
    def display(self, display: bool) -> None:
        if display != self._display:
            self._display = display
            self._changed(is_larger=True)

    def update(self, content: Content | str) -> None:
        """Say something else."""
        content = Content(content) if isinstance(content, str) else content
        if content == self._content and content.spans == self._content.spans:
            return
        before, self._content = self._drawn, content
        self.forget()
        flow = self.flow
        same = flow and before and len(self.strips(flow, before[0])) == len(before[1])
        self._changed(is_larger=not same)

    def click(self) -> bool:
        """Do what a click on them does; return whether that is anything."""
        return False

    def forget(self) -> None:
        """Draw them anew when they are needed next."""
        self._drawn = None

    def strips(self, flow: "WordFlow", width: int) -> list[Strip]:
        """Return their lines in a flow of that width."""
        if self._drawn is None or self._drawn[0] != width:
            content = self._content.stylize_before(self.ink) if self.ink else self._content
            room = max(1, width - self.left - min(self.left, _EDGE))
            style = flow.visual_style
            strips = Visual.to_strips(flow, content, room, None, style, apply_selection=False)
            edge, ground = Strip.blank(self.left, flow.ground), flow.ground
            lines = [
                Strip.join([edge, strip]).adjust_cell_length(width, ground) for strip in strips
            ]
            self._drawn = width, lines
        return self._drawn[1]

    def _changed(self, *, is_larger: bool) -> None:
        if self.flow is not None:
            self.flow.words_changed(is_larger=is_larger)


class Field:
    """A box to write in behind its name, in one line.

    Attributes:
        label: its name.
        box: the box; it is mounted when it is shown first.
        cells: those of its name.
    """

    def __init__(
        self,
        label: str,
        box: Input,
        *,
        above: int = 1,
        left: int = _EDGE,
        cells: int = _LABEL_CELLS,
        ink: str = "$jru-dim",
        display: bool = True,
    ) -> None:
        """Put a box behind its name.

        Args:
            label: its name.
            box: the box.
            above: lines that stay free above it, where the terminal is high enough.
            left: cells that stay free at the left of its name.
            cells: those of its name.
            ink: the colour of its name.
            display: false to take no room yet.
        """
        self.label = Words(label, label, above=above, left=left, ink=ink, display=display)
        self.box = box
        self.cells = cells

    @property
    def display(self) -> bool:
        """Test whether it is shown."""
        return self.label.display

    @display.setter
    def display(self, display: bool) -> None:
        self.label.display = display
        self.box.display = display
        flow = self.label.flow
        if display and flow is not None and not self.box.is_attached:
            flow.mount(self.box)


FlowItem = Words | Field | Widget


class _PlacedWords(NamedTuple):
    """Words, and the line of a flow in which they begin."""

    y: int
    words: Words


class _FlowLayout(Layout):
    name = "flow"

    def arrange(
        self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True
    ) -> list[WidgetPlacement]:
        assert isinstance(parent, WordFlow)
        return parent.place(children, size, greedy=greedy)


class WordFlow(Widget):
    """A column of words and widgets, which scrolls where it is cut; a docked widget stays above it.

    Attributes:
        items: what stands in it, from top to bottom.
    """

    def __init__(
        self,
        items: Iterable[FlowItem],
        *,
        id: str | None = None,  # noqa: A002 - Textual's name for it
    ) -> None:
        """Put these below one another."""
        self.items = tuple(items)
        self._layout = _FlowLayout()
        self._column = VerticalLayout()
        self._lines: dict[int, Sequence[_PlacedWords]] = {}
        for words in self.words():
            words.flow = self
        shown = (item for item in self.items if not isinstance(item, Field) or item.display)
        boxes = (item.box if isinstance(item, Field) else item for item in shown)
        super().__init__(*(box for box in boxes if isinstance(box, Widget)), id=id)

    @property
    def layout(self) -> Layout:
        """The flow."""
        return self._layout

    @property
    def ground(self) -> Style:
        """The style of cells where nothing stands."""
        _, background = self.background_colors
        return Style(bgcolor=background.rich_color)

    def words(self) -> Iterator[Words]:
        """Yield all words in it, and the names of its fields."""
        for item in self.items:
            if isinstance(item, Words):
                yield item
            elif isinstance(item, Field):
                yield item.label

    def words_changed(self, *, is_larger: bool) -> None:
        """Draw words that say something else; lay all out anew where they take other room."""
        if is_larger:
            self._lines.clear()
            place_anew(self)
        else:
            self.refresh()

    def notify_style_update(self) -> None:
        """Draw all words anew: the theme may have changed."""
        for words in self.words():
            words.forget()
        super().notify_style_update()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Draw what is seen of the words now."""
        super().watch_scroll_y(old_value, new_value)
        self.refresh()

    def place(
        self, children: Sequence[Widget], size: Size, *, greedy: bool
    ) -> list[WidgetPlacement]:
        """Place words and widgets below one another; of two gaps that meet the larger one stays.

        Args:
            children: the widgets that are shown.
            size: the room for all of it.
            greedy: as Textual has it.
        """
        low = self.screen.has_class("-low")
        placements: list[WidgetPlacement] = []
        lines: list[_PlacedWords] = []
        y = gap = 0
        for item in self.items:
            words = item.label if isinstance(item, Field) else item
            if isinstance(words, Words) and words.display:
                height = len(words.strips(self, size.width))
                y += max(gap, 0 if low else words.above)
                lines.append(_PlacedWords(y, words))
                bottom, gap = y + height, 0 if low else words.below
            else:
                bottom = y
            box = item.box if isinstance(item, Field) else item
            if isinstance(box, Widget) and box in children:
                left = right = 0
                if isinstance(item, Field):
                    left, right = item.label.left + item.cells, min(item.label.left, _EDGE)
                room = size.with_width(max(0, size.width - left - right))
                [placed] = self._column.arrange(self, [box], room, greedy)
                if not isinstance(item, Field):
                    y += max(gap, placed.margin.top)
                    gap = placed.margin.bottom
                region = placed.region.at_offset((placed.region.x + left, y))
                placements.append(placed._replace(region=region, margin=Spacing()))
                bottom = max(bottom, region.bottom)
            y = bottom
        self._lines[size.width] = lines
        if placements:
            last = placements[-1]
            rest = Spacing(bottom=max(0, y + gap - last.region.bottom))
            placements[-1] = last._replace(margin=rest)
        return placements

    def on_click(self, event: Click) -> None:
        """Click the words under the pointer."""
        offset = event.get_content_offset(self)
        placed = self._placed(offset.y + self.scroll_offset.y) if offset is not None else None
        if placed is not None and placed.words.click():
            event.stop()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return what is selected of its words, with what ends it."""
        texts = [self._strip(y).text.rstrip() for y in range(self.virtual_size.height)]
        return selection.extract("\n".join(texts)), "\n"

    def render_line(self, y: int) -> Strip:
        """Draw a line of the words that stand there, and what is selected of them."""
        y += self.scroll_offset.y
        strip = self._strip(y).apply_offsets(0, y)
        span = self.text_selection.get_span(y) if self.text_selection is not None else None
        if span is None:
            return strip
        start, end = span[0], len(strip.text.rstrip())
        end = min(end, span[1]) if span[1] >= 0 else end
        ink = self.screen.get_component_rich_style("screen--selection")
        selected = Strip(Segment.apply_style(strip.crop(start, end), post_style=ink))
        return Strip.join([strip.crop(0, start), selected, strip.crop(max(start, end))])

    def _strip(self, y: int) -> Strip:
        """Return a line of all that is in it, in view or not."""
        placed, width = self._placed(y), self.scrollable_content_region.width
        if placed is None:
            return Strip.blank(width, self.ground)
        return placed.words.strips(self, width)[y - self._docked_lines - placed.y]

    @property
    def _docked_lines(self) -> int:
        docked = (child for child in self.displayed_children if child.styles.is_docked)
        return sum(child.outer_size.height for child in docked)

    def _placed(self, y: int) -> _PlacedWords | None:
        """Return the words in a line of all that is in it; None where none are."""
        size, children = self.scrollable_content_region.size, self.displayed_children
        docked = [child for child in children if child.styles.is_docked]
        y -= self._docked_lines
        lines = self._lines.get(size.width)
        if lines is None:
            flowing = [child for child in children if child not in docked]
            self.place(flowing, size, greedy=True)
            lines = self._lines[size.width]
        found = (
            placed
            for placed in lines
            if placed.y <= y < placed.y + len(placed.words.strips(self, size.width))
        )
        return next(found, None)
