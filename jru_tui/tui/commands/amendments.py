"""The commands that change a call's own facts: grade, place, details, right care and hold."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from jru_tui.board import INSTEAD, Call, Hold, Regrade, Relocate, RightCare
from jru_tui.tui.commands.calls_by_hand import parse_details
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.grammar import Given, LineError, Made, Option, TypedForm
from jru_tui.tui.commands.line.slots import (
    call_slot,
    category_slot,
    choice_slot,
    grade_slot,
    parse_place,
    words_slot,
)
from jru_tui.tui.commands.spec import NO_CALL, CommandSpec, Step, call_selected


def _gate(context: Context) -> str:
    """Require an open call."""
    if context.selected is None:
        return NO_CALL
    call = context.selected
    return "" if call.open else f"{call.id} is closed: reopen it first"


def _regrade(context: Context) -> Step:
    from jru_tui.tui.dialogs.amendments import RegradeDialog

    assert context.selected is not None
    return RegradeDialog(context, context.selected)


def _typed_regrade(context: Context, arguments: Given) -> Made:
    """Change what is typed; the other judgement stays what it is."""
    call = context.board.calls.get(arguments["call"])
    grade, category = arguments.get("grade"), arguments.get("category")
    if grade is None and category is None:
        return LineError("which grade or category?", "reason")
    return Regrade(
        arguments["call"],
        (call.grade if call and grade is None else grade) or "",
        (call.category if call and category is None else category) or "",
        arguments.get("reason", ""),
    )


def _relocate(context: Context) -> Step:
    from jru_tui.tui.dialogs.amendments import RelocateDialog

    assert context.selected is not None
    return RelocateDialog(context, context.selected)


def _typed_relocate(_context: Context, arguments: Given) -> Made:
    return Relocate(arguments["call"], parse_place(arguments["place"]))


def _right_care(context: Context) -> Step:
    from jru_tui.tui.dialogs.amendments import RightCareDialog

    assert context.selected is not None
    return RightCareDialog(context, context.selected)


def _typed_right_care(_context: Context, arguments: Given) -> Made:
    chosen = [code for code in INSTEAD if (code or _POLICE) == arguments["who attends"]]
    return RightCare(arguments["call"], chosen[0], arguments.get("reason", ""))


_POLICE = "police"
_WHO = [Option(code or _POLICE, (code or _POLICE,), words) for code, words in INSTEAD.items()]


LIFT = "lift"
"""Typed in the place of a day: it ends the hold."""
_WORDS = "until and reason"
_YEARS = 1
_LEAP_DAY = (2, 29)


def suggested_day(context: Context, call: Call) -> str:
    """Give the day that stands in the dialog: that of the hold, else the same day next year."""
    zone = ZoneInfo(context.board.rules.hours.zone)
    if call.hold is not None:
        return call.hold.until.astimezone(zone).date().isoformat()
    today = context.now.astimezone(zone).date()
    leap = (today.month, today.day) == _LEAP_DAY
    return date(today.year + _YEARS, today.month, 28 if leap else today.day).isoformat()


def date_of(text: str, context: Context) -> datetime | None:
    """Read a day as `2031-10-30`: its beginning by the unit's clock, in UTC; None if it is none."""
    zone = ZoneInfo(context.board.rules.hours.zone)
    try:
        return datetime.combine(date.fromisoformat(text), time(), zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def read_hold(context: Context, call: str, until: str, reason: str) -> Hold | LineError:
    """Make the command of what was typed.

    Args:
        context: the board and what is selected on it.
        call: the id of the call.
        until: a day, or `lift`.
        reason: why, in words.
    """
    moment = date_of(until, context)
    if moment is None and until.casefold() != LIFT:
        return LineError(f"until when? A day such as 2031-10-30, or {LIFT}", _WORDS)
    if moment is not None and moment <= context.now:
        return LineError(f"{until} is in the past: until when?", _WORDS)
    if not reason:
        return LineError("why? A hold needs a reason", _WORDS)
    return Hold(call, moment, reason)


_DETAILS = "callback; people"


def _begin_details(context: Context) -> Step:
    from jru_tui.tui.dialogs.amendments import DetailsDialog

    assert context.selected is not None
    return DetailsDialog(context, context.selected)


def _typed_details(_context: Context, arguments: Given) -> Made:
    return parse_details(arguments["call"], arguments[_DETAILS])


def _begin_hold(context: Context) -> Step:
    from jru_tui.tui.dialogs.amendments import HoldDialog

    assert context.selected is not None
    return HoldDialog(context, context.selected)


def _typed_hold(context: Context, arguments: Given) -> Made:
    until, _, reason = arguments[_WORDS].partition(" ")
    return read_hold(context, arguments["call"], until, reason.strip())


COMMANDS = (
    CommandSpec(
        id="right-care",
        title="Right care, right person",
        keys=("R",),
        label="Right care",
        help="Decide whether the police attend the selected call, or who does instead.",
        group="Call",
        rank=20,
        dangerous=True,
        for_supervisors=True,
        why_not=_gate,
        begin=_right_care,
        typed=TypedForm(
            "rc",
            (
                call_slot(),
                choice_slot("who attends", *_WHO),
                words_slot("reason", optional=True),
            ),
            _typed_right_care,
        ),
    ),
    CommandSpec(
        id="regrade",
        title="Regrade a call",
        keys=("g",),
        label="Regrade",
        help="Change the grade or category of the selected call, with a reason.",
        group="Call",
        rank=18,
        dangerous=True,
        for_supervisors=True,
        why_not=_gate,
        begin=_regrade,
        typed=TypedForm(
            "g",
            (
                call_slot(whole=True),
                grade_slot(),
                category_slot(),
                words_slot("reason", optional=True),
            ),
            _typed_regrade,
        ),
    ),
    CommandSpec(
        id="relocate",
        title="Change a call's place",
        keys=("m",),
        label="Place",
        help="Say where the selected call is: in words, then in degrees if known.",
        group="Call",
        rank=18,
        dangerous=True,
        for_supervisors=True,
        why_not=_gate,
        begin=_relocate,
        typed=TypedForm("m", (call_slot(whole=True), words_slot("place")), _typed_relocate),
    ),
    CommandSpec(
        id="details",
        title="Give callback and people",
        keys=("C",),
        label="",
        help="Say how the caller of the selected call is reached, and how many are involved.",
        group="Call",
        rank=28,
        dangerous=True,
        for_supervisors=True,
        why_not=_gate,
        begin=_begin_details,
        typed=TypedForm("details", (call_slot(whole=True), words_slot(_DETAILS)), _typed_details),
    ),
    CommandSpec(
        id="hold",
        title="Hold a call for an inquest or a court",
        keys=("K",),
        label="Hold",
        help="Protect the selected call's records from purges until a given day, with a reason.",
        group="Call",
        rank=28,
        dangerous=True,
        for_supervisors=True,
        why_not=call_selected,
        begin=_begin_hold,
        typed=TypedForm("hold", (call_slot(whole=True), words_slot(_WORDS)), _typed_hold),
    ),
)
