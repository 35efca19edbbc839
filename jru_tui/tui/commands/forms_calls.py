"""How the commands about a call are typed."""

from jru_tui.board.commands import (
    Assign,
    BackUp,
    Close,
    EndBackUp,
    Link,
    Reopen,
    Settle,
    StandDown,
    Unlink,
)
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.grammar import Given, Made, Option, Slot, Typed, Wrong
from jru_tui.tui.commands.line.slots import (
    call_slot,
    calls,
    choice_slot,
    focused,
    outcomes,
    subject_slot,
    vehicle_slot,
    words_slot,
)

NONE = "none"
_AMBULANCE, _PATROL, _BOTH = "ambulance", "patrol", "both"
_HOW_ENDED = "at-scene or cancelled"
_SAYS_NOT_HOW = frozenset(("done", "end", "ended", "off", "over", "stop"))
"""Words for the end of help that leave open whether it came."""


def _assign(_context: Context, given: Given) -> Made:
    return Assign(given["call"], given["vehicle"], given.get("reason", ""))


def _stand_down(_context: Context, given: Given) -> Made:
    return StandDown(given["call"], given["vehicle"])


def _close(_context: Context, given: Given) -> Made:
    minutes, spared = given.get("minutes"), given.get("spared")
    return Close(
        given["call"],
        given["outcome"],
        ambulance_spared=spared in (_AMBULANCE, _BOTH),
        patrol_spared=spared in (_PATROL, _BOTH),
        minutes=int(minutes) if minutes else None,
        duplicate_of=given.get("other call", ""),
        flags=(given["flag"],) if "flag" in given else (),
    )


def _reopen(_context: Context, given: Given) -> Made:
    return Reopen(given["call"])


def _link(_context: Context, given: Given) -> Made:
    if given["other call"] == NONE:
        return Unlink(given["call"])
    return Link(given["call"], given["other call"])


def _back_up(context: Context, given: Given) -> Made:
    call = context.board.calls.get(given["call"])
    what, ended = given.get("help"), given.get(_HOW_ENDED)
    text = given.get("words", "")
    asked = [each for each in (call.back_up if call else ()) if each.outstanding]
    meant = [each for each in asked if what in (None, each.what)]
    if meant and text.casefold() in _SAYS_NOT_HOW:
        return Wrong("did it come, or is it not needed: at-scene or cancelled?", "words")
    if ended in ("at_scene", "cancelled"):
        if len(meant) > 1 and what is None:
            return Wrong("which help: several are outstanding", _HOW_ENDED)
        which = meant[0].id if meant else ""
        some = int(given.get("how many", "0"))
        return EndBackUp(
            given["call"], which, "at_scene" if ended == "at_scene" else "cancelled", some
        )
    count = int(given.get("how many", "1"))
    match what:
        case "ambulance" | "patrol" | "other":
            return BackUp(given["call"], what, count, text)
        case _:
            return Wrong("which help: ambulance, patrol or other?", "words")


def _settle(context: Context, given: Given) -> Made:
    which = given["call or vehicle"]
    about = context.board.calls.get(which) or context.board.vehicles.get(which)
    if about is None or about.dispute is None:
        return Wrong(f"{which} is not in dispute", "call or vehicle")
    return Settle(
        about.dispute.command, "feed" if given["who is right"] == "feed" else "supervisor"
    )


def _other_calls(context: Context, given: Given) -> list[Option]:
    return [each for each in calls(context, given) if each.value != given.get("call")]


def _closing_flags(context: Context, _given: Given) -> list[Option]:
    table = context.board.rules.closing_flags
    return [Option(code, (code.replace("_", "-"), label), label) for code, label in table.items()]


def _duplicated(context: Context, given: Given) -> list[Option]:
    """Only a duplicate names another call: a number behind other outcomes means minutes."""
    return _other_calls(context, given) if given.get("outcome") == "duplicate" else []


def _linkable(context: Context, given: Given) -> list[Option]:
    return [*_other_calls(context, given), Option(NONE, (NONE,), "take the link away")]


ASSIGN = Typed(
    "a", (call_slot(), vehicle_slot(focused), words_slot("reason", optional=True)), _assign
)
ASSIGN_FIRST = Typed("A")
STAND_DOWN = Typed("d", (call_slot(), vehicle_slot()), _stand_down)
CLOSE = Typed(
    "c",
    (
        call_slot(),
        Slot("outcome", outcomes),
        Slot("other call", _duplicated, optional=True, ends=True),
        Slot("minutes", digits=True, optional=True),
        choice_slot(
            "spared",
            Option(_AMBULANCE, (_AMBULANCE,), "an ambulance was spared"),
            Option(_PATROL, (_PATROL,), "a patrol was spared"),
            Option(_BOTH, (_BOTH,), "both were spared"),
            optional=True,
        ),
        Slot("flag", _closing_flags, optional=True),
    ),
    _close,
)
REOPEN = Typed("o", (call_slot(),), _reopen)
LINK = Typed("l", (call_slot(), Slot("other call", _linkable, ends=True)), _link)
BACK_UP = Typed(
    "b",
    (
        call_slot(),
        Slot("how many", digits=True, optional=True),
        choice_slot(
            "help",
            Option("ambulance", ("ambulance", "ambulances")),
            Option("patrol", ("patrol", "patrols")),
            Option("other", ("other",), "say what in words"),
            optional=True,
        ),
        choice_slot(
            _HOW_ENDED,
            Option("at_scene", ("at-scene", "scene", "came", "arrived"), "it has come"),
            Option("cancelled", ("cancelled",), "it is not needed any more"),
            optional=True,
        ),
        words_slot("words", optional=True),
    ),
    _back_up,
)
SETTLE = Typed(
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
    _settle,
)
