"""The page of one call in full; the call's commands work here too."""

from collections.abc import Sequence
from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.events import Click
from textual.widgets import Static

from jru_tui.board import Advice, Board, Call, Deadline, earlier_calls, printable
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.spec import CommandHost
from jru_tui.tui.layout.signs import UNSAVED
from jru_tui.tui.long_texts import long_texts
from jru_tui.tui.pages import call_text
from jru_tui.tui.pages.call_sections import who_could_go
from jru_tui.tui.pages.full_screen import FeedLine, FullScreen
from jru_tui.tui.phrases import is_there
from jru_tui.tui.theme import DIALOG_SHEET
from jru_tui.tui.widgets.board_parts import EmergencyBanner, MessageLine
from jru_tui.tui.widgets.call_log import CallLog
from jru_tui.tui.widgets.hint_bar import hint_line
from jru_tui.tui.widgets.key_bar import KeyBar

_ALSO = ("command", "copy", "feed", "handover", "help", "log", "report", "shifts")
"""What is no command of the board, and works from here all the same."""


class Pane(VerticalScroll):
    """A part that scrolls, also by `j` and `J`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", "Down", show=False),
        Binding("J", "scroll_up", "Up", show=False),
    ]


class CallScreen(FullScreen):
    """A page of one call, and its log. It stays on its call, whatever else happens."""

    CSS_PATH = DIALOG_SHEET
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012 -- Textual declares it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,q", "dismiss", "Back", show=False),
    ]

    def __init__(self, context: Context, call: Call) -> None:
        """Show this call."""
        super().__init__()
        self.call = call.id
        self.context = context
        self._events = -1
        self._shown = Content()
        self._earlier_at = -1
        self._earlier_calls: Sequence[Call] = ()

    def compose(self) -> ComposeResult:
        """Facts and log, side by side where there is room, and the keys."""
        yield FeedLine(self.context)
        yield EmergencyBanner()
        with Container(id="panes"):
            with Pane(id="facts") as facts:
                facts.border_title = Content(self.context.board.names.call(self.call))
                yield Static(id="facts-text", markup=False)
            with Pane(id="log") as log:
                log.border_title = Content("Log")
                log.border_subtitle = hint_line(
                    (("↑↓", "scroll"), ("tab", "next part"), ("esc", "back"))
                )
                yield CallLog(
                    self.context.board.rules, self._key("log", "L"), self.context.own_name
                )
        yield MessageLine()
        # What belongs to the list on the main screen has nothing to act on here.
        commands = cast(CommandHost, self.app).commands
        yield KeyBar([command for command in commands if command.begin or command.id in _ALSO])

    def on_mount(self) -> None:
        """Draw it as it was when it was opened."""
        self.show(self.context)

    def on_click(self, event: Click) -> None:
        """A click on the line that says how to go back goes back."""
        edge = self.query_one("#log").region
        if event.screen_y == edge.bottom - 1 and edge.x <= event.screen_x < edge.right:
            self.dismiss()

    def show(self, context: Context) -> None:
        """Draw the call as it stands in this context's board, at this context's time."""
        self.context = context
        self.query_one(FeedLine).show(context)
        self.query_one(EmergencyBanner).show(context.board, context.now, context.recommendation)
        call = context.board.calls.get(self.call)
        if call is None:
            return
        facts = self._facts(context, call)
        if (facts, facts.spans) != (self._shown, self._shown.spans):  # equal ones differ in colours
            self._shown = facts
            self.query_one("#facts-text", Static).update(facts)
        if context.board.events != self._events:
            # A second that passes changes the clocks; only what happens changes the log.
            self._events = context.board.events
            self._show_log(context.board)
        self.query_one(KeyBar).show(context)

    def _facts(self, context: Context, call: Call) -> Content:
        """Describe the call, who else is at it, what of it waits to be saved, and who could go."""
        facts = call_text.facts(
            context.board,
            call,
            context.now,
            stale=context.stale,
            odd=context.health.odd.get(("call", call.number), ""),
            deadline=self._deadline(context),
            earlier=self._earlier(context.board, call),
        )
        lines = [facts]
        if could := self._who_could_go(context, call):
            lines += (Content(), could)
        if there := is_there(context.present.at_call(call.id), f"at {call.name}"):
            lines.insert(0, Content.styled(there, "bold $jru-accent"))
        for words in context.waiting.words.get(call.id, ()):
            waits = f"{UNSAVED} not yet saved: {printable(words)}"
            lines.insert(0, Content.styled(waits, "bold $jru-red"))
        return Content("\n").join(lines)

    def _earlier(self, board: Board, call: Call) -> Sequence[Call]:
        """Find the earlier calls at its place, again only when something has happened."""
        if board.events != self._earlier_at:
            self._earlier_at = board.events
            self._earlier_calls = earlier_calls(board, call)
        return self._earlier_calls

    def _deadline(self, context: Context) -> Deadline | None:
        """Read the last moment to send somebody from the plan that was made last."""
        recommendation = context.recommendation
        return recommendation.deadline(self.call) if recommendation is not None else None

    def _who_could_go(self, context: Context, call: Call) -> Content:
        """Say who could go; nothing where somebody is on it, or while the feed is old."""
        recommendation = context.recommendation
        if recommendation is None or call.on_it or not call.open or context.stale:
            return Content()
        if recommendation.little:
            advice: Advice | None = recommendation.advise(call.id, context.now)
        else:
            # A large plan is made in a pause: what it said last is shown until then.
            advice = recommendation.advice(call.id)
        return who_could_go(advice, context.board.rules)

    def _show_log(self, board: Board) -> None:
        """Write what is new in the log, and whether anything is cut.

        The newest entries stand last, and are what whoever opens it wants to read: it stays at the
        end, unless it was scrolled away from there.
        """
        is_cut = any(long_texts(board, self.call))
        hint = hint_line(((self._key("texts", "f"), "long texts whole"),)) if is_cut else Content()
        self.query_one("#facts", Pane).border_subtitle = hint
        pane = self.query_one("#log", Pane)
        is_at_end = pane.scroll_offset.y >= pane.max_scroll_y
        self.query_one(CallLog).show(board.full_log(self.call))
        if is_at_end:
            self.call_after_refresh(pane.scroll_end, animate=False)

    def _key(self, command: str, otherwise: str) -> str:
        return cast(CommandHost, self.app).key_of(command, otherwise)
