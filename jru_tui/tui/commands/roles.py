"""The commands by which a role goes to another board: offered here, accepted there."""

from collections.abc import Sequence

from jru_tui.board import OfferRole, TakeRole, offer_to
from jru_tui.desk import SILENT_S, name_of
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.grammar import Given, LineError, Made, Option, Slot, TypedForm
from jru_tui.tui.commands.spec import CommandSpec, Step, any_of

_NOBODY = "nobody else is at a board of this journal"
_NO_OFFER = "no role is offered to you"


def receivers(context: Context) -> tuple[str, ...]:
    """Name who is at another board and could have the role of this one, in the order of boards."""
    names = (
        name_of(board)
        for board in context.present.others
        if board.silent_s < SILENT_S and board.own.role != "viewer"
    )
    return tuple(dict.fromkeys(name for name in names if name != context.actor.by))


def _give_gate(context: Context) -> str:
    """Require somebody who could have the role."""
    return any_of(context, map(OfferRole, receivers(context)), _NOBODY)


def _give(context: Context) -> Step:
    from jru_tui.tui.dialogs.role import GiveRoleDialog

    return GiveRoleDialog(context)


def _people(context: Context, _given: Given) -> Sequence[Option]:
    return [Option(name, (name,)) for name in receivers(context)]


def _typed_give(_context: Context, given: Given) -> Made:
    return OfferRole(given["to whom"])


def _taking(context: Context) -> TakeRole | None:
    offer = offer_to(context.board, context.actor.by, context.now)
    return TakeRole(offer.id) if offer is not None else None


def _take_gate(context: Context) -> str:
    """Require an offer that stands."""
    taking = _taking(context)
    return any_of(context, [taking] if taking is not None else [], _NO_OFFER)


def _take(context: Context) -> Step:
    from jru_tui.tui.dialogs.role import TakeRoleDialog

    taking = _taking(context)
    assert taking is not None
    return TakeRoleDialog(context, taking)


def _typed_take(context: Context, _given: Given) -> Made:
    return _taking(context) or LineError(_NO_OFFER)


COMMANDS = (
    CommandSpec(
        id="give-role",
        title="Hand your role to another board",
        keys=("G",),
        label="",
        help="Offer your role to who is at another board, who accepts it there.",
        group="Log",
        rank=31,
        dangerous=True,
        why_not=_give_gate,
        begin=_give,
        typed=TypedForm("G", (Slot("to whom", _people, ends=True),), _typed_give),
    ),
    CommandSpec(
        id="take-role",
        title="Take the role that is offered",
        keys=("T",),
        label="",
        help="Accept the role that somebody at another board has offered you.",
        group="Log",
        rank=31,
        dangerous=True,
        why_not=_take_gate,
        begin=_take,
        typed=TypedForm("T", (), _typed_take),
    ),
)
