"""A call that is closed over a vehicle which nobody booked clear: closing frees the vehicle."""

from typing import Any

import pytest

from tests.feeds.mapping.conftest import PLAIN, mapped

EVENING = "2020-10-30T"
LISTED = (
    PLAIN.replace("[calls]", '[calls]\nstate = "state"\nclosed_at = "closed"')
    + '[calls.responses]\nlist = "units"\nvehicle = "unit"\n'
)
CALLS = (
    LISTED
    + """
allocated_at = "sent"
at_scene_at = "arrived"
clear_at = "clear"
status = "word"
status_at = "at"
"""
)
NAMES = LISTED.replace('"unit"', '"@"') + '[vehicles.defaults]\nstatus = "allocated"'


def call(id_: str, *units: Any, closed: str | None = None) -> dict[str, Any]:
    state = {"state": "closed", "closed": f"{EVENING}{closed}:00Z" if closed else None}
    opened = {"id": id_, "opened": f"{EVENING}20:00:00Z", "units": list(units)}
    return opened if closed is None else {**opened, **state}


def unit(word: str | None = None, **times: str) -> dict[str, Any]:
    at = {stage: f"{EVENING}{time}:00Z" for stage, time in times.items()}
    return {"unit": "JRU1", "word": word, **at}


def now(*calls: dict[str, Any], text: str = CALLS) -> tuple[Any, ...]:
    """What the one vehicle does, the minute since when, and its call."""
    (vehicle,) = mapped(text, {"calls": list(calls)}).vehicles
    since = vehicle.get("status_at")
    return vehicle["status"], since and since[11:16], vehicle.get("call")


THERE = unit(sent="20:05", arrived="20:20")


def test_a_vehicle_never_booked_clear_is_free_from_the_closing_of_its_call() -> None:
    made = mapped(CALLS, {"calls": [call("A", THERE, closed="21:00")]})
    assert made.vehicles == [
        {"id": "JRU1", "status": "available", "status_at": f"{EVENING}21:00:00Z", "inferred": True}
    ]
    # The call's own times stay those of the document.
    assert "clear_at" not in made.calls[0]["responses"][0]


def test_a_later_clear_of_another_call_counts_and_a_closing_after_it() -> None:
    later = call("B", unit(sent="21:12", arrived="21:20", clear="21:45"), closed="21:50")
    assert now(call("A", THERE, closed="21:00"), later) == ("available", "21:45", None)
    assert now(later, call("A", THERE, closed="22:10")) == ("available", "22:10", None)


def test_a_vehicle_that_is_on_a_newer_call_stays_there() -> None:
    newer = call("B", unit(sent="20:50"))
    assert now(newer, call("A", THERE, closed="21:00")) == ("allocated", "20:50", "B")


def test_a_vehicle_that_left_for_a_call_which_was_closed_is_back_at_the_one_before() -> None:
    left = call("B", unit(sent="20:30"), closed="20:40")
    assert now(call("A", THERE), left) == ("at_scene", "20:40", "A")


def test_a_closing_without_a_time_frees_the_vehicle_since_nobody_knows_when() -> None:
    assert now(call("A", THERE, closed="")) == ("available", None, None)
    cleared = call("B", unit(sent="21:12", clear="21:45"))
    assert now(call("A", THERE, closed=""), cleared) == ("available", "21:45", None)


@pytest.mark.parametrize(
    ("word", "status"),
    [("at_scene", "available"), ("off_duty", "off_duty"), ("emergency", "emergency")],
)
def test_a_word_for_a_stage_ends_with_the_call_and_any_other_holds(word: str, status: str) -> None:
    seen = now(call("A", unit(word, at="20:20"), closed="21:00"))
    assert seen == (status, "21:00" if status == "available" else "20:20", None)


def test_units_that_are_only_named_are_free_when_all_their_calls_are_closed() -> None:
    over, open_ = call("A", "JRU1", closed="21:00"), call("B", "JRU1")
    assert now(over, text=NAMES) == ("available", "21:00", None)
    assert now(open_, over, text=NAMES) == ("allocated", None, "B")
    assert mapped(NAMES.partition("[vehicles")[0], {"calls": [over]}).vehicles == []
