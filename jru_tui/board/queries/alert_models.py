"""Alerts as values, and their order."""

from datetime import datetime
from enum import IntEnum
from typing import Literal, get_args

from msgspec import Struct

from jru_tui.board.board import Board
from jru_tui.board.commands import AlertKey, Dismiss
from jru_tui.board.danger_flags import is_danger
from jru_tui.board.projection.calls.urgency import rank

AlertKind = Literal[
    "emergency",
    "refused",
    "not_sent",
    "check",
    "not_mobile",
    "next_call",
    "send_by",
    "left",
    "unconfirmed",
    "overdue",
    "shortfall",
    "back_up",
    "ambulance_wait",
    "wait",
    "same_call",
    "duplicate",
    "past_end",
    "meal",
    "rest",
]
"""Kinds of alerts. Among alerts of one tier they come in this order."""

FORESEEN: frozenset[AlertKind] = frozenset(("send_by", "shortfall"))
"""Kinds that a plan foresees, before anything has gone wrong."""


class Stake(Struct, frozen=True):
    """Stake of an alert: how much depends on the call that it is about.

    Attributes:
        urgent: the target, or else the call, is of the highest grade or category, or nobody has
            judged the call.
        danger: a flag of the call tells of danger.
    """

    urgent: bool = False
    danger: bool = False


NO_STAKE = Stake()


class Alert(Struct, frozen=True):
    """An alert: something that wants attention.

    Attributes:
        key: what it is about, with the state that it belongs to; for `Dismiss`.
        others: the keys of the others, where it stands for several.
        since: from when it is worth a word.
        message: what is the matter, without a full stop; it may hold ids, never a call's words.
        reason: why dispatch refused, in its own words; for the board alone.
        vehicles: ids of the vehicles, where it is about several.
        grave: it is an emergency, or nobody has acted on it for too long.
        acknowledged: an emergency that was taken note of; it stays until it is cleared.
        stake: what it puts at stake, for its place among the others.
        subject: the name of the call or the vehicle that a sentence of it begins with; empty where
            `message` names it.
    """

    key: AlertKey
    kind: AlertKind
    since: datetime
    message: str
    vehicle: str | None = None
    call: str | None = None
    vehicles: tuple[str, ...] = ()
    grave: bool = False
    acknowledged: bool = False
    reason: str = ""
    others: tuple[AlertKey, ...] = ()
    stake: Stake = NO_STAKE
    subject: str = ""

    def dismissal(self, reason: str) -> Dismiss:
        """Make the command that dismisses it, for a reason in the supervisor's words."""
        return Dismiss(self.key, reason, self.call or "", self.vehicle or "", self.others)

    @property
    def text(self) -> str:
        """The whole sentence, without a full stop."""
        return f"{self.subject} {self.message}" if self.subject else self.message

    def beside(self, name: str) -> str:
        """Say it, with the reason, where the name of a call or a vehicle stands beside it."""
        text = self.message if self.subject == name else self.text
        return f"{text} ({self.reason})" if self.reason else text

    @property
    def in_full(self) -> str:
        """The sentence with the reason: for the board and the handover, and nowhere else."""
        return f"{self.text} ({self.reason})" if self.reason else self.text


class _Tier(IntEnum):
    EMERGENCY = 0
    DANGER = 1
    LIFE = 2
    NOBODY_TOLD = 3
    WELFARE = 4
    REST = 5


_TIERS: dict[AlertKind, _Tier] = {
    "emergency": _Tier.EMERGENCY,
    "refused": _Tier.NOBODY_TOLD,
    "not_sent": _Tier.NOBODY_TOLD,
    "not_mobile": _Tier.NOBODY_TOLD,
    "next_call": _Tier.NOBODY_TOLD,
    "unconfirmed": _Tier.NOBODY_TOLD,
    "check": _Tier.WELFARE,
}
"""Tiers of kinds, whatever is at stake; `REST` for the others."""
_TARGETS: frozenset[AlertKind] = frozenset(("send_by", "left", "overdue", "shortfall"))
"""Kinds about a call that nobody reaches in time, or that nobody goes to."""
_RANK: dict[AlertKind, int] = {kind: place for place, kind in enumerate(get_args(AlertKind))}

Gravity = tuple[int, bool, int, bool, datetime]
"""Sort key of an alert."""


def gravity(alert: Alert) -> Gravity:
    """Sort alerts as a supervisor takes them up: by whose life waits for the next act.

    An officer who needs help comes first, then a crew that may (it does not answer, or its check is
    due at a call with danger), then a call of the highest grade or category that is about to be
    missed, or was: only the board can still change that, while a welfare check is one question over
    the radio. Then what nobody was told of, for until then nobody goes; then the other checks; then
    the rest. In each tier calls with danger come first, then by kind (what can still be met before
    what is lost), then the oldest.
    """
    return (
        _tier(alert),
        not alert.stake.danger,
        _RANK[alert.kind],
        not alert.grave,
        alert.since,
    )


def _tier(alert: Alert) -> _Tier:
    if alert.kind == "check" and (alert.grave or alert.stake.danger):
        return _Tier.DANGER
    if alert.kind in _TARGETS and alert.stake.urgent:
        return _Tier.LIFE
    return _TIERS.get(alert.kind, _Tier.REST)


def stake_of(board: Board, call_id: str | None, code: str | None = None) -> Stake:
    """Return what is at stake at a call.

    Args:
        board: the board as it stands.
        call_id: the call; None and an unknown one for no call, where nothing is.
        code: the grade or category whose target the alert is about; None for the call's own.
    """
    call = board.calls.get(call_id or "")
    if call is None:
        return NO_STAKE
    rules = board.rules
    target = rules.grades.get(code or "") or rules.categories.get(code or "")
    urgent = rank(call, rules) if target is None else target.rank
    return Stake(
        urgent=urgent <= 0, danger=any(is_danger(flag, rules.danger_flags) for flag in call.flags)
    )
