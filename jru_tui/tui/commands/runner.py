"""The runner of commands: from a key, a palette entry or a typed line to the gate and the desk."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from textual.app import App
from textual.binding import Binding
from textual.screen import ModalScreen, Screen

from jru_tui.board import Request, decided_calls
from jru_tui.tui.commands.catalogue import COMMANDS
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.keymap import FIXED, key_label
from jru_tui.tui.commands.line.grammar import Run, ScreenAction, ScreenActions
from jru_tui.tui.commands.spec import CommandSpec, Step


def bindings(commands: Sequence[CommandSpec]) -> list[Binding]:
    """Textual's bindings for the commands. Each runs the action `command(id, position of key)`."""
    return [
        Binding(
            key=key,
            action=f"command({command.id!r}, {position})",
            description=command.title,
            tooltip=command.help,
            id=command.id if command.id not in FIXED else f"{command.id}-{position}",
            show=bool(command.label),
            key_display=key_label(key),
        )
        for command in commands
        for position, key in enumerate(command.keys, start=1)
    ]


if TYPE_CHECKING:
    from jru_tui.tui.commands.line.parser import ParsedLine


class Host(Protocol):
    """The supervisor's side of the screen: what is selected, sentences, and the desk."""

    def context(self) -> Context:
        """Give the board and what is selected on it now."""
        ...

    def tell(self, sentence: str) -> None:
        """Show a refusal where the supervisor looks. It may hold the feed's own words."""
        ...

    def mention(self, sentence: str) -> None:
        """Show a sentence that is no refusal where the supervisor looks."""
        ...

    def give(self, request: Request, shown: Sequence[str] | None = None) -> None:
        """Hand a whole command, or a decision, to the desk, which decides on it once more.

        Args:
            request: what is asked.
            shown: the side effects that a dialog has shown; None where nothing was shown.
        """
        ...

    def select(self, call: str) -> None:
        """Select a call on the board."""
        ...

    def enter_late(self, at: datetime | None) -> None:
        """Let commands count from a moment on, UTC; None lets them count from now again."""
        ...


class CommandRunner:
    """A runner of every command through one gate, whichever way it came."""

    def __init__(
        self,
        app: App[Any],
        host: Host,
        screens: ScreenActions,
        commands: Sequence[CommandSpec] = COMMANDS,
    ) -> None:
        """Take the commands, perhaps with keys of the supervisor's own (see `with_keys`).

        Args:
            app: pushes the dialogs.
            host: gives the context, shows refusals, takes whole commands.
            screens: carries out the commands of the screen.
            commands: every command that can be run.
        """
        self._app = app
        self._host = host
        self._screens = screens
        self._commands = {spec.id: spec for spec in commands}
        shipped = {spec.id: spec.keys for spec in COMMANDS}
        self._chosen = {spec.id: spec.keys for spec in commands if spec.keys != shipped[spec.id]}
        app.set_keymap({command: ",".join(keys) for command, keys in self._chosen.items()})

    def key_of(self, command: str, otherwise: str) -> str:
        """Give the key that was chosen for a command, as it is written; else `otherwise`."""
        return key_label(self._chosen[command][0]) if command in self._chosen else otherwise

    def run(self, command: str, position: int = 1) -> None:
        """Run the command of that id, or tell why it cannot run now.

        Args:
            command: id of a command of the catalogue.
            position: position, from 1, of its key that was pressed.
        """
        spec = self._commands[command]
        context = self._host.context()
        if reason := spec.reason_against(context):
            self._host.tell(reason)
        elif spec.begin is not None:
            self.start(spec.begin(context), selects=spec.selects)
        elif spec.action is not None:
            self._act(spec.action, (position,) if spec.takes_position else ())

    def start(self, step: Step, *, selects: bool = False) -> None:
        """Take the first step of a command: give it, or open the dialog that asks for the rest."""
        if isinstance(step, Screen):
            self._app.push_screen(step, partial(self._answered, step, selects))
        else:
            self._host.give(step)

    def run_typed(self, reading: "ParsedLine | None") -> None:
        """Carry out a typed line: a name alone starts the command as its key does."""
        if reading is None or reading.spec is None:
            return
        if reading.meaning is None:
            self.run(reading.spec.id)
        elif isinstance(reading.meaning, Run):
            self._act(reading.meaning.action, reading.meaning.arguments)
        else:
            self._host.give(reading.meaning, reading.shown)

    def _act(self, action: ScreenAction, arguments: tuple[str | int, ...]) -> None:
        getattr(self._screens, action.__name__)(*arguments)

    def _answered(
        self, dialog: "ModalScreen[Request | None]", selects: bool, request: Request | None
    ) -> None:
        """Give what a dialog made, unless the supervisor backed out."""
        if request is None:
            return
        self._host.give(request, getattr(dialog, "shown", None))
        call = next(iter(decided_calls(request)), "")
        if selects and call:
            self._host.select(call)
