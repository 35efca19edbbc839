"""The dialog for a typed command, with completion and its effect."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static
from textual.widgets.input import Selection

from jru_tui.board import (
    Close,
    Request,
    dangers,
    effects_of,
    no_saving_reason,
    printable,
    resolved_commands,
)
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.arguments import SlotOptions
from jru_tui.tui.commands.line.grammar import Run
from jru_tui.tui.commands.line.name_matching import plain
from jru_tui.tui.commands.line.parser import ParsedLine, complete_line, read
from jru_tui.tui.commands.spec import CommandSpec
from jru_tui.tui.dialogs.confirm import ConfirmDialog
from jru_tui.tui.dialogs.dialog import AGAIN, CHANGED
from jru_tui.tui.drawing.screens import Modal
from jru_tui.tui.layout.signs import DANGER
from jru_tui.tui.theme import DIALOG_SHEET
from jru_tui.tui.widgets.boxes import TextBox

_MOST_SHOWN = 40
"""Candidates that are drawn at most; the edge of the screen cuts them off before that."""


class CommandLine(Modal[ParsedLine | None]):
    """A line over the key bar. It returns what was read once that can be carried out."""

    CSS_PATH = DIALOG_SHEET
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Back", show=False),
        Binding("tab", "complete(1)", "Complete", show=False, priority=True),
        Binding("shift+tab", "complete(-1)", "Previous", show=False, priority=True),
        Binding("up", "recall(-1)", "Earlier line", show=False),
        Binding("down", "recall(1)", "Later line", show=False),
    ]

    def __init__(
        self,
        context: Callable[[], Context],
        commands: Sequence[CommandSpec],
        history: list[str],
    ) -> None:
        """Open an empty line.

        Args:
            context: what is looked at now; asked with every letter.
            commands: those that can be typed.
            history: lines of this session, the newest last; one that is carried out joins them.
        """
        super().__init__()
        self._ask = context
        self._commands = commands
        self._history = history
        self._recalled = len(history)
        self._state: tuple[int, str | None, str | None] | None = None
        self._options: SlotOptions | None = None
        self._completing: tuple[str, ParsedLine, int] | None = None
        self._with_colon: str | None = None
        self._shown: tuple[str, ...] | None = None
        self._wrong = ""
        self._changed = False

    def compose(self) -> ComposeResult:
        """Compose what is expected, what would be done, and the line."""
        with Vertical(id="command-line"):
            yield Static(id="expected")
            yield Static(id="verdict")
            with Horizontal(id="typing"):
                yield Static(":", id="colon", markup=False)
                yield TextBox(max_length=600, select_on_focus=False)

    def on_mount(self) -> None:
        """Offer every command."""
        self._draw(self._read())

    def action_complete(self, step: int) -> None:
        """Make the last word into the next thing that it can become."""
        box = self.query_one(TextBox)
        if self._completing is None:
            reading = self._read()
            if not reading.candidates:
                return
            line, at = box.value, 0 if step > 0 else -1
        else:
            line, reading, at = self._completing
            at += step
        box.value = complete_line(line, reading, at)
        box.cursor_position = len(box.value)
        # With one candidate the word is done, and the next Tab is for the next word.
        self._completing = (line, reading, at) if len(reading.candidates) > 1 else None

    def action_recall(self, step: int) -> None:
        """Bring back a line of before; past the newest the line is empty."""
        self._recalled = min(max(self._recalled + step, 0), len(self._history))
        box = self.query_one(TextBox)
        box.value = (*self._history, "")[self._recalled]
        box.cursor_position = len(box.value)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        line = event.value
        begun_anew, self._with_colon = line == self._with_colon, None
        if begun_anew:
            event.input.value = line = ""
        if self._completing is not None and line != complete_line(*self._completing):
            self._completing = None
        self._draw(self._read())

    @on(Input.Submitted)
    def _carry_out(self, event: Input.Submitted) -> None:
        """Hand over what was read; where something is wrong, stay and select the word.

        That is the line as it was when Enter was pressed: the next key may be in the box by now.
        """
        reading = self._read(event.value)
        box = self.query_one(TextBox)
        if not event.value.strip():
            self.dismiss(None)
        elif reading.wrong or reading.spec is None:
            self._draw(reading, refused=True)
            box.selection = Selection(*reading.span)
            # Behind a refusal a colon begins a new line; anywhere else it is a letter.
            start, end = reading.span
            self._with_colon = f"{box.value[:start]}:{box.value[end:]}"
        elif reading.meaning is not None and (self._changed or reading.shown != self._shown):
            # The board has changed since the last letter: that is to be read first.
            self._draw(reading)
            self._warn(AGAIN)
        else:
            line = event.value.strip()
            if self._history[-1:] != [line]:
                self._history.append(line)
            self.dismiss(reading)

    def renew(self, context: Context) -> None:
        """Say what the line would do by now, where that has changed."""
        if self._state is None or context.board.events == self._state[0]:
            return
        reading = self._read()
        if (reading.shown, reading.wrong) != (self._shown, self._wrong):
            self._draw(reading)
            self._changed = reading.meaning is not None
        if self._changed:
            self._warn(CHANGED)

    def _warn(self, words: str) -> None:
        """Say why Enter does nothing, in place of what is expected next."""
        self.query_one("#expected", Static).update(Content.styled(f"▲ {words}", "bold $jru-amber"))

    def _read(self, written: str | None = None) -> ParsedLine:
        # A paste can bring what a keyboard cannot.
        line = printable(self.query_one(TextBox).value if written is None else written)
        context = self._ask()
        state = context.board.events, context.call, context.vehicle
        if state != self._state:
            # While nothing happens, what words can mean stays the same from letter to letter.
            self._state, self._options = state, SlotOptions(context)
        return read(line, context, self._commands, self._options)

    def _draw(self, reading: ParsedLine, *, refused: bool = False) -> None:
        self._shown, self._wrong, self._changed = reading.shown, reading.wrong, False
        self.query_one("#expected", Static).update(expected(reading))
        shown = verdict(reading, self._ask(), refused=refused)
        self.query_one("#verdict", Static).update(shown)


def expected(reading: ParsedLine) -> Content:
    """The command with its arguments, the one that is being typed marked, and what it can be."""
    pieces = []
    if reading.spec is not None:
        pieces.append(Content.styled(f"{reading.spec.id} ", "bold $jru-strong"))
        for slot in reading.spec.typed.slots if reading.spec.typed else ():
            now = slot.name in reading.slots
            pieces.append(Content.styled(f"{slot.shown} ", "$jru-accent" if now else "$jru-dim"))
    if reading.spec is None:
        # A name can be typed as its letter: that stands first, as it does in the key bar.
        pieces += [
            Content.assemble((candidate.description, "$jru-accent"), f" {candidate.names[0]}  ")
            for candidate in reading.candidates[:_MOST_SHOWN]
        ]
        return Content.assemble(*pieces)
    for option in reading.candidates[:_MOST_SHOWN]:
        text = option.description
        about = "" if plain(text) == plain(option.names[0]) else f" {text}"
        pieces.append(Content.assemble("  ", (option.names[0], "bold"), (about, "$jru-dim")))
    return Content.assemble(*pieces)


def verdict(reading: ParsedLine, context: Context, *, refused: bool) -> Content:
    """Say what Enter would do, or why it would not.

    Args:
        reading: what the line comes to.
        context: the board, and what the supervisor is looking at.
        refused: true after Enter was refused.
    """
    if reading.wrong and reading.unfinished and not refused:
        return Content.styled(f"  {reading.wrong}", "$jru-dim")
    if reading.wrong:
        ink = "bold $jru-amber" if refused else "$jru-amber"
        return Content.styled(f"▲ {reading.wrong}", ink)
    if reading.spec is None:
        return Content.styled("enter runs  tab completes  ↑ earlier lines  esc back", "$jru-dim")
    meaning, asks = (reading.meaning, False) if reading.meaning else _by_name(reading.spec, context)
    if meaning is None or isinstance(meaning, Run):
        return Content.assemble(("▸ ", "$jru-accent"), (reading.spec.help, "$jru-dim"))
    parts = [
        "asks first" if asks else "",
        *map(context.board.words_in_full, resolved_commands(context.board, meaning, context.actor)),
        *effects_of(context.board, meaning),
    ]
    call = context.board.calls.get(getattr(meaning, "call", ""))
    danger = dangers(call.flags, context.board.rules.danger_flags) if call is not None else ()
    if isinstance(meaning, Close) and meaning.call in context.board.calls:
        parts.append(
            no_saving_reason(context.board, context.board.calls[meaning.call], meaning.outcome)
        )
    warned = "".join(f"{DANGER} {flag.replace('_', ' ')}  " for flag in danger)
    return Content.assemble(
        ("▸ ", "$jru-accent"), (warned, "bold $jru-red"), " · ".join(filter(None, parts))
    )


def _by_name(spec: CommandSpec, context: Context) -> tuple[Request | None, bool]:
    """Tell what a command would do by its name alone, and whether it asks first."""
    if spec.begin is None or spec.reason_against(context):
        return None, False
    step = spec.begin(context)
    if isinstance(step, ConfirmDialog):
        return step.command(), True
    return (None, False) if isinstance(step, Screen) else (step, False)
