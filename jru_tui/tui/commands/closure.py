"""The commands that close a call, reopen it, or link it to the call that it duplicates."""

from jru_tui.board import Close, Link, Reopen, Unlink, needs_reason
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.grammar import Given, LineError, Made, Option, Slot, TypedForm
from jru_tui.tui.commands.line.slots import (
    call_slot,
    choice_slot,
    other_calls,
    outcomes,
    words_slot,
)
from jru_tui.tui.commands.spec import NO_CALL, SOME_REASON, CommandSpec, Step, any_of

_AMBULANCE, _PATROL, _BOTH = "ambulance", "patrol", "both"


def _close_gate(context: Context) -> str:
    """Require a selected call that can be closed."""
    if context.selected is None:
        return NO_CALL
    call = context.selected.id
    codes = context.board.rules.outcomes
    closings = (Close(call, code, reason=SOME_REASON) for code in codes)
    return any_of(context, closings, "the settings name no outcome")


def _close(context: Context) -> Step:
    from jru_tui.tui.dialogs.close import CloseDialog

    assert context.selected is not None
    return CloseDialog(context, context.selected)


def _typed_close(context: Context, arguments: Given) -> Made:
    minutes, spared, reason = (
        arguments.get("minutes"),
        arguments.get("spared"),
        arguments.get("reason", ""),
    )
    call = context.board.calls.get(arguments["call"])
    if reason and call is not None and not needs_reason(context.board, call, arguments["outcome"]):
        # A slip in one of the words before it must not pass for a reason.
        return LineError(
            f"“{reason.split()[0]}” is not a call, minutes, spared or a flag", "reason"
        )
    return Close(
        arguments["call"],
        arguments["outcome"],
        ambulance_spared=spared in (_AMBULANCE, _BOTH),
        patrol_spared=spared in (_PATROL, _BOTH),
        minutes=int(minutes) if minutes else None,
        duplicate_of=arguments.get("other call", ""),
        flags=(arguments["flag"],) if "flag" in arguments else (),
        reason=reason,
    )


def _duplicated(context: Context, arguments: Given) -> list[Option]:
    """List other calls for a duplicate only: a number behind other outcomes means minutes."""
    return other_calls(context, arguments) if arguments.get("outcome") == "duplicate" else []


def _closing_flags(context: Context, _given: Given) -> list[Option]:
    table = context.board.rules.closing_flags
    return [Option(code, (code.replace("_", "-"), label), label) for code, label in table.items()]


def _reopen_gate(context: Context) -> str:
    """Require a selected call that is closed and can be opened again."""
    if context.selected is None:
        return NO_CALL
    return any_of(context, (Reopen(context.selected.id),), "")


def _reopen(context: Context) -> Step:
    from jru_tui.tui.dialogs.reopen import ReopenDialog

    assert context.selected is not None
    return ReopenDialog(context, context.selected)


def _typed_reopen(_context: Context, arguments: Given) -> Made:
    return Reopen(arguments["call"])


_SPARED = choice_slot(
    "spared",
    Option(_AMBULANCE, (_AMBULANCE,), "an ambulance was spared"),
    Option(_PATROL, (_PATROL,), "a patrol was spared"),
    Option(_BOTH, (_BOTH,), "both were spared"),
    optional=True,
)


NONE = "none"


def _gate_link(context: Context) -> str:
    """Require another call to link to, or a link to take away."""
    if context.selected is None:
        return NO_CALL
    call = context.selected.id
    if context.selected.linked_to:
        return any_of(context, (Unlink(call),), "")
    others = (other.id for other in context.board.recent_calls() if other.id != call)
    links = (Link(call, other) for other in others)
    return any_of(context, links, "there is no other call to link to")


def _begin_link(context: Context) -> Step:
    from jru_tui.tui.dialogs.close import LinkDialog

    assert context.selected is not None
    return LinkDialog(context, context.selected)


def _typed_link(_context: Context, arguments: Given) -> Made:
    if arguments["other call"] == NONE:
        return Unlink(arguments["call"])
    return Link(arguments["call"], arguments["other call"])


def _linkable(context: Context, arguments: Given) -> list[Option]:
    return [*other_calls(context, arguments), Option(NONE, (NONE,), "remove the link")]


COMMANDS = (
    CommandSpec(
        id="close",
        title="Close the call",
        keys=("c",),
        label="Close",
        help="End the selected call; every vehicle on it becomes free.",
        group="Call",
        rank=2,
        dangerous=True,
        why_not=_close_gate,
        begin=_close,
        typed=TypedForm(
            "c",
            (
                call_slot(),
                Slot("outcome", outcomes),
                Slot("other call", _duplicated, optional=True, ends=True),
                Slot("minutes", digits=True, optional=True),
                _SPARED,
                Slot("flag", _closing_flags, optional=True),
                words_slot("reason", optional=True),
            ),
            _typed_close,
        ),
    ),
    CommandSpec(
        id="reopen",
        title="Reopen the call",
        keys=("o",),
        label="Reopen",
        help="Open a closed call again; no vehicle is put back on it.",
        group="Call",
        rank=17,
        dangerous=True,
        why_not=_reopen_gate,
        begin=_reopen,
        typed=TypedForm("o", (call_slot(),), _typed_reopen),
    ),
    CommandSpec(
        id="link",
        title="Link duplicate calls",
        keys=("l",),
        label="Link",
        help="Mark the selected call as a duplicate of another, or undo that.",
        group="Call",
        rank=19,
        dangerous=True,
        why_not=_gate_link,
        begin=_begin_link,
        typed=TypedForm("l", (call_slot(), Slot("other call", _linkable, ends=True)), _typed_link),
    ),
)
