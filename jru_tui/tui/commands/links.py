"""The command that says that two calls are one and the same."""

from jru_tui.board import Link, Unlink
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.grammar import Given, Made, Option, Slot, TypedForm
from jru_tui.tui.commands.line.slots import call_slot, other_calls
from jru_tui.tui.commands.spec import NO_CALL, CommandSpec, Step, any_of

NONE = "none"


def _gate(context: Context) -> str:
    """Require another call to link to, or a link to take away."""
    if context.selected is None:
        return NO_CALL
    call = context.selected.id
    if context.selected.linked_to:
        return any_of(context, (Unlink(call),), "")
    others = (other.id for other in context.board.recent_calls() if other.id != call)
    links = (Link(call, other) for other in others)
    return any_of(context, links, "there is no other call to link to")


def _begin(context: Context) -> Step:
    from jru_tui.tui.dialogs.link import LinkDialog

    assert context.selected is not None
    return LinkDialog(context, context.selected)


def _typed(_context: Context, given: Given) -> Made:
    if given["other call"] == NONE:
        return Unlink(given["call"])
    return Link(given["call"], given["other call"])


def _linkable(context: Context, given: Given) -> list[Option]:
    return [*other_calls(context, given), Option(NONE, (NONE,), "remove the link")]


COMMANDS = (
    CommandSpec(
        id="link",
        title="Link duplicate calls",
        keys=("l",),
        label="Link",
        help="Mark the selected call as a duplicate of another, or undo that.",
        group="Call",
        rank=19,
        dangerous=True,
        why_not=_gate,
        begin=_begin,
        typed=TypedForm("l", (call_slot(), Slot("other call", _linkable, ends=True)), _typed),
    ),
)
