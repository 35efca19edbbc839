"""The command that keeps what was said about a call from being erased: a legal hold."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from jru_tui.board import Call, Hold
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.grammar import Given, LineError, Made, TypedForm
from jru_tui.tui.commands.line.slots import call_slot, words_slot
from jru_tui.tui.commands.spec import CommandSpec, Step, call_selected

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
        return LineError(f"{until} is not to come: until when?", _WORDS)
    if not reason:
        return LineError("why? A hold needs a reason", _WORDS)
    return Hold(call, moment, reason)


def _begin(context: Context) -> Step:
    from jru_tui.tui.dialogs.amendments import HoldDialog

    assert context.selected is not None
    return HoldDialog(context, context.selected)


def _typed(context: Context, given: Given) -> Made:
    until, _, reason = given[_WORDS].partition(" ")
    return read_hold(context, given["call"], until, reason.strip())


COMMANDS = (
    CommandSpec(
        id="hold",
        title="Hold a call for an inquest or a court",
        keys=("K",),
        label="Hold",
        help="Keep what was said about the selected call from being erased before a day, "
        "with a reason.",
        group="Call",
        rank=28,
        dangerous=True,
        why_not=call_selected,
        begin=_begin,
        typed=TypedForm("hold", (call_slot(whole=True), words_slot(_WORDS)), _typed),
    ),
)
