"""Every key and every sign, made from the commands and the rules themselves."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from jru_tui.board.rules import Rules
from jru_tui.tui.commands.keymap import MOVES, keys_in_words
from jru_tui.tui.commands.spec import GROUPS, CommandSpec
from jru_tui.tui.screens.dialog import hint_line

_KEY = 10
_CLOCKS = (
    ("calm", "$foreground", "the target is not near"),
    ("amber", "bold $jru-amber", "three quarters of the target are gone"),
    ("red", "bold $jru-red", "past the target"),
    ("✓", "$jru-scene", "stopped by the first arrival"),
)
_MARKS = (
    ("●", "a call that nobody has looked at yet"),
    ("◌", "unconfirmed: the feed does not show your command yet"),
    ("▲", "look here: disputed, no longer listed, or refused"),
)
_INK_OF = {"free": "$jru-free", "conditional": "$jru-moving", "busy": "$foreground"}
_MAY = {"free": "may take a call", "conditional": "with a reason", "busy": ""}


class HelpScreen(ModalScreen[None]):
    """The keys by group, then what the signs and colours mean."""

    CSS_PATH = "../dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter,question_mark,f1", "dismiss", "Back", show=False),
        Binding("j", "scroll('down')", "Down", show=False),
        Binding("k", "scroll('up')", "Up", show=False),
    ]

    def __init__(self, commands: Sequence[CommandSpec], rules: Rules) -> None:
        """Help for these commands, with the words of these rules."""
        super().__init__()
        self._commands = commands
        self._rules = rules

    def compose(self) -> ComposeResult:
        """One text that scrolls."""
        frame = VerticalScroll(id="frame")
        frame.border_title = Content("Help")
        frame.border_subtitle = hint_line((("↑↓", "scroll"), ("esc", "back")))
        with frame:
            yield Static(Content("\n").join((*self._keys(), *self._signs())), markup=False)

    def action_scroll(self, direction: str) -> None:
        """Scroll by a line."""
        frame = self.query_one("#frame", VerticalScroll)
        (frame.scroll_down if direction == "down" else frame.scroll_up)(animate=False)

    def _keys(self) -> Iterator[Content]:
        for group in GROUPS:
            yield Content.styled(group, "bold $jru-strong")
            for each in self._commands:
                if each.group == group:
                    yield _line(keys_in_words(each), each.title, each.help)
            yield Content()
        yield Content.styled("Everywhere", "bold $jru-strong")
        for keys, does in MOVES:
            yield Content.assemble((f"{keys:<22}", "$jru-accent"), does)
        yield Content()

    def _signs(self) -> Iterator[Content]:
        yield Content.styled("Status: state code, sign, word", "bold $jru-strong")
        for status in self._rules.statuses.values():
            yield Content.assemble(
                (f"{status.code:>3}  ", "$jru-accent"),
                (f"{status.glyph} {status.label:<24}", _INK_OF[status.availability]),
                (_MAY[status.availability], "$jru-dim"),
            )
        yield Content()
        yield Content.styled("Clocks, one for each service", "bold $jru-strong")
        for word, style, meaning in _CLOCKS:
            yield Content.assemble((f"  {word:<7}", style), meaning)
        yield Content()
        yield Content.styled("Marks", "bold $jru-strong")
        for mark, meaning in _MARKS:
            yield Content.assemble((f"  {mark:<7}", "$jru-amber"), meaning)


def _line(keys: str, title: str, sentence: str) -> Content:
    return Content.assemble(
        (f"{keys:<{_KEY}}", "bold $jru-accent"),
        (f"{title}. ", "bold"),
        (sentence, "$jru-dim"),
    )
