"""What vehicles did, as lists of events: a vehicle that was sent again has another response."""

from typing import Any

import pytest

from jru_tui.feeds.mapping.unmatched_keys import unmatched_keys
from tests.feeds.mapping.conftest import GROUPED, PLAIN, mapped, mapping, wrong

EVENTS = """
[calls.responses.events]
list = "events"
at = "at"
status = "kind"
[codes.status]
"Dispatched" = "allocated"
"EnRoute" = "en_route"
"OnScene" = "at_scene"
"Cleared" = "available"
"Message" = ""
"""
LISTED = PLAIN + '[calls.responses]\nlist = "units"\nvehicle = "unit"\n' + EVENTS


def event(kind: str, time: str) -> dict[str, str]:
    return {"kind": kind, "at": f"2020-10-30T{time}:00Z"}


def document(*events: dict[str, Any]) -> dict[str, Any]:
    unit = {"unit": "JRU1", "events": list(events)}
    return {"calls": [{"id": "A", "opened": "2020-10-30T21:00:00Z", "units": [unit]}]}


def told(*events: dict[str, Any]) -> tuple[list[list[str]], tuple[Any, ...]]:
    """The minutes of each response's stages, and what the vehicle does now."""
    made = mapped(LISTED, document(*events))
    ways = [
        [f"{name[:-3]} {at[11:16]}" for name, at in each.items() if name != "vehicle"]
        for each in made.calls[0]["responses"]
    ]
    (vehicle,) = made.vehicles
    return ways, (vehicle["status"], vehicle["status_at"][11:16], vehicle.get("call"))


FIRST = (event("Dispatched", "21:01"), event("EnRoute", "21:02"), event("Cleared", "21:05"))
AGAIN = (event("Dispatched", "21:30"), event("EnRoute", "21:31"))
WAYS = [
    ["allocated 21:01", "en_route 21:02", "clear 21:05"],
    ["allocated 21:30", "en_route 21:31"],
]


def test_a_unit_that_was_sent_again_is_on_its_way_again() -> None:
    assert told(*FIRST, *AGAIN) == (WAYS, ("en_route", "21:31", "A"))
    assert told(*FIRST) == (WAYS[:1], ("available", "21:05", None))
    ended = event("Cleared", "21:50")
    assert told(*FIRST, *AGAIN, ended)[1] == ("available", "21:50", None)


def test_an_arrival_that_is_pressed_after_the_clear_is_no_other_sending() -> None:
    """MAP-18: the vehicle is free by its own clear, as where each stage has a field."""
    sent, moved = event("Dispatched", "21:01"), event("EnRoute", "21:02")
    slip = (sent, moved, event("Cleared", "21:06"), event("OnScene", "21:08"))
    way = ["allocated 21:01", "en_route 21:02", "at_scene 21:08", "clear 21:06"]
    assert told(*slip) == ([way], ("available", "21:06", None))
    assert told(*slip, *AGAIN) == ([way, WAYS[1]], ("en_route", "21:31", "A"))
    again = (*FIRST, event("OnScene", "21:40"))
    assert told(*again)[1] == ("at_scene", "21:40", "A")
    there = (sent, event("OnScene", "21:04"), event("Cleared", "21:05"), event("OnScene", "21:06"))
    assert told(*there)[1] == ("at_scene", "21:06", "A")


def test_an_event_that_was_entered_late_stands_where_it_happened() -> None:
    assert told(*AGAIN, *FIRST) == (WAYS, ("en_route", "21:31", "A"))


def test_what_tells_no_stage_or_has_no_time_is_passed_over() -> None:
    odd = (event("Message", "21:32"), event("Lunch", "21:33"), {"kind": "Cleared", "at": None})
    assert told(*FIRST, *AGAIN, *odd) == (WAYS, ("en_route", "21:31", "A"))


def test_a_stage_told_twice_keeps_its_time_and_one_reached_again_is_what_it_does_now() -> None:
    there = (*AGAIN, event("OnScene", "21:40"))
    ways = [[*WAYS[1], "at_scene 21:40"]]
    assert told(*there, event("OnScene", "21:44")) == (ways, ("at_scene", "21:40", "A"))
    assert told(*there, event("EnRoute", "21:50")) == (ways, ("en_route", "21:50", "A"))


def test_a_call_is_over_when_the_last_event_of_each_row_is_a_clear() -> None:
    head, _, _ = GROUPED.partition("allocated_at")
    row = {"call": "A", "unit": "JRU1", "opened": "2020-10-30T21:00:00Z"}
    for events, state in (([*FIRST], "closed"), ([*FIRST, *AGAIN], "open"), ([], "open")):
        (call,) = mapped(head + EVENTS, [{**row, "events": events}]).calls
        assert call["state"] == state


def test_an_event_whose_time_cannot_be_read_sets_its_call_aside() -> None:
    made = mapped(LISTED, document({"kind": "OnScene", "at": "soon"}))
    assert [each.reason.partition(" ")[0] for each in made.refused] == ["responses.events.at:"]


def test_events_that_find_nothing_are_told() -> None:
    rules = mapping(LISTED.replace('"at"', '"time"'))
    _ours, *said = unmatched_keys(rules, document(*FIRST)["calls"], [])
    assert said == ["calls.responses.events.at (“time”) finds nothing in any record"]
    rules = mapping(LISTED.replace('"events"', '"log"'))
    _ours, *said = unmatched_keys(rules, document(*FIRST)["calls"], [])
    assert said == ["calls.responses.events.list (“log”) finds nothing in any record"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            LISTED.replace('at = "at"\n', ""),
            "calls.responses.events.at is missing; it should be an expression",
        ),
        (
            LISTED.replace('list = "events"\n', ""),
            "calls.responses.events.list is missing; it should be an expression",
        ),
        (
            LISTED.replace('"unit"\n', '"unit"\nclear_at = "clear"\n', 1),
            "calls.responses.clear_at is for responses without calls.responses.events",
        ),
    ],
)
def test_events_that_are_not_whole_or_beside_times_are_wrong(text: str, words: str) -> None:
    assert wrong(text) == words
