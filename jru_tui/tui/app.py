"""The app: wires the desk to the main screen, and does nothing else.

It is told of every change and draws it; it hands every command to the desk and tells the outcome.
The feed, the journal and their tasks are owned by whoever runs it, so that nothing that matters
hangs on the screen.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from textual import on
from textual.screen import Screen

from jru_tui.board.commands import Command
from jru_tui.board.decide import Refusal
from jru_tui.board.views import Change
from jru_tui.desk.desk import Desk
from jru_tui.tui.commands import catalogue
from jru_tui.tui.commands.app import BoardCommands
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.keymap import shown
from jru_tui.tui.commands.spec import CommandSpec
from jru_tui.tui.screens.call import CallScreen
from jru_tui.tui.screens.main import BoardScreen
from jru_tui.tui.theme import BATTENBURG
from jru_tui.tui.widgets.call_list import CallList
from jru_tui.tui.widgets.frame import Frame
from jru_tui.tui.widgets.key_bar import KeyBar
from jru_tui.tui.widgets.vehicle_cards import VehicleCards


class BoardApp(BoardCommands):
    """The board of one shift.

    Attributes:
        shown: set once the first frame is on the screen; what takes long may start then.
    """

    # Textual loads a screen's own styles when it is pushed; the default screen never is.
    CSS_PATH = "board.tcss"

    def __init__(
        self,
        desk: Desk,
        clock: Callable[[], datetime],
        *,
        poll_now: Callable[[], None] = lambda: None,
        theme: str = BATTENBURG.name,
        commands: Sequence[CommandSpec] = catalogue.COMMANDS,
        read_only: bool = False,
        demo: str = "",
    ) -> None:
        """Put the app together.

        Args:
            desk: what is shown, and where commands go.
            clock: the board's time, UTC.
            poll_now: asks the feed at once.
            theme: the name of the theme.
            commands: perhaps with keys of the supervisor's own.
            read_only: nothing can be changed from here.
            demo: what the header calls a demo, empty for a real shift.
        """
        super().__init__(theme, commands)
        self.shown = asyncio.Event()
        self._desk = desk
        self._clock = clock
        self._poll_now = poll_now
        self._read_only = read_only
        self._bar = KeyBar(commands)
        keys = {
            each.id: shown(each.keys[0]) for each in commands if not (read_only and each.dangerous)
        }
        frame = Frame(desk.board, desk.health, clock(), demo, keys=keys, trouble=desk.held_up)
        self._board = BoardScreen(frame, self._bar)
        self._given: set[asyncio.Task[None]] = set()
        self._end_telling = desk.subscribe(self._changed)

    @property
    def crash(self) -> Exception | None:
        """What ended the app, if it was a fault of the program."""
        return self._exception

    def get_default_screen(self) -> Screen[None]:
        """The board is the screen under everything."""
        return self._board

    def on_mount(self) -> None:
        """Start the one clock that every widget is told the time by."""
        self.set_interval(1.0, self._tick)
        self.call_after_refresh(self.shown.set)
        self._dim_keys()

    def on_unmount(self) -> None:
        """A screen that is gone is told nothing any more."""
        self._end_telling()

    async def settled(self) -> None:
        """Wait until every command that was given is durable or refused: none is lost by a quit."""
        await asyncio.gather(*self._given)

    @property
    def _front(self) -> BoardScreen | CallScreen:
        """What is looked at, under any dialog: the board, or a call in full."""
        fronts = (each for each in self.screen_stack if isinstance(each, CallScreen))
        return next(fronts, self._board)

    def context(self) -> Context:
        """What the commands are asked about now."""
        return Context(
            board=self._desk.board,
            now=self._clock(),
            call=self._board.selected_call,
            vehicle=self._board.focused_vehicle,
            read_only=self._read_only,
        )

    def tell(self, sentence: str) -> None:
        """Show a refusal where the supervisor looks."""
        self._front.tell(sentence)

    def give(self, command: Command) -> None:
        """Hand a command to the desk; commands are carried out in the order of the keys."""
        words = self._desk.board.words(command)
        task = asyncio.create_task(self._carry_out(command, words))
        self._given.add(task)
        task.add_done_callback(self._given.discard)

    def action_refresh_feed(self) -> None:
        """Ask the feed at once."""
        self._poll_now()
        self._front.tell("asking the feed now", refused=False)

    async def _carry_out(self, command: Command, words: str) -> None:
        try:
            outcome = await self._desk.command(command)
        except Exception as error:  # noqa: BLE001 - a task's fault ends the app as any other does
            self._handle_exception(error)
            return
        if isinstance(outcome, Refusal):
            self.tell(outcome.reason)
        else:
            self._front.tell(words, refused=False)
            self._poll_now()

    def _changed(self, change: Change) -> None:
        """Draw what changed, whatever dialog lies over it."""
        if self.is_running:
            desk = self._desk
            self._board.show(desk.board, desk.health, change, self._clock(), desk.held_up)
            self._dim_keys()
            self._draw_open_call()

    def _tick(self) -> None:
        self._board.tick(self._clock())
        self._draw_open_call()

    def _draw_open_call(self) -> None:
        if isinstance(self._front, CallScreen):
            self._front.show(self.context())

    @on(CallList.Selected)
    @on(VehicleCards.Picked)
    def _looked_elsewhere(self) -> None:
        self._dim_keys()

    def _dim_keys(self) -> None:
        self._bar.show(self.context())

    def _fatal_error(self) -> None:
        # Textual would print a traceback with the values in it: those are the contents of calls.
        # Whoever runs the app tells of the crash, in words.
        self._close_messages_no_wait()
