"""The app: wires the desk to the main screen and to the objects that act on it.

It draws every change of the board, hands every command to the desk and tells the outcome. The
feed, the journal and their tasks are owned by the caller, so that nothing that matters depends on
the screen.
"""

import asyncio
import time
from collections.abc import Callable, Collection, Sequence
from contextvars import copy_context
from datetime import datetime
from typing import Any, ClassVar

from textual import on
from textual.binding import BindingType
from textual.events import Resize
from textual.geometry import Size
from textual.screen import Screen

from jru_tui.board import (
    Acknowledge,
    Change,
    Request,
)
from jru_tui.desk import Desk
from jru_tui.tui.alarm import Alarm, Bell
from jru_tui.tui.board_screen import BoardScreen
from jru_tui.tui.command_delivery import CommandDelivery
from jru_tui.tui.commands.catalogue import COMMANDS as CATALOGUE
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.late_entry import LateEntry
from jru_tui.tui.commands.runner import bindings
from jru_tui.tui.commands.spec import CAPS_LOCK, CommandSpec
from jru_tui.tui.desk_view import DeskView
from jru_tui.tui.drawing.screens import Modal
from jru_tui.tui.layout.board_layout import LEAST_COLUMNS, LEAST_LINES
from jru_tui.tui.navigator import Navigator
from jru_tui.tui.outage_news import Outage
from jru_tui.tui.report_pages import ReportPages
from jru_tui.tui.terminal.opened_terminal import OpenedTerminal
from jru_tui.tui.terminal.textual_events import KeyHeld
from jru_tui.tui.terminal_app import TerminalApp
from jru_tui.tui.textual_internals.quiet_app import lay_out
from jru_tui.tui.theme import BOARD_SHEET, ThemedApp
from jru_tui.tui.theme_colours import DEFAULT
from jru_tui.tui.widgets.call_list import CallList
from jru_tui.tui.widgets.key_bar import KeyBar
from jru_tui.tui.widgets.vehicle_cards import VehicleCards

_HELD = "Enter was held down, and counts once: let it go, then press it to go on"
_LEAST = Size(LEAST_COLUMNS, LEAST_LINES)
"""Columns and lines that the board needs."""


