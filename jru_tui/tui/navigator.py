"""The navigator: opens the screens over the board and keeps them up to date.

Every screen but the board is imported when it is first asked for: no first frame waits for it.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from textual.app import App

from jru_tui.board import printable
from jru_tui.desk import Desk, SpoolAnswer
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.pages import texts_gate
from jru_tui.tui.commands.runner import CommandRunner, Host
from jru_tui.tui.commands.spec import CommandSpec
from jru_tui.tui.commands.spool import spooled_at_hand
from jru_tui.tui.phrases import coordinates, place
from jru_tui.tui.report_pages import LONG_SPANS, SPANS, ReportPages
from jru_tui.tui.screen_protocols import ConcernsCall, Finding, Focusing, LiveDialog, LivePage

if TYPE_CHECKING:
    from textual.screen import Screen

    from jru_tui.tui.pages.call import CallScreen
    from jru_tui.tui.widgets.choice_list import Choice


class Navigator:
    """A navigator: opens pages and dialogs of one app, and redraws them when the board changes."""

    def __init__(
        self,
        app: App[Any],
        host: Host,
        commands: tuple[CommandSpec, ...],
        *,
        desk: Desk,
        reports: ReportPages,
        viewed: Callable[[str], None],
        refresh: Callable[[], None],
        answered: Callable[[SpoolAnswer, str], None],
    ) -> None:
        """Take what the screens need.

        Args:
            app: has the stack of screens.
            host: gives the context, shows sentences, takes commands.
            commands: every command, for help and the typed line.
            desk: whose feed is shown.
            reports: puts handover and report together.
            viewed: records that a call was opened: who saw what is part of the record.
            refresh: asks the feed at once, and says so.
            answered: told what a supervisor decides on a command that waits, and on which.
        """
        self._app = app
        self._host = host
        self._commands = commands
        self._desk = desk
        self._reports = reports
        self._viewed = viewed
        self._refresh = refresh
        self._answered = answered
        self._typed_lines: list[str] = []
        self._call_page: CallScreen | None = None
        self.runner = CommandRunner(app, host, self, commands)

    @property
    def call_in_full(self) -> "CallScreen | None":
        """The call that is shown in full, under any dialog; None while the board is."""
        return self._call_page if self._call_page in self._app.screen_stack else None

    @property
    def call_at_hand(self) -> str:
        """The call that the topmost dialog or page is about; empty where none is."""
        for screen in reversed(self._app.screen_stack[1:]):
            if isinstance(screen, ConcernsCall) and screen.call_concerned is not None:
                return screen.call_concerned.id
            if self._call_page is not None and screen is self._call_page:
                return self._call_page.call
        return ""

    @property
    def top_page(self) -> LivePage | None:
        """The page over the board that is looked at, under any dialog."""
        pages = [screen for screen in self._app.screen_stack[1:] if isinstance(screen, LivePage)]
        return pages[-1] if pages else None

    def draw(self) -> None:
        """Draw every open screen anew."""
        for screen in self._app.screen_stack[1:]:
            if not screen.is_mounted:
                continue
            if isinstance(screen, LivePage):
                screen.show(self._host.context())
            elif isinstance(screen, LiveDialog):
                screen.renew(self._host.context())
        for between in self._app.screen_stack[1:-1]:
            # Textual repaints what is under the topmost screen alone: the board would stand still.
            between.refresh()

    def open_help(self) -> None:
        """Show every key and sign."""
        from jru_tui.tui.pages.help import HelpScreen  # noqa: PLC0415 - see the module

        page = HelpScreen(self._commands, self._host.context().board.rules)
        self._app.push_screen(page, self._run_chosen)

    def open_palette(self) -> None:
        """Open the palette, unless it is open; from the help it takes the place of the help."""
        from jru_tui.tui.pages.help import HelpScreen  # noqa: PLC0415 - see the module
        from jru_tui.tui.palette import Palette, command_entries  # noqa: PLC0415 - see the module

        screen = self._app.screen
        if isinstance(screen, HelpScreen) and not screen.leaving:
            screen.dismiss("palette")
            return

        def entries() -> "Sequence[Choice]":
            return command_entries(self._commands, self._host.context())

        if not isinstance(self._app.screen, Palette):
            self._app.push_screen(Palette("Commands", entries), self._run_chosen)

    def type_command(self) -> None:
        """Open the line for typed commands."""
        from jru_tui.tui.dialogs.command_line import CommandLine  # noqa: PLC0415 - see the module

        line = CommandLine(self._host.context, self._commands, self._typed_lines)
        self._app.push_screen(line, self.runner.run_typed)

    def enter_late(self, time: str = "") -> None:
        """Enter what is on paper from a time on; ask for one where none is named."""
        from jru_tui.tui.commands.late_entry import read_time  # noqa: PLC0415 - see the module

        context = self._host.context()
        if time:
            read = read_time(time, context.board.rules, context.now)
            if isinstance(read, datetime):
                self._host.enter_late(read)
            else:
                self._host.tell(read.reason)
            return
        from jru_tui.tui.dialogs.late_entry import (  # noqa: PLC0415 - see the module
            LateEntryDialog,
        )

        self._app.push_screen(LateEntryDialog(context, self._host.enter_late))

    def open_boards(self) -> None:
        """See who is at which board."""
        from jru_tui.tui.pages.boards import BoardsScreen  # noqa: PLC0415 - see the module

        self._show(BoardsScreen)

    def open_call(self, call: str = "") -> None:
        """Show a call in full, unless one is: the selected call where none is named."""
        from jru_tui.tui.pages.call import CallScreen  # noqa: PLC0415 - see the module

        context = self._host.context()
        opened = context.board.calls.get(call or context.call or "")
        if opened is not None and self.call_in_full is None:
            self._call_page = CallScreen(context, opened)
            self._app.push_screen(self._call_page)
            self._viewed(opened.id)

    def open_texts(self, call: str = "") -> None:
        """Read what is cut elsewhere of a call: of the selected one where none is named."""
        from jru_tui.tui.pages.long_text import WholeText  # noqa: PLC0415 - see the module

        context = self._host.context()
        context = replace(context, call=call or context.call)
        if context.call is None or texts_gate(context):
            return
        self._app.push_screen(WholeText(context, context.call))
        if self.call_in_full is None or self.call_in_full.call != context.call:
            self._viewed(context.call)

    def open_log(self) -> None:
        """Read the log."""
        from jru_tui.tui.pages.log import LogScreen  # noqa: PLC0415 - see the module

        of_call = self.call_in_full is not None
        self._show(lambda context: LogScreen(context, self.runner.start, of_call=of_call))

    def open_feed(self) -> None:
        """See how the feed is."""
        from jru_tui.tui.pages.feed import FeedScreen  # noqa: PLC0415 - see the module

        self._show(lambda context: FeedScreen(context, self._desk))

    def open_shifts(self) -> None:
        """Read past shifts."""
        from jru_tui.tui.pages.shifts import ShiftsScreen  # noqa: PLC0415 - see the module

        self._show(lambda context: ShiftsScreen(context, self.runner.start))

    def open_spool(self) -> None:
        """Decide on a command that waits to be kept."""
        from jru_tui.tui.dialogs.spool import SpoolDialog  # noqa: PLC0415 - see the module

        context = self._host.context()
        spooled = spooled_at_hand(context)
        if spooled is not None:
            self._app.push_screen(SpoolDialog(context, spooled, self._answered))

    def answer_spool(self, answer: SpoolAnswer, command_id: str) -> None:
        """Do what was decided on a command that waits."""
        self._answered(answer, command_id)

    def open_handover(self) -> None:
        """Read the handover; Enter hands over."""
        from jru_tui.tui.pages.report_page import ReportScreen  # noqa: PLC0415 - see the module

        reports, read_only = self._reports, self._host.context().read_only
        go_on = None if read_only else ("hand over", "app.command('hand-over')")
        self._show(
            lambda context: ReportScreen(context, reports.handover, reports.export, go_on=go_on)
        )

    def open_debrief(self, subject: str = "") -> None:
        """Read the log of a vehicle or call as a page; what is in focus where none is named."""
        from jru_tui.tui.pages.report_page import ReportScreen  # noqa: PLC0415 - see the module

        context, reports = self._host.context(), self._reports
        about = subject or (context.vehicle or context.call or "")
        if about not in context.board.calls and about not in context.board.vehicles:
            return
        make = partial(reports.debrief, about)
        self._show(lambda context: ReportScreen(context, make, reports.export))
        if about in context.board.calls:
            self._viewed(about)

    def open_report(self) -> None:
        """Read the figures."""
        from jru_tui.tui.pages.report_page import ReportScreen  # noqa: PLC0415 - see the module

        reports = self._reports
        self._show(
            lambda context: ReportScreen(
                context, reports.report, reports.export, spans=SPANS, once=LONG_SPANS
            )
        )

    def copy_call(self) -> None:
        """Copy the selected call's id and place, and nothing else of it."""
        context = self._host.context()
        call = context.selected
        if call is None:
            self._host.tell("no call is selected")
            return
        spot = coordinates(call.where) if call.where.text else ""
        text = "  ".join(filter(None, (call.name, place(call.where, context.board.rules), spot)))
        # The feed's text came in clean; what is pasted elsewhere must be, wherever it came from.
        self._app.copy_to_clipboard(printable(text))
        self._host.mention(f"copied: {text}")

    def find(self, words: str = "") -> None:
        """Search the screen that is looked at."""
        screen = self._app.screen
        if isinstance(screen, Finding):
            screen.find(words)
        else:
            self._only_on_the_board()

    def filter_area(self, area: str = "") -> None:
        """List the calls of one area on the screen that is looked at."""
        screen = self._app.screen
        if isinstance(screen, Finding):
            screen.filter_area(area)
        else:
            self._only_on_the_board()

    def focus_vehicle(self, number: int) -> None:
        """Give the focus to the vehicle of that number, from 1."""
        screen = self._app.screen
        if isinstance(screen, Focusing):
            screen.focus_number(number)
        else:
            self._only_on_the_board()

    def go_to_vehicles(self, words: str = "") -> None:
        """Let the keys move among the vehicles; list those in which the words are found."""
        screen = self._app.screen
        if isinstance(screen, Focusing):
            screen.go_to_vehicles(words)
        else:
            self._only_on_the_board()

    def refresh_feed(self) -> None:
        """Ask the feed at once."""
        self._refresh()

    def change_theme(self) -> None:
        """Choose other colours."""
        from jru_tui.tui.palette import Palette, theme_entries  # noqa: PLC0415 - see the module

        def entries() -> "Sequence[Choice]":
            return theme_entries(sorted(self._app.available_themes), self._app.theme)

        self._app.push_screen(Palette("Themes", entries), self._set_theme)

    def leave_board(self) -> None:
        """Leave the board; ask once where something would be left behind."""
        from jru_tui.board import find_leave_warnings  # noqa: PLC0415 - see the module
        from jru_tui.tui.dialogs.leave import LeaveDialog  # noqa: PLC0415 - see the module

        context = self._host.context()
        if context.read_only or not any(find_leave_warnings(context.board)):
            self._app.exit()
        else:
            self._app.push_screen(LeaveDialog(context, self._app.exit))

    def _run_chosen(self, command: str | None) -> None:
        if command is not None:
            self.runner.run(command)

    def _set_theme(self, theme: str | None) -> None:
        if theme is not None:
            self._app.theme = theme

    def _only_on_the_board(self) -> None:
        self._host.tell("that works on the board: press Esc first")

    def _show(self, make: "Callable[[Context], Screen[None]]") -> None:
        self._app.push_screen(make(self._host.context()))
