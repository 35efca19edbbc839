"""The base of every full screen: banner, feed, messages, keys; and a notice of too little room."""

from collections.abc import Callable, Sequence
from itertools import takewhile
from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Key, Resize
from textual.geometry import Size
from textual.widgets import Static

from jru_tui.board import Alert
from jru_tui.tui import phrases
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.spec import CommandHost
from jru_tui.tui.drawing.line_widget import LineWidget
from jru_tui.tui.drawing.screens import LeftOnce, Modal
from jru_tui.tui.layout.feed_words import health_words
from jru_tui.tui.layout.line import Line
from jru_tui.tui.theme import FULL_SCREEN_SHEET
from jru_tui.tui.widgets.board_parts import EmergencyBanner, MessageLine
from jru_tui.tui.widgets.hint_bar import Hint, HintBar

_WIDE = 200


class FeedLine(LineWidget):
    """A line with the health of the feed."""

    DEFAULT_CSS = "FeedLine { height: 1; }"

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._looked_at = context

    def show(self, context: Context) -> None:
        """Draw this moment."""
        self._looked_at = context
        self.redraw()

    def draw(self, y: int, width: int) -> Line:
        """Left what waits, right the feed and the clock."""
        del y
        board, now = self._looked_at.board, self._looked_at.now
        # Waiting calls come first, so the rest of the list is never looked at.
        needing = takewhile(lambda call: call.waiting or call.dispute, board.open_calls())
        waiting = sum(call.waiting for call in needing)
        right = Line(_WIDE, "bar")
        right.join(health_words(self._looked_at.health, now, board.rules))
        right.add("  ").add(phrases.hms(now, board.rules), "strong")
        line = Line(width, "bar").add(" ")
        if waiting:
            line.add(f"{waiting} waiting", "amber-strong")
        return line.to(width - right.used - 1).join(Line(right.used, "bar").join(right))


class FullScreen(LeftOnce[None]):
    """A full screen. It shows messages in its `MessageLine`, from the moment that it has one."""

    def tell(self, sentence: str, *, refused: bool = True) -> None:
        """Say something that goes with the next key."""
        if not self.is_mounted:
            self.call_later(self.tell, sentence, refused=refused)
            return
        self.query_one(MessageLine).say(sentence, "warning" if refused else "word")

    def on_key(self) -> None:
        """Clear the message, which has been read."""
        for line in self.query(MessageLine):  # none is left where it is leaving
            line.say("")


class Page(FullScreen, Modal[None]):
    """A page over the board. The board's commands do not reach through it, but for help.

    A subclass gives `body` and `hints`, and draws in `draw` what `context` holds.
    """

    CSS_PATH = FULL_SCREEN_SHEET
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "back", "Back", show=False),
        Binding("question_mark,f1", "app.command('help')", "Help", show=False, id="help"),
    ]

    def __init__(self, context: Context) -> None:
        """Open over the board as it is; `context.board` stays the live one."""
        super().__init__()
        self.context = context
        self._events = context.board.events

    def hints(self) -> Sequence[Hint]:
        """The keys of this screen.

        Raises:
            NotImplementedError: always; each screen has its own.
        """
        raise NotImplementedError

    def body(self) -> ComposeResult:
        """Compose what stands between the banner and the keys.

        Raises:
            NotImplementedError: always; each screen has its own.
        """
        raise NotImplementedError

    def draw(self) -> None:
        """Draw what the context holds now.

        Raises:
            NotImplementedError: always; each screen has its own.
        """
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Compose the page from top to bottom."""
        yield FeedLine(self.context)
        yield EmergencyBanner()
        yield from self.body()
        yield MessageLine()
        yield HintBar(id="keys")

    def on_mount(self) -> None:
        """Draw it as it was when it was opened."""
        self.show_hints()
        self.query_one(EmergencyBanner).show(
            self.context.board, self.context.now, self.context.recommendation
        )
        self.draw()

    def show(self, context: Context, *, anyway: bool = False) -> None:
        """Show the board as it is now; `anyway` draws also when only time went by."""
        self.context = context
        changed, self._events = context.board.events != self._events, context.board.events
        self.query_one(FeedLine).show(context)
        self.query_one(EmergencyBanner).show(context.board, context.now, context.recommendation)
        if changed or anyway:
            self.draw()

    def key(self, command: str, otherwise: str) -> str:
        """The key that was chosen for a command in the settings, for the hints."""
        return cast(CommandHost, self.app).key_of(command, otherwise)

    def show_hints(self) -> None:
        """Write the keys of this moment."""
        self.query_one(HintBar).show(self.hints())

    def action_back(self) -> None:
        """Go back to the board."""
        self.dismiss()


class ScrolledPage(Page):
    """A page of one text, which scrolls."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll(1)", "Down", show=False),
        Binding("up,k", "scroll(-1)", "Up", show=False),
        Binding("pagedown,space", "scroll(20)", "Page down", show=False),
        Binding("pageup", "scroll(-20)", "Page up", show=False),
    ]

    def action_scroll(self, lines: int) -> None:
        """Scroll by lines."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)


class TooSmallScreen(Modal[None]):
    """A notice over whatever is open, which takes no key."""

    CSS_PATH = "../pages.tcss"

    def __init__(self, least: Size, quit_keys: Sequence[str], leave: Callable[[], None]) -> None:
        """Come up.

        Args:
            least: the size that the board needs.
            quit_keys: keys that leave the board.
            leave: leaves it, as they do on the board.
        """
        super().__init__()
        self._leave = leave
        self._least = least
        self._quit_keys = frozenset(quit_keys)
        self._emergencies: tuple[str, ...] = ()
        self._told = Static(markup=False)

    def compose(self) -> ComposeResult:
        """Compose the sentence."""
        yield self._told

    def on_mount(self) -> None:
        """Write the sentence."""
        self._write()

    def on_resize(self, _event: Resize) -> None:
        """Write the sentence for another size."""
        self._write()

    def on_key(self, event: Key) -> None:
        """Let a key that quits through, and no other."""
        event.stop()
        if event.key in self._quit_keys:
            self._leave()

    def show(self, unacknowledged: Sequence[Alert]) -> None:
        """Name the emergencies that nobody has acknowledged."""
        self._emergencies = tuple(alert.text for alert in unacknowledged)
        self._write()

    def _write(self) -> None:
        size = self.app.size
        text = (
            f"This terminal has {size.width}x{size.height}: "
            f"the board needs {self._least.width}x{self._least.height}. Make it larger."
        )
        self._told.update(Content("\n".join((*self._emergencies, text))))
