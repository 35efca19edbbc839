"""The command that opens a call by hand."""

import re

from msgspec import Struct

from jru_tui.board import GiveDetails, OpenCall, Place, free_call_id
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.grammar import Given, LineError, Made, TypedForm
from jru_tui.tui.commands.line.slots import (
    category_slot,
    grade_slot,
    parse_place,
    type_slot,
    words_slot,
)
from jru_tui.tui.commands.spec import CommandSpec, Step

_PLACE = "place; what happened; callback; people"


_CALLBACK = re.compile(r"\+?[\d\s()./-]*\d[\d\s()./-]*(?:(?:x|ext\.?)\s*\d+)?|\S+@\S+")


_LEAST_DIGITS = 5
"""A shorter number between semicolons is part of what happened: `; 12; 14`."""


_PEOPLE = re.compile(r"(\d{1,6}) (?:people|persons?)")


class TypedOpening(Struct, frozen=True):
    """The words of an opening: `Sea Street; fell; 07700 900123; 2 people`."""

    where: Place
    summary: str = ""
    callback: str = ""
    people: int = 0


def parse_opening(typed: str) -> TypedOpening:
    """Read place, what happened, callback and number of people, with semicolons between them.

    What is neither a callback nor a number of people is part of what happened.
    """
    place, *parts = (part.strip() for part in typed.split(";"))
    callback, people = "", 0
    while parts:
        found = _PEOPLE.fullmatch(parts[-1])
        if found is not None and not people:
            people = int(found[1])
        elif not callback and is_callback(parts[-1]):
            callback = parts[-1]
        else:
            break
        parts.pop()
    return TypedOpening(parse_place(place), "; ".join(filter(None, parts)), callback, people)


def parse_details(call: str, typed: str) -> GiveDetails | LineError:
    """Read a callback, a number of people, or both: `07700 900123; 2 people`.

    Args:
        call: the id of the call.
        typed: with a semicolon between them, in either order.
    """
    callback, people = "", 0
    for part in filter(None, (part.strip() for part in typed.split(";"))):
        counted = _PEOPLE.fullmatch(part) or re.fullmatch(r"(\d{1,4})", part)
        if counted is not None and not people:
            people = int(counted[1])
        elif not callback:
            callback = part
        else:
            return LineError(f"“{part}” is one part too many: callback; number of people")
    return GiveDetails(call, callback, people)


def is_callback(text: str) -> bool:
    """Tell whether a text is nothing but a telephone number, or an address with an @."""
    digits = sum(sign.isdigit() for sign in text)
    return _CALLBACK.fullmatch(text) is not None and ("@" in text or digits >= _LEAST_DIGITS)


def _begin(context: Context) -> Step:
    from jru_tui.tui.dialogs.open_call import OpenCallDialog

    return OpenCallDialog(context, free_call_id(context.board))


def _typed(context: Context, arguments: Given) -> Made:
    opening = parse_opening(arguments.get(_PLACE, ""))
    return OpenCall(
        free_call_id(context.board),
        arguments.get("type", ""),
        opening.where,
        arguments.get("grade", ""),
        arguments.get("category", ""),
        summary=opening.summary,
        callback=opening.callback,
        people=opening.people,
    )


COMMANDS = (
    CommandSpec(
        id="open-call",
        title="Open a call by hand",
        keys=("O",),
        label="New call",
        help="Open a call that dispatch does not have: a crew was flagged down, "
        "or the feed is lost.",
        group="Call",
        rank=18,
        dangerous=True,
        for_supervisors=True,
        begin=_begin,
        typed=TypedForm(
            "O",
            (
                type_slot(),
                grade_slot(),
                category_slot(),
                words_slot(_PLACE),
            ),
            _typed,
        ),
    ),
)
