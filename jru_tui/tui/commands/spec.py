"""The definition of a command, behind key, key bar, typed line, palette and help; and its gate."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Literal, Protocol, Union

from msgspec import Struct

from jru_tui.board import FOR_SUPERVISORS, Refusal, Request, decide_all
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.grammar import LineError, ScreenAction, TypedForm

if TYPE_CHECKING:
    from textual.screen import ModalScreen

    from jru_tui.tui.commands.proposal import Proposal

Group = Literal["Call", "Vehicle", "Log", "Look", "Program"]
GROUPS: tuple[Group, ...] = ("Call", "Vehicle", "Log", "Look", "Program")
"""In the order of the help."""

READ_ONLY = "this board is read-only"
UNREAD = "not until the whole journal is read"

Step = Union[Request, "ModalScreen[Request | None]"]
"""The first step of a command: what is asked, or the dialog that asks for the rest."""

Answer = Union[Request, "Proposal", LineError]
"""The first step of a command without a screen: done, shown first, or not to be done."""


def always(_context: Context) -> str:
    """Allow a command at any time."""
    return ""


class CommandSpec(Struct, frozen=True):
    """A command of the screen.

    Attributes:
        id: its name in the settings' `[keys]` and in a binding; never renamed.
        title: its name in the palette and in the help.
        keys: Textual names of the keys that run it, the one to show first.
        label: one or two words for the key bar; empty keeps it off the bar.
        help: one sentence about what it does and asks.
        group: the part of the help that it stands in.
        rank: which entries a narrow key bar keeps; lowest first.
        dangerous: it changes the shift's record, so a read-only board does not offer it.
        for_supervisors: all that it asks for is a supervisor's, and its gate does not decide that.
        needs_past: it is about more than the running shift, or asks the feed: it waits until the
            whole journal is read.
        why_not: empty when it can run, else a sentence for the supervisor that says why not.
        begin: first step of a command of the board, called only after its gate let it through;
            None for a command of the screen.
        propose: first step where there is no screen, called only after its gate let it through;
            None where there is none but `begin`.
        action: method of `ScreenActions` that a command of the screen calls.
        takes_position: `action` is handed the position, from 1, of the key that was pressed.
        typed: its form in the command line; None where it cannot be typed.
        selects: the call that it was given for is selected afterwards.
    """

    id: str
    title: str
    keys: tuple[str, ...]
    label: str
    help: str
    group: Group
    rank: int = 50
    dangerous: bool = False
    for_supervisors: bool = False
    needs_past: bool = False
    why_not: Callable[[Context], str] = always
    begin: Callable[[Context], Step] | None = None
    propose: "Callable[[Context], Answer] | None" = None
    action: ScreenAction | None = None
    takes_position: bool = False
    typed: TypedForm | None = None
    selects: bool = False

    def reason_against(self, context: Context) -> str:
        """Say why it cannot run now; empty if it can: the gate that every way in asks."""
        if context.unread and (self.dangerous or self.needs_past):
            return self.forbidden(context) or UNREAD
        return self.forbidden(context) or self.why_not(context)

    def forbidden(self, context: Context) -> str:
        """Say why it can never run on this board; empty if it can."""
        if self.dangerous and context.read_only:
            return READ_ONLY
        if self.for_supervisors and context.actor.role == "controller":
            return FOR_SUPERVISORS
        return ""


class CommandHost(Protocol):
    """An app that has commands, as its palette and its screens know it."""

    commands: tuple[CommandSpec, ...]

    def context(self) -> Context:
        """Give the board and what is selected on it now."""
        ...

    def key_of(self, command: str, otherwise: str) -> str:
        """Give the key that was chosen for a command, as it is written; else `otherwise`."""
        ...


NO_CALL = "no call is selected"
CAPS_LOCK = "Caps Lock is on: capital letters are other commands"
NO_VEHICLE = "no vehicle is on the board"
SOME_REASON = "to be given"
"""Stands in for the words that the dialog will ask for."""


def any_of(context: Context, commands: Iterable[Request], none: str) -> str:
    """Decide whether any of these commands would be allowed.

    Args:
        context: the board and what is selected on it.
        commands: the commands that the key could give, the likeliest first.
        none: the reason where there is no command at all.

    Returns:
        An empty string if one is allowed, else the reason why the first is not.
    """
    first = ""
    for command in commands:
        verdict = decide_all(context.board, command, context.actor)
        if not isinstance(verdict, Refusal):
            return ""
        first = first or explain(verdict, context)
    return first or none


def explain(refusal: Refusal, context: Context) -> str:
    """Give the reason of a refusal, with the key of the command that it sends one to."""
    key = context.keys.get(refusal.instead, "")
    return f"{refusal.reason} ({key})" if key else refusal.reason


def call_selected(context: Context) -> str:
    """Require a selected call."""
    return "" if context.selected is not None else NO_CALL
