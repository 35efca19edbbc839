"""How the commands about the log and the shift are typed, and those that only look."""

from collections.abc import Sequence

from msgspec.structs import replace

from jru_tui.board.commands import Dismiss, HandOver, MarkShift, Note
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.gates_log import dismissable, strikes
from jru_tui.tui.commands.line.grammar import Given, Made, Option, Run, Slot, Typed, Wrong
from jru_tui.tui.commands.line.slots import (
    call_slot,
    choice_slot,
    subject_slot,
    vehicle_slot,
    words_slot,
)

_ALERT_WORDS = {
    "refused": "refused",
    "check": "check",
    "overdue": "overdue",
    "back_up": "back-up",
    "past_end": "end",
    "meal": "meal",
}


def _note(context: Context, given: Given) -> Made:
    which = given["call or vehicle"]
    if which in context.board.calls:
        return Note(given["words"], call=which)
    return Note(given["words"], vehicle=which)


def _strike(context: Context, given: Given) -> Made:
    which, words = given["call or vehicle"], given["words of the note"]
    is_call = which in context.board.calls
    about = replace(context, call=which if is_call else None, vehicle=None if is_call else which)
    found = [strike for line, strike in strikes(about) if words.casefold() in line.text.casefold()]
    if len(found) == 1:
        return found[0]
    said = f"{len(found)} notes hold" if found else "no note holds"
    return Wrong(f"{said} “{words}”", "words of the note")


def _dismiss(context: Context, given: Given) -> Made:
    alert = next((each for each in dismissable(context) if each.key == given["alert"]), None)
    if alert is None:
        return Wrong("that alert is gone", "alert")
    return Dismiss(alert.key, given.get("reason", ""), alert.call or "", alert.vehicle or "")


def _alerts(context: Context, _given: Given) -> Sequence[Option]:
    """By what they are about: `k-1036`, or `k-1036 overdue` where there are several."""
    found = dismissable(context)
    subjects = [each.vehicle or each.call or "" for each in found]
    options = []
    for alert, subject in zip(found, subjects, strict=True):
        alone = (subject,) if subjects.count(subject) == 1 else ()
        named = f"{subject} {_ALERT_WORDS.get(alert.kind, alert.kind)}"
        options.append(Option(alert.key, (*alone, named), alert.text))
    return options


def _mark(_context: Context, given: Given) -> Made:
    return MarkShift("start" if given["start or end"] == "start" else "end")


def _hand_over(_context: Context, given: Given) -> Made:
    return HandOver(given["what to watch"])


def _find(_context: Context, given: Given) -> Made:
    return Run("screen", "find", (given["words"],))


def _open(_context: Context, given: Given) -> Made:
    return Run("app", "open_call", (given["call"],))


def _texts(_context: Context, given: Given) -> Made:
    return Run("app", "texts", (given["call"],))


def _focus(context: Context, given: Given) -> Made:
    return Run(
        "screen", "focus_vehicle", (list(context.board.vehicles).index(given["vehicle"]) + 1,)
    )


NOTE = Typed("n", (subject_slot(), words_slot("words")), _note)
STRIKE = Typed("N", (subject_slot(), words_slot("words of the note")), _strike)
DISMISS = Typed("i", (Slot("alert", _alerts, ends=True), words_slot("reason")), _dismiss)
UNDO = Typed("u")
REDO = Typed("U")
SHIFT = Typed(
    "S",
    (
        choice_slot(
            "start or end",
            Option("start", ("start",), "take the shift over"),
            Option("end", ("end",), "end the shift"),
        ),
    ),
    _mark,
)
HAND_OVER = Typed("H", (words_slot("what to watch"),), _hand_over)
FIND = Typed("f", (words_slot("words"),), _find)
OPEN = Typed("v", (call_slot(),), _open)
TEXTS = Typed("", (call_slot(),), _texts)
FOCUS = Typed("", (vehicle_slot(),), _focus)
