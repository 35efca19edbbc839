"""Optional details of a call: an unreadable one is left out and reported."""

from typing import Any

from jru_tui.feeds.decoding.warnings import BAD_CALLBACK, BAD_PEOPLE

MOST_PEOPLE = 1_000_000
"""A larger number of people is a slip of somebody's program."""


def read_details(call: dict[str, Any]) -> str:
    """Give callback and number of people their types, in place; take out what cannot be read.

    Args:
        call: the plain values of a call, its text clean already.

    Returns:
        What was wrong, in words; empty where nothing was.
    """
    remark = ""
    if "callback" in call and not isinstance(call["callback"], str):
        number = call.pop("callback")
        if isinstance(number, int) and not isinstance(number, bool):
            call["callback"] = str(number)
        else:
            remark = BAD_CALLBACK
    if "people" in call:
        told = call.pop("people")
        people = _count(told)
        if people is not None:
            call["people"] = people
        elif not isinstance(told, str) or told.strip():
            remark = remark or BAD_PEOPLE
    return remark


def is_count(people: int | None) -> bool:
    """Test whether a number of people may stay as it is."""
    return people is None or 0 <= people <= MOST_PEOPLE


def _count(told: object) -> int | None:
    """Read a number of people, also one written as text or with `.0`; None for anything else."""
    if isinstance(told, str) and told.isascii() and told.strip().isdigit() and len(told) < 20:  # noqa: PLR2004 - none is longer
        told = int(told)
    if isinstance(told, float) and told.is_integer():
        told = int(told)
    if not isinstance(told, int) or isinstance(told, bool) or not is_count(told):
        return None
    return told
