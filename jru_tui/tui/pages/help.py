"""The help page: every key, sign and colour."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from jru_tui.board import Availability, Rules
from jru_tui.tui.commands.keymap import MOVES, keys_in_words
from jru_tui.tui.commands.spec import GROUPS, CommandSpec
from jru_tui.tui.drawing.modal import Modal
from jru_tui.tui.layout.inks import status_ink
from jru_tui.tui.layout.signs import MEANINGS
from jru_tui.tui.theme import DIALOG_SHEET
from jru_tui.tui.widgets.help_text import HelpText, Row
from jru_tui.tui.widgets.hint_bar import Hint, hint_line

_CLOCKS: tuple[Row, ...] = (
    (("9:30", "text"), ("calm", "strong"), ("the target is not near", "dim")),
    (("▴9:30", "amber"), ("amber", "strong"), ("most of the target is gone", "dim")),
    (("!9:30", "red"), ("red", "strong"), ("past the target", "dim")),
    (("?9:30", "dim"), ("in question", "strong"), ("past it, but the feed is lost", "dim")),
    (("✓ 6:12", "scene"), ("stopped in time", "strong"), ("by the first vehicle to arrive", "dim")),
    (("✕26:10", "red"), ("stopped too late", "strong"), ("the first vehicle came late", "dim")),
    (("?", "dim"), ("not known", "strong"), ("it ended, and no arrival was reported", "dim")),
)
_MARKS: tuple[Row, ...] = tuple(
    ((meaning.sign, meaning.ink), (meaning.name, "strong"), (meaning.says, "dim"))
    for meaning in MEANINGS
)
_PALETTE = "ctrl+p"
_MAY: dict[Availability, str] = {
    "free": "may take a call",
    "conditional": "may take one with a reason",
    "busy": "takes no call",
}


class HelpScreen(Modal[str | None]):
    """The keys by group, then what the signs and colours mean; returns the id of what to run."""

    CSS_PATH = DIALOG_SHEET
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter,question_mark,f1", "dismiss", "Back", show=False),
        Binding("j", "scroll(1)", "Down", show=False),
        Binding("k", "scroll(-1)", "Up", show=False),
    ]

    def __init__(self, commands: Sequence[CommandSpec], rules: Rules) -> None:
        """Help for these commands, with the words of these rules."""
        super().__init__()
        self._commands = commands
        self._rules = rules

    def hints(self) -> tuple[Hint, ...]:
        """Return its keys; a click on the first one leads a mouse to every command."""
        return (_PALETTE, "all commands"), ("↑↓", "scroll"), ("esc", "back")

    def compose(self) -> ComposeResult:
        """Compose one text that scrolls."""
        frame = VerticalScroll(id="frame")
        frame.border_title = Content("Help")
        frame.border_subtitle = hint_line(self.hints())
        with frame:
            yield HelpText([*self._parts()])

    def action_scroll(self, lines: int) -> None:
        """Scroll by lines."""
        self.query_one("#frame", VerticalScroll).scroll_relative(y=lines, animate=False)

    def _parts(self) -> Iterator[tuple[str, Sequence[Row]]]:
        for group in GROUPS:
            yield group, [_about(command) for command in self._commands if command.group == group]
        yield (
            "In lists and dialogs",
            [((keys, "accent"), (does, "strong"), ("", "dim")) for keys, does in MOVES],
        )
        yield "Status and state code", [self._status(code) for code in self._rules.statuses]
        yield "Clocks: police grade, ambulance category", _CLOCKS
        yield "Marks", _MARKS

    def _status(self, code: str) -> Row:
        status = self._rules.statuses[code]
        return (
            (f"{status.code:>2}  {status.glyph}", status_ink(code, self._rules)),
            (status.label, "strong"),
            (_MAY[status.availability], "dim"),
        )


def _about(spec: CommandSpec) -> Row:
    return (keys_in_words(spec), "accent"), (spec.title, "strong"), (spec.help, "dim")
