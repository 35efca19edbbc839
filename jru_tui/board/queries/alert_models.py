"""Alerts as values, and their order."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from jru_tui.board.commands import AlertKey, Dismiss

AlertKind = Literal[
    "emergency",
    "refused",
    "not_sent",
    "check",
    "not_mobile",
    "left",
    "send_by",
    "shortfall",
    "unconfirmed",
    "overdue",
    "back_up",
    "same_call",
    "duplicate",
    "past_end",
    "meal",
]

FORESEEN: frozenset[AlertKind] = frozenset(("send_by", "shortfall"))
"""Kinds that a plan foresees, before anything has gone wrong."""


class Alert(Struct, frozen=True):
    """An alert: something that wants attention.

    Attributes:
        key: what it is about, with the state that it belongs to; for `Dismiss`.
        others: the keys of the others, where it stands for several.
        since: from when it is worth a word.
        text: a sentence without a full stop; it may hold ids, never a call's words.
        reason: why dispatch refused, in its own words; for the board alone.
        vehicles: ids of the vehicles, where it is about several.
        grave: it is an emergency, or nobody has acted on it for too long.
        acknowledged: an emergency that was taken note of; it stays until it is cleared.
    """

    key: AlertKey
    kind: AlertKind
    since: datetime
    text: str
    vehicle: str | None = None
    call: str | None = None
    vehicles: tuple[str, ...] = ()
    grave: bool = False
    acknowledged: bool = False
    reason: str = ""
    others: tuple[AlertKey, ...] = ()

    def dismissal(self, reason: str) -> Dismiss:
        """Make the command that dismisses it, for a reason in the supervisor's words."""
        return Dismiss(self.key, reason, self.call or "", self.vehicle or "", self.others)

    @property
    def in_full(self) -> str:
        """The sentence with the reason: for the board and the handover, and nowhere else."""
        return f"{self.text} ({self.reason})" if self.reason else self.text


_RANK: dict[AlertKind, int] = {
    "emergency": 0,
    "refused": 1,
    "not_sent": 2,
    "check": 3,
    "not_mobile": 4,
    "left": 5,
    "send_by": 6,
    "unconfirmed": 7,
    "overdue": 8,
    "shortfall": 9,
    "back_up": 10,
    "same_call": 11,
    "duplicate": 12,
    "past_end": 13,
    "meal": 14,
}


def gravity(alert: Alert) -> tuple[int, bool, datetime]:
    """Sort alerts: the gravest first, then the oldest."""
    return (_RANK[alert.kind], not alert.grave, alert.since)
