"""The log page, of a shift, a call or a vehicle, with search."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from jru_tui.board import Command, LogEntry, Refusal, Shift, Strike, Undo, decide_all, shift_at
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.spec import READ_ONLY, Step, explain
from jru_tui.tui.pages.full_screen import Page
from jru_tui.tui.phrases import day
from jru_tui.tui.widgets.find_bar import FindBar
from jru_tui.tui.widgets.hint_bar import Hint
from jru_tui.tui.widgets.log_list import LogList


class LogScreen(Page):
    """A page of the whole shift; `tab` goes on to the selected call and to each vehicle.

    Over a call in full it opens on that call: there it is asked for what has no room.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "turn(1)", "Next log", show=False),
        Binding("shift+tab", "turn(-1)", "Previous log", show=False),
        Binding("enter", "narrow", "Only this", show=False),
        Binding("slash", "find", "Find", show=False, id="find"),
        Binding("x", "strike", "Strike through", show=False, id="strike"),
        Binding("u", "undo", "Undo", show=False, id="undo"),
    ]

    def __init__(
        self,
        context: Context,
        start: Callable[[Step], None],
        shift: Shift | None = None,
        *,
        of_call: bool = False,
    ) -> None:
        """Read the log.

        Args:
            context: the board, and what is selected on it.
            start: begins a strike or an undo.
            shift: the shift that is read; the running one if none is named.
            of_call: read the selected call's log first.
        """
        super().__init__(context)
        self._start = start
        self._shift = shift or shift_at(context.board.rules.hours, context.now)
        self._call = context.call or ""
        self._scope = 1 if of_call and self._call else 0

    def hints(self) -> Sequence[Hint]:
        """Keys of the log."""
        changing = ((self.key("strike", "x"), "strike"), (self.key("undo", "u"), "undo this"))
        return (
            ("↑↓", "move"),
            ("tab", "next log"),
            ("enter", "its own log"),
            (self.key("find", "/"), "find"),
            *(() if self.context.read_only else changing),
            ("esc", "back"),
        )

    def body(self) -> ComposeResult:
        """The log and where words to find are typed."""
        yield LogList(self.context.board, self._called, self.context.own_name)
        yield FindBar("Any words of an entry.")

    def draw(self) -> None:
        """Write what was added."""
        title, entries = self._read()
        self._list.show(title, entries)

    def action_turn(self, step: int) -> None:
        """Read the next log."""
        self._scope = (self._scope + step) % len(self._scopes)
        self.draw()

    def action_narrow(self) -> None:
        """Read only the log of what the entry under the cursor is about; back with the same key."""
        entry = self._list.entry
        if self._scope != 0 or entry is None:
            self._scope = 0
        elif entry.call:
            self._call, self._scope = entry.call, 1
        elif entry.vehicle in self.context.board.vehicles:
            self._scope = self._scopes.index(entry.vehicle or "")
        self.draw()

    def action_find(self) -> None:
        """Ask which words to find."""
        self.find()

    def find(self, words: str = "") -> None:
        """Find these words; ask for some where there are none."""
        bar = self.query_one(FindBar)
        bar.value = words
        bar.open()

    def action_strike(self) -> None:
        """Strike the note under the cursor through."""
        from jru_tui.tui.dialogs.notes import StrikeDialog  # noqa: PLC0415 - as every dialog

        entry = self._list.entry
        if entry is None or not entry.id:
            self.tell("only a note can be struck through")
            return
        command = Strike(entry.id, call=entry.call or "", vehicle=entry.vehicle or "")
        if self._may(command):
            about = replace(self.context, call=entry.call, vehicle=entry.vehicle)
            self._start(StrikeDialog(about, entry.id))

    def action_undo(self) -> None:
        """Take the command under the cursor back, whosever it is, when it was shown."""
        from jru_tui.tui.commands.undo import undo_dialog  # noqa: PLC0415 - loads dialogs

        entry = self._list.entry
        if entry is None or self.context.board.command(entry.id) is None:
            self.tell("only a command can be undone: move to one first")
        elif self._may(undo := Undo(entry.id, confirmed=True)):
            self._start(undo_dialog(self.context, undo))

    def _may(self, command: Command) -> bool:
        """Tell whether a command may be given; say why not."""
        verdict = decide_all(self.context.board, command, self.context.actor)
        if self.context.read_only:
            self.tell(READ_ONLY)
        elif isinstance(verdict, Refusal):
            self.tell(explain(verdict, self.context))
        else:
            return True
        return False

    @on(FindBar.Asked)
    def _find_asked(self, message: FindBar.Asked) -> None:
        self._list.find(message.words)
        if message.done:
            self._list.focus()

    @property
    def _list(self) -> LogList:
        return self.query_one(LogList)

    @property
    def _scopes(self) -> list[str]:
        """List what can be read: the shift, a call, and every vehicle by its id."""
        return ["", *([self._call] if self._call else []), *self.context.board.vehicles]

    def _called(self, vehicle: str) -> str:
        known = self.context.board.vehicles.get(vehicle)
        return known.name if known else vehicle

    def _read(self) -> tuple[str, Sequence[LogEntry]]:
        board, scope = self.context.board, self._scopes[self._scope]
        if not scope:
            title = f"the whole shift of {day(self._shift.starts_at, board.rules)}"
            return title, board.shift_log(self._shift)
        if self._call and self._scope == 1:
            return board.names.call(scope), board.full_log(scope)
        return self._called(scope), board.log(vehicle=scope)
