"""The commands that hand over: the shift, and the role of a board."""

from collections.abc import Sequence

from jru_tui.board import RANKS, HandOver, MarkShift, OfferRole, TakeRole, offer_to
from jru_tui.desk import SILENT_S, name_of
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.grammar import Given, LineError, Made, Option, Slot, TypedForm
from jru_tui.tui.commands.line.slots import choice_slot, words_slot
from jru_tui.tui.commands.spec import CommandSpec, Step, any_of


def _mark_gate(context: Context) -> str:
    """Require a shift that can be taken over, or ended."""
    return any_of(context, (MarkShift("start"), MarkShift("end")), "")


def _mark(context: Context) -> Step:
    from jru_tui.tui.dialogs.shift import ShiftDialog

    return ShiftDialog(context)


def _typed_mark(_context: Context, arguments: Given) -> Made:
    return MarkShift("start" if arguments["start or end"] == "start" else "end")


def _hand_over(context: Context) -> Step:
    from jru_tui.tui.dialogs.shift import HandOverDialog

    return HandOverDialog(context)


def _typed_hand_over(_context: Context, arguments: Given) -> Made:
    return HandOver(arguments["what to watch"])


_RANKS = {str(role): rank for role, rank in RANKS.items()}
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


def limit_of(context: Context, name: str) -> str:
    """Say why nobody of that name can have this board's role; empty where somebody can."""
    role, most = context.actor.role, ""
    for board in context.present.others:
        if name_of(board) != name or board.own.role == "viewer":
            continue
        most = board.own.most
        if _RANKS.get(most, _RANKS[role]) >= _RANKS[role]:
            return ""
    return f"that login allows at most the role of a {most}" if most else ""


def _give_gate(context: Context) -> str:
    """Require somebody who could have the role."""
    names = receivers(context)
    able = [OfferRole(name) for name in names if not limit_of(context, name)]
    limit = limit_of(context, names[0]) if names else ""
    return any_of(context, able, f"{names[0]}: {limit}" if limit else _NOBODY)


def _give(context: Context) -> Step:
    from jru_tui.tui.dialogs.shift import GiveRoleDialog

    return GiveRoleDialog(context)


def _people(context: Context, _given: Given) -> Sequence[Option]:
    return [Option(name, (name,)) for name in receivers(context)]


def _typed_give(context: Context, arguments: Given) -> Made:
    to = arguments["to whom"]
    limit = limit_of(context, to)
    return LineError(f"{to}: {limit}") if limit else OfferRole(to)


def _taking(context: Context) -> TakeRole | None:
    offer = offer_to(context.board, context.actor.by, context.now)
    return TakeRole(offer.id) if offer is not None else None


def _take_gate(context: Context) -> str:
    """Require an offer that stands."""
    taking = _taking(context)
    return any_of(context, [taking] if taking is not None else [], _NO_OFFER)


def _take(context: Context) -> Step:
    from jru_tui.tui.dialogs.shift import TakeRoleDialog

    taking = _taking(context)
    assert taking is not None
    return TakeRoleDialog(context, taking)


def _typed_take(context: Context, _given: Given) -> Made:
    return _taking(context) or LineError(_NO_OFFER)


COMMANDS = (
    CommandSpec(
        id="shift",
        title="Start or end the shift",
        keys=("S",),
        label="",
        help="Take the shift over or end it; open calls are carried over.",
        group="Log",
        rank=24,
        dangerous=True,
        why_not=_mark_gate,
        begin=_mark,
        typed=TypedForm(
            "S",
            (
                choice_slot(
                    "start or end",
                    Option("start", ("start",), "take the shift over"),
                    Option("end", ("end",), "end the shift"),
                ),
            ),
            _typed_mark,
        ),
    ),
    CommandSpec(
        id="hand-over",
        title="Hand the shift over",
        keys=("H",),
        label="",
        help="Record that the shift was handed over, and what to watch.",
        group="Log",
        rank=25,
        dangerous=True,
        for_supervisors=True,
        begin=_hand_over,
        typed=TypedForm("H", (words_slot("what to watch"),), _typed_hand_over),
    ),
    CommandSpec(
        id="give-role",
        title="Hand your role to another board",
        keys=("G",),
        label="",
        help="Offer your role to somebody at another board, who accepts it there.",
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