class BoardApp(TerminalApp, ThemedApp[None]):
    """The board of one shift.

    Attributes:
        mouse: whether whoever runs it should ask the terminal for the mouse.
        reports: puts handover and report together, and writes them into its folder.
        shown: set once the first frame is on the screen; what takes long may start then.
    """

    # Textual loads a screen's own styles when it is pushed; the default screen never is.
    CSS_PATH = BOARD_SHEET
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(CATALOGUE)]
    COMMAND_PALETTE_BINDING = "ctrl+p"

    def __init__(
        self,
        desk: Desk,
        clock: Callable[[], datetime],
        *,
        poll_now: Callable[[], bool] = lambda: True,
        theme: str = DEFAULT,
        commands: Sequence[CommandSpec] = CATALOGUE,
        read_only: bool = False,
        demo: str = "",
        marking: str = "",
        bell: Bell | None = None,
        mouse: bool = True,
        plain_glyphs: bool | None = False,
        opened_terminal: OpenedTerminal | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        at_call: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Put the app together.

        Args:
            desk: what is shown, and where commands go.
            clock: the board's time, UTC.
            poll_now: asks the feed at once; False if the server asked for a pause.
            theme: the name of the theme.
            commands: perhaps with keys of the supervisor's own.
            read_only: nothing can be changed from here.
            demo: what the header calls a demo, empty for a real shift.
            marking: the protective marking of what is printed.
            bell: says when to ring; without one nothing rings.
            mouse: whether the terminal reports the mouse.
            plain_glyphs: whether signs are drawn in ASCII and light lines; None: as the terminal
                says what it is.
            opened_terminal: the terminal, where it shows the board already.
            monotonic: seconds, to tell a key that is meant from one that was being typed.
            at_call: told on which call a dialog or a page is open; empty for none.
        """
        super().__init__(theme, plain_glyphs=plain_glyphs, opened_terminal=opened_terminal)
        self.commands = tuple(commands)
        self.shown = asyncio.Event()
        self.desk = desk
        self.mouse = mouse
        self.reports = ReportPages(desk, self.context, marking)
        self._late = LateEntry()
        self._delivery = CommandDelivery(
            self, self, desk, self._late, clock=clock, poll_now=poll_now
        )
        self._navigator = Navigator(
            self,
            self,
            self.commands,
            desk=desk,
            reports=self.reports,
            viewed=self._viewed,
            answered=self._delivery.answer_spool,
            refresh=self._refresh,
        )
        self._clock = clock
        self._poll_now = poll_now
        self._at_call = at_call
        self._read_only = read_only
        self._bar = KeyBar(commands)
        self._view = DeskView(desk, clock, commands, read_only=read_only, demo=demo)
        self._keys = self._view.keys
        self._board = BoardScreen(self._view.frame(), self._bar)
        self._board.selection_changed = self._dim_keys
        self._monotonic = monotonic
        self._alarm = Alarm(
            self,
            self._acknowledge,
            monotonic,
            read_only=read_only,
            recommendation=desk.recommendation,
        )
        self._bell = bell or Bell()
        self._outage = Outage()
        self._bell.know(desk.board.open_calls())
        self._inside = copy_context()
        self._asked: int | None = None
        self._refusals_told = len(desk.board.refusals())
        self._waited = 0
        self._end_telling = desk.subscribe(self._changed)

    def commands_under_way(self) -> Collection[asyncio.Future[Any]]:
        """Return the commands that are not durable yet."""
        return self._delivery.under_way

    def get_default_screen(self) -> Screen[None]:
        """The board is the screen under everything."""
        return self._board

    def on_mount(self) -> None:
        """Start the one clock that every widget is told the time by."""
        self._inside = copy_context()
        self.set_interval(1.0, self._tick)
        self.screen_change_signal.subscribe(self, lambda _: self._tell_call(), immediate=True)
        self._dim_keys()
        self._alert(Change())

    def on_ready(self) -> None:
        """Start what waited for the first frame."""
        self._board.begin_recommending()
        self.shown.set()
        from jru_tui.tui.preload import Preload  # noqa: PLC0415 - behind the first frame

        Preload(self, lambda: self.handles_nothing, self._board.prepare).start()

    def on_resize(self, event: Resize) -> None:
        """Show a sentence in place of the board while there is no room for it."""
        fits = event.size.width >= _LEAST.width and event.size.height >= _LEAST.height
        if fits and self._alarm.cover is not None:
            cover, self._alarm.cover = self._alarm.cover, None
            lay_out(self.screen_stack[:-1], event.size)
            while cover in self.screen_stack:  # the question before leaving may be over it
                self.pop_screen()
        elif not fits and self._alarm.cover is None:
            from jru_tui.tui.pages.full_screen import TooSmallScreen  # noqa: PLC0415 - seldom needed

            keys = [
                key for command in self.commands if command.id == "quit" for key in command.keys
            ]
            self._alarm.cover = TooSmallScreen(_LEAST, keys, lambda: self.action_command("quit"))
            self.push_screen(self._alarm.cover)

    def on_key(self) -> None:
        """Clear the messages of the board, where it has the keys; other screens clear their own."""
        if self.screen is self._board:
            self._board.clear_messages()

    def on_unmount(self) -> None:
        """A screen that is gone is told nothing any more."""
        self._end_telling()

    async def settled(self) -> Sequence[str]:
        """Wait until every command that was given is durable or refused: none is lost by a quit.

        Returns:
            The refusals that no screen could show any more, as sentences.
        """
        await self._delivery.settled()
        return tuple(self._delivery.unsaid)

    def context(self) -> Context:
        """Give the board and what is selected on it now."""
        in_full = self._navigator.call_in_full
        return self._view.context(
            in_full.call if in_full else self._board.selected_call,
            self._board.focused_vehicle,
            recommendation=self._board.recommendation,
            entered_at=self._late.at,
        )

    def tell(self, sentence: str) -> None:
        """Show a refusal where the supervisor looks."""
        self._say(sentence, refused=True)

    def mention(self, sentence: str) -> None:
        """Show a word in passing where the supervisor looks."""
        self._say(sentence, refused=False)

    def _say(self, sentence: str, *, refused: bool) -> None:
        self._asked = None
        text = self.desk.board.names.in_text(sentence)
        (self._navigator.top_page or self._board).tell(text, refused=refused)

    def give(self, request: Request, shown: Sequence[str] | None = None) -> None:
        """Hand a command to the desk; commands are carried out in the order of the keys."""
        self._delivery.give(request, shown)

    def enter_late(self, at: datetime | None) -> None:
        """Let commands count from a moment on, UTC; None lets them count from now again."""
        if at is None and self._late.at is not None:
            self.mention("commands count from the present again")
        self._late.begin(at, self._clock())
        self._board.enter_late(at)

    def select(self, call: str) -> None:
        """Select a call on the board."""
        self._board.select_call(call)

    def key_of(self, command: str, otherwise: str) -> str:
        """Give the key that was chosen for a command, as it is written; else `otherwise`."""
        return self._navigator.runner.key_of(command, otherwise)

    def action_command(self, command: str, position: int = 1) -> None:
        """Run a command: the action behind every key.

        Args:
            command: id of a command of the catalogue.
            position: position, from 1, of its key that was pressed.
        """
        self._navigator.runner.run(command, position)
        if self.caps_lock and not isinstance(self.screen, Modal):
            self.mention(CAPS_LOCK)

    def action_help_quit(self) -> None:
        """Say how to leave the board: Ctrl+C does not end a shift."""
        key, screen = self._keys["quit"], self.screen
        is_shown = isinstance(screen, Modal) and screen.say(f"esc goes back, then {key} leaves")
        if not is_shown:
            self.mention(f"{key} leaves the board")

    @on(KeyHeld)
    def _say_held(self) -> None:
        """Say why a key that is held down does no more."""
        screen = self.screen
        if not (isinstance(screen, Modal) and screen.say(_HELD)):
            self.mention(_HELD)

    def action_command_palette(self) -> None:
        """Open the palette from any screen: Textual's own binding for it lies over dialogs too."""
        if self._alarm.cover is not None:
            return  # what it would act on is not seen
        self._navigator.open_palette()

    def _refresh(self) -> None:
        """Ask the feed at once."""
        if self._poll_now():
            self.mention("asking the feed now")
            self._asked = self.desk.polls.count
        else:
            self.tell("the server asked for a pause; the board polls when it is over")

    def _viewed(self, call: str) -> None:
        self._board.look(call)
        self._delivery.begin(self.desk.record_view(call))

    def _tell_call(self) -> None:
        self._at_call(self._navigator.call_at_hand)

    def _acknowledge(self, vehicle: str) -> None:
        if not self._read_only:
            self.give(Acknowledge(vehicle))

    def _changed(self, change: Change) -> None:
        """Draw what changed, whatever dialog lies over it."""
        if self.is_running:
            # The feed's task began outside the app, and Textual composes a screen by its context.
            self._inside.copy().run(self._draw, change)

    def _draw(self, change: Change) -> None:
        desk = self.desk
        self._board.show(
            desk.board,
            desk.health,
            change,
            self._clock(),
            self._view.trouble(),
            present=desk.present,
            waiting=desk.waiting_effects,
            actor=desk.actor(),
        )
        self._dim_keys()
        self._navigator.draw()
        if self._asked is not None and desk.polls.count > self._asked:
            self.mention("")
        if back := self._outage.news_at_end(desk.health, desk.board, self._clock()):
            self.mention(back)
        self._tell_kept()
        self._tell_refusals()
        self._alert(change)

    def _tell_kept(self) -> None:
        """Say it once nothing waits for the journal's server any more: a line may say otherwise."""
        spool = self.desk.spool
        waited, self._waited = self._waited, len(spool.waiting) if spool is not None else 0
        if waited and not self._waited:
            self.tell("")  # nor does a refusal stand that named what waited
            self.mention("no command is waiting to be saved any more")

    def _tell_refusals(self) -> None:
        """Show what dispatch refused: it did not happen, and nobody may go on believing it did."""
        refusals = self.desk.board.refusals()
        # A board that goes on from a checkpoint has told of none yet.
        self._refusals_told = min(self._refusals_told, len(refusals))
        for refusal in refusals[self._refusals_told :]:
            about = f"{self.desk.board.call_name(refusal.call)}: " if refusal.call else ""
            self.tell(about + refusal.text)
        self._refusals_told = len(refusals)

    def _tick(self) -> None:
        if not self.is_running:
            return  # it closes, and has nothing left to draw into
        if self._late.is_forgotten(self._clock()):
            self.enter_late(None)
        self._board.tick(self._clock())
        self._navigator.draw()
        self._alert(Change())

    def _alert(self, change: Change) -> None:
        """Ring for what is new, and put an emergency over everything."""
        board, waiting = self.desk.board, self._board.unacknowledged
        if self.desk.health.state == "connecting":
            # What the feed lists at first is not new, only unknown.
            self._bell.know(board.calls[call] for call in change.calls)
        rings = (
            self._bell.for_calls(change, board),
            self._bell.for_worse(self._board.worse_calls if change else ()),
            self._bell.for_emergencies(waiting, self._monotonic()),
        )
        if any(rings):
            self.bell()
        self._alarm.show(waiting, board, self._clock())

    @on(CallList.Opened)
    def _clicked_twice(self, message: CallList.Opened) -> None:
        self._navigator.open_call(message.call)

    @on(CallList.NothingSought)
    def _leave_late_entry(self) -> None:
        if self._late.at is not None:
            self.enter_late(None)

    @on(VehicleCards.Picked)
    def _looked_elsewhere(self) -> None:
        self._dim_keys()

    def _dim_keys(self) -> None:
        self._bar.show(self.context())
