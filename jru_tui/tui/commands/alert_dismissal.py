"""The command that dismisses an alert, with a reason."""

from collections.abc import Sequence

import msgspec

from jru_tui.board import Alert, AlertKind
from jru_tui.tui.commands.context import Context, dismissable
from jru_tui.tui.commands.line.grammar import Given, LineError, Made, Option, Slot, TypedForm
from jru_tui.tui.commands.line.slots import words_slot
from jru_tui.tui.commands.spec import SOME_REASON, CommandSpec, Step, any_of

_KIND_NAMES: dict[AlertKind, str] = {
    "ambulance_wait": "ambulance",
    "back_up": "back-up",
    "past_end": "end",
    "shortfall": "target",
}
"""Kinds that are not typed by their own name."""


def _gate(context: Context) -> str:
    """Require an alert that is no emergency."""
    nothing = (
        "alarms are silent: the feed is old" if context.stale else "nothing needs attention now"
    )
    dismissals = (alert.dismissal(SOME_REASON) for alert in dismissable(context))
    return any_of(context, dismissals, nothing)


def _begin(context: Context) -> Step:
    from jru_tui.tui.dialogs.dismiss import DismissDialog

    return DismissDialog(context)


def _typed(context: Context, arguments: Given) -> Made:
    alert = next(
        (alert for alert in dismissable(context) if _value(alert) == arguments["alert"]), None
    )
    if alert is None:
        return LineError("that alert is gone", "alert")
    return alert.dismissal(arguments.get("reason", ""))


def _options(context: Context, _given: Given) -> Sequence[Option]:
    """Name alerts by their subject: `k-1036`, or `k-1036 overdue` where there are several."""
    found = dismissable(context)
    subjects = [_subject(alert) for alert in found]
    options = []
    for alert, subject in zip(found, subjects, strict=True):
        alone = (subject,) if subjects.count(subject) == 1 else ()
        named = f"{subject} {_kind_name(alert.kind)}"
        options.append(Option(_value(alert), (*alone, named), alert.text))
    return options


def _kind_name(kind: AlertKind) -> str:
    return _KIND_NAMES.get(kind) or kind.replace("_", " ")


def _subject(alert: Alert) -> str:
    """Name what an alert is about; the first of several vehicles stands for all of them."""
    return alert.vehicle or alert.call or next(iter(alert.vehicles), "")


def _value(alert: Alert) -> str:
    """An alert's key as the value of an option: its parts stay apart, whatever is in them."""
    return msgspec.json.encode(alert.key).decode()


COMMANDS = (
    CommandSpec(
        id="dismiss",
        title="Dismiss an alert",
        keys=("i",),
        label="",
        help="Dismiss an alert, with a reason for the log.",
        group="Log",
        rank=23,
        dangerous=True,
        why_not=_gate,
        begin=_begin,
        typed=TypedForm("i", (Slot("alert", _options, ends=True), words_slot("reason")), _typed),
    ),
)
