"""What an app of the board does with its commands: keys, gate, dialogs, palette and help.

Every screen but the board is loaded when it is first asked for: no first frame waits for it.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec.structs import replace
from textual.app import SystemCommand
from textual.binding import BindingType
from textual.command import Provider
from textual.screen import Screen

from jru_tui.board.commands import Command
from jru_tui.tui.commands import catalogue, gates_calls
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.keymap import bindings, shown
from jru_tui.tui.commands.line.grammar import Run
from jru_tui.tui.commands.spec import CommandSpec
from jru_tui.tui.theme import BATTENBURG, ThemedApp

if TYPE_CHECKING:
    from jru_tui.tui.commands.line.parser import Reading
    from jru_tui.tui.pages.call import CallScreen


def _provider() -> type[Provider]:
    from jru_tui.tui.palette import CommandProvider

    return CommandProvider


class BoardCommands(ThemedApp[None]):
    """An app that runs the board's commands.

    What is left to it is `context`, `tell` and `give`, and the actions that the catalogue names:
    `refresh_feed`, `log`, `handover`, `report`, `shifts`, `feed` and `copy` on the app,
    `find(words)` and `focus_vehicle(number)` on its main screen.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(catalogue.COMMANDS)]
    COMMANDS = {_provider}  # noqa: RUF012 -- Textual declares it, as a class variable
    COMMAND_PALETTE_BINDING = "ctrl+p"

    def __init__(
        self,
        theme: str = BATTENBURG.name,
        commands: Sequence[CommandSpec] = catalogue.COMMANDS,
    ) -> None:
        """Take the commands, perhaps with keys of the supervisor's own (see `with_keys`)."""
        super().__init__(theme)
        self.commands = tuple(commands)
        self._lines: list[str] = []
        self._call_in_full: CallScreen | None = None
        shipped = {each.id: each.keys for each in catalogue.COMMANDS}
        self._chosen = {each.id: each.keys for each in commands if each.keys != shipped[each.id]}
        self.set_keymap({command: ",".join(keys) for command, keys in self._chosen.items()})

    def context(self) -> Context:
        """What the commands are asked about now."""
        raise NotImplementedError

    def key_of(self, command: str, otherwise: str) -> str:
        """The key that was chosen for a command, as it is written; `otherwise` where none was."""
        return shown(self._chosen[command][0]) if command in self._chosen else otherwise

    def tell(self, sentence: str) -> None:
        """Show a sentence where the supervisor looks. It may hold the feed's own words."""
        raise NotImplementedError

    def give(self, command: Command) -> None:
        """Hand a whole command to the desk, which decides on it once more."""
        raise NotImplementedError

    async def action_command(self, command: str, position: int = 1) -> None:
        """Run the command of that id, or tell why it cannot run now.

        Args:
            command: id of a command of the catalogue.
            position: which of its keys was pressed, from 1.
        """
        spec = next(each for each in self.commands if each.id == command)
        context = self.context()
        if reason := spec.reason_against(context):
            self.tell(reason)
        elif spec.begin is None:
            await self._look(spec.action.format(position=position))
        else:
            step = spec.begin(context)
            if isinstance(step, Screen):
                self.push_screen(step, self._answered)
            else:
                self.give(step)

    @property
    def call_in_full(self) -> "CallScreen | None":
        """The call that is shown in full, under any dialog; None while the board is."""
        return self._call_in_full if self._call_in_full in self.screen_stack else None

    def action_help(self) -> None:
        """Show every key and sign."""
        from jru_tui.tui.pages.help import HelpScreen

        self.push_screen(HelpScreen(self.commands, self.context().board.rules))

    def action_command_palette(self) -> None:
        """Open the palette, unless it is open."""
        from jru_tui.tui.palette import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(id="--command-palette"))

    def action_type(self) -> None:
        """Open the line for typed commands."""
        from jru_tui.tui.dialogs.command_line import CommandLine

        self.push_screen(CommandLine(self.context, self.commands, self._lines), self._typed)

    def action_open_call(self, call: str = "") -> None:
        """Show a call in full, unless one is: the selected call where none is named."""
        from jru_tui.tui.pages.call import CallScreen

        context = self.context()
        opened = context.board.calls.get(call or context.call or "")
        if opened is not None and self.call_in_full is None:
            self._call_in_full = CallScreen(context, opened)
            self.push_screen(self._call_in_full)

    def action_texts(self, call: str = "") -> None:
        """Read what is cut elsewhere of a call: of the selected one where none is named."""
        from jru_tui.tui.pages.long_text import WholeText

        context = self.context()
        context = replace(context, call=call or context.call)
        if context.call is not None and not gates_calls.texts(context):
            self.push_screen(WholeText(context, context.call))

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """None of Textual's own: what is useful of them is in the catalogue."""
        del screen
        return ()

    async def _look(self, action: str | tuple[str, str, tuple[object, ...]]) -> None:
        """Run an action of the screen; one that only the board has is not there on others."""
        if not await self.run_action(action):
            self.tell("that works on the board: press Esc first")

    async def _typed(self, reading: "Reading | None") -> None:
        """Carry out what was typed: a name alone starts the command as its key does."""
        if reading is None or reading.spec is None:
            return
        if reading.made is None:
            await self.action_command(reading.spec.id)
        elif isinstance(reading.made, Run):
            await self._look((reading.made.where, reading.made.name, reading.made.words))
        else:
            self.give(reading.made)

    def _answered(self, command: Command | None) -> None:
        """Give what a dialog asked for, unless the supervisor backed out."""
        if command is not None:
            self.give(command)
