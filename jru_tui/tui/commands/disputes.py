"""The command that settles a dispute between the feed and the supervisor."""

from jru_tui.board import Settle
from jru_tui.tui.commands.context import Context, dispute_of
from jru_tui.tui.commands.line.grammar import Given, LineError, Made, Option, TypedForm
from jru_tui.tui.commands.line.slots import choice_slot, subject_slot
from jru_tui.tui.commands.spec import CommandSpec, Step, any_of


def _gate(context: Context) -> str:
    """Require a dispute over the selected call or the focused vehicle."""
    dispute = dispute_of(context)
    if dispute is None:
        return "nothing here is in dispute"
    return any_of(context, (Settle(dispute.command, "feed"),), "")


def _begin(context: Context) -> Step:
    from jru_tui.tui.dialogs.settle import SettleDialog

    dispute = dispute_of(context)
    assert dispute is not None
    return SettleDialog(context, dispute)


def _typed(context: Context, arguments: Given) -> Made:
    request_id = arguments["call or vehicle"]
    about = context.board.calls.get(request_id) or context.board.vehicles.get(request_id)
    if about is None or about.dispute is None:
        return LineError(f"{request_id} is not in dispute", "call or vehicle")
    return Settle(
        about.dispute.command, "feed" if arguments["who is right"] == "feed" else "supervisor"
    )


COMMANDS = (
    CommandSpec(
        id="settle",
        title="Settle a dispute",
        keys=("x",),
        label="Settle",
        help="The feed contradicts you: choose which is right.",
        group="Call",
        rank=13,
        dangerous=True,
        why_not=_gate,
        begin=_begin,
        typed=TypedForm(
            "x",
            (
                subject_slot(),
                choice_slot(
                    "who is right",
                    Option("feed", ("feed",), "your command is withdrawn"),
                    Option("supervisor", ("me", "supervisor"), "your command stands"),
                    question="who is right: feed or me?",
                ),
            ),
            _typed,
        ),
    ),
)
